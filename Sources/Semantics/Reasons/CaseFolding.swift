import Model
package import Syntax

/// A question as it would be if text comparisons took no account of case.
package struct CaseFolding: Sendable {
    /// Comparisons that might come out otherwise, in the order in which they are found.
    package private(set) var comparisons: [SourceSpan] = []

    private let query: BoundQuery
    private let script: BoundScript

    package init(_ query: BoundQuery, of script: BoundScript) {
        self.query = query
        self.script = script
        var found: [SourceSpan] = []
        _ = CaseFolding.counting(query, script) { span in
            if !found.contains(span) { found.append(span) }
            return false
        }
        comparisons = found
    }

    /// The number of rows that would pass the question's conditions if the comparisons that are `folded` took no account of case.
    package func counting(folding folded: (SourceSpan) -> Bool) -> (BoundQuery, BoundScript) {
        CaseFolding.counting(query, script, folded)
    }

    private static func counting(_ query: BoundQuery, _ script: BoundScript, _ folded: (SourceSpan) -> Bool) -> (BoundQuery, BoundScript) {
        var counting = query, used = script
        counting.source.condition = query.source.condition.map { $0.folded(folded) }
        counting.stages = []
        stages: for stage in query.stages {
            switch stage {
            case .filter(let condition): counting.stages.append(.filter(condition.folded(folded)))
            case .sort, .take: continue
            // Behind it rows have columns of their own.
            case .project, .group: break stages
            }
        }
        for index in used.definitions.indices { used.definitions[index].expression = used.definitions[index].expression.folded(folded) }
        let count = BoundColumn(name: "rows", expression: BoundExpression(.groupAggregate(.count, nil, filter: nil, isDistinct: false), .int, query.span))
        counting.stages.append(.group(keys: [], aggregates: [count]))
        counting.columns = [count]
        counting.isSegment = false
        return (counting, used)
    }
}

private extension BoundExpression {
    /// The expression with the text comparisons that `choose` takes made blind to case.
    func folded(_ choose: (SourceSpan) -> Bool) -> BoundExpression {
        var result = self
        func all(_ operands: [BoundExpression]) -> [BoundExpression] { operands.map { $0.folded(choose) } }
        func takes(_ texts: [BoundExpression]) -> Bool { texts.contains(where: \.hasCase) && choose(span) }
        switch kind {
        case .comparison(let sign, let left, let right, false) where left.type.kind == .text && (sign == .equal || sign == .notEqual):
            if takes([left, right]) { result.kind = .comparison(sign, left, right, ignoringCase: true) }
        case .membership(let value, let members, false) where value.type.kind == .text:
            if takes(members) { result.kind = .membership(value, members, ignoringCase: true) }
        case .textMatch(let sign, let value, let pattern, false):
            if takes([pattern]) { result.kind = .textMatch(sign, value, pattern, ignoringCase: true) }
        case .and(let operands): result.kind = .and(all(operands))
        case .or(let operands): result.kind = .or(all(operands))
        case .not(let operand): result.kind = .not(operand.folded(choose))
        case .comparison(let sign, let left, let right, let ignoringCase):
            result.kind = .comparison(sign, left.folded(choose), right.folded(choose), ignoringCase: ignoringCase)
        case .between(let value, let low, let high): result.kind = .between(value.folded(choose), low, high)
        case .isMissing(let operand): result.kind = .isMissing(operand.folded(choose))
        case .arithmetic(let sign, let left, let right): result.kind = .arithmetic(sign, left.folded(choose), right.folded(choose))
        case .restricted(let operand, let window): result.kind = .restricted(operand.folded(choose), window)
        case .asOf(let operand, let moment, let row): result.kind = .asOf(operand.folded(choose), moment, of: row)
        case .aggregate(var aggregate):
            aggregate.records.condition = aggregate.records.condition?.folded(choose)
            result.kind = .aggregate(aggregate)
        default: break
        }
        return result
    }

    /// A text written out that has letters of either case.
    var hasCase: Bool {
        guard case .literal(.text(let text)) = kind else { return false }
        return text.lowercased() != text.uppercased()
    }
}
