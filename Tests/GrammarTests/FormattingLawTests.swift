import Formatting
import Semantics
import Syntax
import Testing

/// What formatting keeps, on sentences of the grammar and on questions, with white space and comments thrown in between their tokens.
///
/// `CLIENTELE_FORMAT_COUNT` is how many texts, `CLIENTELE_SEED` from where.
struct FormattingLawTests {
    let seed = setting("CLIENTELE_SEED", otherwise: 1)
    let count = setting("CLIENTELE_FORMAT_COUNT", otherwise: 3_000)

    @Test func sentencesStayWhatTheyAre() throws {
        var generator = SentenceGenerator(try Repository.grammar(), seed: seed)
        var changed = 0
        for index in 0..<count {
            // Short ones for odd places of comments, long ones for lines that end.
            generator.sizeLimit = [24, 24, 60, 200][index % 4]
            var scatter = TriviaScatter(seed: seed &* 1_000_003 &+ index)
            let text = scatter.text(try generator.sentence())
            if check(text, "seed \(seed), sentence \(index)") != nil { changed += 1 }
        }
        print("formatting: seed \(seed), \(count) sentences, \(changed) changed")
        #expect(changed > count / 2)
    }

    /// They mean the same to the binder too.
    @Test func questionsMeanTheSame() throws {
        let environment = try QuestionEnvironment.load()
        var bound = 0
        for (index, question) in FuzzTexts.questions.enumerated() {
            let tokens = parse(question).tree.root.descendantTokens.map(\.text)
            for round in 0..<max(1, count / 1_000) {
                var scatter = TriviaScatter(seed: seed &+ index &* 7_919 &+ round)
                let text = scatter.text(tokens)
                guard let formatted = check(text, "seed \(seed), question \(index).\(round)") else { continue }
                guard let before = outline(text, environment) else { continue }
                bound += 1
                #expect(outline(formatted, environment) == before, "\(formatted)")
            }
        }
        #expect(bound > FuzzTexts.questions.count / 2)
    }

    private func outline(_ text: String, _ environment: Environment) -> String? {
        let result = Binder.bind(parse(text), in: environment)
        return result.diagnostics.contains { $0.severity == .error } ? nil : result.script.outline(model: environment.model)
    }

    private func parse(_ text: String) -> ParsedSource {
        Parser.parse(SourceText(id: SourceID(2), name: "text", text: text))
    }

    /// - Returns: the text laid out, where that is another one.
    private func check(_ text: String, _ what: String) -> String? {
        let before = parse(text)
        guard let script = Formatter.format(before).script else {
            Issue.record("\(what) is not laid out: \(text)")
            return nil
        }
        let after = parse(script.text)
        #expect(FormattingLawTests.tokens(before) == FormattingLawTests.tokens(after), "\(what): \(text)")
        #expect(FormattingLawTests.comments(before) == FormattingLawTests.comments(after), "\(what): \(text)\n\(script.text)")
        let again = Formatter.format(after).script
        #expect(again?.text == script.text, "\(what), formatted again, changes: \(text)")
        #expect(again?.edits == [], "\(what): \(text)")
        let edited = before.tree.source.bytes(applying: script.edits)
        #expect(edited == script.bytes, "\(what): the edits make another text of \(text)")
        #expect(script.isChanged == (script.text != text), "\(what): \(text)")
        for fault in FormattingLawTests.faults(of: after) { Issue.record("\(what): \(fault): \(text)\n\(script.text)") }
        return script.isChanged ? script.text : nil
    }

    /// All but commas that nothing follows.
    private static func tokens(_ parsed: ParsedSource) -> [String] {
        let tokens = parsed.tree.tokens.filter { !$0.kind.isTrivia }
        return tokens.indices.filter { index in
            tokens[index].kind != .comma || index + 1 == tokens.count || ![.rightBrace, .rightParenthesis].contains(tokens[index + 1].kind)
        }.map { parsed.tree.source.text(tokens[$0].utf8Range) }
    }

    private static func comments(_ parsed: ParsedSource) -> [String] {
        parsed.tree.tokens.filter { $0.kind == .comment || $0.kind == .shebang }.map { token in
            var text = parsed.tree.source.text(token.utf8Range)[...]
            while let last = text.last, last == " " || last == "\t" || last == "\r" || last == "\r\n" { text.removeLast() }
            return String(text)
        }
    }

    /// What no script that is laid out has.
    private static func faults(of parsed: ParsedSource) -> [String] {
        let source = parsed.tree.source
        let lines = source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var faults: [String] = []
        if !source.bytes.isEmpty, lines.count < 2 || lines.last?.isEmpty != true || lines[lines.count - 2].isEmpty { faults.append("does not end in one line feed") }
        if zip(lines, lines.dropFirst().dropLast()).contains(where: { $0.isEmpty && $1.isEmpty }) { faults.append("has two blank lines") }
        if lines.first?.isEmpty == true, lines.count > 1 { faults.append("starts with a blank line") }
        if lines.contains(where: { $0.last == UInt8(ascii: " ") || $0.last == UInt8(ascii: "\t") }) { faults.append("has blanks at the end of a line") }
        // Statements are found by their lines (`StatementHeading`).
        let starts = Set(parsed.tree.root.nodes.map { Int($0.span.utf8Start) })
        let letters = source.lineStarts.map(Int.init).filter { $0 < source.bytes.count && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(source.bytes[$0]) }
        if Set(letters) != starts { faults.append("lines that start with a letter are not the statements") }
        return faults
    }
}

/// Texts of tokens with anything between them that means nothing.
struct TriviaScatter {
    private var random: SeededRandom
    private var comments = 0
    /// Of a hundred gaps, how many hold comments; how many end the line.
    private let commentChance: Int
    private let lineChance: Int

    init(seed: Int) {
        random = SeededRandom(seed: seed)
        commentChance = [0, 2, 10, 40][random.below(4)]
        lineChance = [0, 10, 50][random.below(3)]
    }

    mutating func text(_ lexemes: [String]) -> String {
        var text = random.chance(5) ? "#!/usr/bin/env clientele  \n" : random.chance(5) ? "\u{FEFF}" : ""
        for (index, lexeme) in lexemes.enumerated() {
            let canTouch = index == 0 || "(){},".contains(lexeme) || "(){},".contains(lexemes[index - 1])
            text += trivia(mayBeEmpty: canTouch) + lexeme
        }
        return text + (random.chance(50) ? "\n" : trivia(mayBeEmpty: true))
    }

    private mutating func trivia(mayBeEmpty: Bool) -> String {
        var text = random.chance(lineChance) ? random.pick(["\n", "\n  ", "\r\n", "\n\n", "\n\n\n\t"]) : mayBeEmpty && random.chance(50) ? "" : random.pick([" ", "   ", "\t", "\u{3000}"])
        while random.chance(commentChance) {
            comments += 1
            // What ends a line before it is no minus that the comment could be a part of.
            text += random.pick([" ", "\n", "\n      ", "\n\n"]) + "--" + random.pick([" ", "", "- "]) + "\(comments)" + random.pick(["", "  ", " | where x", " 说明", "\r", " {("])
            text += random.pick(["\n", "\n  ", "\n\n\n", "\r\n"])
        }
        return text
    }
}
