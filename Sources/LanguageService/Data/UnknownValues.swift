package import Engine
package import Syntax
import Model
import Semantics

/// Texts that a script compares fields with and that no record of the store has: `status = "payd"`.
extension StoreKnowledge {
    /// So many different values can be told apart by the eye; a field with more is no list of kinds.
    private static let kindLimit = 100

    /// Warnings in the order of the text; what the store did not tell in time is not warned of.
    ///
    /// - Parameter compilation: one that recorded its names.
    package func unknownValues(in compilation: Compilation, within budget: Budget) -> [Diagnostic] {
        let model = compilation.environment.model
        return ComparedText.all(in: compilation).compactMap { compared -> Diagnostic? in
            let (entity, field) = (
                model.entities[compared.entity], model.entities[compared.entity].fields[compared.field]
            )
            guard field.type.kind == .text, field.reference == nil, compared.field != entity.key,
                let subject = DataSubject(field: compared.field, of: compared.entity, in: model),
                let list = values(of: subject, within: budget), list.isComplete
            else { return nil }
            let stored = list.values.compactMap { value -> String? in
                if case .text(let text) = value.value { text } else { nil }
            }
            let declared = field.knownValues?.values.map(\.name) ?? []
            guard StoreKnowledge.areKinds(list, isDeclared: !declared.isEmpty) else { return nil }
            let ignoresCase = compared.ignoresCase || field.isCaseless
            let isThere = (stored + declared).contains {
                $0 == compared.text || ignoresCase && $0.lowercased() == compared.text.lowercased()
            }
            if isThere { return nil }
            let others = stored + declared.filter { !stored.contains($0) }
            let warning = Diagnostic.unknownValue(
                compared.text, of: compared.name, others: others, isClass: false, at: compared.span)
            // A value that looks like none of these may be one that is still to come.
            return warning.fixIts.isEmpty && declared.isEmpty ? nil : warning
        }
    }

    /// Whether values are kinds of something, each of many records, and no free texts.
    private static func areKinds(_ list: ValueList, isDeclared: Bool) -> Bool {
        if isDeclared { return true }
        let records = list.values.reduce(0) { $0 + $1.count }
        return !list.values.isEmpty && list.values.count <= kindLimit && records >= 2 * list.values.count
    }
}

/// A text that a field is compared with, as it is written.
private struct ComparedText {
    let entity: Int
    let field: Int
    /// The field as it is written.
    let name: String
    let text: String
    let span: SourceSpan
    let ignoresCase: Bool

    static func all(in compilation: Compilation) -> [ComparedText] {
        var uses: [Int32: NameUse] = [:]
        for use in compilation.names.uses { uses[use.span.utf8End] = use }
        var found: [ComparedText] = [], pending = [compilation.parsed.tree.root]
        while let node = pending.popLast() {
            pending += node.nodes
            if node.kind == .comparison || node.kind == .membership { found += read(node, uses) }
        }
        return found.sorted { $0.span.utf8Start < $1.span.utf8Start }
    }

    private static func read(_ node: SyntaxNode, _ uses: [Int32: NameUse]) -> [ComparedText] {
        if node.kind == .comparison, let sign = node.tokens.first?.kind, sign != .equal, sign != .notEqual { return [] }
        let values = node.nodes.compactMap { operand -> SyntaxToken? in
            guard operand.kind == .literal, let token = operand.firstToken, token.kind.isText else { return nil }
            return token
        }
        guard !values.isEmpty, let path = node.nodes.lazy.compactMap({ path(in: $0) }).first,
            let use = uses[path.span.utf8End],
            case .field(let entity, let field) = use.meaning
        else { return [] }
        return values.map {
            ComparedText(
                entity: entity, field: field, name: path.text, text: $0.contents, span: $0.span,
                ignoresCase: node.hasKeyword(.ignoring))
        }
    }

    /// The path that a value is, or that a function picks one value of.
    private static func path(in operand: SyntaxNode) -> SyntaxNode? {
        switch operand.kind {
        case .path: return operand
        case .call where ["first", "last", "min", "max"].contains(operand.firstToken?.contents ?? ""):
            return operand.first(.argument)?.nodes.first.flatMap { path(in: $0) }
        case .windowTest, .between: return operand.nodes.first.flatMap { $0.kind == .path ? $0 : nil }
        default: return nil
        }
    }
}
