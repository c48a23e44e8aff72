import Engine
import Semantics
import Syntax

// A text that is being typed is wrong somewhere nearly always: what the rest of it means is worth knowing all the same.
extension ScriptAnalysis {
    /// How often what depends on something wrong is looked for; a chain of definitions that is longer has no sound
    /// part.
    private static let rounds = 8

    /// The text without the statements that are wrong, and without those that name what these define: blanks stand in
    /// their place, so that everything else is where it was. Itself where nothing is wrong; nil where what is wrong is
    /// in no statement of it, as in an imported file.
    package var sound: ScriptAnalysis? {
        var analysis = self
        var lost: Set<String> = []
        for _ in 0..<ScriptAnalysis.rounds where analysis.compilation.hasErrors {
            let wrong = analysis.wrongStatements(lost: &lost)
            guard !wrong.isEmpty else { return nil }
            analysis = ScriptAnalysis(
                name: source.name, bytes: analysis.blanked(wrong), path: path, in: context, after: analysis)
        }
        return analysis.compilation.hasErrors ? nil : analysis
    }

    /// - Parameter lost: the names that wrong statements define, which may be ready-made ones with another meaning.
    private func wrongStatements(lost: inout Set<String>) -> [SyntaxNode] {
        let statements = tree.root.nodes
        let places = diagnostics.filter { $0.severity == .error && $0.primary.span.source == source.id }.map {
            Int($0.primary.span.utf8Start)
        }
        var wrong = Set(
            places.compactMap { place in
                statements.lastIndex { $0.utf8Range.lowerBound <= place } ?? statements.indices.first
            })
        // Each statement and each name is looked at once, however long the chains are.
        var naming: [String: [Int]] = [:]
        for (index, statement) in statements.enumerated() {
            for name in ScriptAnalysis.names(in: statement) { naming[name, default: []].append(index) }
        }
        var pending = wrong.flatMap { ScriptAnalysis.definedNames(of: statements[$0]) } + lost
        lost = []
        while let name = pending.popLast() {
            guard lost.insert(name).inserted else { continue }
            for index in naming[name] ?? [] where wrong.insert(index).inserted {
                pending += ScriptAnalysis.definedNames(of: statements[index])
            }
        }
        return wrong.sorted().map { statements[$0] }
    }

    private static func definedNames(of statement: SyntaxNode) -> [String] {
        if statement.kind == .importDeclaration || statement.kind == .parameterDeclaration {
            let name = statement.kind == .importDeclaration ? statement.lastToken : statement.tokens.dropFirst().first
            return [name?.contents].compactMap(\.self)
        }
        guard let name = statement.first(.declaredName) else { return [] }
        return [name.dottedName] + statement.all(.aliasClause).compactMap { $0.lastToken?.contents }
    }

    /// The names in a statement, each path with its prefixes: `a.b` names `a` and `a.b`.
    private static func names(in statement: SyntaxNode) -> Set<String> {
        var found: Set<String> = [], pending = [statement]
        while let node = pending.popLast() {
            if node.kind == .path || node.kind == .declaredName {
                let words = node.pathTokens.map(\.contents)
                for end in words.indices { found.insert(words[0...end].joined(separator: ".")) }
            }
            for token in node.tokens where token.kind == .parameter { found.insert(token.contents) }
            pending += node.nodes
        }
        return found
    }

    private func blanked(_ statements: [SyntaxNode]) -> [UInt8] {
        var bytes = source.bytes
        for statement in statements {
            for place in statement.utf8Range
            where bytes[place] != UInt8(ascii: "\n") && bytes[place] != UInt8(ascii: "\r") {
                bytes[place] = UInt8(ascii: " ")
            }
        }
        return bytes
    }
}
