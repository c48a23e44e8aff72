internal import Model
internal import Store

/// How the cells of the columns of one input are written.
struct ColumnForms {
    /// By column; nil for columns whose values have only one form.
    var numbers: [NumberForm?]
    var dates: [DateForm?]
    /// As somebody has stated, which holds for all values of the column.
    var stated: [DateFormat?]
    /// Cells that stand for no value, beside empty ones.
    var missing: Set<[UInt8]> = []

    /// Columns whose keys have to be texts, of an input that can't be read twice.
    var textKeys: Set<Int> = []

    /// Columns of keys some of which are fractions.
    var exactKeys: Set<Int> = []

    /// Columns with times of more digits than are kept.
    var isFine: [Bool]
    /// Two values of each column, as they are written.
    var samples: [[String]]

    /// Descriptions of forms that differ from those that programs write.
    func said(_ names: [String]) -> [(column: String, form: String)] {
        var said = numbers.contains(.comma) ? [(column: "numbers", form: "decimal comma")] : []
        for (index, date) in dates.enumerated() {
            if let date, date != .yearFirst { said.append((names[index], date.name)) }
            if isFine[index] { said.append((names[index], "digits beyond microseconds are left out")) }
        }
        return said
    }

    /// All as a program would write them.
    static func plain(count: Int) -> ColumnForms {
        ColumnForms(numbers: Array(repeating: nil, count: count), dates: Array(repeating: nil, count: count),
                    stated: Array(repeating: nil, count: count), isFine: Array(repeating: false, count: count),
                    samples: Array(repeating: [], count: count))
    }
}

/// Evidence from the cells of an input of how they are written.
final class ColumnEvidence {
    private let kinds: [ValueKind]
    private let mayBecomeText: [Bool]
    private let isKey: [Bool]
    private let currency: Currency
    private let missing: Set<[UInt8]>
    private var numbers: [NumberEvidence]
    private var dates: [DateEvidence]
    private var textKeys: Set<Int> = []
    private var exactKeys: Set<Int> = []
    private var samples: [[String]]

    private let latestYear: Int
    private let hasEpoch1904: Bool

    /// - Parameters:
    ///   - fields: of the columns.
    ///   - hasEpoch1904: whether the input is a workbook that counts days from 1904.
    init(_ fields: [Field], currency: Currency, hasEpoch1904: Bool, _ options: ImportOptions) {
        self.hasEpoch1904 = hasEpoch1904
        missing = options.missing
        // Appointments are made for the year to come.
        let today = options.timeZone.day(of: options.now)
        latestYear = options.now.microseconds == 0 ? .max : today.components.year + 1
        kinds = fields.map(\.type.kind)
        mayBecomeText = fields.map { $0.keyDomain != nil && $0.type.kind == .int }
        isKey = fields.map { $0.keyDomain != nil }
        self.currency = currency
        numbers = kinds.map { _ in NumberEvidence() }
        dates = kinds.map { _ in DateEvidence() }
        samples = kinds.map { _ in [] }
    }

    /// - Parameter isLiteral: whether it is a number of JSON.
    func note(_ index: Int, _ cell: UTF8Bytes, isLiteral: Bool = false) {
        if cell.isEmpty || !missing.isEmpty && missing.contains(Array(cell)) { return }
        if samples[index].count < 2 {
            let text = String(decoding: CellText.content(cell, isText: kinds[index] == .text).prefix(60), as: UTF8.self)
            if !text.isEmpty, !samples[index].contains(text) { samples[index].append(text) }
        }
        if isKey[index] {
            let content = CellText.content(cell, isText: false)
            if mayBecomeText[index], !content.isEmpty, KeyText.isText(content) { textKeys.insert(index) }
            if KeyText.hasFraction(content) { exactKeys.insert(index) }
        }
        switch kinds[index] {
        case .int, .number, .money:
            if !isLiteral { numbers[index].note(cell, kinds[index] == .money ? currency : nil) }
        case .date, .time: dates[index].note(cell)
        case .bool, .text, .duration: break
        }
    }

    /// Columns that more rows could settle.
    var hasDoubts: Bool {
        dates.contains {
            switch $0.verdict(latestYear: latestYear) {
            case .ambiguous, .ambiguousYear: true
            case .form, .contradictory: false
            }
        }
            || numbers.contains { $0.settled == nil && $0.ambiguous != nil }
    }

    /// Numbers by what all columns say together, where one says nothing: a file is written by one program. Dates each
    /// by itself.
    ///
    /// - Parameters:
    ///   - names: the file's of each column.
    ///   - fields: of the model.
    ///   - separator: of a delimited text: where it is a comma, `1.234` is no thousand.
    /// - Throws: E0615 where a value has two readings and nothing decides.
    func forms(
        _ names: [String], _ fields: [Field], separator: UInt8?, isWorkbook: Bool, _ options: ImportOptions
    ) throws(StoreError) -> ColumnForms {
        var forms = ColumnForms.plain(count: kinds.count)
        forms.missing = missing
        (forms.textKeys, forms.exactKeys) = (textKeys, exactKeys)
        forms.samples = samples
        var all = NumberEvidence()
        numbers.forEach { all.add($0) }
        for (index, kind) in kinds.enumerated() {
            switch kind {
            case .int, .number, .money:
                forms.numbers[index] = isWorkbook ? try numberOfWorkbook(index, names[index])
                    : try number(index, all, names[index], separator, options)
            case .date, .time:
                forms.stated[index] = options.dateFormat(of: fields[index])
                guard forms.stated[index] == nil else { break }
                if let form = options.dateForm(of: fields[index]) {
                    forms.dates[index] = form
                    break
                }
                forms.dates[index] = try date(index, names[index], fields[index])
                forms.isFine[index] = dates[index].isFine
            case .bool, .text, .duration: break
            }
        }
        return forms
    }

    /// Cells that hold numbers have a decimal point; only texts may have a comma.
    private func numberOfWorkbook(_ index: Int, _ name: String) throws(StoreError) -> NumberForm {
        let evidence = numbers[index]
        guard evidence.settled == .comma else { return .point }
        guard let value = evidence.withPoint else { return .comma }
        throw StoreError(
            .ambiguousValues, "\(name): some cells are texts with a decimal comma, others are numbers such as \(value)",
            notes: ["make numbers of the texts in the workbook, or save it as CSV", "nothing was imported"])
    }

    private func number(
        _ index: Int, _ all: NumberEvidence, _ name: String, _ separator: UInt8?, _ options: ImportOptions
    ) throws(StoreError) -> NumberForm {
        if let decimal = options.decimal { return decimal }
        let evidence = numbers[index]
        // Where the currency has no decimals, every sign parts thousands.
        if kinds[index] == .money, currency.minorDigits == 0 {
            if evidence.pointOnly > 0, let value = evidence.withPoint { throw ambiguousNumber(name, value) }
            return evidence.withPoint != nil && evidence.withComma == nil ? .comma : .point
        }
        if evidence.isContradictory {
            throw StoreError(
                .ambiguousValues, "\(name): some values have a decimal point, others a decimal comma",
                notes: ColumnEvidence.decimalNotes)
        }
        if let form = evidence.settled ?? all.settled { return form }
        // Files with commas as separators are taken to have decimal points, except in amounts: those with three digits
        // after a point are as likely to be thousands.
        let isComma = separator == UInt8(ascii: ",") || separator == nil
        let isPlain = isComma && (kinds[index] != .money || currency.minorDigits == 3)
        guard let value = evidence.withComma ?? (isPlain ? nil : evidence.withPoint) else { return .point }
        throw ambiguousNumber(name, value)
    }

    private static let decimalNotes = [
        "`--decimal .` where the point is the decimal sign, `--decimal ,` where the comma is", "nothing was imported",
    ]

    private func ambiguousNumber(_ name: String, _ value: String) -> StoreError {
        let plain = value.filter { $0 != "," && $0 != "." }
        let decimal = value.replacing(",", with: ".")
        return StoreError(
            .ambiguousValues, "\(name): “\(value)” may be \(plain) or \(decimal), and no other value says which",
            notes: ColumnEvidence.decimalNotes)
    }

    private func date(_ index: Int, _ name: String, _ field: Field) throws(StoreError) -> DateForm {
        switch dates[index].verdict(latestYear: latestYear) {
        case .form(.serial) where hasEpoch1904: return .serial1904
        case .form(let form): return form
        case .ambiguousYear(let value):
            throw ambiguous(
                "\(name): which number of \(shown(value, field)) is the year can't be told",
                "`--date-format \(field.name)=ymd` where it is the first, `\(field.name)=dmy` or "
                    + "`\(field.name)=mdy` where it is the last")
        case .ambiguous(let value):
            throw ambiguous(
                "\(name): day and month of \(shown(value, field)) can't be told apart",
                "`--date-format \(field.name)=dmy` where the day comes first, `\(field.name)=mdy` where the month does")
        case .contradictory:
            throw ambiguous(
                "\(name): the day comes first in some dates, the month in others",
                "`--date-format \(field.name)=dmy` or `\(field.name)=mdy` says which are right; the others are rejected"
            )
        }
    }

    private func shown(_ value: String, _ field: Field) -> String { field.isPersonal ? "its dates" : "“\(value)”" }

    private func ambiguous(_ message: String, _ note: String) -> StoreError {
        StoreError(.ambiguousValues, message, notes: [note, "nothing was imported"])
    }
}
