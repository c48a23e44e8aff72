import Model
import Testing

/// SplitMix64: the same sequence for a seed on any machine.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    mutating func pick<Element>(_ items: [Element]) -> Element { items[below(items.count)] }
}

/// A pattern whose meaning is written down a second time, as plainly as can be: the places where it can end, given
/// where it begins.
private indirect enum Meaning {
    case scalar(Unicode.Scalar), any, digit, word, notWord, start, end, boundary, noBoundary, nothing
    case sequence(Meaning, Meaning), choice(Meaning, Meaning), repetition(Meaning, Int, Int?)

    var text: String {
        switch self {
        case .scalar(let scalar): String(Character(scalar))
        case .any: "."
        case .digit: #"\d"#
        case .word: #"\w"#
        case .notWord: #"[^\w]"#
        case .start: "^"
        case .end: "$"
        case .boundary: #"\b"#
        case .noBoundary: #"\B"#
        case .nothing: "(?:)"
        case .sequence(let first, let second): first.text + second.text
        case .choice(let first, let second): "(" + first.text + "|" + second.text + ")"
        case .repetition(let body, 0, nil): "(" + body.text + ")*"
        case .repetition(let body, 1, nil): "(?:" + body.text + ")+?"
        case .repetition(let body, 0, 1): "(" + body.text + ")?"
        case .repetition(let body, let least, let most): "(" + body.text + "){\(least),\(most.map { "\($0)" } ?? "")}"
        }
    }

    func ends(in text: [Unicode.Scalar], from places: Set<Int>) -> Set<Int> {
        func isWord(_ place: Int) -> Bool {
            text.indices.contains(place)
                && (text[place] == "_" || text[place].properties.isAlphabetic
                    || text[place].properties.numericType != nil)
        }
        func stepping(_ isMember: (Unicode.Scalar) -> Bool) -> Set<Int> {
            Set(places.filter { $0 < text.count && isMember(text[$0]) }.map { $0 + 1 })
        }
        switch self {
        case .scalar(let scalar): return stepping { $0 == scalar }
        case .any: return stepping { $0 != "\n" }
        case .digit: return stepping { ("0"..."9").contains($0) }
        case .word: return Set(places.filter { isWord($0) }.map { $0 + 1 })
        case .notWord: return Set(places.filter { $0 < text.count && !isWord($0) }.map { $0 + 1 })
        case .start: return places.filter { $0 == 0 }
        case .end: return places.filter { $0 == text.count }
        case .boundary: return places.filter { isWord($0 - 1) != isWord($0) }
        case .noBoundary: return places.filter { isWord($0 - 1) == isWord($0) }
        case .nothing: return places
        case .sequence(let first, let second): return second.ends(in: text, from: first.ends(in: text, from: places))
        case .choice(let first, let second):
            return first.ends(in: text, from: places).union(second.ends(in: text, from: places))
        case .repetition(let body, let least, let most):
            var now = places
            for _ in 0..<least { now = body.ends(in: text, from: now) }
            var all = now
            for _ in least..<(most ?? least + text.count + 1) {
                now = body.ends(in: text, from: now)
                all.formUnion(now)
            }
            return all
        }
    }

    static let letters: [Unicode.Scalar] = ["a", "b", "c", "1", "_", " ", "é", "王"]

    init(_ random: inout SeededRandom, depth: Int, plain: Bool) {
        switch depth == 0 ? random.below(10) : random.below(22) {
        case 0...4: self = .scalar(random.pick(Meaning.letters))
        case 5: self = .any
        case 6: self = .digit
        case 7: self = random.pick([.word, .notWord])
        case 8: self = random.pick([.start, .end])
        case 9: self = plain ? .any : random.pick([.boundary, .noBoundary, .nothing])
        case 10...14:
            self = .sequence(
                Meaning(&random, depth: depth - 1, plain: plain), Meaning(&random, depth: depth - 1, plain: plain))
        case 15...17:
            self = .choice(
                Meaning(&random, depth: depth - 1, plain: plain), Meaning(&random, depth: depth - 1, plain: plain))
        default:
            let least = random.below(3)
            self = .repetition(
                Meaning(&random, depth: depth - 1, plain: plain), least,
                random.chance(50) ? nil : least + random.below(3))
        }
    }
}

struct PatternPropertyTests {
    private func text(_ random: inout SeededRandom, upTo count: Int) -> [Unicode.Scalar] {
        (0..<random.below(count + 1)).map { _ in random.pick(Meaning.letters) }
    }

    private func string(_ scalars: [Unicode.Scalar]) -> String {
        scalars.reduce(into: "") { $0.unicodeScalars.append($1) }
    }

    @Test func matchesWhatThePatternMeans() throws {
        let seed = Int.random(in: 0..<1_000_000)
        var random = SeededRandom(seed: seed)
        for _ in 0..<4_000 {
            let meaning = Meaning(&random, depth: 4, plain: false)
            var matcher = try Pattern(meaning.text).matcher()
            for _ in 0..<6 {
                let text = text(&random, upTo: 9)
                let expected = !meaning.ends(in: text, from: Set(0...text.count)).isEmpty
                var string = string(text)
                try #require(
                    string.withUTF8 { matcher.matches($0) } == expected,
                    "seed \(seed): r\"\(meaning.text)\" on \"\(string)\"")
            }
        }
    }

    /// On what both understand alike: not `\b`, where Swift has the default word boundaries. The texts are of
    /// characters of one scalar; by scalars, Swift 6.3 finds `[^\w]` in the middle of one.
    @Test func agreesWithTheStandardLibrary() throws {
        let seed = Int.random(in: 0..<1_000_000)
        var random = SeededRandom(seed: seed)
        for _ in 0..<400 {
            let meaning = Meaning(&random, depth: 3, plain: true)
            let pattern = try Pattern(meaning.text)
            let regex = try Regex(meaning.text).asciiOnlyDigits()
            for _ in 0..<3 {
                let string = string(text(&random, upTo: 7))
                let expected = string.firstMatch(of: regex) != nil
                try #require(pattern.matches(string) == expected, "seed \(seed): r\"\(meaning.text)\" on \"\(string)\"")
            }
        }
    }

    @Test func garbageIsRefusedOrMatchedButNeverFatal() {
        var random = SeededRandom(seed: Int.random(in: 0..<1_000_000))
        let signs =
            Array(#"()[]{}|*+?.^$\-,:=!<>&ipPdwsbBxuLHan0129aZ王é"#.unicodeScalars) + ["\u{0}", "\u{301}", "😀", "\n"]
        var accepted = 0
        for _ in 0..<20_000 {
            let written = string((0..<random.below(14)).map { _ in random.pick(signs) })
            let text = string((0..<random.below(20)).map { _ in random.pick(signs) })
            do throws(Pattern.Problem) {
                _ = try Pattern(written).matches(text)
                accepted += 1
            } catch {
                let range = error.utf8Range
                #expect(range.lowerBound >= 0 && range.upperBound <= written.utf8.count && !range.isEmpty, "\(written)")
                // Both ends lie between scalars.
                let bytes = Array(written.utf8)
                for end in [range.lowerBound, range.upperBound] where end < bytes.count {
                    #expect(bytes[end] & 0xC0 != 0x80, "\(written)")
                }
            }
        }
        #expect(accepted > 500)
    }

    @Test func bytesThatAreNotUTF8CountAsReplacements() throws {
        let seed = Int.random(in: 0..<1_000_000)
        var random = SeededRandom(seed: seed)
        let bytes: [UInt8] = [
            0x61, 0x80, 0xBF, 0xC0, 0xC3, 0xA9, 0xE0, 0xA0, 0xE7, 0x8E, 0x8B, 0xED, 0x9F, 0xF0, 0x90, 0x9F, 0xF4, 0xF5,
            0xFF
        ]
        let patterns =
            try (0...12).map { try Pattern("^\u{FFFD}{\($0)}$") } + [
                Pattern("王"), Pattern("^..$"), Pattern("é.a"), Pattern("a\u{FFFD}")
            ]
        for _ in 0..<20_000 {
            let text = (0..<random.below(8)).map { _ in random.pick(bytes) }
            let decoded = String(decoding: text, as: UTF8.self)
            for pattern in patterns {
                try #require(
                    text.withUnsafeBufferPointer(pattern.matches) == pattern.matches(decoded), "seed \(seed): \(text)")
            }
        }
    }

    @Test func threadsShareAPattern() async throws {
        let pattern = try Pattern("(a|b)*a(a|b){6}c")
        await withTaskGroup(of: Bool.self) { group in
            for seed in 0..<8 {
                group.addTask {
                    var random = SeededRandom(seed: seed)
                    return (0..<200).allSatisfy { _ in
                        let text = (0..<50).map { _ in random.chance(50) ? "a" : "b" }.joined()
                        return pattern.matches(text + "c") == (text.dropLast(6).last == "a")
                    }
                }
            }
            for await right in group { #expect(right) }
        }
    }
}
