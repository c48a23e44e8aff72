internal import Model

/// Words for yes and no beside those that `ValueReader` reads.
enum BoolWords {
    private static let words: [[UInt8]: Bool] = {
        let yes = [
            "on", "ja", "j", "oui", "si", "sí", "sim", "是", "有", "真", "はい", "예", "✓", "✔",
            // As spreadsheets and statistics programs write them.
            "wahr", "vrai", "verdadero", "verdadeiro", "vero", "waar", "prawda", "истина", "1.0",
        ]
        let no = [
            "off", "nein", "non", "nee", "não", "否", "无", "無", "假", "いいえ", "아니요", "✗", "✘",
            "falsch", "faux", "falso", "onwaar", "fałsz", "ложь", "0.0",
        ]
        let known = yes.map { (Array($0.utf8), true) } + no.map { (Array($0.utf8), false) }
        return Dictionary(uniqueKeysWithValues: known)
    }()

    static func write(_ cell: UTF8Bytes, into scratch: inout CellScratch) -> Bool {
        guard cell.count <= 16 else { return false }
        let word = Array(String(decoding: CellText.content(cell, isText: false), as: UTF8.self).lowercased().utf8)
        guard let value = words[word] else { return false }
        scratch.begin()
        scratch.append(value ? "y" : "n")
        return true
    }
}
