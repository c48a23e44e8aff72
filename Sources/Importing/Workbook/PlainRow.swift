internal import Glibc
internal import Model

/// A row of a sheet as spreadsheets write nearly all of them: cells with a value each, and nothing that has to be
/// unescaped. Whatever else a row has is for the parser.
///
/// Reading such rows from the bytes takes a quarter of the time that expat takes for them (docs/decisions/0012).
struct PlainRow {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    /// - Parameter bytes: from `<row` to `</row>`.
    /// - Returns: false where it is more than a plain row; the cells are then as they were.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, into cells: inout SheetCells) -> Bool {
        let mark = cells.mark
        var row = PlainRow(bytes: bytes)
        if row.read(&cells) { return true }
        cells.goBack(to: mark)
        return false
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private mutating func read(_ cells: inout SheetCells) -> Bool {
        guard take("<row"), let row = readAttributes(), !row.isClosed else { return false }
        if row.r != nil, row.number == nil { return false }
        cells.beginRow(row.number)
        while !take("</row>") {
            guard take("<c"), let cell = readAttributes() else { return false }
            cells.beginCell(place: cell.r, style: cell.style, type: cell.type)
            if !cell.isClosed {
                guard readContent(&cells), take("</c>") else { return false }
            }
            cells.endCell()
        }
        cells.endRow()
        return place == bytes.count
    }

    /// `<v>12</v>`, `<is><t>text</t></is>`, or nothing.
    private mutating func readContent(_ cells: inout SheetCells) -> Bool {
        if take("<v>") { return readText(&cells) && take("</v>") }
        if take("<is><t") {
            guard let attributes = readAttributes() else { return false }
            return attributes.isClosed ? take("</is>") : readText(&cells) && take("</t></is>")
        }
        return true
    }

    private mutating func readText(_ cells: inout SheetCells) -> Bool {
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "<") {
            // References, and line breaks that a parser would make one of.
            if bytes[place] == UInt8(ascii: "&") || bytes[place] < 0x20 { return false }
            place += 1
        }
        cells.set(UnsafeBufferPointer(rebasing: bytes[start..<place]))
        return true
    }

    private struct Attributes {
        /// Valid as long as the bytes are.
        var r: UnsafePointer<CChar>?
        /// Value of `r`, where it is a number.
        var number: Int?
        var style: Int?
        var type: (UInt8, UInt8)?
        /// Whether the element ends at once.
        var isClosed = false
    }

    /// Behind the name of an element, to the end of its tag.
    private mutating func readAttributes() -> Attributes? {
        var attributes = Attributes()
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: ">"):
                place += 1
                return attributes
            case UInt8(ascii: "/"):
                attributes.isClosed = true
                return take("/>") ? attributes : nil
            case UInt8(ascii: " "):
                place += 1
                // Nearly all have names of one letter.
                let isLetter = place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "=")
                    && bytes[place] > UInt8(ascii: "A")
                guard let name = isLetter ? takeLetter() : readName(), let value = readValue() else { return nil }
                set(name, value, &attributes)
            default:
                return nil
            }
        }
        return nil
    }

    private mutating func takeLetter() -> Range<Int> {
        defer { place += 1 }
        return place..<place + 1
    }

    private mutating func readName() -> Range<Int>? {
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "=") {
            if bytes[place] <= 0x20 || bytes[place] == UInt8(ascii: ">") { return nil }
            place += 1
        }
        return place > start ? start..<place : nil
    }

    private mutating func readValue() -> Range<Int>? {
        guard take("=\"") else { return nil }
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            if bytes[place] == UInt8(ascii: "&") || bytes[place] == UInt8(ascii: "<") || bytes[place] < 0x20 {
                return nil
            }
            place += 1
        }
        defer { place += 1 }
        return place < bytes.count ? start..<place : nil
    }

    private func set(_ name: Range<Int>, _ value: Range<Int>, _ attributes: inout Attributes) {
        guard name.count == 1, !value.isEmpty else { return }
        switch bytes[name.lowerBound] {
        case UInt8(ascii: "r"):
            attributes.number = number(value)
            // unsafe: bytes as characters of C; it is read as far as its letters go, and a quote stands behind them.
            attributes.r = bytes.baseAddress.map {
                UnsafeRawPointer($0 + value.lowerBound).assumingMemoryBound(to: CChar.self)
            }
        case UInt8(ascii: "s"): attributes.style = number(value)
        case UInt8(ascii: "t"):
            attributes.type = (bytes[value.lowerBound], value.count > 1 ? bytes[value.lowerBound + 1] : 0)
        default: break
        }
    }

    private func number(_ digits: Range<Int>) -> Int? {
        guard digits.count <= 9 else { return nil }
        var number = 0
        for place in digits {
            let digit = bytes[place] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }

    @inline(__always)
    private mutating func take(_ text: StaticString) -> Bool {
        guard bytes.begins(with: text, at: place) else { return false }
        place += text.utf8CodeUnitCount
        return true
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Inlined, so that a text of at most eight bytes is one comparison with a constant: every cell has half a dozen.
    @inline(__always)
    func begins(with text: StaticString, at place: Int = 0) -> Bool {
        let length = text.utf8CodeUnitCount
        guard let baseAddress, place >= 0, place + length <= count else { return false }
        // unsafe: from `place` on there are `length` bytes within the buffer, and eight where they are read at once.
        guard length <= 8, place + 8 <= count else { return memcmp(baseAddress + place, text.utf8Start, length) == 0 }
        var wanted: UInt64 = 0
        for index in 0..<length { wanted |= UInt64(text.utf8Start[index]) << UInt64(8 * index) }
        let word = UInt64(littleEndian: UnsafeRawPointer(baseAddress + place).loadUnaligned(as: UInt64.self))
        return (word ^ wanted) << UInt64(64 - 8 * length) == 0
    }
}
