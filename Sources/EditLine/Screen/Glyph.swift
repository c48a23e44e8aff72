internal import CEditLine
internal import Syntax

/// How one scalar shows on the screen. It must agree with libedit, which places the cursor by it, so the width of
/// a character is the C library's, in the locale that `TextLocale` has set.
package enum Glyph: Equatable {
    /// Drawn as itself; 0 columns for a combining mark.
    case printable(columns: Int)
    /// Drawn by libedit as an escape such as `^A` or `\U+E000`.
    case escaped(columns: Int)
    case tab
    case newline

    package init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x20..<0x7F: self = .printable(columns: 1)
        case 0x09: self = .tab
        case 0x0A: self = .newline
        case 0..<0x20, 0x7F: self = .escaped(columns: 2)
        default:
            let columns = Int(ce_character_width(scalar.value))
            if columns >= 0 {
                self = .printable(columns: columns)
            } else {
                self = .escaped(columns: scalar.value > 0xFFFF ? 8 : 7)
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether it takes no room and has no look, or turns the row around: nothing that libedit would escape, and
    /// nothing that is to be sent. Joiners are a part of how words are written.
    var isHidden: Bool { value >= 0xA0 && !isJoiner && Syntax.DisplayWidth.shown(value) != nil }
}

extension Glyph {
    /// libedit's rendering of a scalar that is not printable.
    static func escape(for scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x7F: return "^?"
        case 0..<0x20: return "^" + String(Unicode.Scalar(UInt8(scalar.value) + 0x40))
        default:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "\\U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
    }
}

package enum DisplayWidth {
    /// The text with escapes for what does not print or is hidden, for a list.
    static func visible(_ text: String) -> String {
        func isPlain(_ scalar: Unicode.Scalar) -> Bool {
            if case .printable = Glyph(scalar) { !scalar.isHidden } else { false }
        }
        if text.unicodeScalars.allSatisfy(isPlain) { return text }
        return text.unicodeScalars.map { isPlain($0) ? String($0) : Glyph.escape(for: $0) }.joined()
    }

    /// Columns that one row of text takes. Text for a list or a prompt: what does not print takes none.
    package static func columns(of text: String) -> Int {
        var total = 0
        for scalar in text.unicodeScalars {
            if case .printable(let columns) = Glyph(scalar) { total += columns }
        }
        return total
    }

    /// The longest beginning of `text` that takes at most `columns`; one that had to be cut ends in `…`.
    package static func truncated(_ text: String, columns: Int) -> String {
        guard self.columns(of: text) > columns else { return text }
        guard columns > 0 else { return "" }
        var kept = ""
        var used = 0
        for character in text {
            let width = self.columns(of: String(character))
            if used + width > columns - 1 { break }
            kept.append(character)
            used += width
        }
        return kept + "…"
    }
}
