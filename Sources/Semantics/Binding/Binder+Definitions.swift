import Model
import Syntax

/// Metrics, segments and classes of customers.
extension Binder {
    /// Binds a definition once; later references get the same id.
    mutating func bindDefinition(_ declaration: Environment.Declaration, at use: SourceSpan) -> DefinitionID? {
        if let known = bound[declaration.name] { return known }
        if let start = underway.firstIndex(of: declaration.name) {
            report(.definitionCycle(Array(underway[start...]) + [declaration.name], at: use))
            // The cycle is reported where it closes; nobody on it has a value.
            for name in underway[start...] { bound[name] = .some(nil) }
            return nil
        }
        guard underway.count < Binder.dependencyLimit, nesting < Binder.nestingLimit else {
            // A chain of thousands meets the limit again and again: once is enough.
            if !diagnostics.contains(where: { $0.code == .definitionsNestTooDeeply }) { report(.definitionsNestTooDeeply(at: use)) }
            return nil
        }
        underway.append(declaration.name)
        defer { underway.removeLast() }

        let reportedBefore = diagnostics.count
        let customer = NameScope.row(0, entity: model.customer, model: model)
        let expression = bindBody(of: declaration, customer)
        if declaration.kind == .segment, let expression { within(customer) { $0.warnOfConstants(in: expression) } }
        if declaration.origin == .prelude, diagnostics.count > reportedBefore {
            // A ready-made metric over something this model lacks: tell the user's text, not the prelude's.
            let reason = diagnostics[reportedBefore...].first { $0.severity == .error }?.message
            diagnostics.removeSubrange(reportedBefore...)
            if let reason { report(.unavailableDefinition(declaration.name, reason: reason, at: use)) }
        }
        if case .some(.none) = bound[declaration.name] { return nil }
        guard let expression else {
            bound[declaration.name] = .some(nil)
            return nil
        }
        let id = DefinitionID(script.definitions.count)
        script.definitions.append(BoundDefinition(name: declaration.name, kind: declaration.kind, label: declaration.label, expression: expression,
                                                   hasStanding: hasStanding(expression)))
        bound[declaration.name] = id
        return id
    }

    /// Nobody is in a segment where it can't be told: a flag that is missing is read as false.
    private func twoValued(_ condition: BoundExpression) -> BoundExpression {
        switch condition.kind {
        case .comparison, .between, .membership, .textMatch, .isMissing, .window, .anniversary, .and, .or, .not, .sample: return condition
        case .aggregate(let aggregate) where aggregate.value == nil: return condition
        case .definition(let id, _) where script[id].kind == .segment: return condition
        default:
            let yes = BoundExpression(.literal(.bool(true)), .bool, condition.span)
            return BoundExpression(.comparison(.equal, condition, yes, ignoringCase: false), .bool, condition.span)
        }
    }

    /// What a definition says, in the scope of the row that it is about.
    mutating func bindBody(of declaration: Environment.Declaration, _ rows: NameScope) -> BoundExpression? {
        within(rows) { binder in
            if declaration.syntax.kind == .classDeclaration { return binder.bindClasses(declaration.syntax) }
            guard let syntax = declaration.syntax.nodes.last else { return nil }
            guard declaration.kind == .segment else { return binder.bindValue(syntax) }
            return binder.bindCondition(syntax).map { binder.twoValued($0) }
        }
    }
}
