internal import Syntax

/// Takes out of what libedit draws whatever is hidden, which libedit sends as it is: such a character takes no column,
/// so that nothing else moves. Its pieces may end within a character.
struct HiddenCharacters {
    /// The beginning of a character whose end is still to come.
    private var rest: [UInt8] = []

    mutating func removed(from bytes: UnsafeRawBufferPointer) -> [UInt8] {
        if rest.isEmpty, bytes.allSatisfy({ $0 < 0x80 }) { return Array(bytes) }
        let all = rest + bytes
        let end = HiddenCharacters.endOfWholeCharacters(all)
        rest = Array(all[end...])
        let text = String(decoding: all[..<end], as: UTF8.self)
        guard text.unicodeScalars.contains(where: \.isHidden) else { return Array(all[..<end]) }
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !scalar.isHidden { kept.append(scalar) }
        return Array(String(kept).utf8)
    }

    private static func endOfWholeCharacters(_ bytes: [UInt8]) -> Int {
        guard let lead = bytes.lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return bytes.count }
        let length = switch bytes[lead] {
        case 0xC0..<0xE0: 2
        case 0xE0..<0xF0: 3
        case 0xF0...: 4
        default: 1
        }
        return lead + length > bytes.count ? lead : bytes.count
    }
}
