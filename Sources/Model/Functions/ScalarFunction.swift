/// A function of values, declared once: checker, completion, documentation, planner and engines read it from here.
///
/// Each function has a file of its own in this folder; `all` is the one list. To add one takes that file, a case of
/// `Operation` and a place in `all`:
///
///     extension ScalarFunction {
///         package static let absolute = ScalarFunction(
///             name: "abs", operation: .absolute, parameters: [.numeric], result: .sameAsArgument, least: 0,
///             documentation: "The value without its sign.", example: "abs(days_since(joined_at)) < 30",
///             kernel: .number(whole: { $0 == .min ? nil : Swift.abs($0) }, fraction: { Swift.abs($0) }),
///             sql: .template("abs({bare 0})"))
///     }
package struct ScalarFunction: Sendable {
    /// The function's identifier in the plan.
    package enum Operation: Sendable, Hashable, CaseIterable {
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
        /// A day so many months later, or the last one of a shorter month; for limits of sequences, no function of the
        /// language.
        case monthsLater
        case absolute
        /// To a whole number, halves away from zero.
        case rounded
        /// To the whole number below, above.
        case floor, ceiling
        /// Unicode scalars.
        case length
        case lowercase, uppercase, trimmed
        case left, right, before, after, replaced, joined
        case power, dateOfParts
        case squareRoot, naturalLogarithm, exponential
        /// A number as it is, of another unit.
        case percentage
        /// 1…31, 0…59.
        case dayOfMonth, minute
        /// Whole ones between two days.
        case weeksBetween, monthsBetween, yearsBetween
        /// Years from the argument's day to the as-of day.
        case age
        /// `CaselessText`: of caseless fields, no functions of the language.
        case caseFolded, caselessKey, textOfCaselessKey
    }

    package enum Parameter: Sendable, Hashable {
        case temporal, timeOnly, numeric, text
        /// Without a unit: the root of an amount of money is none.
        case number
        /// A whole number without a unit.
        case count

        package var name: String {
            switch self {
            case .temporal: "date or time"
            case .timeOnly: "time"
            case .numeric: "number"
            case .number: "plain number"
            case .count: "whole number"
            case .text: "text"
            }
        }

        package func accepts(_ type: ValueType) -> Bool {
            switch self {
            case .temporal: type.isTemporal
            case .timeOnly: type.kind == .time
            case .numeric: type.isNumeric
            case .number: type.isNumeric && !type.isMoney
            case .count: type == .int
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
    /// Bounds of its value, as far as the function alone says so.
    package let least: Double?, greatest: Double?
    package let documentation: String
    package let example: String
    /// How a value comes of others.
    package let kernel: ScalarKernel
    /// How a database is asked for it.
    package let sql: ScalarSQL

    init(
        name: String, operation: Operation, parameters: [Parameter], result: Result, least: Double? = nil,
        greatest: Double? = nil, documentation: String = "", example: String = "", kernel: ScalarKernel,
        sql: ScalarSQL = .never
    ) {
        (self.name, self.operation, self.parameters, self.result) = (name, operation, parameters, result)
        (self.least, self.greatest) = (least, greatest)
        (self.documentation, self.example, self.kernel, self.sql) = (documentation, example, kernel, sql)
    }

    /// Those of the language.
    package static let all: [ScalarFunction] = [
        .daysSince, .daysBetween, .hoursBetween, .weeksBetween, .monthsBetween, .yearsBetween, .age, .year, .quarter,
        .month, .week, .day, .monthOfYear, .dayOfMonth, .weekday, .hour, .minute, .absolute, .rounded, .floor, .ceiling,
        .percentage, .squareRoot, .naturalLogarithm, .exponential, .power, .dateOfParts, .length, .lowercase,
        .uppercase, .trimmed, .left, .right, .before, .after, .replaced, .joined,
    ]

    /// Those that the planner puts into a plan, and nobody can write.
    private static let ofPlans: [ScalarFunction] = [
        .monthAndDay, .asNumber, .monthsLater, .caseFolded, .caselessKey, .textOfCaselessKey
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    package static func named(_ name: String) -> ScalarFunction? { byName[name] }

    /// Every function there is, those of plans too.
    package static let declared = all + ofPlans

    fileprivate static let byOperation = Dictionary(uniqueKeysWithValues: declared.map { ($0.operation, $0) })
}

extension ScalarFunction {
    /// Whether its values can be counted on, one after the other: months of the calendar, hours of a day.
    package var isPeriod: Bool {
        guard parameters == [.temporal] || parameters == [.timeOnly] else { return false }
        return switch operation {
        case .day, .week, .month, .quarter, .year: true
        default: least != nil && greatest != nil
        }
    }
}

extension ScalarFunction: Hashable {
    package static func == (a: ScalarFunction, b: ScalarFunction) -> Bool { a.operation == b.operation }
    package func hash(into hasher: inout Hasher) { hasher.combine(operation) }
}

extension ScalarFunction.Operation {
    /// Its declaration. Every operation has one: a test asks for them all.
    package var function: ScalarFunction { ScalarFunction.byOperation[self] ?? .day }
}
