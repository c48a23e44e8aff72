internal import Model

/// The line with which spreadsheets and reports end.
enum TotalLine {
    private static let words: Set<String> = [
        "total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "insgesamt", "total général",
        "totale", "suma", "totaal", "合计", "总计", "小计", "合計", "總計", "계", "합계", "итого",
    ]

    /// Whether a record names a total first, and has nothing beside it but numbers.
    static func isOne(_ reader: DelimitedReader) -> Bool {
        let cells = reader.cells.lazy.filter { !$0.range.isEmpty }.map { reader.bytes($0) }
        guard let first = cells.first, isWord(first) else { return false }
        return cells.dropFirst().allSatisfy { cell in cell.contains { $0 &- UInt8(ascii: "0") < 10 } }
    }

    private static func isWord(_ cell: UTF8Bytes) -> Bool {
        guard cell.count <= 40 else { return false }
        let text = String(decoding: CellText.content(cell, isText: false), as: UTF8.self).lowercased()
        return words.contains(text.hasSuffix(":") || text.hasSuffix("：") ? String(text.dropLast()) : text)
    }
}
