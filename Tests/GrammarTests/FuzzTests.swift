import Analyses
import Semantics
import Syntax
import Testing

/// Any text at all through lexer, parser and binder: no crash, nothing lost, and what is said of it points into it.
///
/// `CLIENTELE_FUZZ` is how many texts, `CLIENTELE_SEED` from where; `CLIENTELE_FUZZ_TEXT` runs the text of one number
/// alone.
struct FuzzTests {
    @Test func anyTextIsTaken() async throws {
        let seed = setting("CLIENTELE_SEED", otherwise: 1)
        let count = setting("CLIENTELE_FUZZ", otherwise: 20_000)
        let single = setting("CLIENTELE_FUZZ_TEXT", otherwise: -1)
        let grammar = try Repository.grammar()
        let environment = try QuestionEnvironment.load()
        let texts = try FuzzTexts(grammar, seed: seed)
        print("fuzz: seed \(seed), \(count) texts")
        if single >= 0 {
            print(String(decoding: texts.text(single), as: UTF8.self))
            var probe = try FuzzProbe(grammar, environment)
            return probe.check(texts.text(single), "seed \(seed), text \(single)")
        }
        let parts = 4
        let tally = try await withThrowingTaskGroup(of: FuzzProbe.Tally.self) { group in
            for part in 0..<parts {
                group.addTask {
                    var probe = try FuzzProbe(grammar, environment)
                    for index in stride(from: part, to: count, by: parts) {
                        probe.check(texts.text(index), "seed \(seed), text \(index)")
                    }
                    return probe.tally
                }
            }
            return try await group.reduce(into: FuzzProbe.Tally()) { $0.add($1) }
        }
        print("fuzz: seed \(seed), \(tally)")
        // The texts are worth something only if enough of them get past each stage.
        #expect(tally.parsed > count / 20)
        #expect(tally.bound > count / 200)
    }

    /// The questions that texts are made of parse, so that what is made of them gets far.
    @Test(arguments: FuzzTexts.questions) func questionsParse(_ text: String) throws {
        let parsed = Parser.parse(SourceText(id: SourceID(2), name: "question", text: text), analyses: Analyses.forms)
        #expect(parsed.diagnostics.map(\.message) == [])
    }

    /// Texts that were too much once.
    @Test(arguments: [
        "segment where joined_at > 2026-03-01T09:00999999999999999",
        "segment where joined_at > 2026-03-01T09:00:30+08:00999999999999999",
        "segment where joined_at > 2026-03-01T09:00:30999999999999999Z",
        "metric monetary = recency where vip metric recency = vip",
        "segment where vip metric monetary = vip"
    ])
    func onceTooMuch(_ text: String) throws {
        var probe = try FuzzProbe(try Repository.grammar(), try QuestionEnvironment.load())
        probe.check(Array(text.utf8), text)
    }

    /// What a chain of definitions, each nested deeply, needs of the stack.
    @Test func nestedDefinitionsInAChainAreTaken() throws {
        var probe = try FuzzProbe(try Repository.grammar(), try QuestionEnvironment.load())
        for (open, close) in [("(", ")"), ("not ", ""), ("- ", ""), ("any(orders where ", ")"), ("absolute(", ")")] {
            var text = ""
            for index in 0..<24 {
                text +=
                    "metric s\(index) = " + String(repeating: open, count: 240) + "s\(index + 1)"
                    + String(repeating: close, count: 240) + "\n"
            }
            probe.check(Array(text.utf8), "a chain of \(open)")
        }
    }
}
