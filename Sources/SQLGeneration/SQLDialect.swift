package import Model

/// Differences in spelling between SQL databases. The generator asks; it never tests which database it writes for.
package protocol SQLDialect: Sendable {
    /// Text without differences of case, for any script, as `CaselessText` has it.
    func caseFolded(_ text: SQLFragment) -> SQLFragment
    func contains(_ text: SQLFragment, _ pattern: SQLFragment) -> SQLFragment
    func starts(_ text: SQLFragment, with pattern: SQLFragment) -> SQLFragment
    func ends(_ text: SQLFragment, with pattern: SQLFragment) -> SQLFragment
    /// Whether a text is among those of a `TextList`.
    func has(_ list: SQLFragment, _ part: SQLFragment, separator: UInt8) -> SQLFragment
    /// A regular expression, as `Pattern` understands it.
    func matches(_ text: SQLFragment, _ pattern: SQLFragment) -> SQLFragment
    /// The sum of a group's values, 0 of none; it fails on overflow, or is NULL where the plan says so.
    func sum(_ value: SQLFragment, filter: SQLFragment) -> SQLFragment
    /// The sum of a window's whole numbers, or, where overflow does not matter, a number near it.
    func windowSum(_ value: SQLFragment) -> SQLFragment
    /// The sum of whole numbers over a frame of a window, 0 of none; it fails on overflow, or is NULL where the plan
    /// says so.
    func wholeSum(_ value: SQLFragment, over frame: SQLFragment) -> SQLFragment
    /// - Parameter isSmall: whether all arguments are known to be within 64 bits.
    func call(_ function: ScalarFunction, _ arguments: [SQLArgument], isSmall: Bool) -> SQLFragment
    /// Exact arithmetic on whole numbers that fails on overflow, or is NULL where the plan says so.
    func checked(_ sign: String, _ left: SQLFragment, _ right: SQLFragment) -> SQLFragment
    /// A number with fractions; missing where it is beyond the largest one, as a quotient by 0 is.
    func finite(_ number: SQLFragment) -> SQLFragment
    /// A day given as days since 1970-01-01; missing outside of the years 1 to 9999.
    func withinCalendar(_ day: SQLFragment) -> SQLFragment
    /// Whole days since 1970-01-01 of microseconds since then, rounded down.
    func day(ofMicroseconds microseconds: SQLFragment) -> SQLFragment
    /// Microseconds since the epoch as the clocks of a zone with changing offsets show them.
    func localMicroseconds(_ microseconds: SQLFragment, zone: String) -> SQLFragment
    /// Days since 1970-01-01 in a zone with changing offsets.
    func localDay(_ microseconds: SQLFragment, zone: String) -> SQLFragment
    /// The middle of a group's values, and the value below which a share of them lies (type 7).
    func median(_ value: SQLFragment) -> SQLFragment
    /// The value that comes most often, of several such the least.
    func mode(_ value: SQLFragment) -> SQLFragment
    func quantile(_ value: SQLFragment, share: SQLFragment) -> SQLFragment
    /// `CreditLedger` over a group's bookings; `end` is the first moment that has not happened.
    func balance(
        time: SQLFragment, key: SQLFragment, change: SQLFragment, expiry: SQLFragment, reversalKey: SQLFragment,
        end: SQLFragment
    ) -> SQLFragment
    /// `StableHash` of a key.
    func bucket(_ key: SQLFragment, seed: SQLFragment) -> SQLFragment
    /// The value of a field that is worked out from columns of the row; stands wherever an operand may.
    func stored(_ storage: FieldStorage, as kind: ValueKind, of row: String) -> SQLFragment
    /// The opening of a common table expression that is to be computed once.
    var materialized: String { get }
}

/// SQLite, from 3.35. Functions called `clientele_…` are the store's own; everything else runs in any shell.
package struct SQLiteDialect: SQLDialect {
    /// For plans that ask for it: values beyond 64 bits are NULL, instead of an error.
    private let overflowIsNull: Bool

    package init(overflowIsNull: Bool = false) { self.overflowIsNull = overflowIsNull }

    /// A table's or a column's name as SQL takes it.
    package static func quoted(_ name: String) -> String { SQLFragment.quoted(name) }

    package var materialized: String { "AS MATERIALIZED" }

    package func caseFolded(_ text: SQLFragment) -> SQLFragment { "clientele_fold(\(text))" }
    package func contains(_ text: SQLFragment, _ pattern: SQLFragment) -> SQLFragment {
        "instr(\(text), \(pattern)) > 0"
    }
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

    package func has(_ list: SQLFragment, _ part: SQLFragment, separator: UInt8) -> SQLFragment {
        "clientele_has(\(list), \(part), \(number: Int64(separator)))"
    }

    package func matches(_ text: SQLFragment, _ pattern: SQLFragment) -> SQLFragment {
        "clientele_matches(\(text), \(pattern))"
    }

    package func sum(_ value: SQLFragment, filter: SQLFragment) -> SQLFragment {
        overflowIsNull
            ? "coalesce(clientele_sum(\(value))\(filter), iif(count(\(value))\(filter) = 0, 0, NULL))"
            : "coalesce(sum(\(value))\(filter), 0)"
    }

    package func windowSum(_ value: SQLFragment) -> SQLFragment { overflowIsNull ? "total(\(value))" : "sum(\(value))" }

    /// Where overflow is NULL, upper and lower halves are added up by themselves: neither leaves 64 bits.
    package func wholeSum(_ value: SQLFragment, over frame: SQLFragment) -> SQLFragment {
        guard overflowIsNull else { return "coalesce(sum(\(value)) OVER (\(frame)), 0)" }
        let low: SQLFragment = "coalesce(sum((\(value)) & 4294967295) OVER (\(frame)), 0)"
        let high: SQLFragment = "(coalesce(sum((\(value)) >> 32) OVER (\(frame)), 0) + (\(low) >> 32))"
        return
            "CASE WHEN \(high) BETWEEN -2147483648 AND 2147483647 THEN (\(high) << 32) | (\(low) & 4294967295) END"
    }

    package func call(_ function: ScalarFunction, _ arguments: [SQLArgument], isSmall: Bool) -> SQLFragment {
        switch function.sql {
        case .never: arguments[0].bare
        case .template(let text, let orMissing):
            SQLFragment(template: overflowIsNull ? orMissing ?? text : text, arguments)
        case .bounded(let text, let within): SQLFragment(template: isSmall ? within : text, arguments)
        case .stored(let name): "\(name: name)(\(arguments.map(\.bare).joined(separator: ", ")))"
        }
    }

    package func checked(_ sign: String, _ left: SQLFragment, _ right: SQLFragment) -> SQLFragment {
        let operation: SQLFragment = sign == "+" ? "add" : sign == "-" ? "sub" : "mul"
        return overflowIsNull
            ? "clientele_\(operation)_or_null(\(left), \(right))" : "clientele_\(operation)(\(left), \(right))"
    }

    /// SQLite divides towards zero: the shift by 800,000 days keeps years after −220 positive.
    package func day(ofMicroseconds microseconds: SQLFragment) -> SQLFragment {
        "(\(microseconds) + 69120000000000000) / 86400000000 - 800000"
    }

    package func median(_ value: SQLFragment) -> SQLFragment { "clientele_median(\(value))" }
    package func mode(_ value: SQLFragment) -> SQLFragment { "clientele_mode(\(value))" }
    package func quantile(_ value: SQLFragment, share: SQLFragment) -> SQLFragment {
        "clientele_quantile(\(value), \(share))"
    }

    package func balance(
        time: SQLFragment, key: SQLFragment, change: SQLFragment, expiry: SQLFragment, reversalKey: SQLFragment,
        end: SQLFragment
    ) -> SQLFragment {
        let name: SQLFragment = overflowIsNull ? "clientele_balance_or_null" : "clientele_balance"
        let none: SQLFragment = overflowIsNull ? "iif(count(*) = 0, 0, NULL)" : "0"
        return "coalesce(\(name)(\(time), \(key), \(change), \(expiry), \(reversalKey), \(end)), \(none))"
    }

    package func bucket(_ key: SQLFragment, seed: SQLFragment) -> SQLFragment { "clientele_hash(\(key), \(seed))" }

    package func localMicroseconds(_ microseconds: SQLFragment, zone: String) -> SQLFragment {
        "clientele_local(\(microseconds), \(Value.text(zone)))"
    }

    package func finite(_ number: SQLFragment) -> SQLFragment { "nullif(nullif(\(number), 9e999), -9e999)" }

    package func withinCalendar(_ day: SQLFragment) -> SQLFragment {
        let (first, last) = (CivilDate.calendar.lowerBound, CivilDate.calendar.upperBound)
        let clamped: SQLFragment = "min(max(\(day), \(number: first - 1)), \(number: last + 1))"
        return "nullif(nullif(\(clamped), \(number: first - 1)), \(number: last + 1))"
    }

    package func localDay(_ microseconds: SQLFragment, zone: String) -> SQLFragment {
        "clientele_local_day(\(microseconds), \(Value.text(zone)))"
    }
}
