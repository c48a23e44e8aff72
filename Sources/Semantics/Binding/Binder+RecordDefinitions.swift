import Model
import Syntax

/// Named values of records: `metric tickets.response_hours = hours_between(opened_at, first_response_at)`.
///
/// A record's value is bound anew wherever it is named, over the row that it is asked of: what an owner or a reference
/// leads to differs from place to place.
extension Binder {
    /// What definitions that use each other may come to in one text: each use doubles what the next one costs.
    static let recordDefinitionLimit = 10_000

    mutating func bindRecordDefinition(_ declaration: Environment.Declaration, of row: RowReference, _ entity: Int, at use: SourceSpan) -> BoundExpression? {
        let key = key(of: Definition(declaration, file))
        if case .some(.none) = bound[key] { return nil }
        if let start = underway.firstIndex(of: key) {
            report(.definitionCycle(underway[start...].map(\.name) + [key.name], at: use))
            for key in underway[start...] { bound[key] = .some(nil) }
            return nil
        }
        recordDefinitionUses += 1
        guard underway.count < Binder.dependencyLimit, nesting < Binder.nestingLimit, recordDefinitionUses <= Binder.recordDefinitionLimit else {
            if !diagnostics.contains(where: { $0.code == .definitionsNestTooDeeply }) { report(.definitionsNestTooDeeply(at: use)) }
            return nil
        }
        underway.append(key)
        defer { underway.removeLast() }
        let reportedBefore = diagnostics.count
        let value = bindBody(of: declaration, .row(row, entity: entity, model: model))
        if declaration.origin == .prelude, diagnostics.count > reportedBefore {
            let reason = diagnostics[reportedBefore...].first { $0.severity == .error }?.message
            diagnostics.removeSubrange(reportedBefore...)
            if let reason { report(.unavailableDefinition(declaration.name, reason: reason, at: use)) }
        }
        if value == nil { bound[key] = .some(nil) }
        return value
    }

    /// A definition that nothing may use is bound all the same, for what is wrong with it.
    mutating func checkRecordDefinition(_ name: String, of entity: Entity, _ node: SyntaxNode) {
        guard let word = name.split(separator: ".").last, let declaration = environment.recordDefinition(named: String(word), of: entity),
              declaration.syntax.span == node.span, let index = model.entityIndex(named: entity.name) else { return }
        let row = makeRow(of: index)
        _ = bindRecordDefinition(declaration, of: .variable(row), index, at: declaration.nameSpan)
    }
}
