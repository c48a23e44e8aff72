import Engine
import Formatting
import Semantics
import Syntax

extension Compilation {
    /// The titles of the results of a text, in the order in which they come: the comment above a statement, else the
    /// statement itself on one line. No two are alike.
    var resultTitles: [String] {
        let nodes = Dictionary(parsed.tree.root.nodes.map { ($0.span.utf8Start, $0) }) { first, _ in first }
        var taken: Set<String> = [], counts: [String: Int] = [:]
        return script.statements.compactMap { statement -> String? in
            let span: SourceSpan
            switch statement {
            case .definition: return nil
            case .query(let query): span = query.span
            case .analysis(let analysis): span = analysis.span
            }
            let title = nodes[span.utf8Start].map { Compilation.title(of: $0) } ?? ""
            var own = title
            // A comment may read like the second of another's.
            while !taken.insert(own).inserted {
                let count = counts[title, default: 1] + 1
                counts[title] = count
                own = "\(title) (\(count))"
            }
            return own
        }
    }

    private static func title(of node: SyntaxNode) -> String {
        let comment = node.documentation?.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
        return comment.flatMap { $0.isEmpty ? nil : $0 } ?? Formatter.line(node)
    }
}
