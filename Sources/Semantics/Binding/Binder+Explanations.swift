import Model
import Syntax

/// `explain …`.
extension Binder {
    mutating func bindExplanation(_ node: SyntaxNode) {
        guard !node.isDamaged, let syntax = node.nodes.last else { return }
        var customer: BoundExpression?
        var isKeyKnown = true
        if let subject = node.first(.explainedCustomer) {
            customer = bindKey(subject)
            isKeyKnown = customer != nil
        }
        let condition = within(.row(0, entity: model.customer, model: model)) { binder -> BoundExpression? in
            guard let condition = binder.bindCondition(syntax) else { return nil }
            binder.warnOfConstants(in: condition)
            return condition
        }
        guard let condition, isKeyKnown else { return }
        var query = BoundQuery.customers(where: condition, model: model)
        query.span = node.span
        script.statements.append(
            .analysis(BoundAnalysis(explaining: condition, ofCustomer: customer, query)))
    }

    /// The key of `customer KEY in`: a constant of the key's type.
    private mutating func bindKey(_ node: SyntaxNode) -> BoundExpression? {
        guard let token = node.tokens.dropFirst().first else { return nil }
        var key: BoundExpression
        switch token.kind {
        case .parameter:
            guard let parameter = parameters[token.contents] else {
                reportUnknownParameter(token, in: node)
                return nil
            }
            note(token.span, .parameter(token.contents), type: parameter.type)
            key = BoundExpression(parameter.constant, parameter.type, token.span)
        case .integer:
            guard let value = Int64(token.contents.filter { $0 != "_" }) else {
                report(.numberTooLarge(token.text, at: token.span))
                return nil
            }
            key = BoundExpression(.literal(.int(value)), .int, token.span)
        default: key = BoundExpression(.literal(.text(token.contents)), .text, token.span)
        }
        let keyField = model.customerEntity.keyField, type = keyField.type
        if keyField.keyDomain != nil, case .literal(let value) = key.kind, let converted = value.asKey(type.kind) {
            key = BoundExpression(.literal(converted), type, token.span)
        }
        guard key.type == type else {
            report(
                .keyOfAnotherType(
                    model.customerEntity.keyField.name, type, found: key.type,
                    literal: token.kind == .parameter ? nil : token.contents, at: token.span))
            return nil
        }
        return key
    }
}
