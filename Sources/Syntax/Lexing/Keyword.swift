/// Every word with a meaning of its own in the grammar.
///
/// Only the reserved ones can't be names; the rest are names wherever the grammar expects a name. Backticks quote any.
package enum Keyword: String, Sendable, CaseIterable {
    // Reserved: what starts a statement …
    case segment, metric, param, entity, from
    // … and what joins an expression.
    case and, or, not, `in`, `is`, between, `where`, distinct, `true`, `false`, today

    // Contextual: conditions.
    case missing, known, contains, starts, ends, with, ignoring, `case`
    // Contextual: windows and durations.
    case last, next, this, previous, full, since, before, to, ago, over, `as`
    case day, days, week, weeks, month, months, quarter, quarters, year, years, hour, hours, minute, minutes
    // Contextual: stages.
    case select, sort, asc, desc, take, group, by, aggregate
    // Contextual: declarations.
    case alias, of, at, key, pii, caseless, display

    package var isReserved: Bool {
        switch self {
        case .segment, .metric, .param, .entity, .from, .and, .or, .not, .in, .is, .between, .where, .distinct, .true, .false,
             .today: true
        default: false
        }
    }

    package var startsStatement: Bool {
        switch self {
        case .segment, .metric, .param, .entity, .from: true
        default: false
        }
    }

    /// The unit of a duration or a window, singular or plural.
    package var durationUnit: DurationUnit? {
        switch self {
        case .day, .days: .day
        case .week, .weeks: .week
        case .month, .months: .month
        case .quarter, .quarters: .quarter
        case .year, .years: .year
        case .hour, .hours: .hour
        case .minute, .minutes: .minute
        default: nil
        }
    }

    /// Words are looked up as integers: the ASCII bytes of a word of at most 16, first byte lowest.
    private static let byPackedBytes: [UInt128: Keyword] = {
        var table: [UInt128: Keyword] = [:]
        for keyword in allCases { table[pack(Array(keyword.rawValue.utf8)[...])] = keyword }
        return table
    }()

    private static func pack(_ bytes: ArraySlice<UInt8>) -> UInt128 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// The keyword that is spelt exactly like this.
    static func matching(_ bytes: ArraySlice<UInt8>) -> Keyword? {
        bytes.count <= 16 ? byPackedBytes[pack(bytes)] : nil
    }

    /// The reserved word that differs from this only by case: `WHERE`, `And`.
    static func reservedIgnoringCase(_ bytes: ArraySlice<UInt8>) -> Keyword? {
        guard bytes.count <= 16, bytes.contains(where: { (65...90).contains($0) }) else { return nil }
        let lower = bytes.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
        guard let keyword = byPackedBytes[pack(lower[...])], keyword.isReserved else { return nil }
        return keyword
    }
}

package enum DurationUnit: String, Sendable, Hashable, CaseIterable {
    case minute, hour, day, week, month, quarter, year
}
