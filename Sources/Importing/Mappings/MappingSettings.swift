internal import Model
package import Store

extension ImportOptions {
    /// Takes what a mapping says for what nobody has said otherwise.
    ///
    /// - Throws: E0619.
    package mutating func adopt(_ mapping: SourceMapping) throws(StoreError) {
        for (name, text) in mapping.settings.sorted(by: { $0.key < $1.key }) {
            guard try adopt(name, text) else {
                throw StoreError(.badMapping, "\(mapping.source): `\(name)` can't be “\(text)”")
            }
        }
    }

    private mutating func adopt(_ name: String, _ text: String) throws(StoreError) -> Bool {
        switch name {
        case "encoding":
            guard let named = TextEncoding(named: text) else { return false }
            encoding = encoding ?? named
        case "separator":
            guard let byte = ImportOptions.separator(text) else { return false }
            separator = separator ?? byte
        case "skip":
            guard let count = Int(text), count >= 0 else { return false }
            recordsAbove = recordsAbove ?? count
        case "decimal":
            guard text == "," || text == "." else { return false }
            decimal = decimal ?? (text == "," ? .comma : .point)
        case "date_format":
            guard DateForm(word: text) != nil || DateFormat(pattern: text) != nil else { return false }
            dateFormat = dateFormat ?? text
        case "null":
            if missing.isEmpty { missing = [Array(text.utf8)] }
        case "repeated":
            guard let which = OnRepeat(rawValue: text) else { return false }
            if onRepeat == .reject { onRepeat = which }
        case "time_zone":
            do {
                let zone = try TimeZoneRules.load(named: text)
                if !isTimeZoneStated { timeZone = zone }
            } catch { return false }
        case "currency": currencyColumn = text
        default: return false
        }
        return true
    }

    /// A character that separates cells, or `tab`.
    package static func separator(_ text: String) -> UInt8? {
        if ["tab", "\\t", "\t"].contains(text) { return UInt8(ascii: "\t") }
        guard text.utf8.count == 1, let byte = text.utf8.first, byte >= 0x20, byte < 0x7F,
              !"\"\n\r".utf8.contains(byte) else {
            return nil
        }
        return byte
    }
}
