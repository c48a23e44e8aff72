internal import CEncodings
internal import Model

/// The characters of one encoding, by their bytes.
///
/// Tables are those of the converters that the systems of the world have (Windows' code pages 932, 949, 950 and 1252;
/// GB18030 of 2005).
struct CharacterDecoder {
    let encoding: TextEncoding
    /// Two-byte characters by lead and trail byte; nil for encodings without them.
    private let pairs: Pairs?

    private struct Pairs {
        let table: UnsafePointer<UInt16>
        let leads: ClosedRange<UInt8>
        let trails: ClosedRange<UInt8>

        func character(_ lead: UInt8, _ trail: UInt8) -> UInt16 {
            guard leads.contains(lead), trails.contains(trail) else { return 0 }
            return table[Int(lead - leads.lowerBound) * trails.count + Int(trail - trails.lowerBound)]
        }
    }

    init(_ encoding: TextEncoding) {
        self.encoding = encoding
        pairs = switch encoding {
        case .gb18030: Pairs(table: ce_gb18030_table(), leads: 0x81...0xFE, trails: 0x40...0xFE)
        case .big5: Pairs(table: ce_big5_table(), leads: 0x81...0xFE, trails: 0x40...0xFE)
        case .shiftJIS: Pairs(table: ce_shift_jis_table(), leads: 0x81...0xFC, trails: 0x40...0xFC)
        case .eucKR: Pairs(table: ce_euc_kr_table(), leads: 0x81...0xFE, trails: 0x41...0xFE)
        case .utf8, .utf16LittleEndian, .utf16BigEndian, .windows1252: nil
        }
    }

    /// Result of decoding the character at a position.
    enum Outcome: Equatable {
        case scalar(UInt32, length: Int)
        case invalid(length: Int)
        /// The bytes end within a character.
        case unfinished
    }

    func character(_ bytes: UTF8Bytes, at place: Int) -> Outcome {
        let first = bytes[place]
        switch encoding {
        case .utf16LittleEndian: return utf16(bytes, place, low: 0, high: 1)
        case .utf16BigEndian: return utf16(bytes, place, low: 1, high: 0)
        default: break
        }
        if first < 0x80 { return .scalar(UInt32(first), length: 1) }
        switch encoding {
        case .windows1252: return windows1252(first)
        case .shiftJIS where (0xA1...0xDF).contains(first): return .scalar(0xFF61 + UInt32(first - 0xA1), length: 1)
        case .shiftJIS where first == 0xA0: return .invalid(length: 1)
        default: break
        }
        guard let pairs, pairs.leads.contains(first) else { return .invalid(length: 1) }
        guard place + 1 < bytes.count else { return .unfinished }
        let second = bytes[place + 1]
        if encoding == .gb18030, (0x30...0x39).contains(second) { return fourBytes(bytes, place) }
        let character = pairs.character(first, second)
        // A byte that can't be a second one may be a separator: it stays.
        return character == 0 ? .invalid(length: second < 0x80 ? 1 : 2) : .scalar(UInt32(character), length: 2)
    }

    private func windows1252(_ byte: UInt8) -> Outcome {
        guard byte < 0xA0 else { return .scalar(UInt32(byte), length: 1) }
        let character = ce_windows_1252_table()[Int(byte) - 0x80]
        return character == 0 ? .invalid(length: 1) : .scalar(UInt32(character), length: 1)
    }

    /// Characters of GB18030 that no older set has: by their number, in runs, and beyond the basic plane in one.
    private func fourBytes(_ bytes: UTF8Bytes, _ place: Int) -> Outcome {
        guard place + 3 < bytes.count else { return .unfinished }
        let (third, fourth) = (bytes[place + 2], bytes[place + 3])
        guard (0x81...0xFE).contains(third), (0x30...0x39).contains(fourth) else { return .invalid(length: 1) }
        let lead = Int(bytes[place]) - 0x81, second = Int(bytes[place + 1]) - 0x30
        let row = lead * 10 + second, column = Int(third) - 0x81
        let number = (row * 126 + column) * 10 + Int(fourth) - 0x30
        if number >= 189_000 {
            let scalar = 0x10000 + number - 189_000
            return scalar <= 0x10FFFF ? .scalar(UInt32(scalar), length: 4) : .invalid(length: 4)
        }
        let scalar = number < 39_420 ? CharacterDecoder.inRuns(number) : 0
        return scalar == 0 ? .invalid(length: 4) : .scalar(scalar, length: 4)
    }

    private static func inRuns(_ number: Int) -> UInt32 {
        let runs = ce_gb18030_ranges_table()
        var low = 0, high = 206
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(runs[middle * 2]) <= number { low = middle } else { high = middle }
        }
        let start = UInt32(runs[low * 2 + 1])
        return start == 0 ? 0 : start + UInt32(number) - UInt32(runs[low * 2])
    }

    private func utf16(_ bytes: UTF8Bytes, _ place: Int, low: Int, high: Int) -> Outcome {
        func unit(_ place: Int) -> UInt32 { UInt32(bytes[place + high]) << 8 | UInt32(bytes[place + low]) }
        guard place + 1 < bytes.count else { return .unfinished }
        let first = unit(place)
        guard (0xD800...0xDFFF).contains(first) else { return .scalar(first, length: 2) }
        guard first < 0xDC00 else { return .invalid(length: 2) }
        guard place + 3 < bytes.count else { return .unfinished }
        let second = unit(place + 2)
        guard (0xDC00...0xDFFF).contains(second) else { return .invalid(length: 2) }
        return .scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00), length: 4)
    }
}
