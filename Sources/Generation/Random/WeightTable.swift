/// Whole-number weights laid end to end, with look-up of the one that covers a position.
struct WeightTable: Sendable {
    /// Where each weight starts; one more than there are weights, the last being their sum.
    let starts: [Int]
    /// The weight in force at the start of each bucket of `1 << bucketBits` positions.
    private let firstIndex: [Int32]
    private let bucketBits: Int

    /// - Precondition: weights are not negative and their sum is above 0.
    init(_ weights: [Int]) {
        var starts = [0]
        starts.reserveCapacity(weights.count + 1)
        var total = 0
        for weight in weights {
            total += weight
            starts.append(total)
        }
        var bits = 0
        while total >> bits > 2 * weights.count + 1 { bits += 1 }
        var index = 0
        var first: [Int32] = []
        for bucket in 0...(total >> bits) {
            while index < weights.count - 1, starts[index + 1] <= bucket << bits { index += 1 }
            first.append(Int32(index))
        }
        self.starts = starts
        firstIndex = first
        bucketBits = bits
    }

    var total: Int { starts[starts.count - 1] }

    /// The index of the weight that covers `position`; positions outside `0..<total` count as the nearest inside.
    func index(at position: Int) -> Int {
        let bounded = min(max(position, 0), total - 1)
        var index = Int(firstIndex[bounded >> bucketBits])
        while starts[index + 1] <= bounded { index += 1 }
        return index
    }

    func pick(_ random: inout RandomStream) -> Int { index(at: random.below(total)) }
}
