/// How many columns of a terminal a text takes, as most terminals draw it.
///
/// The unit is the cluster: a scalar with what attaches to it (combining marks, joiners, variation selectors, skin
/// tones, the second half of a flag). Clusters are 0, 1 or 2 columns wide. Control characters count as the one column
/// of the picture that is put in their place. Bytes that are not UTF-8 count as one column each.
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
            return (position, width(ofScalar: first.value))
        }
        if isControl(first.value) { return (position, 1) }

        var width = width(ofScalar: first.value)
        if isRegionalIndicator(first.value), position < end {
            let second = UTF8Scalar(bytes, at: position, before: end)
            if isRegionalIndicator(second.value) { position += second.byteCount }
        }
        while position < end {
            let next = UTF8Scalar(bytes, at: position, before: end)
            if next.value == emojiPresentation {
                if width == 1, isEmoji(first.value) { width = 2 }
            } else if next.value == joiner {
                position += next.byteCount
                guard position < end, isEmoji(first.value) else { continue }
                let joined = UTF8Scalar(bytes, at: position, before: end)
                if joined.value > 0xFF, isEmoji(joined.value) { position += joined.byteCount }
                continue
            } else if skinTones.contains(next.value) {
                guard isEmoji(first.value) else { break }
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

    /// What must not reach a terminal as it is: C0, C1, delete, line and paragraph separators, and the marks that
    /// reverse what follows them, which would scramble the row.
    package static func isControl(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
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
        if isControl(value) { return false }
        guard let scalar = Unicode.Scalar(value) else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return true
        default: return false
        }
    }

    private static func isEmoji(_ value: UInt32) -> Bool { Unicode.Scalar(value)?.properties.isEmoji ?? false }

    private static func isRegionalIndicator(_ value: UInt32) -> Bool { (0x1F1E6...0x1F1FF).contains(value) }

    private static let joiner: UInt32 = 0x200D
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
