/// A function of values, declared once for checker, completion, documentation and engines.
///
/// Each function has a file of its own in this folder; `all` is the one list.
package struct ScalarFunction: Sendable, Hashable {
    /// What the engines compute; they switch over it.
    package enum Operation: Sendable, Hashable {
        /// Days from the argument's day to the as-of day.
        case daysSince
        /// Days from the first argument's day to the second's.
        case daysBetween
        /// Hours from the first argument to the second, with fractions.
        case hoursBetween
        case year, quarter, month, week, day
        /// 1…12, 1 (Monday)…7, 0…23.
        case monthOfYear, weekday, hour
        /// The month times 100 plus the day of the month; for anniversaries, no function of the language.
        case monthAndDay
        /// A whole number, or an amount in minor units, as a number; no function of the language.
        case asNumber
        /// A day so many months later, or the last one of a shorter month; for limits of sequences, no function of the language.
        case monthsLater
        case absolute
        /// To a whole number, halves away from zero.
        case rounded
        /// Unicode scalars.
        case length
        /// `CaselessText`: of caseless fields, no functions of the language.
        case caseFolded, caselessKey, textOfCaselessKey
    }

    package enum Parameter: Sendable, Hashable {
        case temporal, timeOnly, numeric, text

        package var name: String {
            switch self {
            case .temporal: "date or time"
            case .timeOnly: "time"
            case .numeric: "number"
            case .text: "text"
            }
        }

        package func accepts(_ type: ValueType) -> Bool {
            switch self {
            case .temporal: type.isTemporal
            case .timeOnly: type.kind == .time
            case .numeric: type.isNumeric
            case .text: type.kind == .text
            }
        }
    }

    package enum Result: Sendable, Hashable {
        case type(ValueType)
        /// The type of the first argument.
        case sameAsArgument
    }

    package let name: String
    package let operation: Operation
    package let parameters: [Parameter]
    package let result: Result
    package let documentation: String
    package let example: String

    package static let all: [ScalarFunction] = [
        .daysSince, .daysBetween, .hoursBetween, .year, .quarter, .month, .week, .day, .monthOfYear, .weekday, .hour, .absolute, .rounded, .length,
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    package static func named(_ name: String) -> ScalarFunction? { byName[name] }
}
