import Model
import Syntax

/// `balance(points.change, expires_at, order_id)`: what is left of credits that lapse.
extension Binder {
    mutating func bindBalance(_ arguments: [SyntaxNode], _ node: SyntaxNode) -> BoundExpression? {
        let function = AggregateFunction.balance
        guard arguments.count == 2 || arguments.count == 3, let operand = arguments[0].nodes.first else {
            report(
                .wrongArgumentCount(
                    function.rawValue, expected: 2, found: arguments.count, example: function.example, at: node.span))
            return nil
        }
        if let word = arguments[0].tokens.first(where: { $0.keyword == .distinct }) {
            report(.misplacedClause("distinct", function.rawValue, at: word.span))
            return nil
        }
        guard var found = bindRecords(operand, of: function.rawValue, example: function.example, takesRecords: false),
              let measured = bindOperandValue(AggregateOperand(argument: arguments[0]), found, of: function),
              bindCondition(arguments[0].first(.whereClause), of: &found) else { return nil }
        guard let change = measured else {
            let entity = model.entities[found.records.entity]
            report(
                .valueNeeded(
                    function.rawValue, entity: entity.name,
                    field: entity.fields.first { $0.type.isNumeric && $0.name != entity.keyField.name }?.name,
                    at: found.path.span))
            return nil
        }
        guard change.type.kind == .int || change.type.kind == .money else {
            report(
                .wrongArgumentType(
                    function.rawValue, expected: "whole number or money", found: change.type, example: function.example,
                    at: operand.span))
            return nil
        }
        guard let lapseSyntax = plainExpression(arguments[1], of: function.rawValue),
            let expiry = within(found.scope, { $0.bindValue(lapseSyntax) })
        else { return nil }
        guard expiry.type.isTemporal else {
            report(
                .wrongArgumentType(
                    function.rawValue, expected: "date or time at which a credit lapses", found: expiry.type,
                    example: function.example, at: lapseSyntax.span))
            return nil
        }
        var reversalKey: BoundExpression?
        if arguments.count == 3 {
            guard let syntax = plainExpression(arguments[2], of: function.rawValue),
                let value = within(found.scope, { $0.bindValue(syntax) })
            else { return nil }
            guard value.type.kind == .int || value.type.kind == .text else {
                report(
                    .wrongArgumentType(
                        function.rawValue, expected: "whole number or text", found: value.type,
                        example: function.example, at: syntax.span))
                return nil
            }
            reversalKey = within(found.scope) { $0.comparable(value) }
        }
        guard found.records.path.first != model.customer else {
            report(.recordsNeeded(function.rawValue, example: function.example, at: found.path.span))
            return nil
        }
        if reportsManyRows(function, found.records, node) { return nil }
        guard let events = events(found.records, of: .gap, at: found.path) else { return nil }
        let time = BoundExpression(
            .field(events.timeRow, field: events.timeField), ValueType(events.timeKind), found.path.span)
        let credit = BoundCredit(time: time, expiry: expiry, reversalKey: reversalKey)
        return BoundExpression(
            .aggregate(
                BoundAggregate(
                    function: function, records: found.records, value: change, isDistinct: false, credit: credit)),
            change.type, node.span)
    }
}
