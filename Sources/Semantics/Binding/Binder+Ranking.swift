import Model
import Syntax

/// Where a customer stands among others: `percentile_rank(monetary)`, `ntile(5, monetary) among buyers`.
extension Binder {
    /// The standings of an expression, and what they are taken apart by.
    struct Standings {
        var partition: [BoundExpression] = []
        /// How many have been bound.
        var count = 0
    }

    /// `rank(monetary) by country`: reaches into every standing in the expression that has no `by` of its own.
    mutating func bindStandings(_ node: SyntaxNode, _ operand: SyntaxNode) -> BoundExpression? {
        guard scope.customerFrame(of: model) != nil, !scope.isOverRows else {
            report(.nothingToPartition(at: node.span, operand: operand.span))
            return nil
        }
        let keys = within(.row(0, entity: model.customer, model: model)) { $0.bindPartition(node.nodes.dropFirst()) }
        guard let keys else { return nil }
        let outer = standings
        standings.partition = keys
        let bound = bindValue(operand)
        standings.partition = outer.partition
        guard let bound else { return nil }
        guard standings.count > outer.count else {
            report(.nothingToPartition(at: node.span, operand: operand.span))
            return nil
        }
        return BoundExpression(bound.kind, bound.type, node.span)
    }

    /// Names in the parentheses are the customer's, as in a metric, wherever the call stands.
    mutating func bindRanking(_ function: RankingFunction, _ arguments: [SyntaxNode], _ node: SyntaxNode)
        -> BoundExpression?
    {
        guard let customer = scope.customerFrame(of: model), !scope.isOverRows else {
            report(.rankingOfNobody(function, node.text, isOfColumns: scope.columns != nil, at: node.span))
            return nil
        }
        let expected = function.takesParts ? 2 : 1
        guard arguments.count == expected else {
            report(
                .wrongArgumentCount(
                    function.rawValue, expected: expected, found: arguments.count, example: function.example,
                    at: node.span))
            return nil
        }
        var parts: Int?
        if function.takesParts {
            guard let value = bindParts(arguments[0], of: function) else { return nil }
            parts = value
        }
        guard let syntax = plainExpression(arguments[expected - 1], of: function.rawValue),
            let bound = within(.row(0, entity: model.customer, model: model), { $0.bindValue(syntax) })
        else { return nil }
        let value = settled(bound)
        guard value.type.isNumeric || value.type.isTemporal && !function.addsUp else {
            report(
                .wrongArgumentType(
                    function.rawValue, expected: function.addsUp ? "number" : "number, date or time", found: value.type,
                    example: function.example, at: syntax.span))
            return nil
        }
        standings.count += 1
        let ranking = BoundRanking(function: function, parts: parts, value: value, partition: standings.partition)
        return BoundExpression(.ranking(ranking, of: customer.row), function.type, node.span)
    }

    private mutating func bindParts(_ argument: SyntaxNode, of function: RankingFunction) -> Int? {
        guard let syntax = plainExpression(argument, of: function.rawValue), let bound = bindValue(syntax) else {
            return nil
        }
        guard bound.isConstant, let value = folded(bound).plainNumber, let parts = Int(exactly: value),
            RankingFunction.parts.contains(parts)
        else {
            report(
                .badParameter(
                    function.rawValue,
                    needs:
                        "a whole number from \(RankingFunction.parts.lowerBound) to \(RankingFunction.parts.upperBound)",
                    example: function.example, at: syntax.span))
            return nil
        }
        return parts
    }

    /// `EXPRESSION among SEGMENT`
    mutating func bindAmong(_ node: SyntaxNode) -> BoundExpression? {
        guard node.nodes.count == 2, let operand = bindValue(node.nodes[0]),
            let condition = within(.row(0, entity: model.customer, model: model), { $0.bindCondition(node.nodes[1]) })
        else { return nil }
        guard hasRanking(operand) else {
            report(.nothingStandsAmong(at: node.span, operand: node.nodes[0].span, population: node.nodes[1].text))
            return nil
        }
        within(.row(0, entity: model.customer, model: model)) { $0.warnOfConstants(in: condition) }
        return BoundExpression(.among(operand, condition), operand.type, node.span)
    }

    func hasRanking(_ expression: BoundExpression) -> Bool {
        switch expression.kind {
        case .ranking: true
        case .definition(let id, _): script[id].hasRanking
        default: expression.children.contains(where: hasRanking)
        }
    }
}
