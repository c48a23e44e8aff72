/// One value of the language, as stored, bound and printed.
package enum Value: Sendable, Hashable {
    case missing
    case bool(Bool)
    case int(Int64)
    case number(Double)
    /// Minor units of the store's currency.
    case money(Int64)
    case text(String)
    case date(CivilDate)
    case time(Instant)
    /// Microseconds.
    case duration(Int64)

    package var isMissing: Bool {
        if case .missing = self { true } else { false }
    }
}
