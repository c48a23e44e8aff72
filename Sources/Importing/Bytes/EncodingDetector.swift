internal import Glibc
internal import Model
internal import Syntax

/// Tells an encoding by what bytes say in each: a mark, validity, and how likely the text is.
///
/// Enters: a sample of a file. Leaves: the encoding, or those between which the sample does not decide. Never: a guess.
struct EncodingDetector {
    enum Verdict: Equatable {
        /// Nothing but ASCII.
        case plain
        case certain(TextEncoding)
        /// The likeliest first; none where the bytes are no text in any.
        case undecided([TextEncoding])
    }

    /// The store's currency, a hint at the language: files with amounts in yuan are seldom written in Korean.
    let currency: Currency?

    /// In natural logarithms: ten to the fifth, as it were, is a matter of eleven.
    private static let margin = 3.0

    /// A byte-order mark, with its length.
    static func mark(_ bytes: UTF8Bytes) -> (encoding: TextEncoding, length: Int)? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        return nil
    }

    /// - Parameter isWhole: whether the input ends with the sample; else a character may be cut off at its end.
    func verdict(_ sample: UTF8Bytes, isWhole: Bool) -> Verdict {
        if let encoding = EncodingDetector.utf16(sample) { return .certain(encoding) }
        let utf8 = EncodingDetector.utf8(sample, isWhole)
        if utf8.characters == 0, utf8.broken == 0 { return .plain }
        // Other encodings make UTF-8 by accident, now and then.
        if utf8.characters >= 3 * utf8.broken { return .certain(.utf8) }
        let candidates = [TextEncoding.gb18030, .big5, .shiftJIS, .eucKR, .windows1252]
        let scores = candidates.compactMap { encoding in
            likelihood(sample, isWhole, encoding).map { (encoding: encoding, plain: $0, score: $0 + prior(encoding)) }
        }.sorted { $0.score > $1.score }
        guard let best = scores.first else { return .undecided(utf8.characters > utf8.broken ? [.utf8] : []) }
        let noise = EncodingDetector.noise(sample)
        let rivals = scores.prefix { $0.score > best.score - EncodingDetector.margin }.map(\.encoding)
        // Where there is UTF-8 among other bytes, the file was put together of two: neither reading is right.
        let isMixed = best.encoding == .windows1252 && utf8.characters > 0
        guard rivals.count == 1, best.plain > noise + EncodingDetector.margin, utf8.characters <= utf8.broken, !isMixed,
              !EncodingShape(sample, best.encoding).isStrange else {
            return .undecided(rivals)
        }
        return .certain(best.encoding)
    }

    // MARK: UTF

    /// Every other byte of Latin text is 0, and no byte of other text is.
    private static func utf16(_ sample: UTF8Bytes) -> TextEncoding? {
        var zeros = [0, 0]
        let part = sample.prefix(4096)
        for (place, byte) in part.enumerated() where byte == 0 { zeros[place & 1] += 1 }
        let pairs = part.count / 2
        guard pairs >= 2 else { return nil }
        if zeros[1] * 4 > pairs, zeros[0] * 16 < zeros[1] { return .utf16LittleEndian }
        if zeros[0] * 4 > pairs, zeros[1] * 16 < zeros[0] { return .utf16BigEndian }
        return nil
    }

    /// Characters beyond ASCII, and bytes that are part of none.
    private static func utf8(_ sample: UTF8Bytes, _ isWhole: Bool) -> (characters: Int, broken: Int) {
        var place = 0, characters = 0, broken = 0
        while place < sample.count {
            if sample[place] < 0x80 {
                place += 1
            } else if let length = utf8SequenceLength(sample, at: place) {
                characters += 1
                place += length
            } else {
                if !isWhole, sample.count - place < 4 { break }
                broken += 1
                place += 1
            }
        }
        return (characters, broken)
    }

    // MARK: How likely

    /// Text goes on as it was: from character to character, ASCII or not.
    private struct Continuation {
        let beyondAfterASCII = log(0.05), asciiAfterASCII = log(0.95)
        let beyondAfterBeyond: Double, asciiAfterBeyond: Double
        let ascii = log(1.0 / 60)

        init(_ again: Double) { (beyondAfterBeyond, asciiAfterBeyond) = (log(again), log(1 - again)) }
    }

    /// nil where the bytes are no text in the encoding.
    private func likelihood(_ sample: UTF8Bytes, _ isWhole: Bool, _ encoding: TextEncoding) -> Double? {
        let decoder = CharacterDecoder(encoding)
        let continuation = Continuation(encoding == .windows1252 ? 0.03 : 0.8)
        var place = 0, sum = 0.0, wasBeyond = false
        while place < sample.count {
            switch decoder.character(sample, at: place) {
            case .unfinished:
                return isWhole ? nil : sum
            case .invalid:
                return nil
            case .scalar(let scalar, let length):
                let isBeyond = scalar >= 0x80
                sum += isBeyond
                    ? (wasBeyond ? continuation.beyondAfterBeyond : continuation.beyondAfterASCII)
                        + EncodingDetector.weight(encoding, sample, place, length)
                    : (wasBeyond ? continuation.asciiAfterBeyond : continuation.asciiAfterASCII) + continuation.ascii
                wasBeyond = isBeyond
                place += length
            }
        }
        return sum
    }

    /// Log-likelihood of the sample as random bytes.
    private static func noise(_ sample: UTF8Bytes) -> Double {
        let continuation = Continuation(0.03)
        return sample.reduce(0) { sum, byte in
            sum + (byte < 0x80 ? continuation.asciiAfterASCII + continuation.ascii : log(0.001 / 128))
        }
    }

    /// How frequent the character at a place is among those beyond ASCII. Standards put the frequent ones into rows of
    /// their own; within a row all count as equally frequent.
    private static func weight(_ encoding: TextEncoding, _ bytes: UTF8Bytes, _ place: Int, _ length: Int) -> Double {
        let lead = bytes[place], trail = length > 1 ? bytes[place + 1] : 0
        func share(_ share: Double, of count: Double) -> Double { log(share / count) }
        switch encoding {
        case .gb18030:
            if length == 4 { return share(0.001, of: 40_000) }
            guard trail >= 0xA1 else { return share(0.02, of: 15_000) }
            switch lead {
            case 0xB0...0xD7: return share(0.85, of: 3755)
            case 0xA1...0xA3: return share(0.1, of: 280)
            case 0xD8...0xF7: return share(0.03, of: 3008)
            default: return share(0.02, of: 15_000)
            }
        case .big5:
            switch lead {
            case 0xA4...0xC6: return share(0.87, of: 5401)
            case 0xA1...0xA3: return share(0.1, of: 408)
            case 0xC9...0xF9: return share(0.03, of: 7652)
            default: return share(0.001, of: 5000)
            }
        case .shiftJIS:
            switch lead {
            case 0x82 where trail >= 0x9F, 0x83 where trail <= 0x96: return share(0.5, of: 170)
            case 0x81: return share(0.12, of: 110)
            case 0x82: return share(0.03, of: 62)
            case 0x88...0x98: return share(0.3, of: 2965)
            case 0xA1...0xDF: return share(0.03, of: 63)
            case 0x99...0x9F, 0xE0...0xEA: return share(0.01, of: 3390)
            default: return share(0.005, of: 400)
            }
        case .eucKR:
            guard trail >= 0xA1 else { return share(0.01, of: 8800) }
            switch lead {
            case 0xB0...0xC8: return share(0.93, of: 2350)
            case 0xA1...0xAC: return share(0.05, of: 900)
            default: return share(0.01, of: 4888)
            }
        case .windows1252:
            switch lead {
            case _ where EncodingDetector.usualLetters.contains(lead): return share(0.75, of: 38)
            case 0xC0...0xFF: return share(0.05, of: 26)
            case 0xA0...0xBF: return share(0.15, of: 32)
            default: return share(0.05, of: 27)
            }
        case .utf8, .utf16LittleEndian, .utf16BigEndian:
            return 0
        }
    }

    /// Ä Å Ç É Í Ñ Ó Ö Ø Ü ß à á â ã ä å æ ç è é ê ë ì í î ï ñ ò ó ô õ ö ø ù ú û ü, in Windows-1252.
    private static let usualLetters: Set<UInt8> = [
        0xC4, 0xC5, 0xC7, 0xC9, 0xCD, 0xD1, 0xD3, 0xD6, 0xD8, 0xDC, 0xDF, 0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6,
        0xE7,
        0xE8, 0xE9, 0xEA, 0xEB, 0xEC, 0xED, 0xEE, 0xEF, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC
    ]

    private func prior(_ encoding: TextEncoding) -> Double {
        switch (encoding, currency?.code) {
        case (.gb18030, "CNY"), (.big5, "TWD"), (.big5, "HKD"), (.shiftJIS, "JPY"), (.eucKR, "KRW"): 3
        case (.windows1252, "CNY"), (.windows1252, "TWD"), (.windows1252, "HKD"), (.windows1252, "JPY"),
            (.windows1252, "KRW"): 0
        case (.windows1252, .some): 1.5
        default: 0
        }
    }
}
