import Model
import Planning
import Semantics

extension Evaluator {
    /// A choice that `Steps` describes, in one pass over the value; nil where the limits are of another kind than it.
    mutating func chosen(_ steps: Steps, _ type: ValueType, _ frame: RowBatch) throws(ExecutionError) -> Vector? {
        let tested = try value(steps.value, frame)
        let places: [Int32]
        switch tested.values {
        case .integers(let values):
            guard let limits = steps.wholeLimits else { return nil }
            places = Steps.places(of: values, among: limits)
        case .numbers(let values): places = Steps.places(of: values, among: steps.limits)
        case .texts: return nil
        }
        switch type.kind {
        case .text:
            let texts = steps.results.map { if case .text(let text) = $0 { text } else { "" } }
            return Vector(.texts(places, lookups.texts(of: texts)), valid: tested.valid)
        case .number: return nil
        default:
            let table = steps.results.map { $0.integer ?? 0 }
            return Vector(.integers(places.map { table[Int($0)] }), valid: tested.valid)
        }
    }
}

/// A choice by where a value lies among limits that rise, as `bucket` makes it; missing where the value is.
///
///     if x is missing then missing else if x < 10 then "a" else if x < 50 then "b" else "c"
struct Steps {
    let value: PlanExpression
    let limits: [Double]
    /// The same where all of them are whole.
    let wholeLimits: [Int64]?
    /// One more than there are limits; all different where they are texts.
    let results: [Value]

    /// nil of any other choice.
    init?(_ arms: [PlanArm], _ otherwise: PlanExpression?) {
        guard arms.count > 1, case .isMissing(let value) = arms[0].condition, arms[0].value.isNeverKnown,
            case .constant(let last)? = otherwise
        else { return nil }
        var limits: [Value] = [], results: [Value] = []
        for arm in arms.dropFirst() {
            guard case .comparison(.less, value, .constant(let limit)) = arm.condition,
                case .constant(let result) = arm.value
            else { return nil }
            limits.append(limit)
            results.append(result)
        }
        results.append(last)
        let numbers = limits.compactMap(\.plainNumber), whole = limits.compactMap(\.integer)
        guard numbers.count == limits.count, zip(numbers, numbers.dropFirst()).allSatisfy(<),
            !results.contains(where: \.isMissing), Set(results).count == results.count
        else { return nil }
        (self.value, self.limits, self.results) = (value, numbers, results)
        wholeLimits = whole.count == limits.count ? whole : nil
    }

    /// How many limits each value has reached. Unsafe access: both lists are as long, and this is the loop around every
    /// row.
    static func places<Number: Comparable & BitwiseCopyable>(of values: [Number], among limits: [Number]) -> [Int32] {
        var places = [Int32](repeating: 0, count: values.count)
        values.withUnsafeBufferPointer { values in
            places.withUnsafeMutableBufferPointer { places in
                for limit in limits {
                    for position in 0..<values.count { places[position] &+= values[position] >= limit ? 1 : 0 }
                }
            }
        }
        return places
    }
}

extension PlanExpression {
    /// Whether it is missing whatever the row: how the planner writes a missing value of a type.
    fileprivate var isNeverKnown: Bool {
        switch self {
        case .constant(.missing): true
        case .conditional(let arms, nil, _): arms.allSatisfy { $0.condition == .false }
        default: false
        }
    }
}

extension Value {
    fileprivate var plainNumber: Double? {
        if case .number(let number) = self { number } else { integer.map { Double($0) } }
    }
}
