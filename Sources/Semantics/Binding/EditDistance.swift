/// How many typing slips lie between two names.
package enum EditDistance {
    /// The nearest candidate within a third of the word's length, at least one slip and at most `limit`; ties go to the
    /// earlier one. Where there is none, one that has the word as a part: `last_nps` for `nps`.
    package static func closest(to word: String, in candidates: [String], limit most: Int = .max) -> String? {
        let letters = lowercased(word)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            // Most are too long or too short, which their bytes tell at once where they are ASCII.
            if candidate.utf8.allSatisfy({ $0 < 0x80 }) {
                let count = candidate.utf8.count
                guard abs(letters.count - count) <= min(most, max(1, max(letters.count, count) / 3)) else { continue }
            }
            let other = lowercased(candidate)
            let limit = min(most, max(1, max(letters.count, other.count) / 3))
            guard abs(letters.count - other.count) <= limit, letters.count > 1 else { continue }
            let distance = between(letters, other)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name ?? candidates.first { has(part: word, $0) }
    }

    private static func lowercased(_ word: String) -> [Unicode.Scalar] {
        guard word.utf8.allSatisfy({ $0 < 0x80 }) else { return Array(word.lowercased().unicodeScalars) }
        return word.utf8.map { Unicode.Scalar((65...90).contains($0) ? $0 | 0x20 : $0) }
    }

    /// Whether the word stands between underscores, or between one and an end.
    private static func has(part word: String, _ candidate: String) -> Bool {
        guard candidate.utf8.count >= word.utf8.count else { return false }
        return candidate.utf8.split(separator: UInt8(ascii: "_")).contains { $0.elementsEqual(word.utf8) }
    }

    /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
    static func between(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var twoBack = [Int](repeating: 0, count: b.count + 1)
        var previous = Array(0...b.count)
        var current = previous
        for i in 1...a.count {
            current[0] = i
            for j in 1...b.count {
                let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                current[j] = min(previous[j] + 1, current[j - 1] + 1, substitution)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    current[j] = min(current[j], twoBack[j - 2] + 1)
                }
            }
            (twoBack, previous, current) = (previous, current, twoBack)
        }
        return previous[b.count]
    }
}
