package import Model

extension BoundQuery {
    /// The customers that a script is about: of a script of one statement, which is a segment, or a pipeline that
    /// starts from customers and does not group them. nil for any other.
    package static func audience(of script: BoundScript, model: DataModel) -> BoundQuery? {
        guard script.statements.count == 1 else { return nil }
        switch script.statements[0] {
        case .query(let query):
            let groups = query.stages.contains { if case .group = $0 { true } else { false } }
            return query.source.entity == model.customer && !groups ? query : nil
        case .definition(let id):
            let definition = script[id]
            guard definition.kind == .segment else { return nil }
            return customers(
                where: BoundExpression(.definition(id, of: .variable(0)), .bool, definition.expression.span),
                model: model)
        case .analysis: return nil
        }
    }
}
