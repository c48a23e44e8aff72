import Model
import Syntax

/// Figures over many rows: `measure repurchase_rate = count(where repurchased) / count(where buyers)`.
///
/// Like a record's value, a measure is bound anew wherever it is named: over the rows at hand there.
extension Binder {
    /// The measure of the rows at hand that an expression names, within the braces of `group by` and `aggregate`; nil
    /// where it is something else.
    mutating func measure(named node: SyntaxNode) -> Definition? {
        guard node.kind == .path, !node.isDamaged, scope.isOverRows, scope.columns == nil, let rows = scope.frames.last,
            !scope.locals.contains(where: { $0.name == node.dottedName })
        else { return nil }
        let found = definition(node.pathTokens, ofMany: rows.entity)
        return found?.declaration.kind == .measure ? found : nil
    }

    /// The definition that words name for customers, or for the records whose name may stand before the word.
    private mutating func definition(_ words: [SyntaxToken], ofMany index: Int) -> Definition? {
        let entity = model.entities[index]
        let isNamed = words.count > 1 && model.entityIndex(named: words[0].contents) == index
        let own = isNamed ? words.dropFirst() : words[...]
        guard let word = own.first, entity.fieldIndex(named: word.contents) == nil else { return nil }
        if index == model.customer { return lookUp(own.map(\.contents).joined(separator: ".")) }
        return lookUp(own, of: entity)
    }

    mutating func bindMeasure(_ measure: Definition, _ node: SyntaxNode) -> BoundExpression? {
        var value = scope.frames.last.flatMap { rows in bind(measure, over: rows, at: node.span) }
        value?.span = node.span
        note(node.pathTokens, measure, type: value?.type)
        return value
    }

    private mutating func bind(_ measure: Definition, over rows: NameScope.Frame, at use: SourceSpan)
        -> BoundExpression?
    {
        // Its errors have been reported: they are in its own text.
        if let imported = measure.file, imported !== file, imported.hasErrors { return nil }
        var scope = NameScope.row(rows.row, entity: rows.entity, model: model)
        scope.isOverRows = true
        return bindAtUse(measure, scope, at: use)
    }

    /// A measure that nothing may use is bound all the same, for what is wrong with it.
    mutating func checkMeasure(_ name: String, _ node: SyntaxNode) {
        let entity = environment.recordEntity(of: name)
        let declaration: Environment.Declaration?
        if let entity {
            declaration = name.split(separator: ".").last.flatMap { lookUp(String($0), of: entity) }
        } else {
            declaration = environment.declaration(named: name)
            // Of two by one name the other one counts, until an edit gives that another name.
            notePlace(of: name, declaration)
        }
        guard let declaration, declaration.syntax.span == node.span,
            let index = entity.map({ model.entityIndex(named: $0.name) }) ?? model.customer
        else { return }
        let rows = NameScope.Frame(entity: index, row: .variable(makeRow(of: index)))
        _ = bind(Definition(declaration, file), over: rows, at: declaration.nameSpan)
    }
}
