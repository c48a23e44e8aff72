import Model

/// Parts of dates, each day worked out once: the days of a column lie near each other, and there are many rows a day.
struct CalendarTables {
    /// Parts of the days of a column of times.
    struct OfColumn: Sendable {
        let days: StoredDays
        /// One for each day.
        let parts: [Int64]
        /// For each day where its part is among the different ones.
        let codes: [Int32]
        /// The different parts, which ascend.
        let values: [Int64]
    }

    private struct ColumnPart: Hashable {
        var place: LoadedColumns.Place
        /// nil for the day itself.
        var operation: ScalarFunction.Operation?
    }

    private var ofColumns: [ColumnPart: OfColumn?] = [:]

    private struct Table {
        var first: Int64
        var parts: [Int64]

        /// The day behind the last one.
        var end: Int64 { first + Int64(parts.count) }

        func covers(_ days: ClosedRange<Int64>) -> Bool {
            days.lowerBound >= first && days.upperBound - first < Int64(parts.count)
        }
    }

    private var tables: [ScalarFunction.Operation: Table] = [:]

    private typealias Kernel = @Sendable (CivilDate) -> Int64

    /// The parts of a column's days, of all of them at once; nil where they lie too far apart, or have not got one
    /// offset.
    ///
    /// - Parameter operation: of a day alone; nil for the day itself.
    mutating func parts(
        _ operation: ScalarFunction.Operation?, of place: LoadedColumns.Place, _ column: Column, _ zone: TimeZoneRules
    ) -> OfColumn? {
        let key = ColumnPart(place: place, operation: operation)
        if let known = ofColumns[key] { return known }
        let found = StoredDays(column, zone).flatMap { CalendarTables.parts(operation, $0) }
        ofColumns[key] = .some(found)
        return found
    }

    private static func parts(_ operation: ScalarFunction.Operation?, _ days: StoredDays) -> OfColumn? {
        guard days.first >= Int64(Int32.min), days.first + Int64(days.count) <= Int64(Int32.max) else { return nil }
        var parts = Array(days.first..<days.first + Int64(days.count))
        if let operation {
            guard case .day(let kernel) = operation.function.kernel else { return nil }
            parts = parts.map { part(kernel, $0) }
        }
        let values = Set(parts).sorted()
        let codes = Dictionary(uniqueKeysWithValues: zip(values, 0..<Int32(clamping: values.count)))
        return OfColumn(days: days, parts: parts, codes: parts.map { codes[$0] ?? 0 }, values: values)
    }

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
        guard !overflow, width < StoredDays.most, least >= Int64(Int32.min), greatest <= Int64(Int32.max) else {
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
        guard let known = tables[operation], max(known.end, last + 1) - min(known.first, first) < StoredDays.most
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
