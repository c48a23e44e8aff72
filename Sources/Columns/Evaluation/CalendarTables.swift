import Model

/// Parts of dates, each day worked out once: the days of a column lie near each other, and there are many rows a day.
struct CalendarTables {
    private struct Table {
        var first: Int64
        var parts: [Int64]

        func covers(_ days: ClosedRange<Int64>) -> Bool { days.lowerBound >= first && days.upperBound - first < Int64(parts.count) }
    }

    /// Days that lie further apart are worked out one by one.
    private static let most = 1 << 16

    private var tables: [ScalarFunction.Operation: Table] = [:]

    /// - Parameter operation: of a date alone.
    mutating func parts(_ operation: ScalarFunction.Operation, _ days: [Int64]) -> [Int64] {
        guard let first = days.first else { return [] }
        var least = first, greatest = first
        for day in days {
            least = min(least, day)
            greatest = max(greatest, day)
        }
        // Beyond what a date holds, days stop at its ends.
        let (width, overflow) = greatest.subtractingReportingOverflow(least)
        guard !overflow, width < CalendarTables.most, least >= Int64(Int32.min), greatest <= Int64(Int32.max) else {
            return days.map { CalendarTables.part(operation, $0) }
        }
        if tables[operation]?.covers(least...greatest) != true { extend(operation, least...greatest) }
        guard let table = tables[operation] else { return [] }
        // Unsafe access: every day is within the table, which has just been seen to.
        return table.parts.withUnsafeBufferPointer { parts in
            days.withUnsafeBufferPointer { days in
                [Int64](unsafeUninitializedCapacity: days.count) { results, initialized in
                    for position in 0..<days.count { results[position] = parts[Int(truncatingIfNeeded: days[position] &- table.first)] }
                    initialized = days.count
                }
            }
        }
    }

    private mutating func extend(_ operation: ScalarFunction.Operation, _ days: ClosedRange<Int64>) {
        var range = days
        if let known = tables[operation] {
            let all = min(known.first, days.lowerBound)...max(known.first + Int64(known.parts.count) - 1, days.upperBound)
            if all.upperBound - all.lowerBound < CalendarTables.most { range = all }
        }
        tables[operation] = Table(first: range.lowerBound, parts: range.map { CalendarTables.part(operation, $0) })
    }

    private static func part(_ operation: ScalarFunction.Operation, _ day: Int64) -> Int64 {
        let date = CivilDate(daysSinceEpoch: Int32(clamping: day))
        switch operation {
        case .year: return Int64(date.components.year)
        case .monthOfYear: return Int64(date.components.month)
        case .monthAndDay: return Int64(date.components.month * 100 + date.components.day)
        case .month: return Int64(date.firstOfMonth.daysSinceEpoch)
        case .quarter: return Int64(date.firstOfMonth.adding(months: -((date.components.month - 1) % 3)).daysSinceEpoch)
        case .week: return Int64(date.daysSinceEpoch) - Int64(date.weekday) + 1
        case .weekday: return Int64(date.weekday)
        default: return day
        }
    }
}
