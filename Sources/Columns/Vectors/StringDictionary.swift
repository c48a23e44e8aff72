import Concurrency
import Model

/// A list of texts that vectors point into with codes.
///
/// A class, so that it is known as the same one again: what was found out about its texts is remembered by it.
final class StringDictionary: Sendable {
    private enum Source: Sendable {
        /// Sorted: codes compare as their texts do.
        case dictionary(TextDictionary)
        case list([String])
        /// Another list's at the same codes, each worked out when it is asked for.
        case derived(StringDictionary, TextDerivation)
    }

    private let source: Source
    /// Threads share it.
    private let known = Monitor(Known())

    private struct Known {
        var derived: [TextDerivation: StringDictionary] = [:]
        var ranks: [Int64]?
    }

    init(_ dictionary: TextDictionary) { source = .dictionary(dictionary) }

    init(_ list: [String]) { source = .list(list) }

    private init(_ texts: StringDictionary, _ derivation: TextDerivation) { source = .derived(texts, derivation) }

    /// The texts derived from each text, at the same codes; several codes may then stand for equal texts.
    func derived(_ derivation: TextDerivation) -> StringDictionary {
        // The texts of which these are the keys.
        if derivation == .behindKey, case .derived(let texts, .key) = source { return texts }
        return known.locked { known in
            if let texts = known.derived[derivation] { return texts }
            let texts = StringDictionary(self, derivation)
            known.derived[derivation] = texts
            return texts
        }
    }

    /// The texts without differences of case.
    var folded: StringDictionary { derived(.folded) }

    /// Where no row has a text there is one all the same, for the codes of missing values to point at.
    static func of(_ dictionary: TextDictionary) -> StringDictionary {
        dictionary.count == 0 ? StringDictionary([""]) : StringDictionary(dictionary)
    }

    var count: Int {
        switch source {
        case .dictionary(let dictionary): dictionary.count
        case .list(let list): list.count
        case .derived(let texts, _): texts.count
        }
    }

    var isSorted: Bool {
        if case .dictionary = source { true } else { count < 2 }
    }

    func text(_ code: Int) -> String {
        switch source {
        case .dictionary(let dictionary): dictionary.text(code)
        case .list(let list): list[code]
        case .derived(let texts, let derivation): derivation.text(texts.text(code))
        }
    }

    /// Writes texts as UTF-8, one behind the other, and tells where each ends.
    func append(_ codes: [Int32], to bytes: inout [UInt8], _ end: (Int) -> Void) {
        if case .dictionary(let dictionary) = source { return dictionary.append(codes, to: &bytes, end) }
        for code in codes {
            bytes += text(Int(code)).utf8
            end(bytes.count)
        }
    }

    /// Where a text stands in a sorted list, or would.
    func place(of text: String) -> (code: Int, isThere: Bool)? {
        switch source {
        case .dictionary(let dictionary): return dictionary.place(of: text)
        case .derived: return nil
        case .list(let list):
            guard let only = list.first else { return (0, false) }
            if list.count > 1 { return nil }
            return only.utf8.elementsEqual(text.utf8)
                ? (0, true) : (only.utf8.lexicographicallyPrecedes(text.utf8) ? 1 : 0, false)
        }
    }

    /// The order of two texts, maybe of different lists, by their UTF-8 bytes.
    static func isLess(_ texts: StringDictionary, _ code: Int32, _ others: StringDictionary, _ other: Int32) -> Bool {
        if texts === others, texts.isSorted { return code < other }
        return texts.text(Int(code)).utf8.lexicographicallyPrecedes(others.text(Int(other)).utf8)
    }

    static func isEqual(_ texts: StringDictionary, _ code: Int32, _ others: StringDictionary, _ other: Int32) -> Bool {
        if texts === others, case .dictionary = texts.source { return code == other }
        return texts.text(Int(code)).utf8.elementsEqual(others.text(Int(other)).utf8)
    }

    /// The place of each text among the different ones.
    var ranks: [Int64] {
        known.locked { known in
            if let ranks = known.ranks { return ranks }
            let ranks = StringDictionary.ranks((0..<count).map { text($0) })
            known.ranks = ranks
            return ranks
        }
    }

    private static func ranks(_ list: [String]) -> [Int64] {
        func isBefore(_ a: Int, _ b: Int) -> Bool { list[a].utf8.lexicographicallyPrecedes(list[b].utf8) }
        // Texts that have no capitals come as they are sorted.
        let isSorted = list.indices.dropFirst().allSatisfy { !isBefore($0, $0 - 1) }
        let order = isSorted ? Array(list.indices) : list.indices.sorted(by: isBefore)
        var ranks = [Int64](repeating: 0, count: list.count)
        var rank: Int64 = 0
        for (place, code) in order.enumerated() {
            if place > 0, !list[order[place - 1]].utf8.elementsEqual(list[code].utf8) { rank += 1 }
            ranks[code] = rank
        }
        return ranks
    }

    /// One list that has the texts of several, each once, and where the codes of each have gone.
    static func united(_ lists: [StringDictionary]) -> (texts: StringDictionary, codes: [[Int32]]) {
        if let first = lists.first, lists.allSatisfy({ $0 === first }) {
            let same = (0..<Int32(clamping: first.count)).map(\.self)
            return (first, lists.map { _ in same })
        }
        var known: [ExactText: Int32] = [:]
        var all: [String] = []
        let codes = lists.map { list in
            (0..<list.count).map { code -> Int32 in
                let text = list.text(code)
                if let code = known[ExactText(text)] { return code }
                known[ExactText(text)] = Int32(all.count)
                all.append(text)
                return Int32(all.count - 1)
            }
        }
        return (StringDictionary(all), codes)
    }
}
