internal import Store

/// The cells of a sheet as CSV, row by row, as the sheet's XML comes.
final class SheetStream: ByteStream, XMLReceiver {
    private var reader: XMLReader?
    private var cells: SheetCells
    private var taken = 0

    init(
        _ stream: any ByteStream, name: String, _ texts: SharedTexts, _ styles: [CellFormats.Style],
        hasEpoch1904: Bool
    ) throws(StoreError) {
        cells = SheetCells(name, texts, styles, hasEpoch1904: hasEpoch1904)
        reader = nil
        reader = try XMLReader(stream, name: name, self)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        while taken == cells.output.count, let reader {
            cells.clear()
            taken = 0
            if reader.isAtEnd {
                self.reader = nil
                break
            }
            try reader.advance()
            if let failure = cells.failure { throw failure }
        }
        let count = min(buffer.count, cells.output.count - taken)
        cells.output.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[taken..<taken + count]))
        }
        taken += count
        return count
    }

    // MARK: Elements

    func begin(_ name: XMLName, _ attributes: XMLAttributes) { cells.begin(name, attributes) }
    func text(_ bytes: UnsafeBufferPointer<UInt8>) { cells.text(bytes) }

    /// - Returns: whether what has come is enough for now.
    func end(_ name: XMLName) -> Bool {
        cells.end(name)
        return cells.isFull
    }
}
