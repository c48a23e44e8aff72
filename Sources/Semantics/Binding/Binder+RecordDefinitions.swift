import Model
import Syntax

/// Named values of records: `metric tickets.response_hours = hours_between(opened_at, first_response_at)`.
///
/// A record's value is bound anew wherever it is named, over the row that it is asked of: what an owner or a reference
/// leads to differs from place to place.
extension Binder {
    /// Most uses of record definitions in one text: where they use each other, each use doubles the cost of the next.
    static let recordDefinitionLimit = 10_000

    mutating func bindRecordDefinition(
        _ definition: Definition, of row: RowReference, _ entity: Int, at use: SourceSpan
    ) -> BoundExpression? {
        guard definition.declaration.kind != .measure else {
            report(.measureAsValue(definition.declaration.memberName, model.entities[entity].name, at: use))
            return nil
        }
        // Its errors have been reported: they are in its own text.
        if let imported = definition.file, imported !== file, imported.hasErrors { return nil }
        return bindAtUse(definition, .row(row, entity: entity, model: model), at: use)
    }

    /// The value of a definition that is bound anew at each use, in the scope of the rows that it is asked of there.
    mutating func bindAtUse(_ definition: Definition, _ rows: NameScope, at use: SourceSpan) -> BoundExpression? {
        let key = key(of: definition)
        if case .some(.none) = bound[key] {
            noteUnrepeatable()
            return nil
        }
        if isCycle(key, at: use) { return nil }
        recordDefinitionUses += 1
        if isTracing { traces[traces.count - 1].recordDefinitionUses += 1 }
        if isTooDeep(at: use, uses: recordDefinitionUses) { return nil }
        underway.append(key)
        defer { underway.removeLast() }
        let mark = reportMark
        let declaration = definition.declaration
        let value = inText(of: definition.file) { $0.bindBody(of: declaration, rows) }
        if declaration.origin == .prelude, hasReported(since: mark), let reason = takeBackReports(since: mark) {
            report(.unavailableDefinition(declaration.name, reason: reason, at: use))
        }
        if value == nil {
            bound[key] = .some(nil)
            // Its errors are told where it is asked for first.
            noteUnrepeatable()
        }
        return value
    }

    /// A definition that nothing may use is bound all the same, for what is wrong with it.
    mutating func checkRecordDefinition(_ name: String, of entity: Entity, _ node: SyntaxNode) {
        guard let word = name.split(separator: ".").last, let declaration = lookUp(String(word), of: entity),
              declaration.syntax.span == node.span, let index = model.entityIndex(named: entity.name) else { return }
        let row = makeRow(of: index)
        let definition = Definition(declaration, file)
        guard let value = bindRecordDefinition(definition, of: .variable(row), index, at: declaration.nameSpan),
              declaration.kind == .segment else { return }
        within(.row(row, entity: index, model: model)) { $0.warnOfConstants(in: value) }
    }
}
