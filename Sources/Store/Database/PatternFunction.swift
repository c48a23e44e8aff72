internal import Model

/// `clientele_matches(text, pattern)`: 1 where the text matches the regular expression, else 0; NULL where either is
/// NULL.
///
/// The pattern is what `Pattern` describes; ignoring case, it begins with `(?i)`. A pattern that is none makes the
/// statement fail.
enum PatternFunction {
    static func register(in database: Database) throws(StoreError) {
        let cache = PatternCache()
        try database.register("clientele_matches", argumentCount: 2) { call in
            if call.isNull(0) || call.isNull(1) { return }
            do throws(Pattern.Problem) {
                let place = try call.withUTF8(1) { pattern throws(Pattern.Problem) in try cache.place(of: pattern) }
                call.returnValue(call.withUTF8(0) { cache.matches($0, at: place) })
            } catch {
                call.fail("the pattern is not valid: \(error.message) (at byte \(error.utf8Range.lowerBound))")
            }
        }
    }
}

/// The latest patterns of a connection, found by their text: those of a statement stay from row to row, and from
/// statement to statement. SQLite's own cache (`sqlite3_get_auxdata`) would forget those that are not constants after
/// every row.
private final class PatternCache {
    private var texts: [[UInt8]] = []
    private var matchers: [PatternMatcher] = []
    /// The entry that is replaced next.
    private var oldest = 0

    /// More patterns than a statement is likely to have; each may hold a few megabytes of states.
    private static let capacity = 16

    /// Compiles the pattern where it is not there yet.
    func place(of pattern: UnsafeBufferPointer<UInt8>) throws(Pattern.Problem) -> Int {
        for (place, text) in texts.enumerated() where text.count == pattern.count && text.elementsEqual(pattern) {
            return place
        }
        let matcher = try Pattern(String(decoding: pattern, as: UTF8.self)).matcher()
        if texts.count < PatternCache.capacity {
            texts.append(Array(pattern))
            matchers.append(matcher)
            return texts.count - 1
        }
        let place = oldest
        oldest = (oldest + 1) % PatternCache.capacity
        (texts[place], matchers[place]) = (Array(pattern), matcher)
        return place
    }

    func matches(_ text: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool { matchers[place].matches(text) }
}
