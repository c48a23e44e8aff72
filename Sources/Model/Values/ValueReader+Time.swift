/// The parts of a date or time as they were written, not yet checked against the calendar.
struct WrittenTime {
    var year = 0, month = 0, day = 0
    var hour: Int64 = 0, minute: Int64 = 0, second: Int64 = 0, microsecond: Int64 = 0
    var hasTime = false
    /// Seconds east of UTC; nil where the text does not say.
    var offsetSeconds: Int64?

    var date: CivilDate? { CivilDate(year: year, month: month, day: day) }

    /// nil where no clock shows it. A leap second is refused: an instant in UTC without leap seconds cannot hold it.
    var microsecondOfDay: Int64? {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second) else { return nil }
        return ((hour * 60 + minute) * 60 + second) * Instant.microsecondsPerSecond + microsecond
    }
}

/// Dates, times and durations.
extension ValueReader {
    /// `2026-03-01`, or a midnight of that day, which is how spreadsheets and data frames write dates.
    package func date(_ bytes: UTF8Bytes) throws(Problem) -> CivilDate {
        let written = try written(bytes, orThrow: .notDate)
        guard let date = written.date, let time = written.microsecondOfDay else { throw .noSuchDate }
        // A midnight is a day, wherever it is one: `1950-02-01T00:00:00Z`.
        if time != 0 { throw .timeInDate }
        return date
    }

    /// `2026-03-01T09:00`, with a space for the `T`, seconds, a fraction, `Z` or `+02:00`; a bare date is its first
    /// instant. Without an offset the time is local to `timeZone`: the first of two such times, and moved on by the
    /// length of the gap where clocks skip it.
    package func time(_ bytes: UTF8Bytes) throws(Problem) -> Instant {
        let written = try written(bytes, orThrow: .notTime)
        guard let date = written.date else { throw .noSuchDate }
        guard let time = written.microsecondOfDay else { throw .notTime }
        guard let offset = written.offsetSeconds else {
            if !written.hasTime { return timeZone.startOfDay(date) }
            return timeZone.instant(of: LocalTime(date: date, microsecondOfDay: time))
        }
        return Instant(microseconds: Int64(date.daysSinceEpoch) * Instant.microsecondsPerDay + time
            - offset * Instant.microsecondsPerSecond)
    }

    private func written(_ bytes: UTF8Bytes, orThrow problem: Problem) throws(Problem) -> WrittenTime {
        let cursor = ByteCursor(trimming: bytes)
        if let dateFormat {
            guard let written = dateFormat.read(cursor) else { throw .notInFormat(dateFormat.pattern) }
            return written
        }
        guard let written = isoTime(cursor) else { throw problem }
        return written
    }

    private func isoTime(_ start: ByteCursor) -> WrittenTime? {
        var cursor = start
        var time = WrittenTime()
        guard let year = cursor.takeNumber(digits: 4, upTo: 4), cursor.take("-"),
              let month = cursor.takeNumber(digits: 2, upTo: 2), cursor.take("-"),
              let day = cursor.takeNumber(digits: 2, upTo: 2) else { return nil }
        (time.year, time.month, time.day) = (year, month, day)
        if cursor.isAtEnd { return time }
        guard cursor.take("T") || cursor.take(" ") || cursor.take("t"),
              let hour = cursor.takeNumber(digits: 2, upTo: 2), cursor.take(":"),
              let minute = cursor.takeNumber(digits: 2, upTo: 2) else { return nil }
        (time.hour, time.minute, time.hasTime) = (Int64(hour), Int64(minute), true)
        if cursor.take(":") {
            guard let second = cursor.takeNumber(digits: 2, upTo: 2) else { return nil }
            time.second = Int64(second)
            if cursor.take(".") || cursor.take(",") {
                guard let microseconds = cursor.takeMicroseconds() else { return nil }
                time.microsecond = microseconds
            }
        }
        if cursor.isAtEnd { return time }
        _ = cursor.take(" ")
        guard let offset = cursor.takeOffset(), cursor.isAtEnd else { return nil }
        time.offsetSeconds = offset
        return time
    }

    /// Microseconds: `90 minutes`, `1:30:00`, `PT1H30M`, `P3D`, each with an optional minus.
    package func duration(_ bytes: UTF8Bytes) throws(Problem) -> Int64 {
        var cursor = ByteCursor(trimming: bytes)
        let negative = cursor.takeSign()
        let length =
            if cursor.take("P") || cursor.take("p") { try isoDuration(&cursor) } else { try plainDuration(&cursor) }
        guard cursor.isAtEnd else { throw .notDuration }
        return negative ? -length : length
    }

    private func plainDuration(_ cursor: inout ByteCursor) throws(Problem) -> Int64 {
        guard let first = cursor.takeDigits() else { throw .notDuration }
        if cursor.take(":") {
            guard let minutes = cursor.takeNumber(digits: 2, upTo: 2), minutes < 60 else { throw .notDuration }
            var rest = Int64(minutes) * 60 * Instant.microsecondsPerSecond
            // `90:30` is an hour and a half to a telephone, and three days to a spreadsheet.
            guard cursor.take(":") else { throw .ambiguousDuration }
            guard let seconds = cursor.takeNumber(digits: 2, upTo: 2), seconds < 60 else { throw .notDuration }
            rest += Int64(seconds) * Instant.microsecondsPerSecond
            if cursor.take(".") {
                guard let fraction = cursor.takeMicroseconds() else { throw .notDuration }
                rest += fraction
            }
            return try sum(try product(first, 3600 * Instant.microsecondsPerSecond), rest)
        }
        _ = cursor.take(" ")
        var word: [UInt8] = []
        while let byte = cursor.next() {
            if word.count > 12 { throw .notDuration }
            word.append(byte | 0x20)
        }
        if word.last == UInt8(ascii: "s"), word.count > 1 { word.removeLast() }
        let seconds: Int64 = switch String(decoding: word, as: UTF8.self) {
        case "week", "w": 604_800
        case "day", "d": 86_400
        case "hour", "h": 3600
        case "minute", "min": 60
        case "second", "sec", "s": 1
        default: throw .notDuration
        }
        return try product(first, seconds * Instant.microsecondsPerSecond)
    }

    /// Behind the `P`. Months and years are refused: they have no fixed length.
    private func isoDuration(_ cursor: inout ByteCursor) throws(Problem) -> Int64 {
        var total: Int64 = 0
        var isTime = false, isEmpty = true
        while !cursor.isAtEnd {
            if !isTime, cursor.take("T") || cursor.take("t") { isTime = true }
            guard let number = cursor.takeDigits() else { throw .notDuration }
            var fraction: Int64 = 0
            let hasFraction = cursor.take(".")
            if hasFraction {
                guard let microseconds = cursor.takeMicroseconds() else { throw .notDuration }
                fraction = microseconds
            }
            let seconds: Int64 = switch (cursor.next().map { $0 & 0xDF }, isTime) {
            case (UInt8(ascii: "W"), false): 604_800
            case (UInt8(ascii: "D"), false): 86_400
            case (UInt8(ascii: "H"), true): 3600
            case (UInt8(ascii: "M"), true): 60
            case (UInt8(ascii: "S"), true): 1
            default: throw .notDuration
            }
            if hasFraction, seconds != 1 { throw .notDuration }
            total = try sum(total, try sum(try product(number, seconds * Instant.microsecondsPerSecond), fraction))
            isEmpty = false
        }
        if isEmpty { throw .notDuration }
        return total
    }

    private func product(_ digits: ByteCursor.Digits, _ factor: Int64) throws(Problem) -> Int64 {
        guard !digits.overflowed, let count = Int64(exactly: digits.value) else { throw .durationTooLarge }
        let (product, overflow) = count.multipliedReportingOverflow(by: factor)
        if overflow { throw .durationTooLarge }
        return product
    }

    private func sum(_ a: Int64, _ b: Int64) throws(Problem) -> Int64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        if overflow { throw .durationTooLarge }
        return sum
    }
}

extension ByteCursor {
    /// A fraction of a second behind its point, to the microsecond; finer digits must be zeros, for nothing is rounded.
    mutating func takeMicroseconds() -> Int64? {
        guard let digits = takeDigits(), !digits.overflowed else { return nil }
        var value = digits.value
        for _ in 0..<max(0, digits.count - 6) {
            guard value % 10 == 0 else { return nil }
            value /= 10
        }
        for _ in 0..<max(0, 6 - digits.count) { value *= 10 }
        return Int64(exactly: value)
    }

    /// `Z`, `+02:00`, `-0530`, `+02` or, as clocks once went, `-00:44:30`, in seconds east of UTC.
    mutating func takeOffset() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let isWest: Bool
        if take("-") { isWest = true } else if take("+") { isWest = false } else { return nil }
        guard let hours = takeNumber(digits: 2, upTo: 2), hours <= 18 else { return nil }
        var minutes = 0, rest = 0
        if take(":") || !isAtEnd {
            guard let written = takeNumber(digits: 2, upTo: 2), written < 60 else { return nil }
            minutes = written
        }
        if take(":") {
            guard let written = takeNumber(digits: 2, upTo: 2), written < 60 else { return nil }
            rest = written
        }
        let seconds = Int64(hours * 60 + minutes) * 60 + Int64(rest)
        return isWest ? -seconds : seconds
    }
}
