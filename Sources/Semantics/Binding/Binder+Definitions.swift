import Model
import Syntax

/// Metrics, segments and parameters.
extension Binder {
    /// A definition, and the file in which its text stands.
    struct Definition {
        let declaration: Environment.Declaration
        /// nil for the script itself.
        let file: ImportedFile?

        init(_ declaration: Environment.Declaration, _ file: ImportedFile?) {
            self.declaration = declaration
            self.file = file
        }
    }

    /// What makes a definition the same one.
    struct DefinitionKey: Hashable {
        enum Home: Hashable { case readyMade, script, file(ObjectIdentifier) }

        let name: String
        /// Ready-made ones mean the same everywhere but in a text that replaces one of them.
        let home: Home
    }

    /// What a name defines here: a definition of this text's or a ready-made one, or behind an import's name one of its file.
    func definition(named name: String) -> Definition? {
        if let declaration = environment.declaration(named: name) { return Definition(declaration, file) }
        guard !environment.imports.isEmpty, let dot = name.firstIndex(of: "."), let imported = environment.imports[String(name[..<dot])] else { return nil }
        return imported.declaration(named: String(name[name.index(after: dot)...])).map { Definition($0, imported) }
    }

    private func key(of definition: Definition) -> DefinitionKey {
        let home = definition.file === file ? environment : definition.file?.environment ?? environment
        let isReadyMade = definition.declaration.origin == .prelude && !home.replacesReadyMade
        return DefinitionKey(name: definition.declaration.name, home: isReadyMade ? .readyMade : definition.file.map { .file(ObjectIdentifier($0)) } ?? .script)
    }

    /// Binds a definition once; later references get the same id.
    mutating func bindDefinition(_ definition: Definition, at use: SourceSpan) -> DefinitionID? {
        let (declaration, key) = (definition.declaration, key(of: definition))
        if let known = bound[key] { return known }
        // Its errors have been reported: they are in its own text.
        if let imported = definition.file, imported !== file, imported.hasErrors { return nil }
        if let start = underway.firstIndex(of: key) {
            report(.definitionCycle(underway[start...].map(\.name) + [key.name], at: use))
            // The cycle is reported where it closes; nobody on it has a value.
            for key in underway[start...] { bound[key] = .some(nil) }
            return nil
        }
        guard underway.count < Binder.dependencyLimit, nesting < Binder.nestingLimit else {
            // A chain of thousands meets the limit again and again: once is enough.
            if !diagnostics.contains(where: { $0.code == .definitionsNestTooDeeply }) { report(.definitionsNestTooDeeply(at: use)) }
            return nil
        }
        underway.append(key)
        defer { underway.removeLast() }

        let reportedBefore = diagnostics.count
        let expression = inText(of: definition.file) { binder in
            binder.within(.row(0, entity: binder.model.customer, model: binder.model)) { binder -> BoundExpression? in
                if declaration.syntax.kind == .classDeclaration { return binder.bindClasses(declaration.syntax) }
                guard let syntax = declaration.syntax.nodes.last else { return nil }
                return declaration.kind == .segment ? binder.bindCondition(syntax) : binder.bindValue(syntax)
            }
        }
        if declaration.origin == .prelude, diagnostics.count > reportedBefore {
            // A ready-made metric over something this model lacks: tell the user's text, not the prelude's.
            let reason = diagnostics[reportedBefore...].first { $0.severity == .error }?.message
            diagnostics.removeSubrange(reportedBefore...)
            if let reason { report(.unavailableDefinition(declaration.name, reason: reason, at: use)) }
        }
        if case .some(.none) = bound[key] { return nil }
        guard let expression else {
            bound[key] = .some(nil)
            return nil
        }
        let id = DefinitionID(script.definitions.count)
        let name = if case .file = key.home, let imported = definition.file { imported.qualifier + "." + declaration.name } else { declaration.name }
        script.definitions.append(BoundDefinition(name: name, kind: declaration.kind, label: declaration.label, expression: expression))
        bound[key] = id
        return id
    }

    /// Runs `body` with names meaning what they mean in an imported file, or in the script.
    private mutating func inText<T>(of other: ImportedFile?, _ body: (inout Binder) -> T) -> T {
        guard let other, other !== file else { return body(&self) }
        let outer = (environment, parameters, file)
        (environment, parameters, file) = (other.environment, other.environment.parameters, other)
        defer { (environment, parameters, file) = outer }
        return body(&self)
    }

    // MARK: Parameters

    /// - Parameter outside: the name by which a parameter can be given from outside; nil where it can't.
    mutating func bindParameters(of root: SyntaxNode, arguments: [String: String], outside: (String) -> String?) {
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
            if let constant = parameterValue(name.contents, type, default: node.nodes.first, argument: argument, at: name.span, outside: outside(name.contents)) {
                parameters[name.contents] = Environment.Parameter(name: name.contents, type: type, constant: constant)
            }
        }
        for name in arguments.keys.sorted() where declared[name] == nil && parameters[name] == nil {
            report(.unknownArgument(name, known: declared.keys.sorted(), at: root.span))
        }
    }

    private mutating func parameterValue(_ name: String, _ type: ValueType, default syntax: SyntaxNode?, argument: String?, at span: SourceSpan,
                                         outside: String?) -> BoundExpression.Kind? {
        if let argument {
            let value = Binder.argumentValue(argument, type, currency: environment.currency)
            if value == nil { report(.badArgument(name, argument, type, at: span)) }
            return value
        }
        guard let syntax else {
            report(.parameterWithoutValue(name, outside: outside, at: span))
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
