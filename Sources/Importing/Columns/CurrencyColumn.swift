internal import Model

/// The column of a file that says which currency its amounts are in: amounts of another one than the store's are no
/// amounts of the store.
enum CurrencyColumn {
    private static let names: Set<String> = [
        "currency", "currencycode", "ordercurrency", "currencyisocode", "währung", "waehrung", "devise", "moneda",
        "币种", "货币", "幣別", "通貨",
    ]

    /// - Returns: nil where no column is one. A mapping knows its own, or none.
    static func find(in header: [String], _ options: ImportOptions) -> Int? {
        if let name = options.currencyColumn, let column = ColumnMatcher.column([name], in: header) { return column }
        return header.firstIndex { names.contains(ColumnMatcher.normalised($0)) }
    }

    /// - Parameter stated: what a mapping calls it; nil to go by the usual names.
    static func isOne(_ name: String, _ stated: String?) -> Bool {
        let name = ColumnMatcher.normalised(name)
        return stated.map { ColumnMatcher.normalised($0) == name } ?? names.contains(name)
    }

    static func isSame(_ text: String, _ currency: Currency) -> Bool {
        text.uppercased() == currency.code || CurrencyMarks.of(currency).contains(Array(text.utf8))
    }
}
