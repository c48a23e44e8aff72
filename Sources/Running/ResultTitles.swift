import Engine
import Formatting
import Semantics
import Syntax

extension Compilation {
    /// The titles of the results of a text, in the order in which they come: the comment above a statement, else the
    /// statement itself on one line. No two are alike.
    var resultTitles: [String] {
        var times: [String: Int] = [:]
        return script.statements.compactMap { statement in
            guard let title = title(of: statement) else { return nil }
            let count = times[title, default: 0] + 1
            times[title] = count
            return count == 1 ? title : "\(title) (\(count))"
        }
    }

    private func title(of statement: BoundStatement) -> String? {
        let span: SourceSpan
        switch statement {
        case .definition: return nil
        case .query(let query): span = query.span
        case .analysis(let analysis): span = analysis.span
        }
        guard let node = parsed.tree.root.nodes.first(where: { $0.span.utf8Start == span.utf8Start }) else { return "" }
        let comment = node.documentation?.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
        return comment.flatMap { $0.isEmpty ? nil : $0 } ?? Formatter.line(node)
    }
}
