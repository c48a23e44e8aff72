import Concurrency


/// A regular expression of `matches r"…"`, and whether texts match it.
///
/// Text goes in, yes or no comes out; never where, never what a group caught. That makes the answer a question for a
/// finite automaton, so that matching takes time linear in the text, whatever the pattern. It never backtracks.
///
///     text ─ PatternParser → PatternNode ─ PatternProgram → instructions ─ PatternMatcher → states, made as texts need
///     them
///
/// | written | matches |
/// |---|---|
/// | `a` `王` | itself, scalar by scalar: `é` written as one scalar is not `é` written as two |
/// | `.` | any scalar but a line feed |
/// | `[a-z_]` `[^a-z]` | one of these; none of these. `-` first or last is itself; `[`, `]` and `&&` are escaped |
/// | `\d` `\w` `\s` | an ASCII digit; `[\p{L}\p{M}\p{N}_]`; Unicode's white space. `\D` `\W` `\S` are all others |
/// | `\p{L}` | Unicode's letters; so `M` marks, `N` numbers, `P` punctuation, `S` symbols, `Z` separators, `Han` characters. `\P{L}`: all others |
/// | `^` `$` | the start and the end of the text; of nothing else, so `$` is not before a last line feed |
/// | `\b` `\B` | where one neighbour is `\w` and the other is not, and the contrary |
/// | `(…)` `(?:…)` `a\|b` | groups and alternatives |
/// | `*` `+` `?` `{2}` `{2,}` `{2,5}` | repetition. A `?` behind it, "as few as possible", changes nothing here |
/// | `\.` `\t` `\n` `\r` `\f` `\v` `\x2e` `\x{1F600}` `\u002e` | single scalars |
/// | `(?i)` | only at the start: ignoring case, as `ignoring case` does it (each scalar's lower case) |
///
/// Without `^` and `$` a match may lie anywhere. Bytes that are not UTF-8 count as U+FFFD.
/// Back-references, look-around, possessive and atomic groups are refused.
package struct Pattern: Sendable {
    /// Why a pattern is none.
    package struct Problem: Error, Sendable, Hashable {
        /// The bytes of the pattern that are at fault. May be empty at the pattern's end, where something is missing.
        package let utf8Range: Range<Int>
        /// A clause without a capital or a full stop: "nothing stands before `*` to be repeated".
        package let message: String
    }

    /// Bounds that keep any pattern's cost small; each is a `Problem` with its number in words.
    package enum Limit {
        package static let utf8Count = 32_768
        /// Groups within groups.
        package static let nesting = 100
        /// The most that `{m,n}` may count.
        package static let repetition = 1_000
        /// Instructions, repetitions written out.
        package static let states = 10_000
    }

    /// States are made while matching, so one matcher serves one thread at a time.
    private final class Shared: Sendable {
        let matcher: Monitor<PatternMatcher>
        init(_ program: PatternProgram) { matcher = Monitor(PatternMatcher(program)) }
    }

    private let program: PatternProgram
    private let shared: Shared

    /// - Parameter ignoringCase: as if `text` began with `(?i)`.
    package init(_ text: String, ignoringCase: Bool = false) throws(Problem) {
        let name = Name(text, ignoringCase)
        if let known = Pattern.latest.locked({ $0.first { $0.name == name }?.pattern }) {
            self = known
            return
        }
        program = PatternProgram(try PatternParser.parse(text, ignoringCase: ignoringCase))
        shared = Shared(program)
        let pattern = self
        Pattern.latest.locked { latest in
            if latest.count == Pattern.kept { latest.removeFirst() }
            latest.append((name, pattern))
        }
    }

    /// The checker makes a pattern to see whether it is one, and an engine makes it once more to ask it.
    private static let latest = Monitor<[(name: Name, pattern: Pattern)]>([])
    private static let kept = 8

    private struct Name: Equatable {
        private let bytes: [UInt8]

        init(_ text: String, _ ignoringCase: Bool) { bytes = Array((ignoringCase ? "(?i)" + text : text).utf8) }
    }

    /// Threads that match at the same time wait for each other here; give each its own `matcher()`.
    package func matches(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        shared.matcher.locked { $0.matches(utf8) }
    }

    package func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches($0) }
    }

    /// A matcher for many texts, for use by one thread.
    package func matcher() -> PatternMatcher { PatternMatcher(program) }
}
