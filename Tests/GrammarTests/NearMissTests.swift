import Syntax
import Testing

/// Sentences with a token deleted, doubled, moved or replaced: the parser has something to say exactly where the grammar
/// says no.
struct NearMissTests {
    @Test func theParserRefusesWhatTheGrammarRefuses() async throws {
        let seed = setting("CLIENTELE_SEED", otherwise: 1)
        let count = setting("CLIENTELE_MUTANTS", otherwise: 24_000)
        let grammar = try Repository.grammar()
        let results = try await withThrowingTaskGroup(of: Tally.self) { group in
            for part in 0..<4 {
                group.addTask { try NearMissTests.run(grammar, seed: seed &* 4 &+ part, count: count / 4) }
            }
            return try await group.reduce(into: Tally()) { $0.accepted += $1.accepted; $0.rejected += $1.rejected }
        }
        // Neither direction is tested by mutants that all fall on one side.
        #expect(results.accepted > count / 50)
        #expect(results.rejected > count / 2)
        print("near misses, seed \(seed): \(results.accepted) accepted, \(results.rejected) rejected")
    }

    private struct Tally {
        var accepted = 0, rejected = 0
    }

    private static func run(_ grammar: Grammar, seed: Int, count: Int) throws -> Tally {
        var generator = SentenceGenerator(grammar, seed: seed)
        generator.sizeLimit = 12
        var recognizer = try EarleyRecognizer(grammar)
        var tally = Tally()
        var sentence: [String] = []
        for index in 0..<count {
            if index % 8 == 0 { sentence = try generator.sentence("statement") }
            let text = try mutant(of: sentence, &generator).joined(separator: " ")
            let parsed = Parser.parse(SourceText(id: SourceID(0), name: "mutant", text: text))
            let isSentence = recognizer.recognizes(TerminalSet.masks(parsed.tree))
            #expect(isSentence == parsed.diagnostics.isEmpty,
                    "seed \(seed), mutant \(index): \(text)\n\(parsed.diagnostics.map { "\($0.code.id) \($0.message)" })")
            if isSentence { tally.accepted += 1 } else { tally.rejected += 1 }
        }
        return tally
    }

    private static func mutant(of sentence: [String], _ generator: inout SentenceGenerator) throws -> [String] {
        var tokens = sentence
        repeat {
            let place = generator.random.below(tokens.count)
            switch generator.random.below(6) {
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
