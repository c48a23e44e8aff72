internal import Glibc
internal import Model
internal import Store

/// The cells of a sheet as CSV, row by row, as the sheet's XML comes.
///
/// The parser reads what is around the rows, and rows that are more than plain ones.
final class SheetStream: XMLReceiver, ByteStream {
    private var reader: XMLReader?
    private let input: RecordBuffer
    // unsafe: made and freed with the stream, which is the only one to know it. See `XMLReceiver`.
    private let cells: UnsafeMutablePointer<SheetCells>
    private var taken = 0

    private enum Phase {
        /// In front of the rows.
        case head
        case rows
        /// From here on the parser reads it all.
        case rest
    }

    private var phase = Phase.head

    /// Maximum bytes before the rows, and of one row, that are read without the parser.
    private static let headBytes = 1 << 16, rowBytes = 4 << 20

    /// - Parameter isPlain: whether plain rows are read without the parser.
    init(
        _ stream: any ByteStream, name: String, _ texts: SharedTexts, _ styles: [CellFormats.Style],
        hasEpoch1904: Bool, isPlain: Bool = true
    ) throws(StoreError) {
        cells = .allocate(capacity: 1)
        cells.initialize(to: SheetCells(name, texts, styles, hasEpoch1904: hasEpoch1904))
        input = RecordBuffer(stream, name: name, capacity: 1 << 18, limit: SheetStream.rowBytes * 2)
        phase = isPlain ? .head : .rest
        super.init()
        reader = try XMLReader(name: name, self)
    }

    deinit {
        cells.deinitialize(count: 1)
        cells.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        while taken == cells.pointee.output.count, let reader {
            cells.pointee.clear()
            taken = 0
            if reader.isAtEnd {
                self.reader = nil
                break
            }
            try advance(reader)
            if let failure = cells.pointee.failure { throw failure }
        }
        let count = min(buffer.count, cells.pointee.output.count - taken)
        cells.pointee.output.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[taken..<taken + count]))
        }
        taken += count
        return count
    }

    // MARK: Phases

    private func advance(_ reader: XMLReader) throws(StoreError) {
        if reader.isSuspended { return try reader.resume() }
        switch phase {
        case .head: try readHead(reader)
        case .rows: try readRows(reader)
        case .rest:
            if input.count == 0 { _ = try input.readMore() }
            let count = min(input.count, XMLReader.chunkBytes)
            try parse(count, reader, isLast: count == 0 && input.isAtEnd)
        }
    }

    /// Hands so many bytes to the parser.
    private func parse(_ count: Int, _ reader: XMLReader, isLast: Bool = false) throws(StoreError) {
        try reader.parse(input.slice(input.start..<(input.start + count)), isLast: isLast)
        input.consume(to: input.start + count, lines: 0)
    }

    private func readHead(_ reader: XMLReader) throws(StoreError) {
        if let end = input.end(of: "<sheetData>", rare: 6, from: input.start) {
            phase = .rows
            try parse(end - input.start, reader)
            // Where it stands in a comment, say.
            if !cells.pointee.hasBegun { phase = .rest }
        } else if input.isAtEnd || input.count > SheetStream.headBytes {
            phase = .rest
        } else {
            _ = try input.readMore()
        }
    }

    private func readRows(_ reader: XMLReader) throws(StoreError) {
        while !cells.pointee.isFull {
            guard let row = try nextRow() else {
                phase = .rest
                return
            }
            guard PlainRow.read(row, into: &cells.pointee) else { return try parse(row.count, reader) }
            if cells.pointee.failure != nil { return }
            input.consume(to: input.start + row.count, lines: 0)
        }
    }

    /// nil where something else than a row comes, or one that is larger than any that spreadsheets write.
    private func nextRow() throws(StoreError) -> UnsafeBufferPointer<UInt8>? {
        // Where the row's end may be.
        var searched = 0
        while true {
            if input.count > 5 {
                let start = input.slice(input.start..<(input.start + 5))
                guard start.begins(with: "<row ") || start.begins(with: "<row>") else { return nil }
                if let end = input.end(of: "</row>", rare: 4, from: input.start + searched) {
                    return input.slice(input.start..<end)
                }
                searched = max(0, input.count - 5)
            }
            guard !input.isAtEnd, input.count < SheetStream.rowBytes, try input.readMore() else { return nil }
        }
    }

    // MARK: Elements

    override func begin(_ name: XMLName, _ attributes: XMLAttributes) { cells.pointee.begin(name, attributes) }
    override func text(_ bytes: UnsafeBufferPointer<UInt8>) { cells.pointee.text(bytes) }

    override func end(_ name: XMLName) -> Bool {
        cells.pointee.end(name)
        return cells.pointee.isFull
    }
}

extension RecordBuffer {
    /// Behind the first place at which a text of ASCII stands; nil where it is not there so far.
    ///
    /// - Parameter rare: the place in the text of a character that is seldom elsewhere.
    fileprivate func end(of text: StaticString, rare: Int, from: Int) -> Int? {
        let count = text.utf8CodeUnitCount
        var place = from + rare
        while place < filled {
            // unsafe: between the buffer's first and last byte.
            guard let found = memchr(bytes + place, Int32(text.utf8Start[rare]), filled - place) else { return nil }
            place = UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
            let start = place - rare
            guard start + count <= filled else { return nil }
            if slice(start..<(start + count)).begins(with: text) { return start + count }
            place += 1
        }
        return nil
    }
}
