internal import Model

/// How the numbers of a column are written.
package enum NumberForm: Hashable, Sendable {
    /// `1,234.50`, `1 234.50`, `1'234.50`.
    case point
    /// `1.234,50`, `1 234,50`, `1'234,50`.
    case comma

    var decimal: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
    /// Separator allowed between groups of three digits, besides spaces and apostrophes.
    var grouping: UInt8 { self == .point ? UInt8(ascii: ",") : UInt8(ascii: ".") }

    /// Writes a cell as `ValueReader` reads numbers: `-1234.50`. False where it is no number in this form.
    ///
    /// - Parameter currency: whose signs may stand with the number; nil for none.
    func write(_ cell: UTF8Bytes, currency: Currency?, into scratch: inout CellScratch) -> Bool {
        scratch.begin()
        guard let body = NumberBody(cell, currency: currency) else { return false }
        if body.isNegative { scratch.append("-") }
        var wholeDigits = 0, groupDigits = -1, hasDecimal = false, place = 0
        let bytes = body.digits
        while place < bytes.count {
            let byte = bytes[place]
            if byte &- UInt8(ascii: "0") < 10 {
                scratch.append(byte)
                if !hasDecimal { wholeDigits += 1 }
                if groupDigits >= 0 { groupDigits += 1 }
                place += 1
            } else if byte == decimal, !hasDecimal {
                guard groupDigits < 0 || groupDigits == 3 else { return false }
                (hasDecimal, groupDigits) = (true, -1)
                scratch.append(".")
                place += 1
            } else if !hasDecimal, let length = groupSeparator(bytes, at: place) {
                // `0.125` has no groups, nor has `012.345`.
                let begins = groupDigits < 0 && (1...3).contains(wholeDigits) && bytes[0] != UInt8(ascii: "0")
                guard groupDigits == 3 || begins else { return false }
                groupDigits = 0
                place += length
            } else {
                return false
            }
        }
        return (groupDigits < 0 || groupDigits == 3) && wholeDigits + (hasDecimal ? 1 : 0) > 0 && bytes.last != decimal
    }

    private func groupSeparator(_ bytes: UTF8Bytes, at place: Int) -> Int? {
        if bytes[place] == grouping || bytes[place] == UInt8(ascii: "'") { return 1 }
        // A typographic apostrophe, as in Switzerland.
        if bytes[place] == 0xE2, place + 2 < bytes.count, bytes[place + 1] == 0x80, bytes[place + 2] == 0x99 {
            return 3
        }
        return bytes[place] == 0x09 ? nil : CellText.blank(bytes, at: place, false)
    }
}

/// A number without its sign and currency.
struct NumberBody {
    let digits: UTF8Bytes
    let isNegative: Bool

    /// nil where a sign is there twice, or a parenthesis is not closed.
    init?(_ cell: UTF8Bytes, currency: Currency?) {
        var (start, end) = (0, cell.count), signs = 0, isNegative = false
        func skipBlanks() {
            while start < end, let length = CellText.blank(cell, at: start, false) { start += length }
            while end > start, cell[end - 1] <= 0x20 || NumberBody.endsInBlank(cell, start, end) {
                end -= cell[end - 1] <= 0x20 ? 1 : NumberBody.blankLength(cell, end)
            }
        }
        skipBlanks()
        if end - start > 2, cell[start] == UInt8(ascii: "("), cell[end - 1] == UInt8(ascii: ")") {
            (start, end, signs, isNegative) = (start + 1, end - 1, 1, true)
        }
        let marks = currency.map(CurrencyMarks.of) ?? []
        // `USD $5`: a sign and a name.
        var mark: Range<Int>?
        func isOther(_ range: Range<Int>) -> Bool { mark.map { !cell[$0].elementsEqual(cell[range]) } ?? true }
        while start < end {
            skipBlanks()
            guard start < end else { return nil }
            if cell[start] == UInt8(ascii: "-") || cell[start] == UInt8(ascii: "+") {
                isNegative = isNegative || cell[start] == UInt8(ascii: "-")
                (start, signs) = (start + 1, signs + 1)
            } else if NumberBody.beginsWithMinus(cell, start, end) {
                (start, signs, isNegative) = (start + 3, signs + 1, true)
            } else if currency != nil, let length = NumberBody.noCents(cell, start, end) {
                end -= length
            } else if end - start > 1, cell[end - 1] == UInt8(ascii: "-"), signs == 0 {
                (end, signs, isNegative) = (end - 1, signs + 1, true)
            } else if let length = CurrencyMarks.prefix(cell, start, end, marks), isOther(start..<(start + length)) {
                (start, mark) = (start + length, start..<(start + length))
            } else if let length = CurrencyMarks.suffix(cell, start, end, marks), isOther((end - length)..<end) {
                (end, mark) = (end - length, (end - length)..<end)
            } else {
                break
            }
        }
        guard start < end, signs <= 1 else { return nil }
        digits = UTF8Bytes(rebasing: cell[start..<end])
        self.isNegative = isNegative
    }

    /// Length of the suffix after the digits in `5.-`, `5.--` and `5,-`, as shops write whole amounts; nil without one.
    private static func noCents(_ cell: UTF8Bytes, _ start: Int, _ end: Int) -> Int? {
        var place = end
        while place > start, end - place < 2, cell[place - 1] == UInt8(ascii: "-") { place -= 1 }
        guard place < end, place - start > 1,
            cell[place - 1] == UInt8(ascii: ".") || cell[place - 1] == UInt8(ascii: ","),
              cell[place - 2] &- UInt8(ascii: "0") < 10 else { return nil }
        return end - place + 1
    }

    /// U+2212.
    private static func beginsWithMinus(_ cell: UTF8Bytes, _ start: Int, _ end: Int) -> Bool {
        end - start > 3 && cell[start] == 0xE2 && cell[start + 1] == 0x88 && cell[start + 2] == 0x92
    }

    private static func endsInBlank(_ cell: UTF8Bytes, _ start: Int, _ end: Int) -> Bool {
        let length = blankLength(cell, end)
        return length > 0 && end - length >= start
    }

    private static func blankLength(_ cell: UTF8Bytes, _ end: Int) -> Int {
        for length in 2...3 where end >= length {
            if CellText.blank(cell, at: end - length, false) == length { return length }
        }
        return 0
    }
}

/// Signs and names that stand with amounts of a currency.
enum CurrencyMarks {
    /// Longer ones first.
    static func of(_ currency: Currency) -> [[UInt8]] {
        let signs: [String] = switch currency.code {
        case "USD": ["US$", "$"]
        case "EUR": ["€", "Euro", "euro"]
        case "GBP": ["£"]
        case "CNY": ["CN¥", "RMB¥", "RMB", "人民币", "¥", "￥", "元"]
        case "JPY": ["JP¥", "¥", "￥", "円", "圓"]
        case "KRW": ["₩", "￦", "원"]
        case "TWD": ["NT$", "$", "元"]
        case "HKD": ["HK$", "$", "元"]
        case "INR": ["₹", "Rs.", "Rs"]
        case "BRL": ["R$"]
        case "CHF": ["Fr.", "SFr."]
        case "CAD": ["CA$", "C$", "$"]
        case "AUD": ["AU$", "A$", "$"]
        case "SGD": ["S$", "$"]
        case "MXN": ["MX$", "$"]
        case "RUB": ["₽", "руб."]
        case "PLN": ["zł"]
        case "CZK": ["Kč"]
        case "SEK", "NOK", "DKK": ["kr.", "kr"]
        case "TRY": ["₺"]
        case "VND": ["₫"]
        case "THB": ["฿"]
        default: []
        }
        return ([currency.code, currency.code.lowercased()] + signs).map { Array($0.utf8) }
    }

    /// The sign or name of another currency that an amount is written with.
    static func foreign(_ cell: UTF8Bytes, _ currency: Currency) -> String? {
        var scratch = CellScratch()
        let codes = [
            "USD", "EUR", "GBP", "CNY", "JPY", "KRW", "INR", "BRL", "CHF", "RUB", "PLN", "CZK", "SEK", "TRY", "VND",
            "THB",
        ]
        for code in codes {
            guard code != currency.code, let other = Currency(code: code) else { continue }
            for form in [NumberForm.point, .comma] where form.write(cell, currency: other, into: &scratch) {
                // Whatever has no mark at all is no amount in another currency.
                if !form.write(cell, currency: nil, into: &scratch) { return code }
            }
        }
        return nil
    }

    /// The mark of another currency among the texts that a workbook shows beside a number.
    static func foreignMark(in texts: [String], _ currency: Currency) -> [UInt8]? {
        let own = Set(of(currency))
        for text in texts {
            let mark = Array(text.utf8)
            guard !mark.isEmpty, !own.contains(mark) else { continue }
            if foreign(mark + [UInt8(ascii: "1")], currency) != nil { return mark }
        }
        return nil
    }

    private static func foreign(_ cell: [UInt8], _ currency: Currency) -> String? {
        cell.withUnsafeBufferPointer { foreign($0, currency) }
    }

    static func prefix(_ cell: UTF8Bytes, _ start: Int, _ end: Int, _ marks: [[UInt8]]) -> Int? {
        marks.first { $0.count < end - start && cell[start..<(start + $0.count)].elementsEqual($0) }?.count
    }

    static func suffix(_ cell: UTF8Bytes, _ start: Int, _ end: Int, _ marks: [[UInt8]]) -> Int? {
        marks.first { $0.count < end - start && cell[(end - $0.count)..<end].elementsEqual($0) }?.count
    }
}

/// Evidence of how a column's numbers are written: from the shape of its values alone, whatever the field accepts.
struct NumberEvidence {
    /// Values that are numbers with one decimal sign and not with the other.
    private(set) var pointOnly = 0, commaOnly = 0
    /// Values that are numbers either way, but other ones: `1.234` and `1,234`.
    private(set) var withPoint: String?, withComma: String?
    private var (first, second) = (CellScratch(), CellScratch())

    mutating func note(_ cell: UTF8Bytes, _ currency: Currency?) {
        // Whole numbers without groups say nothing.
        guard let sign = cell.last(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }) else { return }
        switch (NumberForm.point.write(cell, currency: currency, into: &first),
                NumberForm.comma.write(cell, currency: currency, into: &second)) {
        case (false, false): break
        case (true, false): pointOnly += 1
        case (false, true): commaOnly += 1
        case (true, true):
            guard first.bytes != second.bytes else { return }
            let text = String(decoding: cell.prefix(40), as: UTF8.self)
            if sign == UInt8(ascii: ".") { withPoint = withPoint ?? text } else { withComma = withComma ?? text }
        }
    }

    mutating func add(_ other: NumberEvidence) {
        pointOnly += other.pointOnly
        commaOnly += other.commaOnly
    }

    /// Values of both kinds, and as many of one as of the other.
    var isContradictory: Bool { pointOnly > 0 && pointOnly == commaOnly }

    /// The form that the evidence favours; nil where it is undecided.
    var settled: NumberForm? {
        pointOnly == commaOnly ? nil : pointOnly > commaOnly ? .point : .comma
    }

    /// A value that could be either number.
    var ambiguous: String? { withComma ?? withPoint }
}
