package import Model

/// What SQL databases spell differently. The generator asks; it never tests which database it writes for.
package protocol SQLDialect: Sendable {
    /// Text without differences of case, for any script.
    func caseFolded(_ text: SQLFragment) -> SQLFragment
    func contains(_ text: SQLFragment, _ pattern: SQLFragment) -> SQLFragment
    func starts(_ text: SQLFragment, with pattern: SQLFragment) -> SQLFragment
    func ends(_ text: SQLFragment, with pattern: SQLFragment) -> SQLFragment
    /// A regular expression, as `Pattern` understands it.
    func matches(_ text: SQLFragment, _ pattern: SQLFragment) -> SQLFragment
    /// Unicode scalars.
    func length(_ text: SQLFragment) -> SQLFragment
    /// Exact arithmetic on whole numbers that fails on overflow.
    func checked(_ sign: String, _ left: SQLFragment, _ right: SQLFragment) -> SQLFragment
    /// A part of, or the first day of a period around, a day given as days since 1970-01-01.
    func calendar(_ operation: ScalarFunction.Operation, ofDay day: SQLFragment) -> SQLFragment
    /// The day so many months after a day, or the last one of a shorter month; 9999-12-31 at the latest. Days since 1970-01-01.
    func day(_ day: SQLFragment, monthsLater count: SQLFragment) -> SQLFragment
    /// Whole days since 1970-01-01 of microseconds since then, rounded down.
    func day(ofMicroseconds microseconds: SQLFragment) -> SQLFragment
    /// Microseconds since the epoch as the clocks of a zone with changing offsets show them.
    func localMicroseconds(_ microseconds: SQLFragment, zone: String) -> SQLFragment
    /// Days since 1970-01-01 in a zone with changing offsets.
    func localDay(_ microseconds: SQLFragment, zone: String) -> SQLFragment
    /// The middle of a group's values, and the value below which a share of them lies (type 7).
    func median(_ value: SQLFragment) -> SQLFragment
    func quantile(_ value: SQLFragment, share: SQLFragment) -> SQLFragment
    /// `CreditLedger` over a group's bookings; `end` is the first moment that has not happened.
    func balance(time: SQLFragment, key: SQLFragment, change: SQLFragment, lapse: SQLFragment, link: SQLFragment, end: SQLFragment) -> SQLFragment
    /// `StableHash` of a key.
    func bucket(_ key: SQLFragment, seed: SQLFragment) -> SQLFragment
    /// Rounded to a whole number, halves away from zero.
    func rounded(_ number: SQLFragment) -> SQLFragment
    /// The value of a field that is worked out from columns of the row; stands wherever an operand may.
    func stored(_ storage: FieldStorage, as kind: ValueKind, of row: String) -> SQLFragment
    /// What opens a common table expression that is to be computed once.
    var materialized: String { get }
}

/// SQLite, from 3.35. Functions called `clientele_…` are the store's own; everything else runs in any shell.
package struct SQLiteDialect: SQLDialect {
    package init() {}

    /// A table's or a column's name as SQL takes it.
    package static func quoted(_ name: String) -> String { SQLFragment.quoted(name) }

    package var materialized: String { "AS MATERIALIZED" }

    package func caseFolded(_ text: SQLFragment) -> SQLFragment { "clientele_fold(\(text))" }
    package func contains(_ text: SQLFragment, _ pattern: SQLFragment) -> SQLFragment { "instr(\(text), \(pattern)) > 0" }
    /// A NUL ends a text for `length` and `substr`, not for `instr`.
    package func starts(_ text: SQLFragment, with pattern: SQLFragment) -> SQLFragment {
        "instr(\(text), \(pattern)) = 1"
    }

    /// The last bytes are counted from behind; an empty pattern would count none and so is said apart.
    package func ends(_ text: SQLFragment, with pattern: SQLFragment) -> SQLFragment {
        let end: SQLFragment = "CAST(\(pattern) AS BLOB)"
        let matches: SQLFragment = "substr(CAST(\(text) AS BLOB), -length(\(end))) = \(end)"
        if case .text(let constant)? = pattern.bindings.first, pattern.text == "?" {
            return constant.isEmpty ? "\(text) IS NOT NULL" : matches
        }
        return "CASE WHEN \(pattern) = '' THEN \(text) IS NOT NULL ELSE \(matches) END"
    }

    package func matches(_ text: SQLFragment, _ pattern: SQLFragment) -> SQLFragment { "clientele_matches(\(text), \(pattern))" }

    package func length(_ text: SQLFragment) -> SQLFragment { "clientele_length(\(text))" }

    package func checked(_ sign: String, _ left: SQLFragment, _ right: SQLFragment) -> SQLFragment {
        switch sign {
        case "+": "clientele_add(\(left), \(right))"
        case "-": "clientele_sub(\(left), \(right))"
        default: "clientele_mul(\(left), \(right))"
        }
    }

    package func calendar(_ operation: ScalarFunction.Operation, ofDay day: SQLFragment) -> SQLFragment {
        let seconds: SQLFragment = "(\(day)) * 86400"
        return switch operation {
        case .year: "CAST(strftime('%Y', \(seconds), 'unixepoch') AS INTEGER)"
        case .monthAndDay: "CAST(strftime('%m%d', \(seconds), 'unixepoch') AS INTEGER)"
        case .monthOfYear: "CAST(strftime('%m', \(seconds), 'unixepoch') AS INTEGER)"
        case .month: "CAST(strftime('%s', \(seconds), 'unixepoch', 'start of month') AS INTEGER) / 86400"
        case .quarter:
            "CAST(strftime('%s', \(seconds), 'unixepoch', 'start of month', (-((CAST(strftime('%m', \(seconds), 'unixepoch') AS INTEGER) - 1) % 3)) || ' months') AS INTEGER) / 86400"
        // 1970-01-01 was a Thursday; the shift keeps days before it positive.
        case .week: "(\(day)) - ((\(day)) + 700000003) % 7"
        case .weekday: "((\(day)) + 700000003) % 7 + 1"
        default: day
        }
    }

    /// The first of the month so many months on, and as many days as the day is behind its first, or as that month has.
    package func day(_ day: SQLFragment, monthsLater count: SQLFragment) -> SQLFragment {
        let seconds: SQLFragment = "(\(day)) * 86400"
        func first(_ further: SQLFragment) -> SQLFragment {
            "CAST(strftime('%s', \(seconds), 'unixepoch', 'start of month', (\(count)\(further)) || ' months') AS INTEGER) / 86400"
        }
        return "coalesce(min(\(first("")) + CAST(strftime('%d', \(seconds), 'unixepoch') AS INTEGER) - 1, \(first(" + 1")) - 1), 2932896)"
    }

    /// SQLite divides towards zero: the shift by 800,000 days keeps years after −220 positive.
    package func day(ofMicroseconds microseconds: SQLFragment) -> SQLFragment {
        "(\(microseconds) + 69120000000000000) / 86400000000 - 800000"
    }

    package func median(_ value: SQLFragment) -> SQLFragment { "clientele_median(\(value))" }
    package func quantile(_ value: SQLFragment, share: SQLFragment) -> SQLFragment { "clientele_quantile(\(value), \(share))" }

    package func balance(time: SQLFragment, key: SQLFragment, change: SQLFragment, lapse: SQLFragment, link: SQLFragment, end: SQLFragment) -> SQLFragment {
        "coalesce(clientele_balance(\(time), \(key), \(change), \(lapse), \(link), \(end)), 0)"
    }

    package func bucket(_ key: SQLFragment, seed: SQLFragment) -> SQLFragment { "clientele_hash(\(key), \(seed))" }

    package func localMicroseconds(_ microseconds: SQLFragment, zone: String) -> SQLFragment {
        "clientele_local(\(microseconds), \(Value.text(zone)))"
    }

    package func localDay(_ microseconds: SQLFragment, zone: String) -> SQLFragment {
        "clientele_local_day(\(microseconds), \(Value.text(zone)))"
    }

    package func rounded(_ number: SQLFragment) -> SQLFragment { "CAST(round(\(number)) AS INTEGER)" }
}
