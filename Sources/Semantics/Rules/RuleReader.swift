import Model
import Syntax

/// Bound conditions as boxes: what is compared with constants becomes values of a subject, any other condition a subject of its
/// own that is true or false.
struct RuleReader {
    private(set) var space = RuleSpace()
    /// The expression that a subject stands for; none for a condition.
    private(set) var expressions: [Int: BoundExpression] = [:]
    private let script: BoundScript
    private let model: DataModel

    init(script: BoundScript, model: DataModel) {
        self.script = script
        self.model = model
    }

    /// Expressions that are alike but for their place have the same text.
    func text(_ expression: BoundExpression) -> String {
        BoundWriter(script: script, model: model, numbering: RowNumbering()).text(expression)
    }

    /// The boxes that a condition takes, all in all.
    mutating func boxes(_ condition: BoundExpression, negated: Bool = false) -> [RuleBox] {
        switch condition.kind {
        case .not(let operand): return boxes(operand, negated: !negated)
        case .and(let operands): return joined(operands, negated, asAll: !negated) ?? opaque(condition, negated)
        case .or(let operands): return joined(operands, negated, asAll: negated) ?? opaque(condition, negated)
        case .literal(.bool(let value)): return value != negated ? [.everything] : []
        default:
            guard let (value, values) = test(condition) else { return opaque(condition, negated) }
            let subject = space.subject(text(value), universe: universe(value))
            expressions[subject] = value
            return space.boxes(subject, in: negated ? values.complement : values)
        }
    }

    /// Several conditions, all of them or any; nil where that makes too many boxes.
    private mutating func joined(_ operands: [BoundExpression], _ negated: Bool, asAll: Bool) -> [RuleBox]? {
        if asAll { return RuleSpace.boxes(ofAll: operands.map { boxes($0, negated: negated) }) }
        var result: [RuleBox] = []
        for operand in operands {
            result += boxes(operand, negated: negated)
            if result.count > RuleSpace.boxLimit { return nil }
        }
        return result
    }

    private mutating func opaque(_ condition: BoundExpression, _ negated: Bool) -> [RuleBox] {
        let subject = space.subject("? " + text(condition), universe: RuleReader.trueOrFalse)
        return space.boxes(subject, in: .only(.int(negated ? 0 : 1)))
    }

    // MARK: Tests of one value

    private static let trueOrFalse = ValueSet.from(.int(0)).intersection(.upTo(.int(1)))

    /// A condition that looks at one value only: the value, and those for which it holds.
    private func test(_ condition: BoundExpression) -> (BoundExpression, ValueSet)? {
        switch condition.kind {
        case .comparison(let sign, let value, let constant, ignoringCase: false):
            if case .period(let first, let next) = constant.kind { return compare(value, sign, first, next).map { (value, $0) } }
            guard let range = range(constant, value.type) else { return nil }
            return (value, values(sign, range))
        case .between(let value, let low, let high):
            guard let from = range(low, value.type), let to = range(high, value.type) else { return nil }
            return (value, values(.greaterEqual, from).intersection(values(.lessEqual, to)))
        case .membership(let value, let members, ignoringCase: false):
            let points = members.compactMap { range($0, value.type) }
            guard points.count == members.count else { return nil }
            return (value, points.reduce(.none) { $0.union(values(.equal, $1)) })
        case .isMissing(let value): return (value, .missing)
        case .field, .column, .definition: return condition.type.kind == .bool ? (condition, .only(.int(1))) : nil
        default: return nil
        }
    }

    private func values(_ sign: ComparisonOperator, _ range: (low: ValueSet.Point, high: ValueSet.Point)) -> ValueSet {
        switch sign {
        case .equal: range.low == range.high ? .only(range.low) : .none
        case .notEqual: (range.low == range.high ? ValueSet.only(range.low) : .none).complement
        case .less: range.low == range.high ? .below(range.low) : .upTo(range.low)
        case .lessEqual: .upTo(range.low)
        case .greater: range.low == range.high ? .above(range.high) : .from(range.high)
        case .greaterEqual: .from(range.high)
        }
    }

    /// A constant among the values of a type: itself twice, or the whole numbers on either side of it.
    private func range(_ constant: BoundExpression, _ type: ValueType) -> (low: ValueSet.Point, high: ValueSet.Point)? {
        let isWhole = type.kind == .int || type.kind == .money || type.kind == .date || type.kind == .bool
        switch constant.kind {
        case .literal(.int(let value)), .literal(.money(let value)):
            let point: ValueSet.Point = isWhole ? .int(value) : .number(Double(value))
            return isWhole || type.kind == .number ? (point, point) : nil
        case .decimal(let value) where type.kind == .int:
            return (.int(value.floor), .int(value.isWhole ? value.floor : value.floor + 1))
        case .literal(.number(let value)):
            if type.kind == .number { return (.number(value), .number(value)) }
            guard isWhole, let low = Int64(exactly: value.rounded(.down)), let high = Int64(exactly: value.rounded(.up)) else { return nil }
            return (.int(low), .int(high))
        case .literal(.bool(let value)): return (.int(value ? 1 : 0), .int(value ? 1 : 0))
        case .literal(.text(let value)): return (.text(Array(value.utf8)), .text(Array(value.utf8)))
        case .literal(.date(let value)) where type.kind == .date: return (.int(Int64(value.daysSinceEpoch)), .int(Int64(value.daysSinceEpoch)))
        case .duration(let count, let unit) where type.unit == .days && type.kind == .int && (unit == .day || unit == .week):
            let days = Int64(count) * (unit == .week ? 7 : 1)
            return (.int(days), .int(days))
        default: return nil
        }
    }

    /// A date against a whole day or month: before it, inside it, after it.
    private func compare(_ value: BoundExpression, _ sign: ComparisonOperator, _ first: CivilDate, _ next: CivilDate) -> ValueSet? {
        guard value.type.kind == .date else { return nil }
        let (start, end) = (ValueSet.Point.int(Int64(first.daysSinceEpoch)), ValueSet.Point.int(Int64(next.daysSinceEpoch)))
        return switch sign {
        case .equal: ValueSet.from(start).intersection(.below(end))
        case .notEqual: ValueSet.from(start).intersection(.below(end)).complement
        case .less: .below(start)
        case .lessEqual: .below(end)
        case .greater: .from(end)
        case .greaterEqual: .from(start)
        }
    }

    // MARK: What a value can be

    private func universe(_ value: BoundExpression) -> ValueSet {
        let known = value.type.kind == .bool ? RuleReader.trueOrFalse : isCount(value) ? .from(.int(0)) : .known
        return canBeMissing(value) ? known.union(.missing) : known
    }

    private func isCount(_ value: BoundExpression) -> Bool {
        switch value.kind {
        case .definition(let id, _): isCount(script[id].expression)
        case .aggregate(let aggregate): aggregate.function == .count
        default: false
        }
    }

    private func canBeMissing(_ value: BoundExpression) -> Bool {
        switch value.kind {
        case .literal, .comparison, .between, .membership, .textMatch, .isMissing, .window, .anniversary, .and, .or, .not, .sample: false
        case .definition(let id, _): script[id].kind == .metric && script[id].knowledge.canBeMissing
        case .aggregate(let aggregate): ![.count, .sum, .any, .all, .none].contains(aggregate.function)
        case .conditional(let arms, let otherwise): canBeMissing(otherwise) || arms.contains { canBeMissing($0.value) }
        default: true
        }
    }
}
