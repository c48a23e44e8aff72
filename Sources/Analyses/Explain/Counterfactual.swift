import Model
import Planning
import Semantics

/// The value that a test would need to come out the other way.
///
/// There is one form for each kind of test, so that the wording is consistent; a kind without one says only that it
/// would have to hold, or not to.
struct Counterfactual {
    let words: ValueText
    /// The absolute bounds of a window where the test stands.
    let bounds: (BoundWindow) -> (from: Instant?, to: Instant?)
    /// The source text of an expression.
    let source: (BoundExpression) -> String

    /// - Parameters:
    ///   - holds: how the test would have to come out; it comes out the other way.
    ///   - values: those of `Clause.values`.
    func text(_ clause: Clause, holds: Bool, values: [Value]) -> String {
        switch clause.subject.kind {
        case .comparison(let sign, let left, let right, let ignoringCase) where left.type.kind != .bool:
            // The side that can change is the one that is no constant.
            let isMirrored = left.isConstant && !right.isConstant
            let (side, other) = isMirrored ? (1, 0) : (0, 1)
            let wanted = isMirrored ? sign.mirrored : sign
            return comparison(
                holds ? wanted : wanted.complement, of: clause.values[side], values[side],
                to: isMirrored ? left : right, clause.values[other], values[other])
                + (ignoringCase && left.type.kind == .text ? " ignoring case" : "")
        case .between(let value, _, _):
            let ends = (1...2).map { words.literal(values[$0], clause.values[$0].type) }
            let range = "between \(ends[0]) and \(ends[1])"
            return holds ? range + distance(to: values, value.type, clause.values) : "not \(range)"
        case .membership(_, let members, let ignoringCase):
            let list = members.map(source)
            let isOne = list.count == 1
            return (isOne ? (holds ? "= " : "!= ") : (holds ? "one of " : "none of ")) + list.joined(separator: ", ")
                + (ignoringCase ? " ignoring case" : "")
        case .textMatch(let sign, _, let pattern, let ignoringCase):
            return (holds ? "" : "not ") + "\(sign.name) \(source(pattern))"
                + (ignoringCase ? " ignoring case" : "")
        case .isMissing: return holds ? "missing" : "known"
        case .not: return holds ? "known" : "missing"
        case .window(_, let window): return (holds ? "" : "not ") + words.window(bounds(window))
        case .anniversary(_, let window): return (holds ? "" : "not ") + "its day " + words.window(bounds(window))
        case .aggregate(let aggregate): return records(aggregate, holds: holds, values)
        case .sequence: return holds ? "these in this order" : "another order"
        case .sample: return holds ? "in the sample" : "outside the sample"
        case .field, .definition: return holds ? "true" : "not true"
        default: return holds ? "to hold" : "not to hold"
        }
    }

    // MARK: Comparisons

    private func comparison(
        _ sign: ComparisonOperator, of left: BoundExpression, _ value: Value, to syntax: BoundExpression,
        _ right: BoundExpression, _ bound: Value
    ) -> String {
        // A day or a month as it was written: its value is only its first day.
        let text = right.type.isTemporal && syntax.isConstant ? source(syntax) : words.literal(bound, right.type)
        if bound.isMissing, sign != .notEqual { return "\(source(syntax)) to be known" }
        let change = change(from: value, to: bound, sign, left.type).map { " (\($0))" } ?? ""
        return "\(sign.rawValue) \(text)\(change)"
    }

    /// `12 days less`, `800.01 USD more`; nil where there is no distance to speak of.
    private func change(from value: Value, to bound: Value, _ sign: ComparisonOperator, _ type: ValueType) -> String? {
        guard sign != .notEqual, let from = exact(value), let to = exact(bound) else {
            return approximateChange(from: value, to: bound, sign, type)
        }
        let (difference, overflow) = to.subtractingReportingOverflow(from)
        let target: Int64 = sign == .less ? difference &- 1 : sign == .greater ? difference &+ 1 : difference
        guard !overflow, target != 0, target != .min else { return nil }
        let amount: Value = if case .money = value { .money(abs(target)) } else { .int(abs(target)) }
        return "\(words.text(amount, type)) \(target < 0 ? "less" : "more")"
    }

    private func approximateChange(from value: Value, to bound: Value, _ sign: ComparisonOperator, _ type: ValueType)
        -> String?
    {
        guard sign != .notEqual, let from = number(value), let to = number(bound), from.isFinite, to.isFinite else {
            return nil
        }
        let isStrict = sign == .less || sign == .greater
        if from == to { return isStrict ? "any \(sign == .less ? "less" : "more")" : nil }
        let unit = type.isMoney ? ValueType.averageMoney : ValueType(.number, type.unit)
        return "\(isStrict ? "over " : "")\(words.text(.number(abs(to - from)), unit)) \(to < from ? "less" : "more")"
    }

    private func distance(to values: [Value], _ type: ValueType, _ operands: [BoundExpression]) -> String {
        guard let value = number(values[0]), let low = number(values[1]), let high = number(values[2]), low <= high
        else { return "" }
        let change =
            value < low
            ? change(from: values[0], to: values[1], .greaterEqual, type)
            : change(from: values[0], to: values[2], .lessEqual, type)
        return change.map { " (\($0))" } ?? ""
    }

    private func exact(_ value: Value) -> Int64? {
        switch value {
        case .int(let value), .money(let value): value
        default: nil
        }
    }

    private func number(_ value: Value) -> Double? {
        if case .number(let value) = value { value } else { exact(value).map(Double.init) }
    }

    // MARK: Records

    private func records(_ aggregate: BoundAggregate, holds: Bool, _ values: [Value]) -> String {
        let name = words.model.entities[aggregate.records.entity].name
        let isWanted = aggregate.function == .none ? !holds : holds
        switch aggregate.function {
        case .any, .none: return isWanted ? "at least 1" : "none"
        case .all: return holds ? "all \(name)" : "1 of the \(name) not to"
        default: return holds ? "true" : "not true"
        }
    }
}
