extension SourceText {
    /// A part of the text as one line: white space and comments between tokens become one space.
    package func text(onOneLine range: Range<Int>) -> String {
        let part = SourceText(id: id, name: name, bytes: Array(bytes[range.clamped(to: 0..<bytes.count)]))
        var line = ""
        for token in Lexer.lex(part).tokens {
            if !token.kind.isTrivia { line += part.text(token.utf8Range) } else if !line.hasSuffix(" ") { line += " " }
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}
