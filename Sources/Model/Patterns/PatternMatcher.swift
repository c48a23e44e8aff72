internal import Glibc

/// Runs texts through a program's deterministic automaton, whose states are made when a text first needs them (Aho,
/// Sethi and Ullman, 1986, 3.9). A scalar then costs one look-up. States that outgrow their bound are forgotten; where
/// they are forgotten as fast as they are made, the rest of the text is stepped through without keeping any, so that a
/// scalar costs a pass over the program at most.
package struct PatternMatcher {
    private let alphabet: ScalarAlphabet
    private var stepper: PatternStepper

    /// The next state by state and letter; after the letters, by the end of the text. States are named by row offset.
    private var transitions: [Int32] = []
    /// Positions of the states, in the order of their rows.
    private var positions: [UInt64] = []
    private var rows: [[UInt64]: Int32] = [:]
    private let width: Int
    private let mostStates: Int
    /// Bytes matched with the current states, in all texts.
    private var bytesSinceForgetting = 0
    private var start: Int32 = 0
    /// Where nothing but a new match is under way.
    private var idle: Int32 = 0
    /// The first byte of every match that does not begin at the start of the text, where there is only one.
    private let firstByte: UInt8?

    /// Passes over the program so far, at most one for each scalar of the texts and one for each end.
    package var stepCount: Int { stepper.stepCount }

    // Instead of a state's row.
    private static let unknown: Int32 = -1
    private static let matched: Int32 = -2
    private static let failed: Int32 = -3

    init(_ program: PatternProgram) {
        alphabet = program.alphabet
        stepper = PatternStepper(program)
        width = program.alphabet.letterCount + 1
        // A megabyte of transitions at most, and a little more of positions; more than a handful of states in any case.
        mostStates = max(16, min(4096, (1 << 18) / width, (1 << 18) / (stepper.wordCount + 1)))
        let scalar = program.asksForWords ? nil : stepper.onlyRestartScalar.flatMap { Unicode.Scalar($0) }
        // Bytes that are not UTF-8 count as U+FFFD, which therefore begins with any.
        firstByte = scalar == "\u{FFFD}" ? nil : scalar.flatMap { UTF8.encode($0)?.first }
        makeFirstStates()
    }

    package mutating func matches(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        var state = start, index = 0
        var counted = 0
        while state >= 0 {
            let letter: Int
            switch run(utf8, from: &index, &state) {
            case .ended: continue
            case .unknown(let next): letter = next
            }
            if positions.count / (stepper.wordCount + 1) == mostStates {
                let position = self.position(of: state)
                bytesSinceForgetting += index - counted
                counted = index
                if bytesSinceForgetting < 8 * mostStates { return simulate(utf8, from: index, letter, position) }
                forgetStates()
                state = row(of: position)
            }
            state = transition(from: state, on: letter)
        }
        bytesSinceForgetting += index - counted
        return state == PatternMatcher.matched
    }

    private enum Stop {
        /// `state` is the answer.
        case ended
        /// Behind this letter `state` leads nowhere yet.
        case unknown(letter: Int)
    }

    /// Follows the transitions that are known.
    private func run(_ utf8: UnsafeBufferPointer<UInt8>, from index: inout Int, _ state: inout Int32) -> Stop {
        let (alphabet, firstByte, idle, end) = (alphabet, firstByte, idle, width - 1)
        return transitions.withUnsafeBufferPointer { transitions in
            alphabet.asciiLetters.withUnsafeBufferPointer { asciiLetters in
                var (i, row) = (index, state)
                while true {
                    let letter: Int
                    if i == utf8.count {
                        letter = end
                    } else {
                        if row == idle, let firstByte {
                            i = PatternMatcher.find(firstByte, in: utf8, from: i)
                            if i == utf8.count { continue }
                        }
                        let byte = utf8[i]
                        if byte < 0x80 {
                            letter = Int(asciiLetters[Int(byte)])
                            i += 1
                        } else {
                            let scalar = UTF8Decoding.scalar(in: utf8, at: &i)
                            letter = alphabet.letter(of: scalar)
                        }
                    }
                    let next = transitions[Int(row) + letter]
                    if next < 0 {
                        (index, state) = (i, next == PatternMatcher.unknown ? row : next)
                        return next == PatternMatcher.unknown ? .unknown(letter: letter) : .ended
                    }
                    row = next
                }
            }
        }
    }

    private static func find(_ byte: UInt8, in utf8: UnsafeBufferPointer<UInt8>, from index: Int) -> Int {
        guard let base = utf8.baseAddress, let found = memchr(base + index, Int32(byte), utf8.count - index) else {
            return utf8.count
        }
        return UnsafeRawPointer(base).distance(to: found)
    }

    /// The rest of a text without keeping states.
    ///
    /// - Parameters:
    ///   - letter: read already, in front of `index`; `width - 1` for the end.
    private mutating func simulate(
        _ utf8: UnsafeBufferPointer<UInt8>, from index: Int, _ letter: Int, _ position: [UInt64]
    ) -> Bool {
        var position = position, letter = letter, i = index
        while true {
            switch position.withUnsafeBufferPointer({ stepper.step(from: $0, on: letter == width - 1 ? nil : letter) })
            {
            case .matched: return true
            case .failed: return false
            case .position: break
            }
            for word in position.indices { position[word] = stepper.result[word] }
            letter = i == utf8.count ? width - 1 : alphabet.letter(of: UTF8Decoding.scalar(in: utf8, at: &i))
        }
    }

    // MARK: States

    private mutating func makeFirstStates() {
        if stepper.hasMatched(stepper.start) {
            start = PatternMatcher.matched
            return
        }
        start = row(of: stepper.start)
        idle = row(of: stepper.restart)
    }

    private mutating func forgetStates() {
        bytesSinceForgetting = 0
        transitions.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        rows.removeAll(keepingCapacity: true)
        makeFirstStates()
    }

    private func position(of state: Int32) -> [UInt64] {
        let first = Int(state) / width * (stepper.wordCount + 1)
        return Array(positions[first...(first + stepper.wordCount)])
    }

    private mutating func row(of position: [UInt64]) -> Int32 {
        if let row = rows[position] { return row }
        let row = Int32(transitions.count)
        rows[position] = row
        positions.append(contentsOf: position)
        transitions.append(contentsOf: repeatElement(PatternMatcher.unknown, count: width))
        return row
    }

    private mutating func transition(from state: Int32, on letter: Int) -> Int32 {
        let first = Int(state) / width * (stepper.wordCount + 1)
        let outcome = positions[first...(first + stepper.wordCount)].withUnsafeBufferPointer {
            stepper.step(from: $0, on: letter == width - 1 ? nil : letter)
        }
        let next = switch outcome {
        case .matched: PatternMatcher.matched
        case .failed: PatternMatcher.failed
        case .position: row(of: stepper.result)
        }
        transitions[Int(state) + letter] = next
        return next
    }
}
