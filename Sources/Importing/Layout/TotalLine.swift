internal import Model

/// The line with which spreadsheets and reports end.
enum TotalLine {
    private static let words: Set<String> = [
        "total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "insgesamt", "total général", "totale", "suma",
        "totaal", "合计", "总计", "小计", "合計", "總計", "계", "합계", "итого",
    ]

    static func begins(with cell: UTF8Bytes?) -> Bool {
        guard let cell, cell.count <= 40 else { return false }
        let text = String(decoding: CellText.content(cell, isText: false), as: UTF8.self).lowercased()
        return words.contains(text.hasSuffix(":") || text.hasSuffix("：") ? String(text.dropLast()) : text)
    }
}
