import Model

extension Vector {
    /// How many different values each run has.
    func distinctCounts(_ bounds: [Int32]) -> [Int64] {
        switch values {
        case .integers(let values): distinctCounts(values, bounds)
        case .numbers(let values):
            distinctCounts(values.map { Int64(bitPattern: ($0 == 0 ? 0 : $0).bitPattern) }, bounds)
        // Codes of one list may stand for equal texts only where the list was folded.
        case .texts(let codes, let texts):
            texts.isSorted ? distinctCounts(codes.converted { Int64($0) }, bounds) : distinctCounts(ranks, bounds)
        }
    }

    /// Values that lie close together are ticked off in a table, where each tick bears the number of its run, so that
    /// nothing has to be wiped out between runs; others are sorted.
    ///
    /// Unsafe access: the table is as long as values are apart.
    private func distinctCounts(_ values: [Int64], _ bounds: [Int32]) -> [Int64] {
        var counts = [Int64](repeating: 0, count: Swift.max(0, bounds.count - 1))
        guard let first = values.first else { return counts }
        var least = first, greatest = first
        for value in values {
            least = Swift.min(least, value)
            greatest = Swift.max(greatest, value)
        }
        let valid = valid
        let (width, overflow) = greatest.subtractingReportingOverflow(least)
        guard !overflow, width < 1 << 16 else {
            var run: [Int64] = []
            bounds.forEachRun { index, places in
                run.removeAll(keepingCapacity: true)
                for place in places where valid.map({ $0[place] != 0 }) ?? true { run.append(values[place]) }
                run.sort()
                var count = run.isEmpty ? 0 : 1
                for place in run.indices.dropFirst() where run[place] != run[place - 1] { count += 1 }
                counts[index] = Int64(count)
            }
            return counts
        }
        var ticks = [Int32](repeating: -1, count: Int(width) + 1)
        ticks.withUnsafeMutableBufferPointer { ticks in
            values.withUnsafeBufferPointer { values in
                bounds.forEachRun { index, places in
                    var count = 0
                    let mark = Int32(truncatingIfNeeded: index)
                    for place in places {
                        if let valid, valid[place] == 0 { continue }
                        let tick = Int(values[place] &- least)
                        count &+= ticks[tick] == mark ? 0 : 1
                        ticks[tick] = mark
                    }
                    counts[index] = Int64(count)
                }
            }
        }
        return counts
    }
}
