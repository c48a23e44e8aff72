import Model
import Syntax

/// `coalesce`, `least` and `greatest`, said with conditions.
extension Binder {
    mutating func bindChoice(_ function: ChoiceFunction, _ arguments: [SyntaxNode], _ node: SyntaxNode)
        -> BoundExpression?
    {
        if function == .bucket { return bindBucket(arguments, node) }
        guard function.counts.contains(arguments.count) else {
            report(
                .wrongArgumentCount(
                    function.rawValue, expected: arguments.count < 2 ? 2 : function.counts.upperBound,
                    found: arguments.count, example: function.example, at: node.span))
            return nil
        }
        let bound = arguments.map { plainExpression($0, of: function.rawValue).flatMap { bindValue($0) } }
        let known = bound.compactMap(\.self)
        guard known.count == bound.count, let (values, type) = unifyArms(known) else { return nil }
        if function.compares, !type.isNumeric, !type.isTemporal, type.kind != .duration {
            report(
                .wrongArgumentType(
                    function.rawValue, expected: "number, date or time", found: type, example: function.example,
                    at: known[0].span))
            return nil
        }
        let arms = values.indices.dropLast().map { index in
            BoundArm(condition: isChosen(index, of: values, by: function), value: values[index])
        }
        return BoundExpression(.conditional(arms, else: values[values.count - 1]), type, node.span)
    }

    private func isChosen(_ index: Int, of values: [BoundExpression], by function: ChoiceFunction) -> BoundExpression {
        let value = values[index]
        func condition(_ kind: BoundExpression.Kind) -> BoundExpression { BoundExpression(kind, .bool, value.span) }
        let isKnown = condition(.not(condition(.isMissing(value))))
        guard function.compares else { return isKnown }
        let sign = function == .least ? ComparisonOperator.lessEqual : .greaterEqual
        let others = values.indices.filter { $0 != index }.map { other in
            condition(
                .or([
                    condition(.isMissing(values[other])),
                    condition(.comparison(sign, value, values[other], ignoringCase: false)),
                ]))
        }
        return condition(.and([isKnown] + others))
    }
}
