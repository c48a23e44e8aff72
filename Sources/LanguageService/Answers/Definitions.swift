import Engine
import Semantics
import Syntax

/// Where a name is declared.
extension ScriptAnalysis {
    /// The declaration of the name at a byte; for the path of an import, the start of its file.
    package func definition(at utf8Offset: Int) -> Location? {
        if let file = importedFile(at: utf8Offset) {
            return Location(origin: .file(file.name), source: file, utf8Range: 0..<0)
        }
        return occurrence(at: utf8Offset).flatMap(declaration)
    }

    func declaration(of occurrence: Occurrence) -> Location? {
        switch occurrence.identity {
        case .entity(let name): return modelDeclaration(entity: name, field: nil)
        case .field(let entity, let field): return modelDeclaration(entity: entity, field: field)
        case .definition:
            if case .definition(let declaration, _)? = occurrence.use?.meaning { return location(declaration.nameSpan) }
            return Location(origin: ownOrigin, source: source, utf8Range: occurrence.utf8Range)
        case .parameter(let origin, let name):
            if origin == ownOrigin { return ownDeclaration(of: occurrence.identity) }
            let prelude = context.compilation.prelude
            guard
                let heading = StatementHeading.all(in: prelude).first(where: { $0.keyword == .param && $0.name == name }
                ),
                let word = Parser.parse(prelude, in: heading.range, analyses: []).tree.root.first(
                    .parameterDeclaration)?.tokens
                    .dropFirst().first
            else { return nil }
            return Location(origin: .builtin, source: prelude, utf8Range: word.span.utf8Range)
        case .importName: return ownDeclaration(of: occurrence.identity)
        case .column(_, let start, _):
            let value = tree.root.innermost(holding: start..<start + 1)
            return ownDeclaration(of: occurrence.identity)
                ?? Location(origin: ownOrigin, source: source, utf8Range: value.utf8Range)
        }
    }

    private func ownDeclaration(of identity: SymbolIdentity) -> Location? {
        occurrences.first { $0.isDeclaration && $0.identity == identity }.map {
            Location(origin: ownOrigin, source: source, utf8Range: $0.utf8Range)
        }
    }

    private func modelDeclaration(entity: String, field: String?) -> Location? {
        let text = context.compilation.modelText
        let declarations = Parser.parse(text, analyses: []).tree.root.all(.entityDeclaration)
        guard let node = declarations.first(where: { $0.tokens.dropFirst().first?.contents == entity }) else {
            return nil
        }
        let place =
            field.flatMap { name in
                node.all(.fieldDeclaration).compactMap { $0.firstToken }.first { $0.contents == name }
            } ?? node.tokens[1]
        return Location(origin: .model, source: text, utf8Range: place.span.utf8Range)
    }

    /// The file whose path in an import statement the byte is in.
    private func importedFile(at utf8Offset: Int) -> SourceText? {
        for statement in ImportStatement.all(in: compilation.parsed)
        where statement.pathSpan.utf8Range.contains(utf8Offset) {
            guard let file = environment.imports[statement.alias], !file.path.isEmpty else { return nil }
            return compilation.sources.text(named: file.path)
        }
        return nil
    }
}
