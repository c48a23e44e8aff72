/// A pattern as a non-deterministic automaton (Thompson, 1968). An instruction is a state: "what comes next".
struct PatternProgram: Sendable {
    enum Instruction {
        /// One scalar of set `set`, then `next`.
        case consume(set: Int, next: Int)
        /// Both ways, without consuming anything.
        case split(Int, Int)
        case assert(PatternAssertion, next: Int)
        case match
    }

    /// At most `Pattern.Limit.states` and the match.
    private(set) var instructions: [Instruction] = [.match]
    private(set) var start = 0
    /// The different sets that instructions consume.
    private(set) var sets: [ScalarSet] = []
    let alphabet: ScalarAlphabet
    /// `\b` or `\B` occurs, so that it matters whether the last scalar was of a word.
    private(set) var asksForWords = false

    init(_ pattern: PatternNode) {
        var builder = Builder()
        start = builder.append(pattern, then: 0)
        instructions = builder.instructions
        sets = builder.sets
        asksForWords = builder.asksForWords
        alphabet = ScalarAlphabet(telling: asksForWords ? sets + [.word] : sets)
    }

    /// Builds from the end: the successor of everything is known when it is appended.
    private struct Builder {
        var instructions: [Instruction] = [.match]
        var sets: [ScalarSet] = []
        var asksForWords = false
        private var numbers: [ScalarSet: Int] = [:]

        mutating func append(_ instruction: Instruction) -> Int {
            instructions.append(instruction)
            return instructions.count - 1
        }

        /// Where `node` begins.
        mutating func append(_ node: PatternNode, then next: Int) -> Int {
            switch node.shape {
            case .empty: return next
            case .set(let set): return append(.consume(set: number(of: set), next: next))
            case .assertion(let assertion):
                if assertion == .wordBoundary || assertion == .noWordBoundary { asksForWords = true }
                return append(.assert(assertion, next: next))
            case .sequence(let parts):
                var next = next
                for part in parts.reversed() { next = append(part, then: next) }
                return next
            case .choice(let branches):
                var first: Int?
                for branch in branches.reversed() {
                    let start = append(branch, then: next)
                    first = first.map { append(.split(start, $0)) } ?? start
                }
                return first ?? next
            case .repetition(let body, let least, let most):
                return append(body, least: least, most: most, then: next)
            }
        }

        private mutating func append(_ body: PatternNode, least: Int, most: Int?, then next: Int) -> Int {
            var start = next
            var rest = least
            if let most {
                // x{0,2} is (x(x)?)?
                for _ in least..<most { start = append(.split(append(body, then: start), next)) }
            } else {
                let loop = append(.split(next, next))
                let again = append(body, then: loop)
                instructions[loop] = .split(again, next)
                // x+ enters the loop at its body.
                start = least > 0 ? again : loop
                rest = max(least - 1, 0)
            }
            for _ in 0..<rest { start = append(body, then: start) }
            return start
        }

        private mutating func number(of set: ScalarSet) -> Int {
            if let number = numbers[set] { return number }
            numbers[set] = sets.count
            sets.append(set)
            return sets.count - 1
        }
    }
}
