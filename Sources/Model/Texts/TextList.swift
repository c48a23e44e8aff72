/// Several texts in one: `vip; newsletter` separated by `;` is `vip` and `newsletter`.
///
/// Blanks around a part do not belong to it, and an empty part is none. Parts are equal where their bytes are.
package enum TextList {
    /// Whether one of the parts of a list is the text; an empty text is a part of none.
    package static func contains(
        _ list: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>, separator: UInt8
    ) -> Bool {
        guard !part.isEmpty else { return false }
        var start = 0
        while start <= list.count {
            let end = list[start...].firstIndex(of: separator) ?? list.count
            var (first, last) = (start, end)
            while first < last, list[first].isBlank { first += 1 }
            while last > first, list[last - 1].isBlank { last -= 1 }
            if last - first == part.count, list[first..<last].elementsEqual(part) { return true }
            start = end + 1
        }
        return false
    }

    package static func contains(_ list: String, _ part: String, separator: UInt8) -> Bool {
        var (list, part) = (list, part)
        return list.withUTF8 { list in part.withUTF8 { contains(list, $0, separator: separator) } }
    }

    /// A sign that can stand between parts: one of ASCII that no part is likely to have in it.
    package static func separator(_ text: String) -> UInt8? {
        guard let byte = text.utf8.first, text.utf8.count == 1, byte == 0x09 || (0x20..<0x7F).contains(byte),
            !("0"..."9").contains(Unicode.Scalar(byte)), !(byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
        else { return nil }
        return byte
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}
