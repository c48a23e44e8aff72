package import Model
import Engine
import Semantics
import Syntax

/// The meaning of a name, the same in every text that uses it.
package enum SymbolIdentity: Sendable, Hashable {
    case entity(String)
    /// Both by their names, never by an alias.
    case field(entity: String, field: String)
    /// A metric, segment or class, by its own name and the text that defines it.
    case definition(TextOrigin, String)
    case parameter(TextOrigin, String)
    /// The name that a text gives to what it imports.
    case importName(TextOrigin, String)
    /// A column that a pipeline made, by the byte at which its name or its value stands.
    case column(TextOrigin, Int, String)
}

/// A name where it stands.
package struct Occurrence: Sendable {
    package let identity: SymbolIdentity
    package let utf8Range: Range<Int>
    /// Kind of the statement or stage that declares it here; nil where it is used.
    let declaredBy: SyntaxKind?
    /// Type of the value; nil where there is none, or where it is unknown.
    package let type: ValueType?
    /// nil for declarations.
    let use: NameUse?

    package var isDeclaration: Bool { declaredBy != nil }
}

extension ScriptAnalysis {
    /// Every name of the text that means something, declarations included, in order.
    package var occurrences: [Occurrence] {
        let declared = declarations
        let starts = Set(declared.map(\.utf8Range.lowerBound))
        let used = compilation.names.uses.lazy.filter { !starts.contains(Int($0.span.utf8Start)) }.map(occurrence)
        return (declared + used).sorted { $0.utf8Range.lowerBound < $1.utf8Range.lowerBound }
    }

    /// The name at a byte, or right before it; nil where there is none that means something.
    package func occurrence(at utf8Offset: Int) -> Occurrence? {
        let touching = occurrences.filter {
            $0.utf8Range.lowerBound <= utf8Offset && utf8Offset <= $0.utf8Range.upperBound
        }
        return touching.first { $0.utf8Range.upperBound > utf8Offset } ?? touching.first
    }

    private func occurrence(_ use: NameUse) -> Occurrence {
        Occurrence(identity: identity(use), utf8Range: use.span.utf8Range, declaredBy: nil, type: use.type, use: use)
    }

    private func identity(_ use: NameUse) -> SymbolIdentity {
        switch use.meaning {
        case .entity(let index): return .entity(context.model.entities[index].name)
        case .field(let entity, let field):
            let entity = context.model.entities[entity]
            return .field(entity: entity.name, field: entity.fields[field].name)
        case .definition(let declaration, _): return .definition(origin(of: declaration.syntax.span), declaration.name)
        case .parameter(let name): return .parameter(declaresParameter(name) ? ownOrigin : .builtin, name)
        case .imported: return .importName(ownOrigin, source.text(use.span))
        case .column(let name):
            return .column(ownOrigin, columnDeclaration(named: name, before: use.span.utf8Range.lowerBound) ?? 0, name)
        }
    }

    func declaresParameter(_ name: String) -> Bool { Binder.parameterNames(in: compilation.parsed).contains(name) }

    // MARK: Declarations

    private var declarations: [Occurrence] {
        let types = Dictionary(compilation.script.definitions.map { ($0.name, $0.expression.type) }) { first, _ in first
        }
        return tree.root.nodes.flatMap { declarations(of: $0, types) }
    }

    /// - Parameter types: of definitions, by name.
    private func declarations(of statement: SyntaxNode, _ types: [String: ValueType]) -> [Occurrence] {
        switch statement.kind {
        case let kind where kind.isDefinition:
            guard let name = statement.first(.declaredName), let last = name.pathTokens.last, !name.isDamaged else {
                return []
            }
            let identity = SymbolIdentity.definition(ownOrigin, name.dottedName), type = types[name.dottedName]
            // `tickets.response_hours` defines the last word alone; the entity's is a name of its own.
            let entity = name.pathTokens.count == 2 ? context.model.entity(named: name.pathTokens[0].contents) : nil
            var found: [Occurrence] = []
            if let entity {
                found.append(
                    Occurrence(
                        identity: .entity(entity.name), utf8Range: name.pathTokens[0].span.utf8Range, declaredBy: nil,
                        type: nil, use: nil))
            }
            found.append(
                Occurrence(
                    identity: identity, utf8Range: entity == nil ? name.utf8Range : last.span.utf8Range,
                    declaredBy: statement.kind, type: type, use: nil))
            let aliases = statement.all(.aliasClause).compactMap { $0.tokens.dropFirst().last }
            return found
                + aliases.map {
                    Occurrence(
                        identity: identity, utf8Range: $0.span.utf8Range, declaredBy: statement.kind, type: type,
                        use: nil)
                }
        case .parameterDeclaration:
            guard let name = statement.tokens.dropFirst().first else { return [] }
            return [
                Occurrence(
                    identity: .parameter(ownOrigin, name.contents), utf8Range: name.span.utf8Range,
                    declaredBy: statement.kind,
                    type: environment.parameters[name.contents]?.type, use: nil)
            ]
        case .importDeclaration:
            guard let name = statement.tokens.last, statement.tokens.count == 4 else { return [] }
            return [
                Occurrence(
                    identity: .importName(ownOrigin, name.text), utf8Range: name.span.utf8Range,
                    declaredBy: statement.kind, type: nil, use: nil)
            ]
        case .pipeline: return statement.nodes.flatMap(columns)
        default: return []
        }
    }

    /// The names that a stage gives.
    private func columns(ofStage stage: SyntaxNode) -> [Occurrence] {
        let names: [SyntaxToken]
        switch stage.kind {
        case .classifyStage: names = Array(stage.tokens.dropFirst().prefix(1))
        default: names = stage.all(.namedExpression).compactMap(\.firstToken)
        }
        return names.map {
            Occurrence(
                identity: .column(ownOrigin, $0.span.utf8Range.lowerBound, $0.contents), utf8Range: $0.span.utf8Range,
                declaredBy: stage.kind, type: nil, use: nil)
        }
    }

    /// Where the column of that name begins which a stage before the byte made: its name, or the value that it is named
    /// after.
    private func columnDeclaration(named name: String, before utf8Offset: Int) -> Int? {
        guard let pipeline = tree.root.nodes.last(where: { $0.utf8Range.lowerBound <= utf8Offset }) else { return nil }
        for stage in pipeline.nodes.reversed() where stage.utf8Range.upperBound <= utf8Offset {
            if let declared = columns(ofStage: stage).last(where: { source.contents(of: $0.utf8Range) == name }) {
                return declared.utf8Range.lowerBound
            }
            let unnamed = stage.all(.namedExpression).filter { $0.firstToken == nil }.compactMap(\.nodes.last)
            if let value = unnamed.last(where: {
                $0.kind == .path && $0.dottedName == name || $0.kind == .call && $0.firstToken?.contents == name
            }) {
                // A column that was one before keeps its place.
                return value.kind == .path
                    ? columnDeclaration(named: name, before: stage.utf8Range.lowerBound) ?? value.utf8Range.lowerBound
                    : value.utf8Range.lowerBound
            }
        }
        return nil
    }
}

extension SourceText {
    /// A name without its backticks.
    func contents(of range: Range<Int>) -> String {
        let text = text(range)
        return text.hasPrefix("`") && text.hasSuffix("`") && text.utf8.count > 2
            ? String(text.dropFirst().dropLast()) : text
    }
}
