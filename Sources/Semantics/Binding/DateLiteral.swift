import Model

/// Days, periods and times of day in the text of a script.
enum DateLiteral {
    /// The first day of a period and the day behind its last: of `2026`, `2026-Q1`, `2026-03` or `2026-03-01`.
    static func days(of text: Substring) -> (first: CivilDate, next: CivilDate)? {
        let parts = text.split(separator: "-"), numbers = parts.compactMap { Int($0) }
        func day(_ month: Int, _ day: Int = 1) -> CivilDate? {
            numbers.first.flatMap { CivilDate(year: $0, month: month, day: day) }
        }
        if let last = parts.last, parts.count == 2, last.first == "Q", let quarter = Int(last.dropFirst()) {
            return day(quarter * 3 - 2).map { ($0, $0.adding(months: 3)) }
        }
        return switch numbers.count {
        case 1: day(1).map { ($0, $0.adding(months: 12)) }
        case 2: day(numbers[1]).map { ($0, $0.adding(months: 1)) }
        case 3: day(numbers[1], numbers[2]).map { ($0, $0.adding(days: 1)) }
        default: nil
        }
    }

    /// `2026-03-01` and `09:00[:30[.5]][Z|+08:00]`: an instant where an offset is given, else a wall-clock time that
    /// the plan turns into an instant of the question's time zone.
    static func localOrAbsolute(_ day: String, _ clock: String) -> BoundExpression.Kind? {
        let numbers = day.split(separator: "-").compactMap { Int($0) }
        guard numbers.count == 3, let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]) else {
            return nil
        }
        var time = Substring(clock)
        var offsetSeconds: Int64?
        if time.last == "Z" {
            offsetSeconds = 0
            time = time.dropLast()
        } else if let sign = time.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            let parts = time[time.index(after: sign)...].split(separator: ":").compactMap { Int64($0) }
            guard parts.count == 2, (0..<24).contains(parts[0]), (0..<60).contains(parts[1]) else { return nil }
            offsetSeconds = (parts[0] * 3600 + parts[1] * 60) * (time[sign] == "-" ? -1 : 1)
            time = time[..<sign]
        }
        let parts = time.split(separator: ":")
        guard parts.count >= 2, let hour = Int64(parts[0]), let minute = Int64(parts[1]) else { return nil }
        let seconds = parts.count > 2 ? parts[2].split(separator: ".") : ["0"]
        guard let second = seconds.first.flatMap({ Int64($0) }),
              (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second) else { return nil }
        let digits = seconds.count > 1 ? String(seconds[1].prefix(6)) : ""
        let fraction = Int64(digits + String(repeating: "0", count: 6 - digits.utf8.count)) ?? 0
        let microseconds = ((hour * 60 + minute) * 60 + second) * Instant.microsecondsPerSecond + fraction
        guard let offsetSeconds else { return .localTime(LocalTime(date: date, microsecondOfDay: microseconds)) }
        let day = Int64(date.daysSinceEpoch) * Instant.microsecondsPerDay
        return .literal(
            .time(Instant(microseconds: day + microseconds - offsetSeconds * Instant.microsecondsPerSecond)))
    }
}
