import Engine
import Glibc
import Testing

/// Whole texts with parts of others in them, a number at the edge of what there is, a word too few: what still
/// compiles is answered by everybody, and never by an error of an engine's own.
///
/// `CLIENTELE_MUTANTS` is how many texts that compile are run, `CLIENTELE_TEXT_SEED` where they start;
/// `CLIENTELE_MUTANT=SEED` runs and prints the one of a seed.
struct MutatedTextTests {
    private static let count = environmentCount("CLIENTELE_MUTANTS", default: 150)
    private static let firstSeed = environmentCount("CLIENTELE_TEXT_SEED", default: 1)
    private static let isTracing = getenv("CLIENTELE_TEXT_TRACE") != nil

    @Test func mutatedTextsThatCompileAreAnswered() throws {
        var run = MutantRun(grounds: try AgreementGround.all())
        if let seed = getenv("CLIENTELE_MUTANT").flatMap({ Int(String(cString: $0)) }) {
            return run.run(seed, isShown: true)
        }
        var seed = MutatedTextTests.firstSeed
        while run.compiled < MutatedTextTests.count, run.tried < 100 * MutatedTextTests.count {
            // At once, without a buffer.
            if MutatedTextTests.isTracing { _ = "seed \(seed)\n".withCString { write(STDERR_FILENO, $0, strlen($0)) } }
            run.run(seed, isShown: false)
            seed += 1
        }
        print("mutants: seeds \(MutatedTextTests.firstSeed) to \(seed - 1), \(run.tally)")
        // The texts are worth something only if enough of them are others than before and compile.
        #expect(run.compiled * 10 > run.tried, "\(run.compiled) of \(run.tried) texts compile")
    }
}

private struct MutantRun {
    /// How many seeds in a row start from the same text.
    private static let litter = 8

    var grounds: [AgreementGround]
    private var base: (seed: Int, text: GeneratedText, donor: String)?
    var tried = 0, compiled = 0
    /// All readers together, of the processor; for whoever reads the run. No test fails by it.
    var slowest = Duration.zero
    var slowestSeed = 0

    var tally: String { "\(tried) texts, \(compiled) compiled, slowest \(slowest) (seed \(slowestSeed))" }

    init(grounds: [AgreementGround]) { self.grounds = grounds }

    mutating func run(_ seed: Int, isShown: Bool) {
        let place = seed / MutantRun.litter % grounds.count
        if base?.seed != seed / MutantRun.litter {
            let seed = seed / MutantRun.litter
            let text = grounds[place].generator.text(UInt64(seed))
            base = (seed, text, donor: grounds[place].generator.text(UInt64(seed) &+ 0x1_0000_0000).script)
        }
        guard let base else { return }
        var text = base.text, mutator = TextMutator(seed: UInt64(seed), donor: base.donor)
        let ground = grounds[place]
        text.script = mutator.mutated(text.script)
        tried += 1
        if isShown { print("\(ground.name):\n\(text.shown)") }
        guard text.script != base.text.script else { return }
        let start = MutantRun.processorTime
        guard case .success(let compilation) = ground.readers.compile(text) else { return }
        compiled += 1
        let difference = ground.readers.difference(compilation)
        let time = MutantRun.processorTime - start
        if time > slowest { (slowest, slowestSeed) = (time, seed) }
        if isShown { print(difference.text) }
        guard !difference.signature.isEmpty else { return }
        var shrinker = TextShrinker { text in
            guard let compilation = try? ground.readers.compile(text).get() else { return false }
            return ground.readers.difference(compilation).signature == difference.signature
        }
        let smaller = shrinker.shrunk(text)
        let told = (try? ground.readers.compile(smaller).get()).map { ground.readers.difference($0) } ?? difference
        Issue.record("seed \(seed), \(ground.name):\n\(smaller.shown)\n\(told.text)")
    }

    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
