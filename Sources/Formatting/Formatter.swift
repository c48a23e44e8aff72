package import Syntax

/// Scripts → the same scripts in the one style that there is.
///
/// Enters: a parsed text. Leaves: the text laid out anew, with the edits that make it so. Never: reads or writes a
/// file, loses or changes a comment, changes what a text means; what does not parse is refused.
package enum Formatter {
    package static func format(_ parsed: ParsedSource) -> FormattingResult {
        let errors = parsed.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty, !parsed.tree.root.isDamaged else { return .refused(parsed.diagnostics) }
        let tokens = ScriptTokens(parsed.tree)
        let foreign = commentsInOtherEncodings(tokens)
        guard foreign.isEmpty else { return .refused(foreign) }

        let bytes = layOut(parsed.tree.root.nodes, tokens)
        let source = SourceText(id: parsed.tree.source.id, name: parsed.tree.source.name, bytes: bytes)
        let result = Parser.parse(source, analyses: parsed.tree.analyses)
        let formatted = ScriptTokens(result.tree)
        guard result.diagnostics.allSatisfy({ $0.severity != .error }), tokens.meanTheSame(as: formatted) else {
            return .internalError
        }
        return .formatted(FormattedScript(bytes: bytes, edits: tokens.edits(to: formatted)))
    }

    /// A text that is in no file: what a prompt saves.
    package static func format(_ text: String, analyses: [AnalysisForm]) -> FormattingResult {
        format(Parser.parse(SourceText(id: SourceID(0), name: "<text>", text: text), analyses: analyses))
    }

    /// An expression or a statement on one line, however long, without its comments: alike for all that differ by their
    /// layout alone.
    package static func line(_ node: SyntaxNode) -> String {
        let own = node.descendantTokens
        guard let first = own.first, let last = own.last else { return "" }
        let tokens = ScriptTokens(node.tree, in: first.index..<(last.index + 1))
        var builder = LayoutBuilder(tokens)
        var line = ""
        for item in builder.layout(of: node) {
            switch item {
            case .token(let place): line += node.tree.source.text(tokens.token(place).utf8Range)
            case .space, .line, .fillLine: line += " "
            default: break
            }
        }
        return line
    }

    private static func layOut(_ statements: [SyntaxNode], _ tokens: ScriptTokens) -> [UInt8] {
        var tokens = tokens
        var builder = LayoutBuilder(tokens)
        let layouts = statements.map { builder.layout(of: $0) }
        tokens.moveComments(awayFrom: builder.leading)

        var printer = LayoutPrinter(tokens)
        printer.printShebang()
        for layout in layouts {
            if let first = layout.firstToken { printer.printComments(before: first) }
            printer.print(layout)
        }
        printer.printComments(before: tokens.count - 1)
        printer.endFile()
        return printer.bytes
    }

    /// The parser does not look into comments; what takes a text apart has to.
    private static func commentsInOtherEncodings(_ tokens: ScriptTokens) -> [Diagnostic] {
        let source = tokens.tree.source
        return tokens.tree.tokens.filter { $0.kind == .comment || $0.kind == .shebang }.compactMap { token in
            guard String(validating: source.bytes[token.utf8Range], as: UTF8.self) == nil else { return nil }
            return .invalidUTF8(
                at: SourceSpan(
                    source: source.id, utf8Start: token.utf8Range.lowerBound, utf8End: token.utf8Range.upperBound))
        }
    }
}
