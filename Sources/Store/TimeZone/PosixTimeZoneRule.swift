internal import Model

/// The rule for the years that a time zone file does not list: a POSIX `TZ` string (IEEE 1003.1, 8.3) with RFC 8536's
/// wider hours, as in `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixTimeZoneRule: Equatable {
    /// Seconds east of UTC; the string counts west.
    private(set) var standardOffsetSeconds: Int32
    private(set) var summer: Summer?

    struct Summer: Equatable {
        var offsetSeconds: Int32
        var start: Change
        var end: Change
    }

    /// When in a year the clocks change, by the wall clock as it stood before.
    struct Change: Equatable {
        enum Day: Equatable {
            /// `J60`: 1...365, 29 February is never counted.
            case julian(Int)
            /// `59`: 0...365, 29 February is counted.
            case ordinal(Int)
            /// `M10.5.0`: the week's (5 is the last) weekday (0 is Sunday) of the month.
            case weekday(month: Int, week: Int, weekday: Int)
        }

        var day: Day
        /// -167 to 167 hours.
        var secondOfDay: Int64
    }

    /// nil where the bytes are not such a string from the first to the last.
    init?(_ text: ArraySlice<UInt8>) {
        var scanner = Scanner(rest: text)
        guard scanner.skipName(), let west = scanner.offset(maximumHours: 24) else { return nil }
        standardOffsetSeconds = Int32(-west)
        guard !scanner.rest.isEmpty else { return }
        guard scanner.skipName() else { return nil }
        var summerOffset = standardOffsetSeconds + 3600
        if scanner.rest.first != UInt8(ascii: ",") {
            guard let west = scanner.offset(maximumHours: 24) else { return nil }
            summerOffset = Int32(-west)
        }
        // POSIX leaves a string without dates to the system; files always have them.
        guard let start = scanner.change(), let end = scanner.change(), scanner.rest.isEmpty else { return nil }
        summer = Summer(offsetSeconds: summerOffset, start: start, end: end)
    }

    /// The rule's transitions after `second` (from 1900 on if nil), ascending, no two at one instant.
    func transitions(after second: Int64?, throughYear lastYear: Int) -> [TimeZoneRules.Transition] {
        // Without summer time the rule only repeats the last transition's offset (RFC 8536, 3.3).
        guard let summer else { return [] }
        var all: [(transition: TimeZoneRules.Transition, isSummer: Bool)] = []
        let firstYear = firstYear(after: second)
        guard firstYear <= lastYear else { return [] }
        // One year more than is kept, for the change that undoes the last year's end where summer lasts all year.
        for year in firstYear...(lastYear + 1) {
            let start = summer.start.second(in: year) - Int64(standardOffsetSeconds)
            let end = summer.end.second(in: year) - Int64(summer.offsetSeconds)
            all.append((.init(second: start, offsetSeconds: summer.offsetSeconds), true))
            all.append((.init(second: end, offsetSeconds: standardOffsetSeconds), false))
        }
        // Summer time all year round is written as a year that ends as the next begins: there, summer wins.
        all.sort { ($0.transition.second, $0.isSummer ? 1 : 0) < ($1.transition.second, $1.isSummer ? 1 : 0) }
        var result: [TimeZoneRules.Transition] = []
        let end = PosixTimeZoneRule.Change(day: .julian(1), secondOfDay: 0).second(in: lastYear + 1)
        for (transition, _) in all where transition.second > second ?? .min && transition.second < end {
            if result.last?.second == transition.second { result.removeLast() }
            result.append(transition)
        }
        return result
    }

    private func firstYear(after second: Int64?) -> Int {
        guard let second else { return 1900 }
        let day = floorDivide(second, 86_400)
        return max(1900, CivilDate(daysSinceEpoch: Int32(clamping: day)).components.year - 1)
    }
}

extension PosixTimeZoneRule.Change {
    /// Seconds from the epoch to this change in `year`, as if the wall clock showed UTC.
    func second(in year: Int) -> Int64 {
        guard let newYear = CivilDate(year: year, month: 1, day: 1) else { return 0 }
        let date: CivilDate
        switch day {
        case .julian(let number):
            let leapDay = CivilDate.isLeap(year) && number >= 60 ? 1 : 0
            date = newYear.adding(days: number - 1 + leapDay)
        case .ordinal(let number):
            date = newYear.adding(days: number)
        case .weekday(let month, let week, let weekday):
            let first = newYear.adding(months: month - 1)
            let toWeekday = (weekday - first.weekday % 7 + 7) % 7
            var dayOfMonth = toWeekday + (week - 1) * 7
            if dayOfMonth >= CivilDate.length(ofMonth: month, year: year) { dayOfMonth -= 7 }
            date = first.adding(days: dayOfMonth)
        }
        return Int64(date.daysSinceEpoch) * 86_400 + secondOfDay
    }
}

/// Reads a `TZ` string from the front; nil and false mean "not there", and then the string is not one.
private struct Scanner {
    var rest: ArraySlice<UInt8>

    private mutating func skip(_ byte: Character) -> Bool {
        guard let first = rest.first, first == byte.asciiValue else { return false }
        rest.removeFirst()
        return true
    }

    /// `CET`, or anything in angle brackets, at least three bytes long.
    mutating func skipName() -> Bool {
        if skip("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")), end - rest.startIndex >= 3 else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let letters = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
        rest = rest[letters.endIndex...]
        return letters.count >= 3
    }

    private mutating func number(upTo maximum: Int) -> Int? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest[digits.endIndex...]
        let value = digits.reduce(0) { $0 * 10 + Int($1) - 48 }
        return value <= maximum ? value : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func offset(maximumHours: Int) -> Int64? {
        let negative = skip("-")
        if !negative { _ = skip("+") }
        guard let hours = number(upTo: maximumHours) else { return nil }
        var (minutes, seconds) = (0, 0)
        if skip(":") {
            guard let value = number(upTo: 59) else { return nil }
            minutes = value
            if skip(":") {
                guard let value = number(upTo: 59) else { return nil }
                seconds = value
            }
        }
        let total = Int64(hours * 3600 + minutes * 60 + seconds)
        return negative ? -total : total
    }

    /// `,M3.5.0/2`; two in the morning where no time is given.
    mutating func change() -> PosixTimeZoneRule.Change? {
        guard skip(","), let day = day() else { return nil }
        var second: Int64 = 7200
        if skip("/") {
            guard let given = offset(maximumHours: 167) else { return nil }
            second = given
        }
        return PosixTimeZoneRule.Change(day: day, secondOfDay: second)
    }

    private mutating func day() -> PosixTimeZoneRule.Change.Day? {
        if skip("J") { return number(upTo: 365).flatMap { $0 >= 1 ? .julian($0) : nil } }
        guard skip("M") else { return number(upTo: 365).map { .ordinal($0) } }
        guard let month = number(upTo: 12), month >= 1, skip("."), let week = number(upTo: 5), week >= 1, skip("."),
              let weekday = number(upTo: 6) else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }
}
