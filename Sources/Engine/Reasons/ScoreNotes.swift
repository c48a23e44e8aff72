import Model
import Planning
import Semantics
import Syntax

/// Scores that tell few customers apart, because most values are equal.
extension Session {
    /// Scores that are looked at in one question.
    private static let scoreLimit = 6

    /// A note where, of a score that a question uses, more than half of the customers who have one share it.
    func noteOnScores(_ result: QueryResult, _ query: BoundQuery, of compilation: Compilation) throws(Failure)
        -> Diagnostic? {
        guard let place = compilation.script.place(ofScoreIn: query, text: compilation.source.id) else { return nil }
        let plan = Lowering.lower(query, of: compilation.script, model: environment.model, time: time)
        var shared: [SharedScore] = []
        for index in plan.definitions.indices where plan.definitions[index].ranking?.function == .quantileScore {
            guard shared.count < Session.scoreLimit else { break }
            if let score = try sharedScore(result, index, in: plan), !shared.contains(where: { $0.name == score.name })
            {
                shared.append(score)
            }
        }
        return shared.isEmpty ? nil : .scoreShared(shared, at: place)
    }

    private func sharedScore(_ result: QueryResult, _ index: Int, in plan: Plan) throws(Failure) -> SharedScore? {
        let parts = plan.definitions[index].ranking?.parts ?? 1
        let (count, total) =
            if let known = result.sharedScore(plan.definitions[index].name) { known } else {
                try mostShared(index, in: plan)
            }
        // Values that all differ are shared out evenly; two halves of an odd number are no news.
        guard 2 * count > total, count > (total + parts - 1) / parts else { return nil }
        return SharedScore(name: plan.nameOfScore(index), count: count, total: total)
    }

    /// Asks how many customers have each score.
    private func mostShared(_ index: Int, in plan: Plan) throws(Failure) -> (count: Int, total: Int) {
        let counting = plan.countingCustomers(byDefinition: index)
        let result = try run(isOptimising ? Optimizer.optimise(counting) : counting)
        var row: [Value] = [], total = 0, most = 0
        while try result.advance() {
            result.read(into: &row)
            guard row.count == 2, !row[0].isMissing, case .int(let count) = row[1] else { continue }
            total += Int(count)
            most = max(most, Int(count))
        }
        return (most, total)
    }
}

/// So many of all customers who have a score share one.
struct SharedScore {
    let name: String
    let count: Int
    let total: Int
}

private extension Plan {
    /// How many customers have each value of a definition.
    func countingCustomers(byDefinition index: Int) -> Plan {
        let row = RowReference.variable(nextRow)
        var plan = self
        plan.definitions = Array(definitions[...index])
        plan.nextRow += 1
        plan.isSegment = false
        let ranges = [time.existence(of: row, entity: model.customerEntity)].compactMap(\.self)
        let score = PlanColumn(name: "score", expression: .definition(DefinitionID(index), of: row, .int))
        let count = PlanColumn(
            name: "customers", expression: .groupAggregate(.count, nil, filter: nil, isDistinct: false, .int))
        plan.root = .group(
            .scan(ScanNode(entity: model.customer, row: nextRow, timeRanges: ranges)), keys: [score],
            aggregates: [count])
        return plan
    }

    /// The name of the metric made of a score, such as `rfm.recency`; the score's own name if there is none.
    func nameOfScore(_ index: Int) -> String {
        let metric = definitions[(index + 1)...].first { definition in
            var isMadeOfIt = false
            definition.visitExpressions { if case .definition(DefinitionID(index), _, _) = $0 { isMadeOfIt = true } }
            return isMadeOfIt && definition.kind == .metric
        }
        return (metric ?? definitions[index]).name
    }
}

private extension BoundScript {
    /// Where a question names what is made of a score, in the text itself if it does; nil where it names none.
    func place(ofScoreIn query: BoundQuery, text: SourceID) -> SourceSpan? {
        var known: [Bool] = []
        // Dependencies come first.
        for definition in definitions { known.append(usesScore(definition.expression, known)) }
        let named = query.expressions.filter { usesScore($0, known) }
        return named.isEmpty ? nil : named.first { $0.span.source == text }?.span ?? query.span
    }

    /// - Parameter known: of the definitions that come before the expression.
    private func usesScore(_ expression: BoundExpression, _ known: [Bool]) -> Bool {
        switch expression.kind {
        case .ranking(let ranking, _) where ranking.function == .quantileScore: return true
        case .definition(let id, _): return id.index < known.count && known[id.index]
        default: break
        }
        var parts = expression.operands + expression.records.compactMap(\.condition)
        if case .aggregate(let aggregate) = expression.kind { parts += [aggregate.value].compactMap(\.self) }
        return parts.contains { usesScore($0, known) }
    }
}

private extension BoundQuery {
    /// The expressions evaluated on the rows, in the order of the stages.
    var expressions: [BoundExpression] {
        let found = [source.condition].compactMap(\.self) + stages.flatMap(\.allExpressions)
        return found + columns.map(\.expression)
    }
}
