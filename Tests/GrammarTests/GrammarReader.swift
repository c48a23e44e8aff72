/// Reads the notation that `grammar/clientele.ebnf` states at its top.
struct GrammarReader {
    private enum Lexeme: Equatable {
        case name(String), terminal(String), special(String), sign(Character)
    }

    private var lexemes: [(lexeme: Lexeme, line: Int)] = []
    private var position = 0

    static func read(_ text: String) throws -> Grammar {
        var reader = GrammarReader()
        try reader.lex(text)
        var rules: [Grammar.Rule] = []
        while reader.position < reader.lexemes.count { rules.append(try reader.readRule()) }
        return try Grammar(rules: rules)
    }

    private mutating func lex(_ text: String) throws {
        var rest = text[...]
        var line = 1
        while let first = rest.first {
            let before = rest
            if first.isWhitespace {
                rest.removeFirst()
            } else if rest.hasPrefix("(*") {
                guard let end = rest.firstRange(of: "*)") else {
                    throw GrammarError(description: "line \(line): comment never ends")
                }
                rest = rest[end.upperBound...]
            } else if first == "\"" || first == "'" || first == "?" {
                guard let end = rest.dropFirst().firstIndex(of: first) else {
                    throw GrammarError(description: "line \(line): no closing \(first)")
                }
                let inner = String(rest[rest.index(after: rest.startIndex)..<end])
                let words = inner.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                lexemes.append((first == "?" ? .special(words) : .terminal(inner), line))
                rest = rest[rest.index(after: end)...]
            } else if first.isLetter {
                let name = rest.prefix { $0.isLetter || $0 == "-" }
                lexemes.append((.name(String(name)), line))
                rest = rest.dropFirst(name.count)
            } else {
                lexemes.append((.sign(first), line))
                rest.removeFirst()
            }
            line += before[..<rest.startIndex].count(where: \.isNewline)
        }
    }

    private var current: Lexeme? { position < lexemes.count ? lexemes[position].lexeme : nil }

    private func failure(_ expected: String) -> GrammarError {
        let line = lexemes[min(position, lexemes.count - 1)].line
        return GrammarError(
            description: "line \(line): expected \(expected), found \(current.map { "\($0)" } ?? "the end")")
    }

    private mutating func take(_ sign: Character) throws {
        guard current == .sign(sign) else { throw failure("\(sign)") }
        position += 1
    }

    private mutating func readRule() throws -> Grammar.Rule {
        guard case .name(let name)? = current else { throw failure("a rule's name") }
        position += 1
        try take("=")
        let expression = try readChoice()
        try take(";")
        return Grammar.Rule(name: name, expression: expression)
    }

    private mutating func readChoice() throws -> Grammar.Expression {
        var alternatives = [try readSequence()]
        while current == .sign("|") {
            position += 1
            alternatives.append(try readSequence())
        }
        return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func readSequence() throws -> Grammar.Expression {
        var parts: [Grammar.Expression] = []
        while let part = try readPart() { parts.append(part) }
        guard !parts.isEmpty else { throw failure("something in the rule") }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func readPart() throws -> Grammar.Expression? {
        switch current {
        case .name(let name):
            position += 1
            return .rule(name)
        case .terminal(let text):
            position += 1
            return .terminal(text)
        case .special(let words):
            position += 1
            return .special(words)
        case .sign("("): return try readBracketed("(", ")")
        case .sign("["): return .optional(try readBracketed("[", "]"))
        case .sign("{"): return .repeated(try readBracketed("{", "}"))
        default: return nil
        }
    }

    private mutating func readBracketed(_ open: Character, _ close: Character) throws -> Grammar.Expression {
        try take(open)
        let inner = try readChoice()
        try take(close)
        return inner
    }
}
