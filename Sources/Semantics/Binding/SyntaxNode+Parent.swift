import Model
import Syntax

extension SyntaxNode {
    /// The node that this one is a part of, found from the root; nil for the root itself.
    var isPartOf: SyntaxNode? {
        var outer = tree.root
        while let inner = outer.nodes.first(where: {
            $0.span.utf8Start <= span.utf8Start && span.utf8End <= $0.span.utf8End
        }) {
            if inner.span == span, inner.kind == kind { return outer }
            outer = inner
        }
        return nil
    }
}

extension AggregateFunction {
    /// `orders.count`, `orders.length`: a function written as if it were a member of records.
    static func named(asMember word: String) -> AggregateFunction? {
        switch word.lowercased() {
        case "count", "length", "size", "len", "total": .count
        case "any", "exists": .any
        default: nil
        }
    }
}
