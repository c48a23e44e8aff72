/// How many typing slips lie between two names.
package enum EditDistance {
    /// The nearest candidate within a third of the word's length, at least one slip and at most `limit`; ties go to the
    /// earlier one. Where there is none, one that has the word as a part: `last_nps` for `nps`.
    package static func closest(to word: String, in candidates: [String], limit most: Int = .max) -> String? {
        let letters = Array(word.lowercased().unicodeScalars)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let other = Array(candidate.lowercased().unicodeScalars)
            let limit = min(most, max(1, max(letters.count, other.count) / 3))
            guard abs(letters.count - other.count) <= limit, letters.count > 1 else { continue }
            let distance = between(letters, other)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name ?? candidates.first { $0.split(separator: "_").contains(Substring(word)) }
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
