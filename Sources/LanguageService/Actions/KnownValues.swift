import Engine
import Model
import Semantics
import Syntax

/// Saying what becomes of missing values.
extension ScriptAnalysis {
    /// `not recency > 90` also holds for customers without any; behind it `and recency is known` leaves them out.
    func addIsKnown(_ range: Range<Int>) -> CodeAction? {
        guard !compilation.hasErrors else { return nil }
        let chain = tree.root.chain(to: range.lowerBound)
        guard
            let negation = chain.last(where: {
                $0.kind == .negation || $0.kind == .comparison && $0.tokens.contains { $0.kind == .notEqual }
            }),
              range.upperBound <= negation.utf8Range.upperBound else { return nil }
        let named = compilation.names.uses.filter { use in
            guard use.type != nil, negation.utf8Range.contains(Int(use.span.utf8Start)) else { return false }
            let around = tree.root.chain(to: Int(use.span.utf8Start))
            // Inside a call a name is one of many, and what is asked of being known already is settled.
            return !around.contains {
                [.call, .presence, .sequence].contains($0.kind) && negation.utf8Range.contains($0.utf8Range.lowerBound)
            } && use.type?.kind != .bool
        }
        guard let use = named.first,
            let path = tree.root.chain(to: Int(use.span.utf8Start)).last(where: { $0.kind == .path })
        else { return nil }
        let name = source.text(path.utf8Range)
        let parent = chain.last {
            $0.kind == .conjunction && $0.utf8Range.lowerBound <= negation.utf8Range.lowerBound
                && negation.utf8Range.upperBound <= $0.utf8Range.upperBound
        }
        if let parent, parent.nodes.contains(where: { $0.kind == .presence && $0.nodes.first?.text == name }) {
            return nil
        }
        let action = CodeAction(
            title: "leave out customers whose `\(name)` is missing", kind: .rewrite,
            edits: [TextEdit(negation.utf8Range.upperBound..<negation.utf8Range.upperBound, " and \(name) is known")])
        return compiles(action) ? action : nil
    }
}
