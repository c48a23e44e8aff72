import Model
package import Syntax

/// A question as it would be if text comparisons took no account of case, nor of how characters are put together.
package struct CaseFolding: Sendable {
    /// A change to a comparison.
    package enum Change: Sendable {
        case ignoringCase
        /// Its texts with each character in one scalar, or in as many as it has parts.
        case composed, decomposed
    }

    /// Comparisons that might come out otherwise, in the order in which they are found.
    package private(set) var comparisons: [SourceSpan] = []

    private let query: BoundQuery
    private let script: BoundScript

    package init(_ query: BoundQuery, of script: BoundScript) {
        self.query = query
        self.script = script
        var found: [SourceSpan] = []
        _ = CaseFolding.counting(query, script, .ignoringCase) { span in
            if !found.contains(span) { found.append(span) }
            return false
        }
        comparisons = found
    }

    /// The number of rows that would pass the question's conditions if the comparisons that `chosen` takes were
    /// changed.
    package func counting(_ change: Change = .ignoringCase, in chosen: (SourceSpan) -> Bool) -> (
        BoundQuery, BoundScript
    ) {
        CaseFolding.counting(query, script, change, chosen)
    }

    private static func counting(
        _ query: BoundQuery, _ script: BoundScript, _ change: Change, _ chosen: (SourceSpan) -> Bool
    ) -> (BoundQuery, BoundScript) {
        var counting = query, used = script
        counting.source.condition = query.source.condition.map { $0.changed(change, chosen) }
        counting.stages = []
        stages: for stage in query.stages {
            switch stage {
            case .filter(let condition): counting.stages.append(.filter(condition.changed(change, chosen)))
            case .sort, .take: continue
            // Behind it rows depend on each other, or have columns of their own.
            case .window, .project, .group, .fill: break stages
            }
        }
        for index in used.definitions.indices {
            used.definitions[index].expression = used.definitions[index].expression.changed(change, chosen)
        }
        let count = BoundColumn(
            name: "rows",
            expression: BoundExpression(.groupAggregate(.count, nil, filter: nil, isDistinct: false), .int, query.span))
        counting.stages.append(.group(keys: [], aggregates: [count]))
        counting.columns = [count]
        counting.isSegment = false
        return (counting, used)
    }
}

private extension BoundExpression {
    /// The expression with the text comparisons that `choose` takes changed.
    func changed(_ change: CaseFolding.Change, _ choose: (SourceSpan) -> Bool) -> BoundExpression {
        var result = self
        func changed(_ operand: BoundExpression) -> BoundExpression { operand.changed(change, choose) }
        func takes(_ texts: [BoundExpression]) -> Bool {
            texts.contains(where: \.canBeWrittenOtherwise) && choose(span)
        }
        func texts(_ operands: [BoundExpression]) -> [BoundExpression] { operands.map { $0.written(change) } }
        let isBlind = if case .ignoringCase = change { true } else { false }
        switch kind {
        case .comparison(let sign, let left, let right, false)
        where left.type.kind == .text && (sign == .equal || sign == .notEqual):
            if takes([left, right]) {
                result.kind = .comparison(sign, left.written(change), right.written(change), ignoringCase: isBlind)
            }
        case .membership(let value, let members, false) where value.type.kind == .text:
            if takes(members) { result.kind = .membership(value, texts(members), ignoringCase: isBlind) }
        case .textMatch(let sign, let value, let pattern, false):
            if takes([pattern]) {
                result.kind = .textMatch(
                    sign, value, sign == .matches ? pattern : pattern.written(change), ignoringCase: isBlind)
            }
        case .and(let operands): result.kind = .and(operands.map(changed))
        case .or(let operands): result.kind = .or(operands.map(changed))
        case .not(let operand): result.kind = .not(changed(operand))
        case .comparison(let sign, let left, let right, let ignoringCase):
            result.kind = .comparison(sign, changed(left), changed(right), ignoringCase: ignoringCase)
        case .between(let value, let low, let high): result.kind = .between(changed(value), low, high)
        case .isMissing(let operand): result.kind = .isMissing(changed(operand))
        case .arithmetic(let sign, let left, let right): result.kind = .arithmetic(sign, changed(left), changed(right))
        case .restricted(let operand, let window): result.kind = .restricted(changed(operand), window)
        case .asOf(let operand, let moment, let row): result.kind = .asOf(changed(operand), moment, of: row)
        case .aggregate(var aggregate):
            aggregate.records.condition = aggregate.records.condition.map(changed)
            result.kind = .aggregate(aggregate)
        default: break
        }
        return result
    }

    /// A text written out that has letters of either case, or characters that can be put together in several ways.
    var canBeWrittenOtherwise: Bool {
        guard case .literal(.text(let text)) = kind else { return false }
        return text.lowercased() != text.uppercased()
            || [CaselessText.composed(text), CaselessText.decomposed(text)].contains {
                ExactText($0) != ExactText(text)
            }
    }

    func written(_ change: CaseFolding.Change) -> BoundExpression {
        guard case .literal(.text(let text)) = kind else { return self }
        let written = switch change {
        case .ignoringCase: text
        case .composed: CaselessText.composed(text)
        case .decomposed: CaselessText.decomposed(text)
        }
        return BoundExpression(.literal(.text(written)), type, span)
    }
}
