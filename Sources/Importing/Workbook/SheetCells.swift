internal import Glibc
internal import Model
internal import Store

/// The cells of a sheet as they become lines of CSV.
///
/// A structure, and the only thing that an element touches: millions of them come, and each access to an object's
/// property is watched.
struct SheetCells {
    private let texts: SharedTexts
    private let styles: [CellFormats.Style]
    private let name: String
    private let epoch: Int64

    private(set) var output: [UInt8] = []
    private(set) var failure: StoreError?

    /// Number of cells of the current row in the output, and the number expected.
    private var cells = 0
    private var width = 0
    private var row = 0
    private var isInRow = false
    /// Whether the rows begin here.
    private(set) var hasBegun = false

    // State of the current cell.
    private enum CellType { case number, shared, text, inline, bool }
    private var type = CellType.number
    private var style = 0
    private var column = 0
    private var isInValue = false
    private var hasFormula = false
    private var phonetic = 0
    private var value: [UInt8] = []
    private var shared: [UInt8] = []

    /// A formula that no spreadsheet has worked out, by a character that Unicode keeps out of texts: no field takes it.
    static let openFormula = Array("\u{FFFE}=".utf8)

    /// As spreadsheets have them.
    private static let columnLimit = 16_384, rowLimit = 1_048_576
    private static let outputLimit = 1 << 20

    init(_ name: String, _ texts: SharedTexts, _ styles: [CellFormats.Style], hasEpoch1904: Bool) {
        self.texts = texts
        self.styles = styles
        self.name = name
        epoch = hasEpoch1904 ? 24_107 : 25_569
    }

    var isFull: Bool { output.count > SheetCells.outputLimit }

    /// Everything so far has been handed on.
    mutating func clear() { output.removeAll(keepingCapacity: true) }

    /// Before a row that may turn out to be more than it seems.
    struct Mark {
        fileprivate let bytes: Int, cells: Int, width: Int, row: Int, failure: StoreError?
    }

    var mark: Mark { Mark(bytes: output.count, cells: cells, width: width, row: row, failure: failure) }

    /// Takes back what has come since.
    mutating func goBack(to mark: Mark) {
        output.removeSubrange(mark.bytes...)
        (cells, width, row, failure, isInRow) = (mark.cells, mark.width, mark.row, mark.failure, false)
    }

    // MARK: Elements

    mutating func begin(_ name: XMLName, _ attributes: XMLAttributes) {
        switch name.letter {
        case UInt8(ascii: "c"): beginCell(attributes)
        case UInt8(ascii: "v"), UInt8(ascii: "t"): isInValue = phonetic == 0
        case UInt8(ascii: "f"): hasFormula = true
        case 0:
            if name.is("row") {
                beginRow(attributes.int("r"))
            } else if name.is("rPh") {
                phonetic += 1
            } else if name.is("sheetData") {
                hasBegun = true
            }
        default: break
        }
    }

    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        if isInValue, value.count <= ImportLimits.recordBytes { value.append(contentsOf: bytes) }
    }

    mutating func end(_ name: XMLName) {
        switch name.letter {
        case UInt8(ascii: "v"), UInt8(ascii: "t"): isInValue = false
        case UInt8(ascii: "c"): endCell()
        case 0:
            if name.is("row") { endRow() } else if name.is("rPh") { phonetic -= 1 }
        default: break
        }
    }

    /// - Parameter number: nil for the one behind the row before.
    mutating func beginRow(_ number: Int?) {
        let next = number ?? row + 1
        guard next > row, next <= SheetCells.rowLimit else {
            failure = failure ?? StoreError(
                .unreadableInput, "cannot read \(name): its rows are out of order", notes: ["nothing was imported"])
            return
        }
        // Rows that are not there are lines without anything: numbers of lines are those of rows.
        output.append(contentsOf: repeatElement(0x0A, count: next - row - 1))
        row = next
        (cells, column, isInRow) = (0, 0, true)
    }

    mutating func endRow() {
        guard isInRow else { return }
        isInRow = false
        // A row of nothing is an empty line, however wide others are.
        if cells > 0 {
            while cells < width { beginNext() }
            width = max(width, cells)
        }
        output.append(0x0A)
    }

    private mutating func beginCell(_ attributes: XMLAttributes) {
        let word = attributes.pointer("t").map { (UInt8(bitPattern: $0[0]), UInt8(bitPattern: $0[1])) }
        beginCell(place: attributes.pointer("r"), style: attributes.int("s"), type: word)
    }

    /// - Parameters:
    ///   - place: `B2`, which need not end behind its letters; nil for the place behind the cell before.
    ///   - type: the first two characters of the word, the second 0 where there is one; nil for a number.
    mutating func beginCell(place: UnsafePointer<CChar>?, style: Int?, type: (UInt8, UInt8)?) {
        column += 1
        if let place { column = SheetCells.column(place) ?? column }
        self.style = style ?? 0
        self.type = switch type {
        case nil, (UInt8(ascii: "n"), 0)?: .number
        case (UInt8(ascii: "s"), 0)?: .shared
        case (UInt8(ascii: "b"), 0)?: .bool
        case (UInt8(ascii: "i"), _)?: .inline
        default: .text
        }
        // Less than to replace its contents by nothing.
        value.removeLast(value.count)
        hasFormula = false
    }

    /// Adds text to the value of the current cell.
    mutating func set(_ text: UnsafeBufferPointer<UInt8>) { value.append(contentsOf: text) }

    /// `AB12` is the 28th.
    private static func column(_ place: UnsafePointer<CChar>) -> Int? {
        var number = 0, place = place
        while case let letter = UInt8(bitPattern: place.pointee) & 0xDF, letter &- UInt8(ascii: "A") < 26,
              number < columnLimit {
            number = number * 26 + Int(letter - UInt8(ascii: "A")) + 1
            place += 1
        }
        return number == 0 ? nil : number
    }

    mutating func endCell() {
        // A formula of type text without a value results in an empty text.
        let isOpen = hasFormula && value.isEmpty && type != .text
        guard isInRow, !value.isEmpty || isOpen else { return }
        guard column <= SheetCells.columnLimit, column > cells else {
            failure = failure ?? StoreError(
                .unreadableInput, "cannot read \(name): the cells of row \(row) are out of order",
                notes: ["nothing was imported"])
            return
        }
        while cells < column - 1 { beginNext() }
        beginNext()
        if isOpen { return output.append(contentsOf: SheetCells.openFormula) }
        switch type {
        case .number: appendNumber()
        case .bool: output.append(contentsOf: (value == [UInt8(ascii: "1")] ? "true" : "false").utf8)
        case .inline, .text:
            WorkbookText.unescape(&value)
            appendText(value)
        case .shared:
            shared.removeAll(keepingCapacity: true)
            guard let index = SheetCells.index(value), texts.append(index, to: &shared) else {
                failure = failure ?? StoreError(
                    .unreadableInput, "cannot read \(name): it lacks the text of a cell in row \(row)",
                    notes: ["nothing was imported"])
                return
            }
            appendText(shared)
        }
    }

    private static func index(_ digits: [UInt8]) -> Int? {
        guard digits.count < 10 else { return nil }
        var number = 0
        for digit in digits {
            guard digit &- UInt8(ascii: "0") < 10 else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }

    private mutating func beginNext() {
        if cells > 0 { output.append(UInt8(ascii: ",")) }
        cells += 1
    }

    private mutating func appendText(_ text: [UInt8]) {
        if QuotedText.isNeeded(for: text, UInt8(ascii: ",")) {
            QuotedText.append(text, to: &output)
        } else {
            output.append(contentsOf: text)
        }
    }

    // MARK: Numbers

    private mutating func appendNumber() {
        while let last = value.last, last <= 0x20 { value.removeLast() }
        if let first = value.first, first <= 0x20 { value.removeFirst(value.firstIndex { $0 > 0x20 } ?? value.count) }
        guard styles.indices.contains(style) else { return appendPlain() }
        switch styles[style].kind {
        case .number:
            if styles[style].isPlain { return appendPlain() }
            output.append(contentsOf: styles[style].foreignMark)
            if styles[style].digits > value.count, SheetCells.isWhole(value) {
                output.append(contentsOf: repeatElement(0x30, count: styles[style].digits - value.count))
            }
            appendPlain()
        case .date: if let number, number.isFinite { appendDate(number) } else { appendText(value) }
        case .duration: if let number, number.isFinite { appendDuration(number) } else { appendText(value) }
        }
    }

    private static func isWhole(_ digits: some Collection<UInt8>) -> Bool {
        digits.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }

    /// Whole numbers and short ones as they stand: they may be keys. So do those of so many digits that they have a
    /// power of ten: which number was meant the workbook does not say.
    private mutating func appendPlain() {
        let hasPower = value.contains { $0 | 0x20 == UInt8(ascii: "e") }
        let digits = value.dropFirst(value.first == UInt8(ascii: "-") ? 1 : 0)
        if SheetCells.isWhole(digits) || value.count < 16 && !hasPower { return appendText(value) }
        guard let number, number.isFinite, !hasPower || abs(number) < 1e15 else { return appendText(value) }
        output.append(contentsOf: SheetCells.text(number).utf8)
    }

    /// The number written in digits with at most one point, where the digits form an integer of at most 2^53; nil
    /// for others. Divided by a power of ten that is exact as well, it is the nearest `Double`, as `strtod` gives it.
    static func shortNumber(_ value: [UInt8]) -> Double? {
        var digits: UInt64 = 0, fraction = 0, hasPoint = false
        guard !value.isEmpty, value.count <= 17 else { return nil }
        for byte in value {
            let digit = byte &- UInt8(ascii: "0")
            if digit < 10 {
                digits = digits * 10 + UInt64(digit)
                fraction += hasPoint ? 1 : 0
            } else {
                guard byte == UInt8(ascii: "."), !hasPoint else { return nil }
                hasPoint = true
            }
        }
        guard digits <= 1 << 53, value.count > 1 || !hasPoint else { return nil }
        return Double(digits) / powersOfTen[fraction]
    }

    private static let powersOfTen: [Double] = (0...17).map { (0..<$0).reduce(1.0) { power, _ in power * 10 } }

    /// The cell at hand; nil where it is none.
    private var number: Double? {
        mutating get {
            if let number = SheetCells.shortNumber(value) { return number }
            value.append(0)
            defer { value.removeLast() }
            return value.withUnsafeBufferPointer { bytes -> Double? in
                bytes.withMemoryRebound(to: CChar.self) { text in
                    guard let start = text.baseAddress else { return nil }
                    var end: UnsafeMutablePointer<CChar>?
                    let number = strtod(start, &end)
                    return end.map { $0 - UnsafeMutablePointer(mutating: start) } == text.count - 1 ? number : nil
                }
            }
        }
    }

    /// Without the noise of a calculation: 19.899999999999999 is 19.9, as spreadsheets show it with 15 digits. Where
    /// these are not enough to come to a short number, all digits count.
    private static func text(_ number: Double) -> String {
        if number.rounded() == number, abs(number) < 1e15 { return String(Int64(number)) }
        var buffer = [CChar](repeating: 0, count: 64)
        let count = withVaList([number]) { vsnprintf(&buffer, buffer.count, "%.15g", $0) }
        let text = String(decoding: buffer[..<max(0, Int(count))].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard text.utf8.count(where: { $0 &- UInt8(ascii: "0") < 10 }) <= 13, let short = Double(text) else {
            return String(number)
        }
        return short.rounded() == short && abs(short) < 1e15 ? String(Int64(short)) : text
    }

    /// A thousandth of a second is the finest that a workbook shows, and about what it keeps.
    private static let perDay = 86_400_000.0

    private mutating func appendDate(_ number: Double) {
        // The calendar of 1900 has a 29 February that never was.
        let has1900 = epoch == 25_569, isLeapDay = has1900 && number >= 60 && number < 61
        let days = has1900 && number < 60 && number >= 1 ? number + 1 : number
        let count = (days * SheetCells.perDay).rounded()
        guard count >= 0, count < 2_958_466 * SheetCells.perDay else { return appendText(value) }
        let milliseconds = Int64(count), ofDay = milliseconds % 86_400_000
        // Below a day there is a time of day alone.
        if number >= 1 {
            let date = CivilDate(daysSinceEpoch: Int32(clamping: milliseconds / 86_400_000 - epoch)).components
            appendDigits(date.year, 4)
            output.append(UInt8(ascii: "-"))
            appendDigits(date.month, 2)
            output.append(UInt8(ascii: "-"))
            appendDigits(isLeapDay ? 29 : date.day, 2)
            if ofDay == 0 { return }
            output.append(UInt8(ascii: "T"))
        }
        appendClock(Int(ofDay))
    }

    private mutating func appendDuration(_ number: Double) {
        let milliseconds = (abs(number) * SheetCells.perDay).rounded()
        guard milliseconds < 1e15 else { return appendText(value) }
        if number < 0 { output.append(UInt8(ascii: "-")) }
        appendClock(Int(milliseconds))
    }

    private mutating func appendClock(_ milliseconds: Int) {
        let seconds = milliseconds / 1000
        appendDigits(seconds / 3600, 2)
        output.append(UInt8(ascii: ":"))
        appendDigits(seconds / 60 % 60, 2)
        output.append(UInt8(ascii: ":"))
        appendDigits(seconds % 60, 2)
        guard milliseconds % 1000 > 0 else { return }
        output.append(UInt8(ascii: "."))
        appendDigits(milliseconds % 1000, 3)
    }

    /// With zeros in front.
    private mutating func appendDigits(_ number: Int, _ count: Int) {
        if number < 100, count == 2 {
            let tens = number / 10
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: tens))
            return output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number - tens * 10))
        }
        var divisor = 1, digits = 1
        while digits < count || number / divisor >= 10 {
            divisor *= 10
            digits += 1
        }
        while divisor > 0 {
            output.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
