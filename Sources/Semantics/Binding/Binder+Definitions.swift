import Model
import Syntax

/// Metrics, segments and parameters.
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
        let expression = within(customer) { binder -> BoundExpression? in
            if declaration.syntax.kind == .classDeclaration { return binder.bindClasses(declaration.syntax) }
            guard let syntax = declaration.syntax.nodes.last else { return nil }
            return declaration.kind == .segment ? binder.bindCondition(syntax) : binder.bindValue(syntax)
        }
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

    // MARK: Parameters

    mutating func bindParameters(of root: SyntaxNode, arguments: [String: String]) {
        var declared: [String: SourceSpan] = [:]
        for node in root.all(.parameterDeclaration) {
            let words = node.tokens.filter { $0.kind == .identifier || $0.kind == .quotedIdentifier }
            guard !node.isDamaged, words.count >= 3 else { continue }
            let (name, typeWord) = (words[1], words[2])
            guard let kind = ValueKind(name: typeWord.contents) else {
                report(.unknownType(typeWord.contents, at: typeWord.span))
                continue
            }
            if let first = declared[name.contents] {
                report(.duplicateDefinition("$" + name.contents, at: name.span, first: first))
                continue
            }
            declared[name.contents] = name.span
            let (type, argument) = (ValueType(kind), arguments[name.contents])
            if let constant = parameterValue(name.contents, type, default: node.nodes.first, argument: argument, at: name.span) {
                parameters[name.contents] = Environment.Parameter(name: name.contents, type: type, constant: constant)
            }
        }
        for name in arguments.keys.sorted() where declared[name] == nil && parameters[name] == nil {
            report(.unknownArgument(name, known: declared.keys.sorted(), at: root.span))
        }
    }

    private mutating func parameterValue(_ name: String, _ type: ValueType, default syntax: SyntaxNode?, argument: String?, at span: SourceSpan) -> BoundExpression.Kind? {
        if let argument {
            let value = Binder.argumentValue(argument, type, currency: environment.currency)
            if value == nil { report(.badArgument(name, argument, type, at: span)) }
            return value
        }
        guard let syntax else {
            report(.parameterWithoutValue(name, at: span))
            return nil
        }
        guard let bound = bindValue(syntax) else { return nil }
        guard let adopted = adopt(bound, type), adopted.isConstant, adopted.type.kind == type.kind else {
            report(.badDefault(name, type, found: bound.type, at: syntax.span))
            return nil
        }
        return adopted.kind
    }

    /// Reads the text after `--param name=`; nil where it does not fit the type.
    static func argumentValue(_ text: String, _ type: ValueType, currency: Currency) -> BoundExpression.Kind? {
        if type.kind == .text { return .literal(.text(text)) }
        var binder = Binder(Environment(model: .empty, currency: currency))
        let parsed = Parser.parse(SourceText(id: SourceID(0), name: "argument", text: "metric argument = " + text))
        guard parsed.diagnostics.isEmpty, parsed.tree.root.nodes.count == 1, let syntax = parsed.tree.root.nodes[0].nodes.last,
              let bound = binder.bindValue(syntax), let adopted = binder.adopt(bound, type),
              adopted.isConstant, adopted.type.kind == type.kind else { return nil }
        return adopted.kind
    }
}

extension DataModel {
    /// A model in which nothing can be named, for expressions that are constants.
    static let empty = DataModel(entities: [Entity(name: "", table: "", fields: [Field(name: "", type: .int)], key: 0)], customer: 0)
}
