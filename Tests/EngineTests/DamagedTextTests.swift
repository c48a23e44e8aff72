import Analyses
import Engine
import Syntax
import Testing

/// Every golden script's texts, whole and damaged: the tree covers the text, nothing crashes, every span lies in the
/// text.
struct DamagedTextTests {
    private static let sources: [[UInt8]] = {
        var sources: [[UInt8]] = []
        for name in GoldenScriptTests.scripts {
            guard let bytes = try? Files.read(Files.scripts + "/" + name), let file = try? ScriptFile(bytes) else {
                continue
            }
            sources += file.blocks.map(\.source).filter { $0.count < 1_000 }
        }
        return sources
    }()

    /// Every how manieth text is damaged in every way; 1 for all of them.
    private static let stride = environmentCount("CLIENTELE_DAMAGE_STRIDE", default: 3)

    /// - Returns: how many different things are wrong; a name that is lost is missed wherever it is used.
    private static func check(_ bytes: [UInt8], _ session: Session) -> Int {
        let compilation = session.compile(name: "damaged", bytes: bytes)
        let tree = compilation.parsed.tree
        #expect(
            tree.tokens.flatMap { Array(bytes[$0.utf8Range]) } == bytes, "\(String(decoding: bytes, as: UTF8.self))")
        for diagnostic in compilation.diagnostics {
            let spans =
                [diagnostic.primary.span] + diagnostic.secondary.map(\.span)
                + diagnostic.fixIts.flatMap { $0.edits.map(\.span) }
            for span in spans {
                let isInside =
                    span.source == compilation.source.id && span.utf8Start >= 0 && span.utf8Start <= span.utf8End
                    && Int(span.utf8End) <= bytes.count
                #expect(isInside, "\(diagnostic.code.id) at \(span) in: \(String(decoding: bytes, as: UTF8.self))")
            }
        }
        return Set(compilation.diagnostics.map(\.message)).count
    }

    @Test func wholeTextsAreCovered() throws {
        let session = try Session.open(nil, asOf: "2026-06-30")
        #expect(DamagedTextTests.sources.count > 200)
        for source in DamagedTextTests.sources { _ = DamagedTextTests.check(source, session) }
    }

    /// Without each of its tokens in turn. One lost token is hardly ever more than a handful of mistakes.
    @Test func textsSurviveTheLossOfEachToken() throws {
        var session = try Session.open(nil, asOf: "2026-06-30")
        var most = 0, worst: [UInt8] = [], runs = 0
        for (index, source) in DamagedTextTests.sources.enumerated() where index % DamagedTextTests.stride == 0 {
            // A session remembers every text it has seen.
            if index % 60 == 0 { session = try Session.open(nil, asOf: "2026-06-30") }
            let intact = session.compile(name: "whole", bytes: source)
            let known = Set(intact.diagnostics.map(\.message)).count
            for token in intact.parsed.tree.tokens where !token.kind.isTrivia && token.kind != .endOfFile {
                let damaged =
                    Array(source[..<token.utf8Range.lowerBound]) + Array(source[token.utf8Range.upperBound...])
                let count = DamagedTextTests.check(damaged, session) - known
                if count > most { (most, worst) = (count, damaged) }
                runs += 1
            }
        }
        #expect(runs > 1_000)
        #expect(most <= 5, "one lost token tells \(most) mistakes:\n\(String(decoding: worst, as: UTF8.self))")
    }

    /// Cut off behind each byte: what a prompt sees while somebody types.
    @Test func textsSurviveBeingTyped() throws {
        var session = try Session.open(nil, asOf: "2026-06-30")
        for (index, source) in DamagedTextTests.sources.enumerated() where index % (4 * DamagedTextTests.stride) == 0 {
            if index % 60 == 0 { session = try Session.open(nil, asOf: "2026-06-30") }
            for end in source.indices { _ = DamagedTextTests.check(Array(source[..<end]), session) }
        }
    }

    /// Two tokens swapped, one doubled, one replaced by another text's.
    @Test func textsSurviveOtherTexts() throws {
        var session = try Session.open(nil, asOf: "2026-06-30")
        var random = SeededGenerator(seed: 4711)
        for index in 0..<environmentCount("CLIENTELE_DAMAGE_COUNT", default: 1_000) {
            if index % 200 == 0 { session = try Session.open(nil, asOf: "2026-06-30") }
            guard let source = DamagedTextTests.sources.randomElement(using: &random),
                let other = DamagedTextTests.sources.randomElement(using: &random)
            else { return }
            var pieces = DamagedTextTests.pieces(source)
            let foreign = DamagedTextTests.pieces(other)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                guard !pieces.isEmpty, let piece = foreign.randomElement(using: &random) else { break }
                let (i, j) = (
                    Int.random(in: 0..<pieces.count, using: &random), Int.random(in: 0..<pieces.count, using: &random)
                )
                switch Int.random(in: 0..<4, using: &random) {
                case 0: pieces.swapAt(i, j)
                case 1: pieces.insert(pieces[j], at: i)
                case 2: pieces[i] = piece
                default: pieces.insert(piece, at: i)
                }
            }
            _ = DamagedTextTests.check(Array(pieces.joined()), session)
        }
    }

    private static func pieces(_ source: [UInt8]) -> [[UInt8]] {
        let parsed = Parser.parse(SourceText(id: SourceID(0), name: "text", bytes: source), analyses: Analyses.forms)
        return parsed.tree.tokens.map { Array(source[$0.utf8Range]) }
    }
}
