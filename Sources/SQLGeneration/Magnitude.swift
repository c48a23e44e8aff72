import Model
import Planning
import Semantics

/// The largest absolute value that an expression can have, by its form alone: where it may leave 64 bits, or the
/// largest number with fractions, engines that do not look by themselves have to be told to.
enum Magnitude {
    /// Whole numbers up to here are sure to fit into 64 bits.
    static let limit = 9.2e18
    /// A store holds fewer records than 2^48.
    static let recordLimit = 2.9e14

    static func of(_ expression: PlanExpression) -> Double {
        switch expression {
        case .constant(.int(let value)), .constant(.money(let value)): abs(Double(value))
        case .constant(.number(let value)): abs(value)
        case .constant(.date(let day)): abs(Double(day.daysSinceEpoch))
        case .aggregate(let aggregate): of(aggregate)
        case .groupAggregate(let function, let value, _, _, _, let type): of(function, value, type)
        case .field(_, _, let type) where type.kind == .date: 4e6
        case .localDay: 1.1e8
        case .arithmetic(.add, let l, let r, _), .arithmetic(.subtract, let l, let r, _): of(l) + of(r)
        case .arithmetic(.multiply, let l, let r, _): of(l) * of(r)
        case .arithmetic(.divide, let l, let r, _): of(l) / smallest(r)
        case .negate(let operand, _): of(operand)
        case .decimal(let decimal):
            decimal.terms.map { term in term.values.reduce(abs(Double(term.factor))) { $0 * of($1) } }.reduce(0, +)
        case .call(.asNumber, let arguments, _), .call(.absolute, let arguments, _):
            arguments.map { of($0) }.max() ?? .infinity
        case .call(.hoursBetween, _, _): 1e10
        case .conditional(let arms, let otherwise, let type):
            (arms.map(\.value) + [otherwise].compactMap(\.self)).map { of($0) }.max() ?? largest(type)
        default: largest(expression.type)
        }
    }

    private static func of(_ aggregate: PlanAggregate) -> Double {
        if aggregate.gaps != nil, aggregate.function != .sum, aggregate.function != .count { return 2.2e8 }
        return of(aggregate.function, aggregate.value, aggregate.type)
    }

    private static func of(_ function: AggregateFunction, _ value: PlanExpression?, _ type: ValueType) -> Double {
        switch function {
        case .count: recordLimit
        case .sum: type.kind == .number ? (value.map { of($0) } ?? .infinity) * recordLimit : .infinity
        case .balance: largest(type)
        case _ where function.declaration.statistic != nil: largest(type)
        // One of the values, or between two of them.
        default: value.map { of($0) } ?? largest(type)
        }
    }

    /// The least distance from 0 that a divisor can have: a quotient by 0 is missing.
    private static func smallest(_ divisor: PlanExpression) -> Double {
        switch divisor {
        case .constant(.number(let value)) where value != 0: abs(value)
        default: divisor.type.kind == .number ? 0 : 1
        }
    }

    private static func largest(_ type: ValueType) -> Double { type.kind == .number ? .infinity : 9.3e18 }
}
