import Model

/// Quantiles of runs of small whole numbers, days for instance: no number is sorted or moved.
///
/// Most customers have few records. To sort or to part so few numbers means to guess at almost every comparison. Of up
/// to sixteen it is counted at once how many are less than each; of more, how often each number comes.
struct SmallNumberQuantiles {
    private let numbers: [Int64]
    private let least: Int64
    private let greatest: Int64

    /// Greatest distance between two numbers: a table of so many stays in a core's cache.
    private static let span: Int64 = 4_096

    /// - Parameter numbers: nil comes of those that are too far apart.
    init?(_ numbers: [Int64]) {
        (least, greatest) = numbers.withUnsafeBufferPointer { numbers in
            var least = Int64.max, greatest = Int64.min
            for place in 0..<numbers.count {
                least = min(least, numbers[place])
                greatest = max(greatest, numbers[place])
            }
            return (least, greatest)
        }
        self.numbers = numbers
        let (distance, overflow) = greatest.subtractingReportingOverflow(least)
        if !numbers.isEmpty, overflow || distance >= SmallNumberQuantiles.span { return nil }
    }

    /// One for each run, missing where it is empty.
    ///
    /// Unsafe access: runs lie within the numbers, and numbers within the table.
    func values(_ bounds: [Int32], _ share: Double) -> Vector {
        let count = max(0, bounds.count - 1)
        var known = Mask(repeating: 1, count: count),
            frequencies = [Int32](repeating: 0, count: Int(SmallNumberQuantiles.span) + 8)
        // Where the quantile of so many numbers lies.
        let places = (0...SmallNumberQuantiles.few).map { Quantile.place(share, count: $0) }
        let results = [Double](unsafeUninitializedCapacity: count) { results, initialized in
            initialized = count
            numbers.withUnsafeBufferPointer { numbers in
                for index in 0..<count {
                    let run = Range(uncheckedBounds: (Int(bounds[index]), Int(bounds[index + 1])))
                    if run.isEmpty {
                        (results[index], known[index]) = (0, 0)
                        continue
                    }
                    let place =
                        run.count <= SmallNumberQuantiles.few
                        ? places[run.count] : Quantile.place(share, count: run.count)
                    let (low, high): (Int64, Int64)
                    if run.count <= SmallNumberQuantiles.few,
                        run.lowerBound &+ SmallNumberQuantiles.few <= numbers.count, let first = numbers.baseAddress
                    {
                        (low, high) = few(first + run.lowerBound, run.count, at: place.place)
                    } else {
                        (low, high) = frequencies.withUnsafeMutableBufferPointer {
                            many(numbers[run], at: place.place, $0)
                        }
                    }
                    results[index] = place.share == 0 ? Double(low) : Quantile.between(low, high, place.share)
                }
            }
        }
        return Vector(.numbers(results), valid: known.contains(0) ? known : nil)
    }

    private static let few = 16

    /// The numbers that sorting would put at a place and at the next one: the greatest with at most that many numbers
    /// before them.
    ///
    /// - Parameter first: the first of the numbers; sixteen can be read from there.
    @inline(__always)
    private func few(_ first: UnsafePointer<Int64>, _ count: Int, at place: Int) -> (Int64, Int64) {
        var low = least, high = least
        for index in 0..<count {
            let number = first[index]
            // The sign of a difference, which is small.
            var before: Int64 = 0
            for other in 0..<SmallNumberQuantiles.few {
                before &-= ((first[other] &- number) &>> 63) & (other < count ? -1 : 0)
            }
            low = max(low, before <= place ? number : least)
            high = max(high, before <= place &+ 1 ? number : least)
        }
        return (low, high)
    }

    /// The same of any number of them, by how often each comes.
    ///
    /// - Parameter frequencies: zeros, before and afterwards.
    private func many(
        _ run: Slice<UnsafeBufferPointer<Int64>>, at place: Int, _ frequencies: UnsafeMutableBufferPointer<Int32>
    ) -> (Int64, Int64) {
        for number in run { frequencies[Int(number &- least)] &+= 1 }
        var before = 0, step = 0
        // Eight at once first: most numbers do not come.
        while step < frequencies.count &- 8 {
            var sum: Int32 = 0
            for ahead in 0..<8 { sum &+= frequencies[step &+ ahead] }
            if place < before &+ Int(sum) { break }
            before &+= Int(sum)
            step &+= 8
        }
        while place >= before &+ Int(frequencies[step]) {
            before &+= Int(frequencies[step])
            step &+= 1
        }
        let low = step
        if place &+ 1 >= before &+ Int(frequencies[step]), place &+ 1 < run.count {
            step &+= 1
            while frequencies[step] == 0 { step &+= 1 }
        }
        for number in run { frequencies[Int(number &- least)] = 0 }
        return (least &+ Int64(low), least &+ Int64(step))
    }
}
