import Analyses
import Model
import Running
import Output
import Semantics
import Syntax

/// The session's state for commands that refer to the latest statement or answer.
struct PromptMemory {
    /// The last text typed that is no command, right or wrong: `.edit` opens it.
    var typed: String?
    /// The last definition or question that was understood, with its comments; explanations do not count.
    private(set) var statement: StatementText?
    /// The condition on customers that was asked or defined last, as text, and in a few words.
    private(set) var segment: String?
    var answer: Answer?
    /// Statements and commands that have failed in this session.
    var failed: Set<String> = []
    /// The script that was last run or written.
    var scriptPath: String?
    /// Everything that the session has defined, by the name it goes by, as it was written.
    private(set) var definitions: [String: String] = [:]

    /// Takes in a text that has been understood.
    mutating func note(_ text: String, model: DataModel) {
        for found in StatementText.all(in: text) {
            if let name = found.definedName { definitions[name] = found.text }
            if found.node.kind == .explanation || found.node.kind == .parameterDeclaration
                || found.node.kind == .importDeclaration
            {
                continue
            }
            statement = found
            if let condition = AskedSegment.condition(of: found.node, model: model) { segment = condition }
        }
    }

    /// A text that begins with `|`, `and` or `or` goes on from the last statement that was typed, right or wrong.
    func whole(_ text: String) -> String {
        func tokens(_ text: String) -> [Token] {
            Parser.parse(SourceText(id: SourceID(0), name: "prompt", text: text), analyses: Analyses.forms).tree.tokens.filter {
                !$0.kind.isTrivia
            }
        }
        guard let typed, let first = tokens(text).first,
            first.kind == .pipe || first.keyword == .and || first.keyword == .or,
            let last = StatementText.all(in: typed).last else { return text }
        return last.text + "\n" + text
    }

    mutating func forgetQuestions() {
        (statement, segment, answer) = (nil, nil, nil)
    }

    /// Another store has another model.
    mutating func forgetStore() {
        (statement, segment, answer, definitions) = (nil, nil, nil, [:])
    }
}

/// The customers that a statement speaks of, as a condition on them.
enum AskedSegment {
    /// nil for metrics, and for questions about records or about everybody.
    static func condition(of node: SyntaxNode, model: DataModel) -> String? {
        func text(_ node: SyntaxNode) -> String { node.tree.source.text(onOneLine: node.span.utf8Range) }
        switch node.kind {
        case .segmentDeclaration: return node.first(.declaredName).map(text) ?? node.nodes.last.map(text)
        case .pipeline:
            guard let records = node.first(.records), let path = records.first(.path) else { return nil }
            let name = path.dottedName
            var parts: [String] = []
            if let entity = model.entityIndex(named: name) {
                guard entity == model.customer else { return nil }
            } else {
                parts.append(text(path))
            }
            // Only the first `where` stages: behind any other stage a condition no longer applies to customers.
            let stages = node.nodes.dropFirst().prefix { $0.kind == .whereStage }
            parts += ([records.first(.whereClause)].compactMap { $0 } + stages).compactMap { $0.nodes.last.map(text) }
            return parts.isEmpty
                ? nil : parts.count == 1 ? parts[0] : parts.map { "(\($0))" }.joined(separator: " and ")
        default: return nil
        }
    }
}
