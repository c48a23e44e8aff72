import Analyses
import Formatting
import Syntax
import Testing

/// What must hold of every text that is laid out.
enum FormattingLaw {
    static func parse(_ text: String) -> ParsedSource {
        Parser.parse(SourceText(id: SourceID(2), name: "text", text: text), analyses: Analyses.forms)
    }

    /// - Returns: the text laid out, where that is another one.
    @discardableResult
    static func check(_ text: String, _ what: String) -> String? {
        let before = parse(text)
        guard let script = Formatter.format(before).script else {
            Issue.record("\(what) is not laid out: \(text)")
            return nil
        }
        let after = parse(script.text)
        #expect(tokens(before) == tokens(after), "\(what): \(text)")
        #expect(comments(before) == comments(after), "\(what): \(text)\n\(script.text)")
        let again = Formatter.format(after).script
        #expect(again?.text == script.text, "\(what), formatted again, changes: \(text)")
        #expect(again?.edits == [], "\(what): \(text)")
        let edited = before.tree.source.bytes(applying: script.edits)
        #expect(edited == script.bytes, "\(what): the edits make another text of \(text)")
        #expect(script.isChanged == (script.text != text), "\(what): \(text)")
        for fault in faults(of: after) { Issue.record("\(what): \(fault): \(text)\n\(script.text)") }
        return script.isChanged ? script.text : nil
    }

    /// All but commas that nothing follows.
    private static func tokens(_ parsed: ParsedSource) -> [String] {
        let tokens = parsed.tree.tokens.filter { !$0.kind.isTrivia }
        return tokens.indices.filter { index in
            tokens[index].kind != .comma || index + 1 == tokens.count
                || ![.rightBrace, .rightParenthesis].contains(tokens[index + 1].kind)
        }.map { parsed.tree.source.text(tokens[$0].utf8Range) }
    }

    private static func comments(_ parsed: ParsedSource) -> [String] {
        parsed.tree.tokens.filter { $0.kind == .comment || $0.kind == .shebang }.map { token in
            var text = parsed.tree.source.text(token.utf8Range)[...]
            while let last = text.last, last == " " || last == "\t" || last == "\r" || last == "\r\n" {
                text.removeLast()
            }
            return String(text)
        }
    }

    /// What no script that is laid out has.
    private static func faults(of parsed: ParsedSource) -> [String] {
        let source = parsed.tree.source
        let lines = source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var faults: [String] = []
        if !source.bytes.isEmpty, lines.count < 2 || lines.last?.isEmpty != true || lines[lines.count - 2].isEmpty {
            faults.append("does not end in one line feed")
        }
        if zip(lines, lines.dropFirst().dropLast()).contains(where: { $0.isEmpty && $1.isEmpty }) {
            faults.append("has two blank lines")
        }
        if lines.first?.isEmpty == true, lines.count > 1 { faults.append("starts with a blank line") }
        if lines.contains(where: { $0.last == UInt8(ascii: " ") || $0.last == UInt8(ascii: "\t") }) {
            faults.append("has blanks at the end of a line")
        }
        // Statements are found by their lines (`StatementHeading`).
        let starts = Set(parsed.tree.root.nodes.map { Int($0.span.utf8Start) })
        let letters = source.lineStarts.map(Int.init).filter {
            $0 < source.bytes.count && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(source.bytes[$0])
        }
        if Set(letters) != starts { faults.append("lines that start with a letter are not the statements") }
        return faults
    }
}

