/// How many columns of a terminal a text takes, as most terminals draw it.
///
/// The unit is the cluster: a scalar with what attaches to it (combining marks, joiners, variation selectors, skin
/// tones, the second half of a flag). Clusters are 0, 1 or 2 columns wide. Characters that are not sent as they are
/// count as what is put in their place. Bytes that are not UTF-8 count as one column each.
package enum DisplayWidth {
    package static func of(_ text: String) -> Int {
        let bytes = Array(text.utf8)
        return of(bytes, from: 0, to: bytes.count)
    }

    package static func of(_ bytes: [UInt8], from start: Int, to end: Int) -> Int {
        var position = start
        while position < end, (0x20...0x7E).contains(bytes[position]) { position += 1 }
        if position == end { return end - start }
        // The last plain byte may carry a mark that follows it.
        if position > start { position -= 1 }
        var width = position - start
        while position < end {
            let cluster = cluster(bytes, at: position, before: end)
            position = cluster.end
            width += cluster.width
        }
        return width
    }

    /// The cluster that begins at `start`.
    /// - Precondition: `start < end <= bytes.count`.
    package static func cluster(_ bytes: [UInt8], at start: Int, before end: Int) -> (end: Int, width: Int) {
        let first = UTF8Scalar(bytes, at: start, before: end)
        var position = start + first.byteCount
        // Two plain bytes in a row: nothing can attach to the first.
        if position == end || (first.value < 0x7F && bytes[position] < 0x7F) {
            return (position, shown(first.value)?.width ?? width(ofScalar: first.value))
        }
        if let shown = shown(first.value) { return (position, shown.width) }

        var width = width(ofScalar: first.value)
        if isRegionalIndicator(first.value), position < end {
            let second = UTF8Scalar(bytes, at: position, before: end)
            if isRegionalIndicator(second.value) { position += second.byteCount }
        }
        while position < end {
            let next = UTF8Scalar(bytes, at: position, before: end)
            if next.value == emojiPresentation {
                if width == 1, isEmoji(first.value) { width = 2 }
            } else if next.value == joiner || next.value == nonJoiner {
                guard takesJoiners(first.value) else { break }
                position += next.byteCount
                guard position < end, isEmoji(first.value) else { continue }
                let joined = UTF8Scalar(bytes, at: position, before: end)
                if joined.value > 0xFF, isEmoji(joined.value) { position += joined.byteCount }
                continue
            } else if skinTones.contains(next.value) {
                guard isEmoji(first.value) else { break }
            } else if first.value == blackFlag, tags.contains(next.value) {
                // The flag of a part of a country.
            } else if !isZeroWidth(next.value) {
                break
            }
            position += next.byteCount
        }
        return (position, width)
    }

    private static func width(ofScalar scalar: UInt32) -> Int {
        if scalar < 0x300 { return 1 }
        if isZeroWidth(scalar) { return 0 }
        return EastAsianWidth.isWide(scalar) ? 2 : 1
    }

    /// The replacement for a character that must not reach a terminal as it is, and its columns: `␛` for an escape,
    /// `\u{202E}` for a mark that reverses the row; nil for a character that is drawn as itself.
    ///
    /// These are C0, C1 and delete, line and paragraph separators, marks that change the direction of writing, and
    /// invisible characters without width: a name with one of them in it looks like another name.
    package static func shown(_ scalar: UInt32) -> (bytes: [UInt8], width: Int)? {
        switch scalar {
        // U+2400 SYMBOL FOR NULL and the 31 that follow it.
        case 0..<0x20: return ([0xE2, 0x90, UInt8(0x80 + scalar)], 1)
        case 0x20..<0x7F, 0xA0..<0xAD: return nil
        case 0x7F: return (Array("␡".utf8), 1)
        case 0x7F..<0xA0, 0xAD, 0x61C, 0x115F, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
            0x3164, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
            let bytes = Array("\\u{\(String(scalar, radix: 16, uppercase: true))}".utf8)
            return (bytes, bytes.count)
        default: return nil
        }
    }

    /// Whether letters of its script, or pictures, are joined or kept apart by characters without a look of their own.
    private static func takesJoiners(_ value: UInt32) -> Bool {
        switch value {
        case 0x600...0x1CFF, 0xA800...0xABFF, 0x10A00...0x11FFF, 0x1E900...0x1E95F: true
        default: value > 0xFF && isEmoji(value)
        }
    }

    private static func isZeroWidth(_ value: UInt32) -> Bool {
        if value < 0x300 { return false }
        switch value {
        // Hangul vowels and final consonants are drawn into the syllable before them.
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: return true
        // Signs that enclose the digits behind them are drawn as letters.
        case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: return false
        case 0x3400...0x9FFF, 0xAC00...0xD7A3: return false
        default: break
        }
        if shown(value) != nil { return false }
        guard let scalar = Unicode.Scalar(value) else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return true
        default: return false
        }
    }

    private static func isEmoji(_ value: UInt32) -> Bool { Unicode.Scalar(value)?.properties.isEmoji ?? false }

    private static func isRegionalIndicator(_ value: UInt32) -> Bool { (0x1F1E6...0x1F1FF).contains(value) }

    private static let blackFlag: UInt32 = 0x1F3F4
    private static let tags: ClosedRange<UInt32> = 0xE0020...0xE007F
    private static let joiner: UInt32 = 0x200D
    private static let nonJoiner: UInt32 = 0x200C
    private static let emojiPresentation: UInt32 = 0xFE0F
    private static let skinTones: ClosedRange<UInt32> = 0x1F3FB...0x1F3FF
}

/// One scalar decoded from bytes that may not be UTF-8.
package struct UTF8Scalar {
    /// U+FFFD, in one byte, for a byte that does not begin a well-formed sequence.
    package let value: UInt32
    package let byteCount: Int

    /// - Precondition: `start < end <= bytes.count`.
    package init(_ bytes: [UInt8], at start: Int, before end: Int) {
        let lead = bytes[start]
        let (count, smallest): (Int, UInt32) = switch lead {
        case 0..<0x80: (1, 0)
        case 0xC2...0xDF: (2, 0x80)
        case 0xE0...0xEF: (3, 0x800)
        case 0xF0...0xF4: (4, 0x10000)
        default: (0, 0)
        }
        if count == 1 {
            value = UInt32(lead)
            byteCount = 1
            return
        }
        var scalar = count == 0 ? 0 : UInt32(lead) & (0xFF >> UInt32(count + 1))
        var isWellFormed = count > 0 && start + count <= end
        if isWellFormed {
            for index in (start + 1)..<(start + count) {
                isWellFormed = isWellFormed && bytes[index] & 0xC0 == 0x80
                scalar = scalar << 6 | UInt32(bytes[index] & 0x3F)
            }
        }
        isWellFormed = isWellFormed && scalar >= smallest && Unicode.Scalar(scalar) != nil
        value = isWellFormed ? scalar : 0xFFFD
        byteCount = isWellFormed ? count : 1
    }
}
