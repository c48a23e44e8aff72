import Model

/// Parts of dates, each day worked out once: the days of a column lie near each other, and there are many rows a day.
struct CalendarTables {
    private struct Table {
        var first: Int64
        var parts: [Int64]

        /// The day behind the last one.
        var end: Int64 { first + Int64(parts.count) }

        func covers(_ days: ClosedRange<Int64>) -> Bool {
            days.lowerBound >= first && days.upperBound - first < Int64(parts.count)
        }
    }

    /// Days that lie further apart are worked out one by one.
    private static let most = 1 << 16

    private var tables: [ScalarFunction.Operation: Table] = [:]

    private typealias Kernel = @Sendable (CivilDate) -> Int64

    /// - Parameter operation: of a day alone.
    mutating func parts(_ operation: ScalarFunction.Operation, _ days: [Int64]) -> [Int64] {
        guard case .day(let kernel) = operation.function.kernel, let first = days.first else { return days }
        var least = first, greatest = first
        for day in days {
            least = min(least, day)
            greatest = max(greatest, day)
        }
        // Beyond what a date holds, days stop at its ends.
        let (width, overflow) = greatest.subtractingReportingOverflow(least)
        guard !overflow, width < CalendarTables.most, least >= Int64(Int32.min), greatest <= Int64(Int32.max) else {
            return days.map { CalendarTables.part(kernel, $0) }
        }
        if tables[operation]?.covers(least...greatest) != true { extend(operation, kernel, least...greatest) }
        guard let table = tables[operation] else { return [] }
        // Unsafe access: every day is within the table, which has just been seen to.
        return table.parts.withUnsafeBufferPointer { parts in
            days.withUnsafeBufferPointer { days in
                [Int64](unsafeUninitializedCapacity: days.count) { results, initialized in
                    for position in 0..<days.count {
                        results[position] = parts[Int(truncatingIfNeeded: days[position] &- table.first)]
                    }
                    initialized = days.count
                }
            }
        }
    }

    /// Keeps the known parts and adds a margin of days on either side, because the next rows are likely to be near.
    private mutating func extend(
        _ operation: ScalarFunction.Operation, _ kernel: Kernel, _ days: ClosedRange<Int64>
    ) {
        let margin: Int64 = 1_000
        let first = max(Int64(Int32.min), days.lowerBound - margin),
            last = min(Int64(Int32.max), days.upperBound + margin)
        func parts(_ days: Range<Int64>) -> [Int64] { days.map { CalendarTables.part(kernel, $0) } }
        guard let known = tables[operation], max(known.end, last + 1) - min(known.first, first) < CalendarTables.most
        else {
            tables[operation] = Table(first: first, parts: parts(first..<last + 1))
            return
        }
        let before = first < known.first ? parts(first..<known.first) : []
        let after = last >= known.end ? parts(known.end..<last + 1) : []
        tables[operation] = Table(first: min(first, known.first), parts: before + known.parts + after)
    }

    private static func part(_ kernel: Kernel, _ day: Int64) -> Int64 {
        kernel(CivilDate(daysSinceEpoch: Int32(clamping: day)))
    }
}
