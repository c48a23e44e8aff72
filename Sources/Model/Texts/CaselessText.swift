// The standard library normalises texts to compare them; this is how it lets its form be seen. See docs/decisions/0009.
@_spi(_Unicode) import Swift

/// Texts where letter case makes no difference, nor how a character is put together: `É` is `é`, in one scalar or as
/// `e` and an accent.
///
/// One notion for every engine: comparisons, groups, distinct values, order.
package enum CaselessText {
    /// The form that caselessly equal texts share: lower case by Unicode's full mapping, composed (normalization form
    /// C).
    package static func folded(_ text: String) -> String {
        switch content(text.utf8) {
        case .lowerASCII: text
        case .upperASCII: text.lowercased()
        case .beyondASCII: composed(composed(text).lowercased())
        }
    }

    /// The key for the least and the greatest of some texts: the folded text and, among equal ones, the text itself.
    ///
    /// The byte between the two sorts below every other. Folding neither makes nor takes away such a byte, so that in a
    /// key it is the middle one of an odd number.
    package static func key(_ text: String) -> String { folded(text) + "\0" + text }

    package static func text(ofKey key: String) -> String {
        let ends = key.utf8.indices.filter { key.utf8[$0] == 0 }
        guard !ends.isEmpty else { return key }
        return String(key[key.utf8.index(after: ends[ends.count / 2])...])
    }

    // MARK: Case

    package enum Content {
        /// ASCII without capitals: folding changes nothing.
        case lowerASCII
        case upperASCII
        case beyondASCII
    }

    package static func content(_ bytes: some Sequence<UInt8>) -> Content {
        var all: UInt8 = 0
        var hasCapital = false
        for byte in bytes {
            all |= byte
            if byte &- UInt8(ascii: "A") < 26 { hasCapital = true }
        }
        return all >= 0x80 ? .beyondASCII : hasCapital ? .upperASCII : .lowerASCII
    }

    // MARK: Canonical equivalence

    /// The text with every character in as few scalars as there can be, as it is mostly written.
    package static func composed(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy({ isAlwaysComposed($0.value) }) { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text._nfc { scalars.append(scalar) }
        return String(scalars)
    }

    /// The text with every character taken apart, as some systems write it.
    package static func decomposed(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text._nfd { scalars.append(scalar) }
        return String(scalars)
    }

    /// Whether a scalar is the same in composed texts, whatever stands before it. Says no where it is not sure: Latin,
    /// Cyrillic, kana, Han and Hangul are.
    private static func isAlwaysComposed(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<0x300, 0x400...0x482, 0x48A...0x52F, 0x2010...0x2027, 0x3001...0x3029, 0x3041...0x3096,
            0x30A1...0x30FC, 0x3400...0x4DBF, 0x4E00...0x9FFF,
             0xAC00...0xD7A3, 0xFF01...0xFF60: true
        default: false
        }
    }
}
