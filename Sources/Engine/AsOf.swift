import Model
import Planning
import Store
import Semantics
import Syntax

/// The as-of instant, resolved once for everything that a session answers.
enum AsOf {
    static func resolve(_ settings: Session.Settings, storeZone: String) throws(Failure) -> TimeContext {
        let zone = try zone(named: settings.timeZone ?? storeZone)
        guard let text = settings.asOf, text != "now" else { return TimeContext(instant: settings.now, zone: zone) }
        if text == "today" { return TimeContext(endOf: zone.day(of: settings.now), zone: zone) }
        let bytes = Array(text.utf8)
        if bytes.count == 7, let first = day(text + "-01") {
            return TimeContext(endOf: first.adding(months: 1).adding(days: -1), zone: zone)
        }
        if let day = day(text) { return TimeContext(endOf: day, zone: zone) }
        if let instant = instant(text, zone) { return TimeContext(instant: instant, zone: zone) }
        throw Failure(
            .badAsOf, "`\(text)` is not a day, a month or a time",
            notes: ["write 2026-03-01, 2026-03 or 2026-03-01T09:00"])
    }

    static func zone(named name: String) throws(Failure) -> TimeZoneRules {
        do {
            return try TimeZoneRules.load(named: name)
        } catch {
            throw Failure(
                .badTimeZone, "there is no time zone `\(name)`",
                notes: ["names look like Asia/Shanghai, Europe/Berlin or UTC, offsets like +08:00"])
        }
    }

    private static func day(_ text: String) -> CivilDate? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
              let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]) else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// A time as scripts write it, read by the language's own lexer and binder.
    private static func instant(_ text: String, _ zone: TimeZoneRules) -> Instant? {
        guard text.utf8.count >= 16, let value = TimeLiteral.instant(text, zone: zone) else { return nil }
        return value
    }
}
