import Formatting
import Semantics
import Syntax
import Testing

/// What formatting keeps, on sentences of the grammar and on questions, with white space and comments thrown in between
/// their tokens.
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
            if FormattingLaw.check(text, "seed \(seed), sentence \(index)") != nil { changed += 1 }
        }
        print("formatting: seed \(seed), \(count) sentences, \(changed) changed")
        #expect(changed > count / 2)
    }

    /// They mean the same to the binder too.
    @Test func questionsMeanTheSame() throws {
        let environment = try QuestionEnvironment.load()
        var bound = 0
        for (index, question) in FuzzTexts.questions.enumerated() {
            let tokens = FormattingLaw.parse(question).tree.root.descendantTokens.map(\.text)
            for round in 0..<max(1, count / 1_000) {
                var scatter = TriviaScatter(seed: seed &+ index &* 7_919 &+ round)
                let text = scatter.text(tokens)
                guard let formatted = FormattingLaw.check(text, "seed \(seed), question \(index).\(round)") else {
                    continue
                }
                guard let before = outline(text, environment) else { continue }
                bound += 1
                #expect(outline(formatted, environment) == before, "\(formatted)")
            }
        }
        #expect(bound > FuzzTexts.questions.count / 2)
    }

    private func outline(_ text: String, _ environment: Environment) -> String? {
        let result = Binder.bind(FormattingLaw.parse(text), in: environment)
        return result.diagnostics.contains { $0.severity == .error }
            ? nil : result.script.outline(model: environment.model)
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
        var text =
            random.chance(lineChance)
            ? random.pick(["\n", "\n  ", "\r\n", "\n\n", "\n\n\n\t"])
            : mayBeEmpty && random.chance(50) ? "" : random.pick([" ", "   ", "\t", "\u{3000}"])
        while random.chance(commentChance) {
            comments += 1
            // What ends a line before it is no minus that the comment could be a part of.
            text +=
                random.pick([" ", "\n", "\n      ", "\n\n"]) + "--" + random.pick([" ", "", "- "]) + "\(comments)"
                + random.pick(["", "  ", " | where x", " 说明", "\r", " {("])
            text += random.pick(["\n", "\n  ", "\n\n\n", "\r\n"])
        }
        return text
    }
}
