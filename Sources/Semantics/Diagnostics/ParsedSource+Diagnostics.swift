package import Syntax

extension ParsedSource {
    /// The diagnostics of this text, in its order: the parser's and later ones, except those for statements that the
    /// parser could not make sense of, which would only echo.
    ///
    /// - Parameter semantic: diagnostics of this and other texts; those of other texts come first, unchanged.
    package func diagnostics(with semantic: [Diagnostic]) -> [Diagnostic] {
        let id = tree.source.id
        let damaged = Set(diagnostics.filter { !$0.code.leavesMeaning }.map { statementIndex($0.primary.span) })
        // Type errors about a value in single quotes add nothing new.
        let quoted = Set(diagnostics.filter { $0.code == .singleQuotes }.map(\.primary.span))
        let own = semantic.filter {
            $0.primary.span.source == id && !damaged.contains(statementIndex($0.primary.span))
                && !(quoted.contains($0.primary.span) && $0.code.id.hasPrefix("E04"))
        }
        let others = semantic.filter { $0.primary.span.source != id }
        return others + (diagnostics + own).sorted { $0.primary.span.utf8Start < $1.primary.span.utf8Start }
    }

    private func statementIndex(_ span: SourceSpan) -> Int {
        tree.root.nodes.lastIndex { $0.span.utf8Start <= span.utf8Start } ?? 0
    }
}
