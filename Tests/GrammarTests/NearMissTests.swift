import Analyses
import Semantics
import Syntax
import Testing

/// Sentences with a token deleted, doubled, moved or replaced, or a piece of another sentence put in: the parser has
/// something to say exactly where the grammar says no.
struct NearMissTests {
    @Test func theParserRefusesWhatTheGrammarRefuses() async throws {
        let seed = setting("CLIENTELE_SEED", otherwise: 1)
        let count = setting("CLIENTELE_MUTANTS", otherwise: 32_000)
        let grammar = try Repository.grammar()
        let results = try await withThrowingTaskGroup(of: Tally.self) { group in
            for part in 0..<4 {
                group.addTask { try NearMissTests.run(grammar, seed: seed &* 4 &+ part, count: count / 4) }
            }
            return try await group.reduce(into: Tally()) {
                $0.accepted += $1.accepted; $0.rejected += $1.rejected; $0.fixes += $1.fixes
            }
        }
        // Neither direction is tested by mutants that all fall on one side.
        #expect(results.accepted > count / 50)
        #expect(results.rejected > count / 2)
        #expect(results.fixes > count / 100)
        print("near misses, seed \(seed): \(results.accepted) accepted, \(results.rejected) rejected")
    }

    /// Places where one more token of look-ahead would read on.
    @Test(arguments: [
        ("from a | select b = c", true), ("from a | select b = c ignoring case", false),
        ("from a | select (b = c ignoring case)", true),
        ("from a | aggregate { }", false), ("from a | group by b { }", true), ("from a | aggregate { b = c, }", true),
        ("from a | select b,", false), ("segment where count(distinct a)", true),
        ("segment where count(distinct)", false),
        ("segment where distinct(a)", false), ("segment where `distinct` = 1", true),
        ("segment where since since since", true),
        ("segment where a in (1, 2,)", true), ("segment where f(1, 2,)", false), ("segment where `f`(1)", false),
        ("segment alias alias alias where alias", true), ("entity a { key: int, key key: text r\"K\" }", true),
        ("entity a { , }", false), ("explain customer in today", true), ("explain customer in a", false),
        ("explain customer in (1, 2)", true)
    ])
    func corners(_ text: String, _ expected: Bool) throws {
        let parsed = Parser.parse(SourceText(id: SourceID(0), name: "corner", text: text), analyses: Analyses.forms)
        var recognizer = try EarleyRecognizer(try Repository.grammar())
        let isSentence = recognizer.recognizes(TerminalSet.masks(parsed.tree))
        #expect(isSentence == expected)
        #expect(parsed.diagnostics.isEmpty == expected)
    }

    private struct Tally {
        var accepted = 0, rejected = 0, fixes = 0
    }

    private static func run(_ grammar: Grammar, seed: Int, count: Int) throws -> Tally {
        var generator = SentenceGenerator(grammar, seed: seed)
        generator.sizeLimit = 14
        let rules = grammar.syntacticRules.sorted()
        var recognizer = try EarleyRecognizer(grammar)
        var tally = Tally()
        // The latest sentences, the one at hand last.
        var sentences: [[String]] = []
        for index in 0..<count {
            if index % 10 == 0 {
                // Each rule gets its turn: those that sentences rarely come to are as easily wrong as any.
                sentences.append(try sentence(with: rules[index / 10 % rules.count], &generator))
                if sentences.count > 64 { sentences.removeFirst() }
            }
            let text = try mutant(of: sentences, &generator).joined(separator: " ")
            let parsed = Parser.parse(SourceText(id: SourceID(0), name: "mutant", text: text), analyses: Analyses.forms)
            let isSentence = recognizer.recognizes(TerminalSet.masks(parsed.tree))
            #expect(
                isSentence == parsed.diagnostics.isEmpty,
                "seed \(seed), mutant \(index): \(text)\n\(parsed.diagnostics.map { "\($0.code.id) \($0.message)" })")
            if isSentence { tally.accepted += 1 } else { tally.rejected += 1 }
            if index % 4 == 0 { checkFixes(parsed, text, &tally) }
        }
        return tally
    }

    /// Names of mutants mean nothing: to the parser alone, a fix leaves no new error.
    private static func checkFixes(_ parsed: ParsedSource, _ text: String, _ tally: inout Tally) {
        func errors(_ bytes: [UInt8]) -> [Diagnostic] {
            Parser.parse(SourceText(id: SourceID(0), name: "mutant", bytes: bytes), analyses: Analyses.forms).diagnostics
        }
        let offered = FixItCheck.confirmed(parsed.diagnostics, of: parsed.tree.source) { errors($0.bytes) }
        for fix in AppliedFix.all(offered, of: Array(text.utf8), compile: errors) {
            tally.fixes += 1
            #expect(fix.newErrors == [], "\(text)\n\(fix.title): \(fix.text)")
        }
    }

    private static func sentence(with rule: String, _ generator: inout SentenceGenerator) throws -> [String] {
        var sentence: [String] = []
        for _ in 0..<16 {
            let before = generator.uses[rule]
            sentence = try generator.sentence("statement")
            if generator.uses[rule] != before { break }
        }
        return sentence
    }

    /// What may stand behind something, here and there.
    private static let phrases = [
        [","], ["ignoring", "case"], ["desc"], ["ago"], ["where", "a"], ["(", ")"], ["{", "}"], ["a", "="],
        ["in", "last", "3", "days"], ["since", "a"],
        ["alias", "a"], ["\"a\""], ["|", "take", "3"], ["distinct"], [".", "a"], ["or", "not", "a"], ["by", "a"],
        ["pii"], ["is", "known"]
    ]

    /// Often the end of something.
    private static func placeForPhrase(_ tokens: [String], _ random: inout SeededRandom) -> Int {
        let ends = tokens.indices.filter { [")", "}", "|", ",", "{"].contains(tokens[$0]) } + [tokens.count]
        return random.chance(60) ? random.pick(ends) : random.below(tokens.count + 1)
    }

    private static func mutant(of sentences: [[String]], _ generator: inout SentenceGenerator) throws -> [String] {
        var tokens = sentences.last ?? []
        repeat {
            let place = generator.random.below(tokens.count)
            switch generator.random.below(14) {
            case 10...13:
                tokens.insert(contentsOf: generator.random.pick(phrases), at: placeForPhrase(tokens, &generator.random))
            case 6...9:
                let other = generator.random.chance(50) ? tokens : generator.random.pick(sentences)
                let start = generator.random.below(other.count)
                let piece = other[start..<min(other.count, start + 1 + generator.random.below(4))]
                let end = generator.random.chance(50) ? place : min(tokens.count, place + 1 + generator.random.below(3))
                tokens.replaceSubrange(place..<end, with: piece)
            case 0 where !tokens.isEmpty: tokens.remove(at: place)
            case 1 where !tokens.isEmpty: tokens.insert(tokens[place], at: place)
            case 2 where tokens.count > 1: tokens.swapAt(place, (place + 1) % tokens.count)
            case 3 where tokens.count > 1: tokens.swapAt(place, generator.random.below(tokens.count))
            case 4 where !tokens.isEmpty: tokens[place] = try generator.anyLexeme()
            default: tokens.insert(try generator.anyLexeme(), at: generator.random.below(tokens.count + 1))
            }
        } while generator.random.chance(15)
        return tokens
    }
}
