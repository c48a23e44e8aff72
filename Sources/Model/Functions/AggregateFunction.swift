/// A function over many records, or over the rows of a group.
///
/// To add one takes a case here, its declaration in `Aggregates`, and, unless it is a statistic, a case in each engine.
package enum AggregateFunction: String, Sendable, Hashable, CaseIterable {
    case count, sum, avg, median, quantile, min, max, any, all, none, first, last, nth, balance
    case stddev, variance, mode

    package var declaration: AggregateDeclaration {
        switch self {
        case .count: .count
        case .sum: .sum
        case .avg: .avg
        case .median: .median
        case .quantile: .quantile
        case .min: .min
        case .max: .max
        case .any: .any
        case .all: .all
        case .none: .none
        case .first: .first
        case .last: .last
        case .nth: .nth
        case .balance: .balance
        case .stddev: .stddev
        case .variance: .variance
        case .mode: .mode
        }
    }

    package var operand: AggregateDeclaration.Operand { declaration.operand }
    package var parameter: AggregateDeclaration.Parameter? { declaration.parameter }
    package var worksOnGroups: Bool { declaration.worksOnGroups }
    package var documentation: String { declaration.documentation }
    package var example: String { declaration.example }

    /// Whether it only works on numbers, amounts and lengths of time.
    package var takesNumbers: Bool { operand == .value(.numbers) || operand == .value(.plainNumbers) }
    package var takesRecordsAlone: Bool { if case .records = operand { true } else { false } }
    /// Whether it is missing of nothing.
    package var canBeMissing: Bool { declaration.ofNothing == .missing }
}

/// A function over many records, for checker, completion, documentation, planner and engines.
package struct AggregateDeclaration: Sendable {
    /// The operand it requires: records (`orders`) or a value of each (`orders.amount`).
    package enum Operand: Sendable, Hashable {
        /// Records themselves; a condition belongs behind `where`.
        case records
        /// A value of each record.
        case value(Values)
        case recordsOrValue
    }

    package enum Values: Sendable, Hashable {
        case any
        /// All but flags.
        case ordered
        /// Numbers, amounts and lengths of time.
        case numbers
        /// Numbers whose square has a unit: no amounts, no lengths of time.
        case plainNumbers
    }

    /// A constant that it takes beside the records.
    package enum Parameter: Sendable, Hashable {
        /// A share behind the records: `quantile(orders.amount, 90%)`.
        case share
        /// A position before them: `nth(2, orders.amount)`.
        case position
    }

    package enum Result: Sendable, Hashable {
        case whole, condition, sameAsValue
        /// A number with fractions, in the unit of the values; a length of time of such.
        case fraction
        /// A number with fractions, without a unit.
        case plain
    }

    /// The result for no records (law 2).
    package enum OfNothing: Sendable, Hashable {
        case zero
        /// True or false.
        case decided
        case missing
    }

    /// A figure of all values at once, of numbers in the order of their records; nil of too few. Engines need no more
    /// than this to know the function.
    package typealias Statistic = @Sendable (UnsafeBufferPointer<Double>) -> Double?

    package let operand: Operand
    package let parameter: Parameter?
    package let result: Result
    package let ofNothing: OfNothing
    /// Whether it may stand in `group by { }` and `aggregate { }` over rows.
    package let worksOnGroups: Bool
    /// Whether it tells something to say over how many records a value was made.
    package let tellsOfMany: Bool
    /// nil where engines have a way of their own.
    package let statistic: Statistic?
    package let documentation: String
    package let example: String

    init(
        operand: Operand, parameter: Parameter? = nil, result: Result, ofNothing: OfNothing = .missing,
        worksOnGroups: Bool = false, tellsOfMany: Bool = false, statistic: Statistic? = nil,
        documentation: String, example: String
    ) {
        (self.operand, self.parameter, self.result, self.ofNothing) = (operand, parameter, result, ofNothing)
        (self.worksOnGroups, self.tellsOfMany) = (worksOnGroups, tellsOfMany)
        (self.statistic, self.documentation, self.example) = (statistic, documentation, example)
    }
}
