internal import JSON

/// In which units a client counts within a line.
package enum PositionEncoding: String, Sendable, Hashable, CaseIterable {
    case utf8 = "utf-8"
    /// The default where no other has been agreed on.
    case utf16 = "utf-16"
    case utf32 = "utf-32"

    /// The first of a client's encodings that is known here; without any, UTF-16.
    package init(offered: [String]) {
        self = offered.lazy.compactMap { PositionEncoding(rawValue: $0) }.first ?? .utf16
    }

    /// How many units the bytes have; a byte that belongs to no character counts as one.
    func length(of bytes: ArraySlice<UInt8>) -> Int {
        if self == .utf8 { return bytes.count }
        var count = 0
        // One for each character's first byte, and one more where UTF-16 needs two units for the character.
        for byte in bytes where byte & 0xC0 != 0x80 { count += self == .utf16 && byte >= 0xF0 ? 2 : 1 }
        return count
    }

    /// The byte at which `units` have gone by, from the beginning of the bytes; in the middle of a character, its
    /// beginning; beyond the end, the end.
    func utf8Offset(of units: Int, in bytes: ArraySlice<UInt8>) -> Int {
        var place = bytes.startIndex, left = units
        while place < bytes.endIndex {
            var next = place + 1
            while next < bytes.endIndex, bytes[next] & 0xC0 == 0x80 { next += 1 }
            let length = length(of: bytes[place..<next])
            if left < length { return place }
            left -= length
            place = next
        }
        return place
    }
}

/// A place in a text as the protocol has it: both from 0.
package struct Position: Sendable, Hashable, Comparable {
    package var line: Int
    /// In units of the agreed encoding.
    package var character: Int

    package init(line: Int, character: Int) {
        self.line = line
        self.character = character
    }

    package static func < (a: Position, b: Position) -> Bool {
        a.line == b.line ? a.character < b.character : a.line < b.line
    }

    init?(_ value: JSONValue?) {
        guard let line = value?["line"]?.integer, let character = value?["character"]?.integer, line >= 0,
            character >= 0
        else { return nil }
        self.init(line: line, character: character)
    }

    var json: JSONValue { ["line": JSONValue(line), "character": JSONValue(character)] }
}
