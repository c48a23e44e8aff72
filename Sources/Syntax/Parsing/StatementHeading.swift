/// The beginning of a definition in a text laid out as the formatter lays it out: each statement starts a line, and
/// nothing else starts one with a letter.
///
/// Lexes headings alone, so that a text of a hundred definitions costs little to a script that names two.
package struct StatementHeading: Sendable {
    package let keyword: Keyword
    /// For a parameter, without its type.
    package let name: String
    package let label: String?
    package let aliases: [String]
    /// The bytes of the statement, with the comment lines directly above.
    package let range: Range<Int>

    package init(keyword: Keyword, name: String, label: String?, aliases: [String], range: Range<Int>) {
        (self.keyword, self.name, self.label, self.aliases, self.range) = (keyword, name, label, aliases, range)
    }

    package static func all(in source: SourceText) -> [StatementHeading] {
        let starts = statementStarts(source)
        return starts.indices.compactMap { index in
            let end = index + 1 < starts.count ? starts[index + 1].comments : source.bytes.count
            return heading(source, from: starts[index].statement, commentsFrom: starts[index].comments, to: end)
        }
    }

    /// Where statements start, and the comment lines above each.
    private static func statementStarts(_ source: SourceText) -> [(comments: Int, statement: Int)] {
        var starts: [(comments: Int, statement: Int)] = []
        var comments: Int?
        for line in source.lineStarts.lazy.map({ Int($0) }) where line < source.bytes.count {
            switch source.bytes[line] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                starts.append((comments ?? line, line))
                comments = nil
            case UInt8(ascii: "-"): comments = comments ?? line
            default: comments = nil
            }
        }
        return starts
    }

    private static func heading(_ source: SourceText, from start: Int, commentsFrom comments: Int, to end: Int)
        -> StatementHeading?
    {
        let (tokens, _) = Lexer.lex(source, in: start..<headingEnd(source.bytes, start, end))
        let words = tokens.filter { !$0.kind.isTrivia }
        guard let keyword = words.first?.keyword, keyword.startsStatement, words.count > 2 else { return nil }
        var name = source.contents(of: words[1])
        var index = 2
        while index + 1 < words.count, words[index].kind == .dot {
            name += "." + source.contents(of: words[index + 1])
            index += 2
        }
        let label = words.indices.contains(index) && words[index].kind.isText ? source.contents(of: words[index]) : nil
        let aliases = words.indices.dropLast().filter { $0 >= index && words[$0].keyword == .alias }.map {
            source.contents(of: words[$0 + 1])
        }
        return StatementHeading(keyword: keyword, name: name, label: label, aliases: aliases, range: comments..<end)
    }

    /// The byte of the first `=` or `{`, or of the word `where`, that stands in no text.
    private static func headingEnd(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
        var isInText = false
        for position in start..<end {
            switch bytes[position] {
            case UInt8(ascii: "\""): isInText.toggle()
            case UInt8(ascii: "="), UInt8(ascii: "{"): if !isInText { return position }
            case UInt8(ascii: "w"):
                let isWord =
                    !isInText && (bytes[position - 1] == UInt8(ascii: " ") || bytes[position - 1] == UInt8(ascii: "\n"))
                if isWord, bytes[position..<min(position + 6, end)].elementsEqual("where ".utf8) { return position }
            default: continue
            }
        }
        return end
    }
}
