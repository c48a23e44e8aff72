internal import Model
internal import Store
internal import Syntax

/// A text in any encoding as UTF-8, without a mark.
///
/// Where nobody has said which encoding it is, the first character beyond ASCII decides, with what follows it: until
/// then all are alike. Bytes that stand for nothing become 0xFF, which is nowhere in UTF-8: the cell that they are in
/// is rejected when it is read.
final class DecodingStream: ByteStream {
    /// nil as long as it does not matter.
    private(set) var encoding: TextEncoding?
    private var decoder: CharacterDecoder?
    private var window: StreamWindow
    private let name: String
    private let currency: Currency?
    private var isAtStart = true

    /// Bytes that no encoding has.
    static let invalid: UInt8 = 0xFF

    /// - Parameter encoding: as somebody has said; nil to find out.
    init(_ source: any ByteStream, encoding: TextEncoding?, name: String, currency: Currency?) {
        self.encoding = encoding
        self.name = name
        self.currency = currency
        window = StreamWindow(source)
    }

    /// Decoded bytes that did not fit into the last buffer.
    private var pending: [UInt8] = []

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        if isAtStart { try begin() }
        if pending.isEmpty, buffer.count >= CharacterDecoder.longestCharacter {
            return try step(into: buffer.bindMemory(to: UInt8.self))
        }
        // Room for less than a character, perhaps.
        if pending.isEmpty {
            var room = [UInt8](repeating: 0, count: 64)
            let result = room.withUnsafeMutableBufferPointer { room -> Result<Int, StoreError> in
                do throws(StoreError) { return .success(try step(into: room)) } catch { return .failure(error) }
            }
            pending = Array(room[..<(try result.get())])
        }
        let count = min(pending.count, buffer.count)
        buffer.copyBytes(from: pending[..<count])
        pending.removeFirst(count)
        return count
    }

    private func step(into output: UnsafeMutableBufferPointer<UInt8>) throws(StoreError) -> Int {
        while true {
            if window.count == 0 { try window.fill() }
            if window.count == 0 { return 0 }
            let count = encoding == nil ? try pass(into: output) : try decode(into: output)
            if count > 0 { return count }
        }
    }

    private func begin() throws(StoreError) {
        isAtStart = false
        try window.fillUp()
        let mark = window.withBytes { EncodingDetector.mark($0) }
        if let mark, encoding == nil || encoding == mark.encoding {
            encoding = mark.encoding
            window.drop(mark.length)
        } else if encoding == nil, case .certain(let found) = verdict(), found != .utf8 {
            // UTF-16 without a mark shows at once.
            encoding = found
        }
        decoder = encoding.map(CharacterDecoder.init)
    }

    private func verdict() -> EncodingDetector.Verdict {
        let detector = EncodingDetector(currency: currency), isWhole = window.isAtEnd
        return window.withBytes { detector.verdict($0, isWhole: isWhole) }
    }

    /// Hands on what is ASCII; decides where something else comes.
    private func pass(into output: UnsafeMutableBufferPointer<UInt8>) throws(StoreError) -> Int {
        let passed = window.withBytes { bytes in
            let part = UTF8Bytes(rebasing: bytes.prefix(output.count))
            let count = asciiPrefix(part)
            _ = output.update(fromContentsOf: part[..<count])
            return count
        }
        window.drop(passed)
        guard passed == 0 else { return passed }
        try window.fillUp()
        switch verdict() {
        case .plain: encoding = .utf8
        case .certain(let found): encoding = found
        case .undecided(let candidates): throw undecided(candidates)
        }
        decoder = encoding.map(CharacterDecoder.init)
        return 0
    }

    private func decode(into output: UnsafeMutableBufferPointer<UInt8>) throws(StoreError) -> Int {
        guard let decoder else { return 0 }
        let isLast = window.isAtEnd
        let (consumed, produced) = window.withBytes { bytes in
            decoder.encoding == .utf8
                ? DecodingStream.copy(bytes, into: output) : decoder.decode(bytes, isLast: isLast, into: output)
        }
        window.drop(consumed)
        if produced == 0 { try window.fill() }
        return produced
    }

    private static func copy(_ bytes: UTF8Bytes, into output: UnsafeMutableBufferPointer<UInt8>) -> (Int, Int) {
        let count = min(bytes.count, output.count)
        _ = output.update(fromContentsOf: bytes[..<count])
        return (count, count)
    }

    private func undecided(_ candidates: [TextEncoding]) -> StoreError {
        let all = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
        if candidates.isEmpty {
            return StoreError(.notText, "\(name) is not text in any encoding that is known here",
                              notes: ["where it is text, --encoding says how it is written: \(all)"])
        }
        let names = candidates.map(\.name).joined(separator: " or ")
        return StoreError(
            .notText,
            "the encoding of \(name) can't be told: \(candidates.count == 1 ? "perhaps" : "it may be") \(names)",
            notes: [
                "say it with --encoding \(candidates[0].rawValue)\(candidates.count > 1 ? " (or another)" : ""); "
                    + "nothing was imported",
                "where it is none of those, convert it: iconv -f ENCODING -t UTF-8 FILE | clientele import … -",
            ])
    }
}

/// How many bytes of ASCII come first.
func asciiPrefix(_ bytes: UTF8Bytes) -> Int {
    var place = 0
    let raw = UnsafeRawBufferPointer(bytes)
    while place + 8 <= bytes.count {
        if raw.loadUnaligned(fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { break }
        place += 8
    }
    while place < bytes.count, bytes[place] < 0x80 { place += 1 }
    return place
}

extension CharacterDecoder {
    /// In bytes of UTF-8.
    static let longestCharacter = 4

    /// Writes as much as is there and fits. Both counts are 0 where a character is not complete.
    ///
    /// - Parameter isLast: no more follows: half a character is none.
    func decode(_ input: UTF8Bytes, isLast: Bool, into output: UnsafeMutableBufferPointer<UInt8>)
        -> (consumed: Int, produced: Int)
    {
        var consumed = 0, produced = 0
        let hasASCII = encoding != .utf16LittleEndian && encoding != .utf16BigEndian
        while consumed < input.count, output.count - produced >= 4 {
            if hasASCII, input[consumed] < 0x80 {
                let rest = UTF8Bytes(rebasing: input[consumed...].prefix(output.count - produced))
                let count = asciiPrefix(rest)
                _ = UnsafeMutableBufferPointer(rebasing: output[produced...]).update(fromContentsOf: rest[..<count])
                (consumed, produced) = (consumed + count, produced + count)
                continue
            }
            switch character(input, at: consumed) {
            case .scalar(let scalar, let length):
                produced += CharacterDecoder.write(scalar, output, at: produced)
                consumed += length
            case .invalid(let length):
                output[produced] = DecodingStream.invalid
                produced += 1
                consumed += min(length, input.count - consumed)
            case .unfinished:
                guard isLast else { return (consumed, produced) }
                output[produced] = DecodingStream.invalid
                return (input.count, produced + 1)
            }
        }
        return (consumed, produced)
    }

    private static func write(_ scalar: UInt32, _ output: UnsafeMutableBufferPointer<UInt8>, at place: Int) -> Int {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | scalar >> shift & 0x3F) }
        switch scalar {
        case 0..<0x80:
            output[place] = UInt8(scalar)
            return 1
        case ..<0x800:
            output[place] = UInt8(0xC0 | scalar >> 6)
            output[place + 1] = tail(0)
            return 2
        case ..<0x10000:
            output[place] = UInt8(0xE0 | scalar >> 12)
            (output[place + 1], output[place + 2]) = (tail(6), tail(0))
            return 3
        default:
            output[place] = UInt8(0xF0 | scalar >> 18)
            (output[place + 1], output[place + 2], output[place + 3]) = (tail(12), tail(6), tail(0))
            return 4
        }
    }
}
