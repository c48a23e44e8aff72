/// How the value of a function comes of the values of its arguments. A missing argument gives a missing value and does
/// not come here.
///
/// Whole numbers are also amounts in minor units, lengths of time and instants in microseconds, and days since
/// 1970-01-01.
package enum ScalarKernel: Sendable {
    /// None: the planner says it with other expressions.
    case planned
    /// Takes a day in the question's time zone.
    case day(@Sendable (CivilDate) -> Int64)
    /// Takes the microseconds since midnight, by the clock of the question's time zone.
    case clock(@Sendable (Int64) -> Int64)
    /// Takes two instants: what lies between the first and the second, in a unit of so many microseconds.
    case elapsed(unit: Double)
    /// Takes a whole number, exactly, or one with fractions; nil beyond 64 bits.
    case number(whole: @Sendable (Int64) -> Int64?, fraction: @Sendable (Double) -> Double)
    /// Takes a number, whole or not; what is no number, or beyond the largest, is missing.
    case real(@Sendable (Double) -> Double)
    /// Takes two days in the question's time zone.
    case daysApart(@Sendable (CivilDate, CivilDate) -> Int64)
    /// Takes a whole number.
    case fraction(@Sendable (Int64) -> Double)
    /// A whole number of one with fractions, which is itself where it is whole; nil beyond 64 bits.
    case whole(@Sendable (Double) -> Int64?)
    /// A whole number of a text in UTF-8: worked out once for each text that a column has.
    case text(@Sendable (UnsafeBufferPointer<UInt8>) -> Int64)
    /// A text of a text: worked out once for each that a column has.
    case texts(TextDerivation)
    /// Any values, all of them known, of the kinds of the parameters; the result is of the function's kind or missing.
    case values(@Sendable ([Value]) -> Value)
    /// A day and a constant number of months.
    case months(@Sendable (CivilDate, Int) -> CivilDate)
}

/// A text derived from another; for the first three see `CaselessText`.
package enum TextDerivation: Sendable, Hashable {
    case folded, key, behindKey
    case lowered, raised, trimmed

    package func text(_ text: String) -> String {
        switch self {
        case .folded: CaselessText.folded(text)
        case .key: CaselessText.key(text)
        case .behindKey: CaselessText.text(ofKey: text)
        case .lowered: text.lowercased()
        case .raised: text.uppercased()
        case .trimmed: TextDerivation.trimmed(text)
        }
    }
}

extension TextDerivation {
    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}

/// How a database is asked for the value of a function.
package enum ScalarSQL: Sendable {
    /// Not at all: the planner says it with other expressions.
    case never
    /// An expression in which `{0}` is the first argument, in parentheses of its own where it needs them, and
    /// `{bare 0}` the same without.
    ///
    /// - `orMissing`: the same where what leaves 64 bits is missing, and no error.
    case template(String, orMissing: String? = nil)
    /// An expression that has a shorter form where the argument is known to be within 64 bits.
    case bounded(String, within: String)
    /// A function that stores have, worked out by the kernel.
    case stored(String)
}

extension ScalarFunction {
    /// Whether a whole number may have a value beyond 64 bits.
    package var canOverflow: Bool { if case .number = kernel { true } else { false } }
}
