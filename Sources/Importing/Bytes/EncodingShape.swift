internal import Model

/// How the characters beyond ASCII stand among the others: what gives away a text that is read in an encoding of
/// another part of the world. `Köln` in that of DOS becomes `K罵n` in Japanese, `Иванов` in that of Russia `Èâàíîâ` in
/// that of the West.
struct EncodingShape {
    private let encoding: TextEncoding
    private var beyond = 0, strange = 0
    /// Runs of characters beyond ASCII, and those that stand within a word of ASCII letters.
    private var runs = 0, withinWords = 0
    /// Characters in runs of three and more.
    private var inLongRuns = 0
    /// Characters where Japan's encoding for Unix has its kana, and those that are seldom.
    private var kana = 0, rare = 0

    init(_ sample: UTF8Bytes, _ encoding: TextEncoding) {
        self.encoding = encoding
        let decoder = CharacterDecoder(encoding)
        var place = 0, before: UInt32 = 0x20, runStart: UInt32?, run = 0
        while place < sample.count, case .scalar(let scalar, let length) = decoder.character(sample, at: place) {
            let lead = sample[place]
            place += length
            if scalar >= 0x80 {
                if run == 0 { runStart = before }
                run += 1
                if length == 2 { note(lead: lead) }
                note(scalar, before, next: place < sample.count ? sample[place] : 0x20)
            } else if run > 0 {
                endRun(run, runStart ?? 0x20, scalar)
                run = 0
            }
            before = scalar
        }
        if run > 0 { endRun(run, runStart ?? 0x20, 0x20) }
    }

    private mutating func endRun(_ count: Int, _ before: UInt32, _ after: UInt32) {
        runs += 1
        if EncodingShape.isLetter(before), EncodingShape.isSmall(after) { withinWords += 1 }
        if count >= 3 { inLongRuns += count }
    }

    private mutating func note(lead: UInt8) {
        if lead == 0xA4 || lead == 0xA5 { kana += 1 }
        if encoding == .gb18030, (0xD8...0xF7).contains(lead) { rare += 1 }
    }

    private mutating func note(_ scalar: UInt32, _ before: UInt32, next: UInt8) {
        beyond += 1
        guard encoding == .windows1252 else { return }
        switch scalar {
        // ð ý þ and their capitals: Turkish as it is seen from the West, and Icelandic.
        case 0xD0, 0xDD, 0xDE, 0xF0, 0xFD, 0xFE: strange += 1
        // A sign or a capital within a word: `£ukasz`, `MŸller`.
        case 0xA1...0xBF, 0xC0...0xDE, 0x160, 0x178, 0x17D, 0x192, 0x2013...0x2122, 0x20AC:
            let isWithin = EncodingShape.isLetter(before) && EncodingShape.isSmall(UInt32(next))
            // An apostrophe stands within words: `L’Oréal`.
            if isWithin, scalar != 0x2019, scalar != 0xB7 { strange += 1 }
            if scalar == 0xA3, EncodingShape.isSmall(UInt32(next)) { strange += 1 }
        default: break
        }
    }

    private static func isSmall(_ scalar: UInt32) -> Bool { scalar &- 0x61 < 26 }
    private static func isLetter(_ scalar: UInt32) -> Bool { (scalar | 0x20) &- 0x61 < 26 }

    /// Whether nobody writes like that in the encoding.
    var isStrange: Bool {
        switch encoding {
        case .windows1252: strange * 4 > beyond || inLongRuns * 3 > beyond
        case .gb18030: withinWords * 2 > runs || kana * 5 > beyond || rare * 3 > beyond
        case .big5: withinWords * 2 > runs || kana * 5 > beyond * 3
        case .shiftJIS, .eucKR: withinWords * 2 > runs
        case .utf8, .utf16LittleEndian, .utf16BigEndian: false
        }
    }
}
