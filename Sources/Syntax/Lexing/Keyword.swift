/// Every word with a meaning of its own in the grammar.
///
/// Only the reserved ones can't be names; the rest are names wherever the grammar expects a name. Backticks quote any.
package enum Keyword: String, Sendable, CaseIterable {
    // Reserved: what starts a statement …
    case segment, metric, measure, param, entity, from, classify, `import`, explain
    // … and what joins an expression.
    case and, or, not, `in`, `is`, between, `where`, distinct, `if`, then, `else`, `true`, `false`, today

    // Contextual: conditions.
    case missing, known, contains, starts, ends, with, matches, has, any, all, ignoring, `case`, when, sample, seed
    // Contextual: the order of events.
    case sequence, within, without
    // Contextual: windows and durations.
    case last, next, this, previous, full, since, before, to, ago, over, `as`, among
    case day, days, week, weeks, month, months, quarter, quarters, year, years, hour, hours, minute, minutes
    // Contextual: stages.
    case select, sort, asc, desc, take, group, by, every, totals, aggregate, derive
    // Contextual: reasons.
    case customer
    // Contextual: declarations.
    case alias, of, at, key, pii, caseless, display, values, also, list, separated

    package var isReserved: Bool {
        switch self {
        case .segment, .metric, .measure, .param, .entity, .from, .classify, .import, .explain, .and, .or, .not, .in,
            .is, .between, .where, .distinct, .if, .then, .else, .true, .false, .today: true
        default: false
        }
    }

    package var startsStatement: Bool {
        switch self {
        case .segment, .metric, .measure, .param, .entity, .from, .classify, .import, .explain: true
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

    /// Words are looked up as integers: the ASCII bytes of a word of at most 16, first byte lowest. Sorted by them: six
    /// comparisons cost less than to hash a word once.
    private static let byPackedBytes: [(bytes: UInt128, keyword: Keyword)] =
        allCases.map { (pack($0.rawValue.utf8), $0) }.sorted { $0.bytes < $1.bytes }

    private static func pack(_ bytes: some Sequence<UInt8>) -> UInt128 {
        var word: UInt128 = 0
        for (place, byte) in bytes.enumerated() { word |= UInt128(byte) << UInt128(place * 8) }
        return word
    }

    private static let longest = 16

    /// The keyword that is spelt exactly like this.
    static func matching(_ bytes: ArraySlice<UInt8>) -> Keyword? {
        guard bytes.count <= longest, let first = bytes.first, first < 0x80 else { return nil }
        let word = pack(bytes)
        var low = 0, high = byPackedBytes.count
        while low < high {
            let middle = (low + high) / 2
            if byPackedBytes[middle].bytes < word { low = middle + 1 } else { high = middle }
        }
        return low < byPackedBytes.count && byPackedBytes[low].bytes == word ? byPackedBytes[low].keyword : nil
    }

    /// The reserved word that differs from this only by case: `WHERE`, `And`.
    static func reservedIgnoringCase(_ bytes: ArraySlice<UInt8>) -> Keyword? {
        guard bytes.count <= longest, bytes.contains(where: { (65...90).contains($0) }) else { return nil }
        let lower = bytes.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
        guard let keyword = matching(lower[...]), keyword.isReserved else { return nil }
        return keyword
    }
}

package enum DurationUnit: String, Sendable, Hashable, CaseIterable {
    case minute, hour, day, week, month, quarter, year

    /// Whether it is counted by the clock, not by the calendar.
    package var isClock: Bool { self == .hour || self == .minute }
}
