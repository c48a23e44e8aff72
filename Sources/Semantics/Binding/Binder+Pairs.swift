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

    /// The covariance by the product of the spreads.
    private mutating func correlation(
        _ value: BoundExpression, _ other: BoundExpression, where condition: BoundExpression, _ node: SyntaxNode
    ) -> BoundExpression? {
        let (x, y) = (fraction(value), fraction(other))
        func number(_ value: Double) -> BoundExpression {
            BoundExpression(.literal(.number(value)), .number, node.span)
        }
        func figure(_ function: AggregateFunction, _ value: BoundExpression) -> BoundExpression {
            aggregate(function, value, where: condition, node)
        }
        func both(_ sign: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression) -> BoundExpression {
            BoundExpression(.arithmetic(sign, left, right), .number, node.span)
        }
        func isGreater(_ left: BoundExpression, _ right: BoundExpression) -> BoundExpression {
            BoundExpression(.comparison(.greater, left, right, ignoringCase: false), .bool, node.span)
        }
        func choice(_ arms: [BoundArm], else other: BoundExpression) -> BoundExpression {
            BoundExpression(.conditional(arms, else: other), .number, node.span)
        }
        let spreads = [x, y].map { BoundExpression(.call(.squareRoot, [figure(.variance, $0)]), .number, node.span) }
        // (var(x + y) - var(x - y)) / 4: exact however far from 0 the values lie, as long as neither drowns the other.
        let bySums = both(
            .divide,
            both(.subtract, figure(.variance, both(.add, x, y)), figure(.variance, both(.subtract, x, y))), number(4))
        // The mean product less the product of the means, of the sample: whatever the values' sizes.
        let rows = fraction(
            BoundExpression(.groupAggregate(.count, nil, filter: condition, isDistinct: false), .int, node.span))
        let byProducts = both(
            .multiply,
            both(
                .subtract, figure(.avg, both(.multiply, x, y)), both(.multiply, figure(.avg, x), figure(.avg, y))),
            both(.divide, rows, both(.subtract, rows, number(1))))
        let drowns = zip(spreads, spreads.reversed()).map { isGreater($0, both(.multiply, $1, number(1_000))) }
        let covariance = choice(
            [BoundArm(condition: BoundExpression(.or(drowns), .bool, node.span), value: byProducts)], else: bySums)
        let result = both(.divide, covariance, both(.multiply, spreads[0], spreads[1]))
        // What is rounded on the way may lie a little outside.
        return choice(
            [
                BoundArm(condition: isGreater(result, number(1)), value: number(1)),
                BoundArm(condition: isGreater(number(-1), result), value: number(-1))
            ], else: result)
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
