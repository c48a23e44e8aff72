/// A set of numbers up to 0x10FFFF as ascending ranges that neither touch nor overlap.
struct ScalarRanges: Hashable {
    private(set) var ranges: [ClosedRange<UInt32>]

    static let limit: UInt32 = 0x10FFFF
    static let none = ScalarRanges([])
    static let all = ScalarRanges([0...limit])

    /// - Parameter ranges: in any order.
    init(_ ranges: [ClosedRange<UInt32>]) {
        if ranges.count < 2 {
            self.ranges = ranges
            return
        }
        self.ranges = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = self.ranges.last, range.lowerBound <= last.upperBound + 1 {
                self.ranges[self.ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                self.ranges.append(range)
            }
        }
    }

    func union(_ other: ScalarRanges) -> ScalarRanges {
        if ranges.isEmpty { return other }
        return other.ranges.isEmpty ? self : ScalarRanges(ranges + other.ranges)
    }

    var complement: ScalarRanges {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= ScalarRanges.limit { gaps.append(next...ScalarRanges.limit) }
        return ScalarRanges(gaps)
    }

    func contains(_ number: UInt32) -> Bool {
        var low = 0, high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= number
    }
}
