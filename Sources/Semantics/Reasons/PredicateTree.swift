package import Model
import Syntax

/// Bound condition → clauses: chains and negations taken apart, segments opened by their definitions.
///
/// Total: what has no form of its own is a test that is shown as its text.
package struct PredicateTree {
    /// Clauses of one explanation; segments beyond that stay closed. Diamonds of segments would grow without end.
    static let clauseLimit = 2_000
    /// Metrics that are opened inside each other.
    static let detailDepth = 3

    let script: BoundScript
    let model: DataModel
    private var count = 0

    /// - Parameter condition: of the customer in row variable 0.
    package static func read(_ condition: BoundExpression, of script: BoundScript, model: DataModel) -> Clause {
        var reader = PredicateTree(script: script, model: model)
        return reader.clause(condition, in: [])
    }

    private init(script: BoundScript, model: DataModel) {
        self.script = script
        self.model = model
    }

    private mutating func clause(_ expression: BoundExpression, in contexts: [ClauseContext]) -> Clause {
        count += 1
        switch expression.kind {
        case .and(let operands): return composite(.conjunction, expression, operands, contexts)
        case .or(let operands): return composite(.disjunction, expression, operands, contexts)
        // `is known` is written as one word, not as a negation.
        case .not(let operand) where operand.span != expression.span:
            return composite(.negation, expression, [operand], contexts)
        case .definition(let id, .variable(0)) where script[id].kind == .segment && count < PredicateTree.clauseLimit:
            return composite(.segment, expression, [script[id].expression], contexts)
        case .restricted(let operand, let window): return surrounded(operand, by: .over(window), expression, contexts)
        case .asOf(let operand, let moment, .variable(0)?):
            return surrounded(operand, by: .asOf(moment), expression, contexts)
        case .among(let operand, let members): return surrounded(operand, by: .among(members), expression, contexts)
        default: return test(expression, contexts)
        }
    }

    private mutating func composite(
        _ form: Clause.Form, _ expression: BoundExpression, _ operands: [BoundExpression], _ contexts: [ClauseContext]
    ) -> Clause {
        var parts: [Clause] = []
        for operand in operands { parts.append(clause(operand, in: contexts)) }
        return Clause(
            form: form, condition: expression.inside(contexts), span: expression.span, parts: parts,
            subject: expression,
            values: [], details: [], contexts: contexts)
    }

    /// `vip as of 180 days ago` is one clause with the parts of `vip`.
    private mutating func surrounded(
        _ operand: BoundExpression, by context: ClauseContext, _ expression: BoundExpression,
        _ contexts: [ClauseContext]
    ) -> Clause {
        var inner = clause(operand, in: contexts + [context])
        inner.span = expression.span
        guard inner.form == .test else { return inner }
        var finder = DetailFinder(script: script, model: model)
        inner.details = finder.details(of: expression, contexts, depth: 0)
        return inner
    }

    private func test(_ expression: BoundExpression, _ contexts: [ClauseContext]) -> Clause {
        var finder = DetailFinder(script: script, model: model)
        return Clause(
            form: .test, condition: expression.inside(contexts), span: expression.span, parts: [], subject: expression,
            values: values(of: expression).map { $0.inside(contexts) },
            details: finder.details(of: expression, contexts, depth: 0), contexts: contexts)
    }

    /// The values that decide a test, in the order in which `subject` names them.
    private func values(of expression: BoundExpression) -> [BoundExpression] {
        switch expression.kind {
        case .comparison, .between, .textMatch, .isMissing: return expression.operands
        case .not(let operand): return operand.operands
        case .membership(let value, _, _), .window(let value, _), .anniversary(let value, _): return [value]
        case .field, .definition, .conditional: return [expression]
        case .aggregate(let aggregate):
            // How many there are, and, for `all`, of how many.
            var everything = aggregate
            if aggregate.function == .all { everything.records.condition = nil }
            return (aggregate.function == .all ? [aggregate, everything] : [aggregate]).map(\.counted)
        default: return []
        }
    }
}

extension BoundAggregate {
    /// How many records the aggregate looks at.
    var counted: BoundExpression {
        BoundExpression(
            .aggregate(
                BoundAggregate(function: .count, records: records, value: nil, isDistinct: false, parameter: nil)),
            .int,
            records.condition?.span ?? SourceSpan(source: SourceID(0), utf8Start: 0, utf8End: 0))
    }
}

/// Finds what there is to say about where a test's values come from.
private struct DetailFinder {
    let script: BoundScript
    let model: DataModel
    /// A metric is opened once below a test.
    private var opened: Set<DefinitionID> = []

    init(script: BoundScript, model: DataModel) {
        self.script = script
        self.model = model
    }

    mutating func details(of expression: BoundExpression, _ contexts: [ClauseContext], depth: Int) -> [ClauseDetail] {
        guard depth < PredicateTree.detailDepth else { return [] }
        switch expression.kind {
        case .definition(let id, .variable(0)):
            guard opened.insert(id).inserted else { return [] }
            let definition = script[id]
            var kind = ClauseDetail.Kind.metric(id, records: nil, entity: nil)
            if case .aggregate(let aggregate) = definition.expression.kind, aggregate.function.declaration.tellsOfMany {
                kind = .metric(id, records: aggregate.counted.inside(contexts), entity: aggregate.records.entity)
            }
            return [ClauseDetail(kind: kind, depth: depth, value: expression.inside(contexts), contexts: contexts)]
                + details(of: definition.expression, contexts, depth: depth + 1)
        case .restricted(let operand, let window):
            return [ClauseDetail(kind: .window(window, expression.span), depth: depth, contexts: contexts)]
                + details(of: operand, contexts + [.over(window)], depth: depth)
        case .asOf(let operand, let moment, _):
            return [ClauseDetail(kind: .asOf(moment), depth: depth, contexts: contexts)]
                + details(of: operand, contexts + [.asOf(moment)], depth: depth)
        case .among(let operand, let members): return details(of: operand, contexts + [.among(members)], depth: depth)
        case .ranking(let ranking, .variable(0)): return details(of: ranking.value, contexts, depth: depth)
        case .aggregate(let aggregate): return details(of: aggregate, contexts, depth)
        case .sequence(let sequence):
            return sequence.steps.map(\.events.records).compactMap { records in
                guard let path = records.pathSpan else { return nil }
                let count = BoundAggregate(
                    function: .count, records: records, value: nil, isDistinct: false, parameter: nil)
                return ClauseDetail(
                    kind: .step(records.condition.map { path.union($0.span) } ?? path, entity: records.entity),
                    depth: depth,
                    value: count.counted.inside(contexts), contexts: contexts)
            }
        default:
            var found: [ClauseDetail] = []
            for operand in expression.operands { found += details(of: operand, contexts, depth: depth) }
            return found
        }
    }

    private func details(of aggregate: BoundAggregate, _ contexts: [ClauseContext], _ depth: Int) -> [ClauseDetail] {
        guard let window = aggregate.records.window, let row = aggregate.records.windowRow,
            let place = aggregate.records.entity(of: row),
              let time = model.entities[place].eventTime else { return [] }
        var details = [
            ClauseDetail(
                kind: .window(window, SourceSpan(source: SourceID(0), utf8Start: 0, utf8End: 0)), depth: depth,
                contexts: contexts)
        ]
        guard [.any, .none, .count].contains(aggregate.function) else { return details }
        var latest = aggregate
        latest.function = .last
        latest.isDistinct = false
        latest.records.window = nil
        latest.records.windowRow = nil
        let type = model.entities[place].fields[time].type
        latest.value = BoundExpression(
            .field(row, field: time), type, SourceSpan(source: SourceID(0), utf8Start: 0, utf8End: 0))
        let value = BoundExpression(.aggregate(latest), type, SourceSpan(source: SourceID(0), utf8Start: 0, utf8End: 0))
        details.append(
            ClauseDetail(
                kind: .latest(entity: aggregate.records.entity), depth: depth, value: value.inside(contexts),
                contexts: contexts))
        return details
    }
}

private extension BoundRecords {
    /// The entity of the record itself or of one that it belongs to.
    func entity(of reference: RowReference) -> Int? {
        var above = 0
        var reference = reference
        while case .owner(let inner) = reference {
            above += 1
            reference = inner
        }
        return reference == .variable(row) && above < path.count ? path[path.count - 1 - above] : nil
    }
}
