import Engine
import Model
import Planning
import Semantics
import Syntax

/// The description of the thing at a place.
package struct Hover: Sendable {
    package let utf8Range: Range<Int>
    package let description: SymbolDescription
}

extension ScriptAnalysis {
    /// The hover for the name, function, word or window at a byte; nil where there is nothing to say.
    package func hover(at utf8Offset: Int) -> Hover? {
        if let found = occurrence(at: utf8Offset), let description = description(of: found) {
            return Hover(utf8Range: found.utf8Range, description: description)
        }
        if let window = window(at: utf8Offset) { return window }
        guard let index = tree.tokenIndex(at: utf8Offset) else { return nil }
        let token = tree.tokens[index]
        guard token.kind == .identifier else { return nil }
        if let form = tree.analysis(withWordAt: index) {
            return Hover(utf8Range: token.utf8Range, description: SymbolDescription(form))
        }
        let word = source.text(token.utf8Range)
        let isCall = tree.tokens[(index + 1)...].first { $0.kind != .whitespace }?.kind == .leftParenthesis
        if isCall, let signature = FunctionSignature.named(word) {
            return Hover(utf8Range: token.utf8Range, description: SymbolDescription(signature))
        }
        guard let keyword = token.keyword, let (sentence, example) = keyword.documentation else { return nil }
        var description = SymbolDescription(keyword.rawValue)
        description.documentation = sentence
        description.example = example
        return Hover(utf8Range: token.utf8Range, description: description)
    }

    package func description(of occurrence: Occurrence) -> SymbolDescription? {
        let model = context.model
        switch occurrence.identity {
        case .entity(let name): return model.entity(named: name).map { SymbolDescription(entity: $0, in: model) }
        case .field(let entity, let name):
            guard let entity = model.entity(named: entity), let field = entity.fieldIndex(named: name) else {
                return nil
            }
            return SymbolDescription(field: entity.fields[field], of: entity, in: model)
        case .definition(let origin, let name):
            if case .definition(let declaration, let file)? = occurrence.use?.meaning {
                let prefix =
                    file.flatMap { file in environment.imports.first { $0.value === file }.map { $0.key + "." } } ?? ""
                return SymbolDescription(
                    declaration, named: prefix + declaration.name, type: occurrence.type, origin: words(for: origin))
            }
            guard let declaration = environment.declaration(named: name) ?? recordDefinition(named: name) else {
                return nil
            }
            return SymbolDescription(declaration, named: name, type: occurrence.type, origin: nil)
        case .parameter(let origin, let name):
            guard let parameter = environment.parameters[name] else { return nil }
            var description = SymbolDescription(
                "param \(name): \(parameter.type.name) = \(parameter.text(valueFormat: context.valueFormat))")
            description.origin = words(for: origin)
            description.documentation =
                origin == ownOrigin
                ? tree.root.all(.parameterDeclaration).first { $0.tokens.dropFirst().first?.contents == name }?
                    .documentation : nil
            return description
        case .importName(_, let name):
            guard let file = environment.imports[name] else { return nil }
            var description = SymbolDescription("import \"\(file.path)\" as \(name)")
            let names =
                file.declarations.map { "`\(name).\($0.name)`" } + file.recordDeclarations.map { "`\($0.name)`" }
            description.documentation =
                names.isEmpty
                ? "Defines nothing."
                : "Defines " + names.prefix(20).joined(separator: ", ")
                    + (names.count > 20 ? " and \(names.count - 20) more." : ".")
            return description
        case .column(_, _, let name):
            var description = SymbolDescription("column \(name.asName)" + (occurrence.type.map { ": \($0.name)" } ?? ""))
            description.definition = columnText(occurrence)
            return description
        }
    }

    private func recordDefinition(named name: String) -> Environment.Declaration? {
        let words = name.split(separator: ".").map(String.init)
        return words.count == 2
            ? context.model.entity(named: words[0]).flatMap { environment.recordDefinition(named: words[1], of: $0) }
            : nil
    }

    private func columnText(_ occurrence: Occurrence) -> String? {
        guard case .column(_, let start, _) = occurrence.identity else { return nil }
        let node = tree.root.chain(to: start).last { $0.kind == .namedExpression || $0.kind == .classifyStage }
        return node.map { source.text(onOneLine: $0.utf8Range) }
    }

    func words(for origin: TextOrigin) -> String? {
        switch origin {
        case .own: nil
        case .file(let path): origin == ownOrigin ? nil : path
        case .builtin: "ready-made"
        case .model: "of the model"
        }
    }

    /// The bounds of a window as of the context's instant.
    private func window(at utf8Offset: Int) -> Hover? {
        let touching = compilation.names.windows.filter { $0.span.utf8Range.contains(utf8Offset) }
        guard let window = touching.min(by: { $0.span.utf8Range.count < $1.span.utf8Range.count }),
            let bounds = boundsText(of: window)
        else { return nil }
        var description = SymbolDescription(source.text(onOneLine: window.span.utf8Range))
        description.documentation = "\(bounds), as of \(context.time.day)."
        return Hover(utf8Range: window.span.utf8Range, description: description)
    }
}
