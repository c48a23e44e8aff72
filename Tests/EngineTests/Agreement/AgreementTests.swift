import Engine
import Glibc
import Model
import Semantics
import Store
import Syntax
import Testing

/// Generated texts mean the same to everybody: to both engines, with the optimiser and without, and to the naive
/// reader.
///
/// `CLIENTELE_TEXTS` is how many texts there are, `CLIENTELE_TEXT_SEED` where they start. `CLIENTELE_TEXT=SEED` runs
/// the text of one seed alone and prints it; `CLIENTELE_TEXT_SCRIPT` asks a text of one's own on every ground.
/// `CLIENTELE_TEXT_TRACE` tells each seed before its text is run: the last one told is that of a crash.
struct TextAgreementTests {
    private static let count = environmentCount("CLIENTELE_TEXTS", default: 800)
    private static let firstSeed = environmentCount("CLIENTELE_TEXT_SEED", default: 1)

    private static func option(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    @Test func generatedTextsMeanTheSameToAllReaders() throws {
        var run = TextRun(grounds: try AgreementGround.all())
        if let script = TextAgreementTests.option("CLIENTELE_TEXT_SCRIPT") {
            return run.run(GeneratedText(script: script))
        }
        let onlySeed = TextAgreementTests.option("CLIENTELE_TEXT").flatMap { Int($0) }
        let seeds =
            onlySeed.map { $0..<$0 + 1 } ?? TextAgreementTests.firstSeed..<TextAgreementTests.firstSeed
            + TextAgreementTests.count
        let isTracing = TextAgreementTests.option("CLIENTELE_TEXT_TRACE") != nil
        for seed in seeds {
            // At once, without a buffer.
            if isTracing { _ = "seed \(seed)\n".withCString { write(STDERR_FILENO, $0, strlen($0)) } }
            run.run(seed, isShown: onlySeed != nil)
        }
        guard onlySeed == nil else { return }
        #expect(run.refusals * 100 < seeds.count, "\(run.refusals) of \(seeds.count) texts do not compile")
        #expect(run.tooDeep * 100 < seeds.count, "\(run.tooDeep) of \(seeds.count) texts are too deep for SQLite")
        // Everything has come up, and the more often the more texts there are.
        let needed = max(1, seeds.count / 1_000)
        let seldom = LanguageCoverage.everything.filter {
            run.coverage.counts[$0, default: 0] < needed
        }
        #expect(seldom.isEmpty, "in fewer than \(needed) of \(seeds.count) texts")
        if TextAgreementTests.option("CLIENTELE_TEXT_COVERAGE") != nil {
            let counts = run.coverage.counts.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
            for (name, count) in counts { print(count, name) }
        }
        let unknown = Set(run.coverage.counts.keys).subtracting(LanguageCoverage.everything + LanguageCoverage.rarities)
            .sorted()
        #expect(unknown.isEmpty, "counted, but not in the list of what can come up")
    }
}

/// What the generator makes against what the language has, where a `switch` can't.
struct TextGeneratorTests {
    @Test func everyStageIsGenerated() {
        let words = StageForm.all.compactMap { $0.words.first?.rawValue }
        #expect(Set(TextGenerator.StageKind.allCases.map(\.rawValue)) == Set(words))
    }
}

/// Texts one after another, and what came of them.
private struct TextRun {
    var grounds: [AgreementGround]
    var coverage = LanguageCoverage()
    var refusals = 0
    var tooDeep = 0

    init(grounds: [AgreementGround]) { self.grounds = grounds }

    mutating func run(_ seed: Int, isShown: Bool) {
        let place = seed % grounds.count
        let text = grounds[place].generator.text(UInt64(seed)), ground = grounds[place]
        if isShown { print(text.shown) }
        let compilation: Compilation
        switch ground.readers.compile(text) {
        case .success(let compiled): compilation = compiled
        case .failure(let refusal):
            refusals += 1
            Issue.record("seed \(seed) does not compile: \(refusal.errors)\n\(text.shown)", severity: .warning)
            return
        }
        let features = LanguageCoverage.features(of: compilation.script, model: ground.generator.model)
        coverage.count(features)
        if compilation.parsed.tree.root.nodes.contains(where: { $0.kind == .measureDeclaration }) {
            coverage.count(["definition.measure"])
        }
        let difference = ground.readers.difference(compilation)
        if difference.isTooDeep { tooDeep += 1 }
        guard !difference.signature.isEmpty else { return }
        // What was not there before may fail in ways that are known.
        var shrinker = TextShrinker { text in
            guard let compilation = try? ground.readers.compile(text).get(),
                LanguageCoverage.features(of: compilation.script, model: ground.generator.model).isSubset(of: features)
            else { return false }
            return ground.readers.difference(compilation).signature == difference.signature
        }
        let smaller = shrinker.shrunk(text)
        let told = (try? ground.readers.compile(smaller).get()).map { ground.readers.difference($0) } ?? difference
        Issue.record("seed \(seed), \(ground.name):\n\(smaller.shown)\n\(told.text)")
    }

    /// One text, on every ground that it compiles on.
    func run(_ text: GeneratedText) {
        for ground in grounds {
            guard case .success(let compilation) = ground.readers.compile(text) else { continue }
            let difference = ground.readers.difference(compilation)
            if difference.signature.isEmpty {
                print("\(ground.name):\n\(difference.text)")
            } else {
                Issue.record("\(ground.name):\n\(difference.text)")
            }
        }
    }
}
