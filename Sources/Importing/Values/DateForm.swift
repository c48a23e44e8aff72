internal import Model

/// How the dates and times of a column are written. What has one reading alone is read in every form.
enum DateForm: Hashable {
    case yearFirst, dayMonthYear, monthDayYear
    /// Also where the year has two digits.
    case shortYearFirst
    /// Whole units since 1970, of which a second has so many.
    case epoch(perSecond: Int64)
    /// Days since the end of 1899, and a fraction, as spreadsheets keep them.
    case serial
    /// Days since 1904, of workbooks that say so.
    case serial1904

    /// Writes a cell as ISO 8601. False where it is no date in this form.
    ///
    /// - Parameter isDay: whether a day is wanted: a midnight is one.
    func write(_ cell: UTF8Bytes, isDay: Bool, into scratch: inout CellScratch) -> Bool {
        switch self {
        case .epoch(let units): return DateForm.writeEpoch(cell, units, isDay, into: &scratch)
        case .serial: return DateForm.writeSerial(cell, epoch: 25_569, into: &scratch)
        case .serial1904: return DateForm.writeSerial(cell, epoch: 24_107, into: &scratch)
        case .yearFirst, .dayMonthYear, .monthDayYear, .shortYearFirst: break
        }
        guard let date = WrittenDate(cell) else { return false }
        switch (date.order, self) {
        case (.known, _), (.yearLast, .monthDayYear):
            date.write(year: date.year, month: date.month, day: date.day, into: &scratch)
        case (.yearLast, .dayMonthYear):
            date.write(year: date.year, month: date.day, day: date.month, into: &scratch)
        case (.yearLast, .shortYearFirst):
            guard let (year, month, day) = date.shortYearFirst else { return false }
            date.write(year: year, month: month, day: day, into: &scratch)
        case (.yearLast, _):
            return false
        }
        return true
    }

    private static func writeEpoch(
        _ cell: UTF8Bytes, _ units: Int64, _ isDay: Bool, into scratch: inout CellScratch
    ) -> Bool {
        let content = CellText.content(cell, isText: false)
        guard let count = try? ValueReader(currency: .usd, timeZone: .utc).int(content) else {
            return false
        }
        let seconds = count / units, rest = count % units
        guard count >= 0, seconds < 253_402_300_800 else { return false }
        if isDay, rest == 0, seconds % 86_400 == 0 {
            writeDay(seconds, into: &scratch)
            return true
        }
        let microseconds = units > 1_000_000 ? rest / (units / 1_000_000) : rest * (1_000_000 / units)
        write(seconds, microseconds: microseconds, into: &scratch)
        scratch.append("Z")
        return true
    }

    /// The calendar of spreadsheets has a 29 February 1900; no date before March of that year is read.
    ///
    /// - Parameter epoch: the day that 1970 begins on.
    private static func writeSerial(_ cell: UTF8Bytes, epoch: Int64, into scratch: inout CellScratch) -> Bool {
        guard let days = try? ValueReader(currency: .usd, timeZone: .utc).number(CellText.content(cell, isText: false)),
              days >= 61, days < 2_958_466 else { return false }
        // A second is the finest that people enter; the fraction of a day is seldom exact.
        let seconds = (days * 86_400).rounded()
        let unix = Int64(seconds) - epoch * 86_400
        guard unix % 86_400 != 0 else {
            writeDay(unix, into: &scratch)
            return true
        }
        write(unix, microseconds: 0, into: &scratch)
        return true
    }

    private static func writeDay(_ seconds: Int64, into scratch: inout CellScratch) {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let date = CivilDate(daysSinceEpoch: Int32(clamping: days)).components
        scratch.begin()
        scratch.append(date.year, digits: 4)
        scratch.append("-")
        scratch.append(date.month, digits: 2)
        scratch.append("-")
        scratch.append(date.day, digits: 2)
    }

    private static func write(_ seconds: Int64, microseconds: Int64, into scratch: inout CellScratch) {
        writeDay(seconds, into: &scratch)
        let ofDay = Int((seconds % 86_400 + 86_400) % 86_400)
        scratch.append("T")
        scratch.append(ofDay / 3600, digits: 2)
        scratch.append(":")
        scratch.append(ofDay / 60 % 60, digits: 2)
        scratch.append(":")
        scratch.append(ofDay % 60, digits: 2)
        if microseconds > 0 {
            scratch.append(".")
            scratch.append(Int(microseconds), digits: 6)
        }
    }

    /// As `--date-format` takes it, beside patterns.
    var word: String {
        switch self {
        case .yearFirst, .shortYearFirst: "ymd"
        case .dayMonthYear: "dmy"
        case .monthDayYear: "mdy"
        case .epoch(1): "seconds"
        case .epoch(1_000): "milliseconds"
        case .epoch(1_000_000): "microseconds"
        case .epoch: "nanoseconds"
        case .serial: "serial"
        case .serial1904: "serial1904"
        }
    }

    private static let all: [DateForm] = [
        .shortYearFirst, .dayMonthYear, .monthDayYear, .epoch(perSecond: 1), .epoch(perSecond: 1_000),
        .epoch(perSecond: 1_000_000), .epoch(perSecond: 1_000_000_000), .serial, .serial1904,
    ]

    static var words: [String] { all.map(\.word) }

    init?(word: String) {
        guard let form = DateForm.all.first(where: { $0.word == word }) else { return nil }
        self = form
    }

    /// As the account of an import names it.
    var name: String {
        switch self {
        case .yearFirst, .shortYearFirst: "year, month, day"
        case .dayMonthYear: "day, month, year"
        case .monthDayYear: "month, day, year"
        case .epoch(1): "seconds since 1970"
        case .epoch(1_000): "milliseconds since 1970"
        case .epoch(1_000_000): "microseconds since 1970"
        case .epoch: "nanoseconds since 1970"
        case .serial: "days since 1900, as spreadsheets count"
        case .serial1904: "days since 1904, as the workbook counts"
        }
    }
}

/// Evidence from the values of a column of how its dates are written.
struct DateEvidence {
    /// Values with one reading, and those of a form alone.
    private(set) var known = 0, dayFirst = 0, monthFirst = 0
    /// Numbers and nothing else, by how many digits they have.
    private var digits: [Int: Int] = [:]
    /// A value whose day and month could be exchanged.
    private(set) var ambiguous: String?
    private(set) var others = 0
    private(set) var isFine = false
    private var serials = 0
    private var short = ShortDateEvidence()

    mutating func note(_ cell: UTF8Bytes) {
        let content = CellText.content(cell, isText: false)
        if content.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), content.count != 8 {
            digits[content.count, default: 0] += 1
            return
        }
        guard let date = WrittenDate(content) else {
            if DateEvidence.isSerial(content) { serials += 1 } else { others += 1 }
            return
        }
        isFine = isFine || date.isFinerThanMicroseconds
        guard case .yearLast(let separator) = date.order else {
            known += 1
            return
        }
        if date.hasTwoDigitYear { short.note(date, separator, content) }
        switch (date.month > 12, date.day > 12) {
        case (true, false): dayFirst += 1
        case (false, true): monthFirst += 1
        // Where points stand between the numbers, the day comes first, all over the world.
        case (false, false) where separator == UInt8(ascii: "."): dayFirst += 1
        // 7/7 is one day either way.
        case (false, false) where date.month == date.day: known += 1
        case (false, false): ambiguous = ambiguous ?? String(decoding: content.prefix(40), as: UTF8.self)
        case (true, true): others += 1
        }
    }

    /// `45292.5`.
    private static func isSerial(_ content: UTF8Bytes) -> Bool {
        let parts = content.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].count == 5 && parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
        }
    }

    enum Verdict: Equatable {
        case form(DateForm)
        /// The same value is one day to one half of the world and another to the other.
        case ambiguous(String)
        /// Values of both kinds.
        case contradictory
        /// Years have two digits, and may be the first number or the last.
        case ambiguousYear(String)
    }

    /// - Parameter latestYear: records of later ones are none that somebody has.
    func verdict(latestYear: Int) -> Verdict {
        if let verdict = short.verdict(latestYear: latestYear, areAllShort: known == 0) { return verdict }
        if dayFirst > 0, monthFirst > 0 { return .contradictory }
        if dayFirst > 0 { return .form(.dayMonthYear) }
        if monthFirst > 0 { return .form(.monthDayYear) }
        if let ambiguous { return .ambiguous(ambiguous) }
        guard known == 0, others == 0 else { return .form(.yearFirst) }
        let total = digits.values.reduce(0, +)
        let lengths = [(10, Int64(1)), (13, 1_000), (16, 1_000_000), (19, 1_000_000_000)]
        for (length, units) in lengths where digits[length] == total {
            if total > 0, serials == 0 { return .form(.epoch(perSecond: units)) }
        }
        if digits[5, default: 0] == total, total + serials > 0 { return .form(.serial) }
        return .form(.yearFirst)
    }
}

/// Evidence from dates with two-digit years of which number is the year: `26-03-04`.
private struct ShortDateEvidence {
    private var count = 0
    /// How many are dates with the year first, the day first, the month first.
    private var yearFirst = 0, dayFirst = 0, monthFirst = 0
    /// Where a hyphen stands between the numbers, as in ISO 8601, the year may well be the first.
    private var hasHyphen = false
    /// The first numbers, as long as there is but one, and whether the last ones differ.
    private var first: Int?, isFirstTheSame = true
    private var last: Int?, doLastDiffer = false
    private var latest = 0
    private var example = ""

    mutating func note(_ date: WrittenDate, _ separator: UInt8, _ content: UTF8Bytes) {
        if count == 0 { example = String(decoding: content.prefix(40), as: UTF8.self) }
        count += 1
        if date.shortYearFirst != nil { yearFirst += 1 }
        if (1...31).contains(date.month), (1...12).contains(date.day) { dayFirst += 1 }
        if (1...12).contains(date.month), (1...31).contains(date.day) { monthFirst += 1 }
        hasHyphen = hasHyphen || separator == UInt8(ascii: "-")
        isFirstTheSame = isFirstTheSame && (first == nil || first == date.month)
        doLastDiffer = doLastDiffer || last != nil && last != date.year
        (first, last, latest) = (date.month, date.year, max(latest, date.year))
    }

    /// nil where the years are the last numbers, or there are none of two digits.
    func verdict(latestYear: Int, areAllShort: Bool) -> DateEvidence.Verdict? {
        guard count > 0, yearFirst == count, areAllShort else { return nil }
        if dayFirst < count, monthFirst < count { return .form(.shortYearFirst) }
        // Days of one month in years that differ are seldom, as are years to come.
        let isLikely = hasHyphen || latest > latestYear || isFirstTheSame && doLastDiffer && count > 2
        return isLikely ? .ambiguousYear(example) : nil
    }
}
