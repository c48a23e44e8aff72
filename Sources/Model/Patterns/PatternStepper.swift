/// Sets of a program's instructions, and the step from one to the next on a letter. A set is a bitmap in 64-bit words.
///
/// A position holds the instructions that wait there: `consume`, and assertions, which only the next letter decides.
/// Splits are followed at once. After the bitmap comes one word of what assertions ask about the place.
struct PatternStepper {
    private let program: PatternProgram
    /// Words of a bitmap; a position has one more.
    let wordCount: Int
    /// Instructions that may wait.
    private let waiting: [UInt64]
    private let assertions: [UInt64]
    private let hasAssertions: Bool
    /// Assertions that hold at the start of the text alone.
    private let startAssertions: [UInt64]
    /// Where a match may begin anywhere behind the start.
    private(set) var restart: [UInt64] = []
    /// By letter, the instructions that consume it; empty until it is met.
    private var consumers: [[UInt64]]
    /// 1 or 0 by letter; empty where nothing asks.
    private let wordLetters: [UInt64]

    /// The position before the text.
    private(set) var start: [UInt64] = []
    /// Where `step` leaves its result.
    private(set) var result: [UInt64]
    /// Steps taken so far: each costs a pass over the program, where a known transition is one look-up.
    private(set) var stepCount = 0
    private var current: [UInt64]
    private var pending: [Int] = []

    private static let isAtStart: UInt64 = 1
    private static let previousIsWord: UInt64 = 2

    enum Outcome {
        case matched
        /// No match is possible any more.
        case failed
        /// In `result`.
        case position
    }

    init(_ program: PatternProgram) {
        self.program = program
        let count = (program.instructions.count + 63) / 64
        wordCount = count
        var waiting = [UInt64](repeating: 0, count: count)
        var assertions = waiting, startAssertions = waiting
        for (state, instruction) in program.instructions.enumerated() {
            let bit = UInt64(1) << UInt64(state % 64)
            switch instruction {
            case .split: continue
            case .assert(let assertion, _):
                assertions[state / 64] |= bit
                if assertion == .textStart { startAssertions[state / 64] |= bit }
            case .consume, .match: break
            }
            waiting[state / 64] |= bit
        }
        self.waiting = waiting
        self.assertions = assertions
        self.startAssertions = startAssertions
        hasAssertions = assertions.contains { $0 != 0 }
        consumers = Array(repeating: [], count: program.alphabet.letterCount)
        let alphabet = program.alphabet
        wordLetters =
            program.asksForWords ? (0..<alphabet.letterCount).map { alphabet.contains($0, in: .word) ? 1 : 0 } : []
        result = [UInt64](repeating: 0, count: count + 1)
        current = result
        current.withUnsafeMutableBufferPointer {
            PatternStepper.follow(program.start, into: $0, program, &pending, nil)
        }
        start = current
        for i in 0..<count { start[i] &= waiting[i] }
        restart = start
        for i in 0..<count { restart[i] &= ~startAssertions[i] }
        // Only told apart where it makes a difference, so that it does not double the states.
        if startAssertions.contains(where: { $0 != 0 }) { start[count] = PatternStepper.isAtStart }
    }

    /// The match is instruction 0.
    func hasMatched(_ position: [UInt64]) -> Bool { position[0] & 1 != 0 }

    /// - Parameters:
    ///   - position: `wordCount + 1` words: a bitmap and what is known about the place.
    ///   - letter: nil for the end of the text.
    mutating func step(from position: UnsafeBufferPointer<UInt64>, on letter: Int?) -> Outcome {
        stepCount += 1
        for i in 0...wordCount { current[i] = position[i] }
        if hasAssertions { decideAssertions(before: letter) }
        if current[0] & 1 != 0 { return .matched }
        guard let letter else { return .failed }
        let isWord = wordLetters.isEmpty ? 0 : wordLetters[letter]
        if consumers[letter].isEmpty { consumers[letter] = makeConsumers(of: letter) }
        for i in 0..<wordCount { result[i] = restart[i] }
        let program = program, consumers = consumers[letter]
        result.withUnsafeMutableBufferPointer { result in
            for i in 0..<wordCount {
                var word = current[i] & consumers[i]
                while word != 0 {
                    let state = i * 64 + word.trailingZeroBitCount
                    word &= word &- 1
                    if case .consume(_, let next) = program.instructions[state] {
                        PatternStepper.follow(next, into: result, program, &pending, nil)
                    }
                }
            }
        }
        var any: UInt64 = 0
        for i in 0..<wordCount {
            result[i] &= waiting[i] & ~startAssertions[i]
            any |= result[i]
        }
        result[wordCount] = isWord * PatternStepper.previousIsWord
        return result[0] & 1 != 0 ? .matched : any == 0 ? .failed : .position
    }

    /// Adds to `current` what lies behind the assertions in it that hold.
    private mutating func decideAssertions(before letter: Int?) {
        let place = current[wordCount]
        let context = Context(
            atStart: place & PatternStepper.isAtStart != 0, atEnd: letter == nil,
            previousIsWord: place & PatternStepper.previousIsWord != 0,
            nextIsWord: letter.map { !wordLetters.isEmpty && wordLetters[$0] == 1 } ?? false)
        let program = program
        current.withUnsafeMutableBufferPointer { current in
            for i in 0..<wordCount {
                var word = current[i] & assertions[i]
                while word != 0 {
                    let state = i * 64 + word.trailingZeroBitCount
                    word &= word &- 1
                    if case .assert(let assertion, let next) = program.instructions[state], context.allows(assertion) {
                        PatternStepper.follow(next, into: current, program, &pending, context)
                    }
                }
            }
        }
    }

    private struct Context {
        let atStart, atEnd, previousIsWord, nextIsWord: Bool

        func allows(_ assertion: PatternAssertion) -> Bool {
            assertion.holds(atStart: atStart, atEnd: atEnd, previousIsWord: previousIsWord, nextIsWord: nextIsWord)
        }
    }

    /// Adds a state and all that splits lead to from it; with a context, also what assertions lead to.
    private static func follow(_ state: Int, into bits: UnsafeMutableBufferPointer<UInt64>, _ program: PatternProgram,
                               _ pending: inout [Int], _ context: Context?) {
        func add(_ state: Int, _ pending: inout [Int]) {
            let bit = UInt64(1) << UInt64(state % 64)
            if bits[state / 64] & bit != 0 { return }
            bits[state / 64] |= bit
            pending.append(state)
        }
        add(state, &pending)
        while let state = pending.popLast() {
            switch program.instructions[state] {
            case .split(let first, let second):
                add(first, &pending)
                add(second, &pending)
            case .assert(let assertion, let next):
                if let context, context.allows(assertion) { add(next, &pending) }
            case .consume, .match: break
            }
        }
    }

    private func makeConsumers(of letter: Int) -> [UInt64] {
        let inSet = program.sets.map { program.alphabet.contains(letter, in: $0) }
        var bits = [UInt64](repeating: 0, count: wordCount)
        for (state, instruction) in program.instructions.enumerated() {
            if case .consume(let set, _) = instruction, inSet[set] { bits[state / 64] |= 1 << UInt64(state % 64) }
        }
        return bits
    }

    /// The one scalar that restarting matches begin with, where there is only one.
    var onlyRestartScalar: UInt32? {
        var only: UInt32?
        for (state, instruction) in program.instructions.enumerated()
        where restart[state / 64] >> UInt64(state % 64) & 1 == 1 {
            guard case .consume(let set, _) = instruction, program.sets[set].ranges.count == 1,
                  let range = program.sets[set].ranges[0].ranges.first, program.sets[set].ranges[0].ranges.count == 1,
                  range.count == 1, only == nil || only == range.lowerBound else { return nil }
            only = range.lowerBound
        }
        return only
    }
}
