internal import Model

/// A date, perhaps with a time of day, as people and programs write them; which number is the day may be open.
///
/// `2026/3/5`, `2026年3月5日`, `20260305`, `05.03.2026`, `3/5/26 2:30 PM`, `5 Mar 2026`, `Thu, 05 Mar 2026 14:30:00
/// +0100`.
struct WrittenDate {
    enum Order: Equatable {
        /// The year comes first, or the month has a name: there is one reading.
        case known
        /// Two numbers and the year, with this between them.
        case yearLast(separator: UInt8)
    }

    var order = Order.known
    /// Where the order is open, `month` and `day` are the first and the second number.
    var year = 0, month = 0, day = 0
    var hasTwoDigitYear = false
    private(set) var hasTime = false
    private(set) var hasHalfDay = false
    private var hour = 0, minute = 0, second = 0
    /// Digits of a fraction, of which six count.
    private var fraction: [UInt8] = []
    /// As it is to stand behind the time: `Z`, `+02:00`.
    private var offset: [UInt8] = []

    init?(_ cell: UTF8Bytes) {
        var cursor = TextCursor(cell)
        if let word = cursor.peekWord(), WrittenDate.isWeekday(word) {
            cursor.takeWord()
            _ = cursor.take(",")
            cursor.skipBlanks()
        }
        guard readDate(&cursor) else { return nil }
        if cursor.isAtEnd { return }
        _ = cursor.take(",")
        if !cursor.take("T") { cursor.skipBlanks() }
        guard readTime(&cursor), cursor.isAtEnd else { return nil }
    }

    // MARK: The date

    private mutating func readDate(_ cursor: inout TextCursor) -> Bool {
        guard let first = cursor.takeDigits(upTo: 8) else { return readMonthFirst(&cursor) }
        if first.count == 8 {
            (year, month, day) = (first.value / 10_000, first.value / 100 % 100, first.value % 100)
            return (1900...2100).contains(year)
        }
        if first.count == 4 { return readYearFirst(first.value, &cursor) }
        guard first.count <= 2, let separator = cursor.takeSeparator() else { return false }
        if let word = cursor.peekWord() {
            guard let named = WrittenDate.month(named: word) else { return false }
            cursor.takeWord()
            (day, month) = (first.value, named)
            _ = cursor.take(".") || cursor.take(",")
            return cursor.takeSeparator() != nil && readYear(&cursor)
        }
        guard let second = cursor.takeDigits(upTo: 2), cursor.takeSeparator() == separator else { return false }
        (month, day, order) = (first.value, second.value, .yearLast(separator: separator))
        return readYear(&cursor)
    }

    private mutating func readYearFirst(_ value: Int, _ cursor: inout TextCursor) -> Bool {
        year = value
        let isChinese = cursor.take("年")
        let separator = isChinese ? nil : cursor.takeSeparator()
        guard isChinese || separator != nil else { return false }
        if let word = cursor.peekWord(), let named = WrittenDate.month(named: word) {
            cursor.takeWord()
            month = named
        } else {
            guard let number = cursor.takeDigits(upTo: 2) else { return false }
            month = number.value
        }
        guard isChinese ? cursor.take("月") : cursor.takeSeparator() == separator,
              let number = cursor.takeDigits(upTo: 2) else { return false }
        day = number.value
        return !isChinese || cursor.take("日") || cursor.take("号")
    }

    /// `Mar 5, 2026`.
    private mutating func readMonthFirst(_ cursor: inout TextCursor) -> Bool {
        guard let word = cursor.peekWord(), let named = WrittenDate.month(named: word) else { return false }
        cursor.takeWord()
        month = named
        _ = cursor.take(".")
        guard cursor.takeSeparator() != nil, let number = cursor.takeDigits(upTo: 2) else { return false }
        day = number.value
        if let word = cursor.peekWord(), ["st", "nd", "rd", "th"].contains(word) { cursor.takeWord() }
        _ = cursor.take(",")
        return cursor.takeSeparator() != nil && readYear(&cursor)
    }

    private mutating func readYear(_ cursor: inout TextCursor) -> Bool {
        guard let number = cursor.takeDigits(upTo: 4), number.count == 4 || number.count == 2 else { return false }
        hasTwoDigitYear = number.count == 2
        let century = number.count == 4 ? 0 : number.value < WrittenDate.pivot ? 2000 : 1900
        year = century + number.value
        return true
    }

    /// Years of two digits from here on are of the last century.
    static let pivot = 70

    // MARK: The time of day

    private mutating func readTime(_ cursor: inout TextCursor) -> Bool {
        let isAfternoon = cursor.take("下午"), isMorning = !isAfternoon && cursor.take("上午")
        if isAfternoon || isMorning { cursor.skipBlanks() }
        guard let hours = cursor.takeDigits(upTo: 2) else { return false }
        hour = hours.value
        hasTime = true
        var hasMinutes = false
        if cursor.take(":") || cursor.take("时") {
            guard let minutes = cursor.takeDigits(upTo: 2), minutes.count == 2 else { return false }
            minute = minutes.value
            hasMinutes = true
            _ = cursor.take("分")
            if cursor.take(":") {
                guard let seconds = cursor.takeDigits(upTo: 2), seconds.count == 2 else { return false }
                second = seconds.value
                if cursor.take(".") || cursor.take(",") {
                    fraction = cursor.takeAllDigits()
                    guard (1...9).contains(fraction.count) else { return false }
                }
            }
        }
        cursor.skipBlanks()
        if isAfternoon || isMorning {
            guard setHalfDay(isAfternoon) else { return false }
        } else if let word = cursor.peekWord(), let isLate = ["am": false, "pm": true, "a": false, "p": true][word] {
            cursor.takeWord()
            if word.count == 1 {
                guard cursor.take("."), cursor.take("m") || cursor.take("M"), cursor.take(".") else { return false }
            }
            guard setHalfDay(isLate) else { return false }
        } else if !hasMinutes {
            return false
        }
        cursor.skipBlanks()
        return readOffset(&cursor)
    }

    private mutating func setHalfDay(_ isLate: Bool) -> Bool {
        guard (1...12).contains(hour) else { return false }
        hour = hour % 12 + (isLate ? 12 : 0)
        hasHalfDay = true
        return true
    }

    private mutating func readOffset(_ cursor: inout TextCursor) -> Bool {
        if let word = cursor.peekWord(), ["z", "utc", "gmt"].contains(word) {
            cursor.takeWord()
            offset = Array("Z".utf8)
            if cursor.isAtEnd { return true }
        }
        guard !cursor.isAtEnd else { return true }
        let isWest = cursor.take("-")
        guard isWest || cursor.take("+"), let hours = cursor.takeDigits(upTo: 2), hours.count == 2 else { return false }
        let hasColon = cursor.take(":")
        let minutes = cursor.takeDigits(upTo: 2)
        guard minutes?.count == 2 || minutes == nil && !hasColon else { return false }
        var scratch = CellScratch()
        scratch.append(isWest ? "-" : "+")
        scratch.append(hours.value, digits: 2)
        scratch.append(":")
        scratch.append(minutes?.value ?? 0, digits: 2)
        offset = scratch.bytes
        return true
    }

    // MARK: Writing it

    /// As ISO 8601 has it.
    func write(year: Int, month: Int, day: Int, into scratch: inout CellScratch) {
        scratch.begin()
        scratch.append(year, digits: 4)
        scratch.append("-")
        scratch.append(month, digits: 2)
        scratch.append("-")
        scratch.append(day, digits: 2)
        guard hasTime else { return }
        scratch.append("T")
        scratch.append(hour, digits: 2)
        scratch.append(":")
        scratch.append(minute, digits: 2)
        scratch.append(":")
        scratch.append(second, digits: 2)
        if !fraction.isEmpty {
            scratch.append(".")
            fraction.prefix(6).forEach { scratch.append($0) }
        }
        offset.forEach { scratch.append($0) }
    }

    /// With the year first, of two digits as the others; nil where that is no date.
    var shortYearFirst: (year: Int, month: Int, day: Int)? {
        guard hasTwoDigitYear, case .yearLast = order, (1...12).contains(day), (1...31).contains(year % 100) else {
            return nil
        }
        return (month + (month < WrittenDate.pivot ? 2000 : 1900), day, year % 100)
    }

    /// More digits than a time here has; they are left out.
    var isFinerThanMicroseconds: Bool { fraction.dropFirst(6).contains { $0 != UInt8(ascii: "0") } }

    // MARK: Names

    private static func isWeekday(_ word: String) -> Bool {
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(String(word.prefix(3)))
            && (word.count == 3 || word.hasSuffix("day"))
            || ["mo", "di", "mi", "do", "fr", "sa", "so", "tues", "thur", "thurs"].contains(word)
    }

    static func month(named word: String) -> Int? { months[word] }

    /// English, German, French, Spanish, Italian, Dutch and Portuguese, as far as they do not contradict each other.
    private static let months: [String: Int] = {
        let names = [
            "jan january januar jänner janvier janv enero ene gennaio gen januari janeiro",
            "feb february februar février févr fév febrero febbraio februari fevereiro fev",
            "mar march mär märz mrz mars marzo maart mrt março",
            "apr april avril avr abril abr aprile",
            "may mai mayo maggio mag mei maio",
            "jun june juni juin junio giugno giu junho",
            "jul july juli juillet juil julio luglio lug julho",
            "aug august août aoû agosto ago augustus",
            "sep sept september septembre septiembre settembre set setembro",
            "oct october okt oktober octobre octubre ottobre ott outubro out",
            "nov november novembre noviembre novembro",
            "dec december dez dezember décembre déc diciembre dic dicembre dezembro",
        ]
        var months: [String: Int] = [:]
        for (index, list) in names.enumerated() {
            for name in list.split(separator: " ") { months[String(name)] = index + 1 }
        }
        return months
    }()
}

/// A place in the text of a cell.
struct TextCursor {
    private let bytes: UTF8Bytes
    private var place = 0
    private let end: Int

    init(_ cell: UTF8Bytes) {
        bytes = CellText.content(cell, isText: false)
        end = bytes.count
    }

    var isAtEnd: Bool { place == end }

    mutating func skipBlanks() {
        while place < end, let length = CellText.blank(bytes, at: place, false) { place += length }
    }

    mutating func take(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard place + length <= end else { return false }
        for index in 0..<length where bytes[place + index] != text.utf8Start[index] { return false }
        place += length
        return true
    }

    /// One of `/ . -` or blanks, which count as one space.
    mutating func takeSeparator() -> UInt8? {
        guard place < end else { return nil }
        let byte = bytes[place]
        if "/.-".utf8.contains(byte) {
            place += 1
            // `5. März` and `5. 3. 2026`.
            if byte == UInt8(ascii: ".") { skipBlanks() }
            return byte
        }
        let start = place
        skipBlanks()
        return place > start ? 0x20 : nil
    }

    mutating func takeDigits(upTo most: Int) -> (value: Int, count: Int)? {
        var value = 0, count = 0
        while count < most, place + count < end, bytes[place + count] &- UInt8(ascii: "0") < 10 {
            value = value * 10 + Int(bytes[place + count] - UInt8(ascii: "0"))
            count += 1
        }
        place += count
        return count > 0 ? (value, count) : nil
    }

    mutating func takeAllDigits() -> [UInt8] {
        let start = place
        while place < end, bytes[place] &- UInt8(ascii: "0") < 10 { place += 1 }
        return Array(bytes[start..<place])
    }

    private var wordEnd: Int {
        var end = place
        while end < self.end, bytes[end] >= 0x80 || (bytes[end] | 0x20) &- UInt8(ascii: "a") < 26 { end += 1 }
        return end
    }

    /// The letters here, lower case; nil where there are none.
    func peekWord() -> String? {
        let end = wordEnd
        return end > place ? String(decoding: bytes[place..<end], as: UTF8.self).lowercased() : nil
    }

    mutating func takeWord() { place = wordEnd }
}
