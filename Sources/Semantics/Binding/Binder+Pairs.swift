import Model
import Syntax

/// `weighted_avg` and `correlation`, said with sums and variances of the rows that have both values.
extension Binder {
    /// `weighted_avg(price, quantity where not gift)`
    mutating func bindPair(_ function: PairFunction, _ arguments: [SyntaxNode], _ node: SyntaxNode)
        -> BoundExpression?
    {
        guard scope.isOverRows else {
            report(.pairOutsideGroup(function, at: node.span))
            return nil
        }
        guard arguments.count == 2, let one = arguments[0].nodes.first, let other = arguments[1].nodes.first,
            arguments[0].first(.whereClause) == nil, !arguments.contains(where: { $0.hasKeyword(.distinct) })
        else {
            report(
                .wrongArgumentCount(
                    function.rawValue, expected: 2, found: arguments.count, example: function.example, at: node.span))
            return nil
        }
        var rows = scope
        rows.isOverRows = false
        let first = within(rows) { $0.bindPairValue(one, of: function) }
        let second = within(rows) { $0.bindPairValue(other, of: function) }
        guard let first, let second else { return nil }
        var conditions = [first, second].map { isKnown($0, node) }
        if let clause = arguments[1].first(.whereClause) {
            guard let condition = filter(clause, rows) else { return nil }
            conditions.append(condition)
        }
        let both = BoundExpression(.and(conditions), .bool, node.span)
        switch function {
        case .weightedAverage: return weightedAverage(first, second, where: both, node)
        case .correlation: return correlation(first, second, where: both, node)
        }
    }

    private mutating func bindPairValue(_ node: SyntaxNode, of function: PairFunction) -> BoundExpression? {
        guard let value = bindValue(node) else { return nil }
        guard value.type.isNumeric else {
            report(
                .wrongArgumentType(
                    function.rawValue, expected: "number", found: value.type, example: function.example, at: node.span))
            return nil
        }
        return settled(value)
    }

    private func isKnown(_ value: BoundExpression, _ node: SyntaxNode) -> BoundExpression {
        BoundExpression(.not(BoundExpression(.isMissing(value), .bool, node.span)), .bool, node.span)
    }

    private func aggregate(
        _ function: AggregateFunction, _ value: BoundExpression, where condition: BoundExpression, _ node: SyntaxNode
    ) -> BoundExpression {
        BoundExpression(
            .groupAggregate(function, value, filter: condition, isDistinct: false),
            function == .variance ? .number : value.type, node.span)
    }

    private mutating func weightedAverage(
        _ value: BoundExpression, _ weight: BoundExpression, where condition: BoundExpression, _ node: SyntaxNode
    ) -> BoundExpression? {
        let weight = weight.type.isMoney ? fraction(weight) : plain(weight)
        guard let product = arithmetic(.multiply, value, weight),
            var mean = arithmetic(
                .divide, aggregate(.sum, product, where: condition, node),
                aggregate(.sum, weight, where: condition, node))
        else { return nil }
        mean.type = ValueType(.number, value.type.isMoney ? .money : value.type.unit)
        mean.span = node.span
        return mean
    }

    /// (var(x + y) - var(x - y)) / 4 is the covariance, worked out without the products of large values.
    private mutating func correlation(
        _ value: BoundExpression, _ other: BoundExpression, where condition: BoundExpression, _ node: SyntaxNode
    ) -> BoundExpression? {
        let (x, y) = (fraction(value), fraction(other))
        func variance(_ value: BoundExpression) -> BoundExpression {
            aggregate(.variance, value, where: condition, node)
        }
        func number(_ kind: BoundExpression.Kind) -> BoundExpression { BoundExpression(kind, .number, node.span) }
        func both(_ sign: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression) -> BoundExpression {
            number(.arithmetic(sign, left, right))
        }
        let spreads = [x, y].map { number(.call(.squareRoot, [variance($0)])) }
        let covariance = both(
            .divide, both(.subtract, variance(both(.add, x, y)), variance(both(.subtract, x, y))),
            number(.literal(.number(4))))
        let result = both(.divide, covariance, both(.multiply, spreads[0], spreads[1]))
        // What is rounded on the way may lie a little outside.
        let arms = [(ComparisonOperator.greater, 1.0), (.less, -1.0)].map { sign, limit in
            BoundArm(
                condition: BoundExpression(
                    .comparison(sign, result, number(.literal(.number(limit))), ignoringCase: false), .bool, node.span),
                value: number(.literal(.number(limit))))
        }
        return number(.conditional(arms, else: result))
    }

    /// The value without its unit.
    private func plain(_ value: BoundExpression) -> BoundExpression {
        BoundExpression(value.kind, ValueType(value.type.kind), value.span)
    }

    /// The value as a number with fractions, without its unit. Amounts are in minor units.
    private func fraction(_ value: BoundExpression) -> BoundExpression {
        value.type.kind == .number ? plain(value) : BoundExpression(.call(.asNumber, [value]), .number, value.span)
    }
}
