import Model
import Syntax

/// Bound conditions as boxes: what is compared with constants becomes values of a subject, any other condition a
/// subject of its own that is true or false.
struct RuleReader {
    private(set) var space = RuleSpace()
    /// The expression that a subject stands for; none for a condition.
    private(set) var expressions: [Int: BoundExpression] = [:]
    var budget: StepBudget
    private let script: BoundScript
    private let model: DataModel

    init(script: BoundScript, model: DataModel, budget: StepBudget) {
        self.script = script
        self.model = model
        self.budget = budget
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
            guard let test = test(condition) else { return opaque(condition, negated) }
            let subject = space.subject(
                (test.isRelative ? "ago " : "") + text(test.value), universe: universe(test.value))
            // Moments relative to the as-of day have no name of their own.
            if !test.isRelative { expressions[subject] = test.value }
            return space.boxes(subject, in: negated ? test.values.complement : test.values)
        }
    }

    /// Several conditions, all of them or any; nil where that makes too many boxes.
    private mutating func joined(_ operands: [BoundExpression], _ negated: Bool, asAll: Bool) -> [RuleBox]? {
        if asAll {
            let operands = operands.map { boxes($0, negated: negated) }
            return RuleSpace.boxes(ofAll: operands, &budget)
        }
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

    /// A condition that looks at one value only.
    private struct Test {
        let value: BoundExpression
        /// For which it holds.
        let values: ValueSet
        /// Whether these are days before the end of the as-of day, negative ones.
        var isRelative = false
    }

    private func test(_ condition: BoundExpression) -> Test? {
        switch condition.kind {
        case .comparison(let sign, let value, let constant, ignoringCase: false):
            if case .period(let first, let next) = constant.kind {
                return compare(value, sign, first, next).map { Test(value: value, values: $0) }
            }
            guard let range = range(constant, value.type) else { return nil }
            return Test(value: value, values: values(sign, range))
        case .between(let value, let low, let high):
            guard let from = range(low, value.type), let to = range(high, value.type) else { return nil }
            return Test(value: value, values: values(.greaterEqual, from).intersection(values(.lessEqual, to)))
        case .membership(let value, let members, ignoringCase: false):
            let points = members.compactMap { range($0, value.type) }
            guard points.count == members.count else { return nil }
            // A member between two whole numbers is equal to neither.
            return Test(value: value, values: .anyOf(points.filter { $0.low == $0.high }.map(\.low)))
        case .window(let value, let window): return test(value, window)
        case .isMissing(let value): return Test(value: value, values: .missing)
        case .field, .column, .definition:
            return condition.type.kind == .bool ? Test(value: condition, values: .only(.int(1))) : nil
        default: return nil
        }
    }

    /// A date or time in a window whose bounds are both absolute, or both days before the as-of day.
    private func test(_ value: BoundExpression, _ window: BoundWindow) -> Test? {
        let extent = WindowExtent(window) { _ in false }
        let edges = [extent.from, extent.to].map { edge -> (point: ValueSet.Point, isRelative: Bool)? in
            switch edge {
            case .absolute(let moment): (point(moment, value.type), false)
            case .back(let count, .day): (.int(-Int64(count)), true)
            case .back(let count, .week): (.int(-7 * Int64(count)), true)
            case .open, .unknown, .back: nil
            }
        }
        let bounds = edges.compactMap(\.self)
        let openCount = [extent.from, extent.to].count { if case .open = $0 { true } else { false } }
        guard bounds.count + openCount == 2, let first = bounds.first,
              bounds.allSatisfy({ $0.isRelative == first.isRelative }) else { return nil }
        let from = edges[0].map { ValueSet.from($0.point) } ?? .known,
            to = edges[1].map { ValueSet.below($0.point) } ?? .known
        return Test(value: value, values: from.intersection(to), isRelative: first.isRelative)
    }

    /// A moment by the clock of the question's time zone among the values of a type: a day, or microseconds.
    private func point(_ moment: Int64, _ type: ValueType) -> ValueSet.Point {
        if type.kind == .time { return .int(moment) }
        // The first day that does not begin before it.
        let day = Instant.microsecondsPerDay
        return .int((moment - moment % day) / day + (moment % day > 0 ? 1 : 0))
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
            guard isWhole, let low = Int64(exactly: value.rounded(.down)), let high = Int64(exactly: value.rounded(.up))
            else { return nil }
            return (.int(low), .int(high))
        case .literal(.bool(let value)): return (.int(value ? 1 : 0), .int(value ? 1 : 0))
        case .literal(.text(let value)): return (.text(Array(value.utf8)), .text(Array(value.utf8)))
        case .literal(.date(let value)) where type.kind == .date:
            return (.int(Int64(value.daysSinceEpoch)), .int(Int64(value.daysSinceEpoch)))
        case .duration(let count, let unit)
        where type.unit == .days && type.kind == .int && (unit == .day || unit == .week):
            let days = Int64(count) * (unit == .week ? 7 : 1)
            return (.int(days), .int(days))
        default: return nil
        }
    }

    /// A date against a whole day or month: before it, inside it, after it.
    private func compare(_ value: BoundExpression, _ sign: ComparisonOperator, _ first: CivilDate, _ next: CivilDate)
        -> ValueSet?
    {
        guard value.type.isTemporal else { return nil }
        let start = point(LocalTime(date: first).microsecondsAsUTC, value.type),
            end = point(LocalTime(date: next).microsecondsAsUTC, value.type)
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
        case .literal, .comparison, .between, .membership, .textMatch, .isMissing, .window, .anniversary, .and, .or,
            .not, .sample:
            false
        case .definition(let id, _): script[id].kind == .metric && script[id].knowledge.canBeMissing
        case .aggregate(let aggregate): ![.count, .sum, .any, .all, .none].contains(aggregate.function)
        case .conditional(let arms, let otherwise): canBeMissing(otherwise) || arms.contains { canBeMissing($0.value) }
        default: true
        }
    }
}
