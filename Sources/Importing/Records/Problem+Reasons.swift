internal import Model

extension ValueReader.Problem {
    /// Why a cell of a column is no value: with what only the cell itself gives away.
    func reason(of cell: UTF8Bytes, _ column: CheckedColumn, _ currency: Currency) -> String {
        switch column.kind {
        case .money:
            guard let other = CurrencyMarks.foreign(cell, currency) else { return reason }
            return "is in \(other), and the store counts in \(currency.code)"
        case .date, .time:
            if column.kind == .time, ValueReader.Problem.isCount(cell) {
                return reason + "; --date-format seconds or milliseconds reads numbers since 1970"
            }
            guard column.date == .yearFirst, case .yearLast? = WrittenDate(cell)?.order else { return reason }
            return "could be day and month or month and day (--date-format says which)"
        case .bool, .int, .number, .text, .duration:
            return reason
        }
    }

    /// As many digits as there are seconds since 1970, or more.
    private static func isCount(_ cell: UTF8Bytes) -> Bool {
        cell.count >= 10 && cell.allSatisfy { $0 &- UInt8(ascii: "0") < 10 || $0 == UInt8(ascii: ".") }
    }
}

/// Why cells are refused that would be values, were it not for what spreadsheets do.
enum RejectReason {
    static let openFormula =
        "is a formula that has not been worked out: open the workbook in a spreadsheet program and save it"
    static let roundedKey =
        "is a number of which a spreadsheet has kept the first digits alone: make the column one of texts there"
}
