import Model
@testable import Planning
import Semantics
import Syntax
import Testing

/// Windows at the ends of months and years, on leap days and where a clock changes.
struct TimeContextTests {
    private static func day(_ text: String) throws -> CivilDate {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return try #require(CivilDate(year: parts[0], month: parts[1], day: parts[2]))
    }

    @Test(arguments: [
        ("2026-06-30", 30, DurationUnit.day, "2026-06-01"), ("2026-06-30", 1, .day, "2026-06-30"),
        ("2026-06-30", 4, .week, "2026-06-03"),
        // A month ends where the month before it ended, or at that month's last day where it was shorter.
        ("2026-06-30", 1, .month, "2026-05-31"), ("2026-03-31", 1, .month, "2026-03-01"),
        ("2024-03-31", 1, .month, "2024-03-01"),
        ("2026-03-15", 1, .month, "2026-02-16"), ("2026-01-31", 2, .month, "2025-12-01"),
        ("2026-12-31", 12, .month, "2026-01-01"),
        // A leap day's year starts on 1 March; four years on it starts on the day after the last leap day.
        ("2024-02-29", 1, .year, "2023-03-01"), ("2024-02-29", 4, .year, "2020-03-01"),
        ("2025-02-28", 1, .year, "2024-02-29"),
        ("2026-12-31", 1, .year, "2026-01-01"), ("2026-01-01", 1, .year, "2025-01-02")
    ])
    func firstDays(asOf: String, count: Int, unit: DurationUnit, first: String) throws {
        let time = TimeContext(endOf: try TimeContextTests.day(asOf), zone: .utc)
        #expect(time.firstDay(back: count, unit) == (try TimeContextTests.day(first)))
    }

    @Test func aYearIsTwelveMonthsAndAWeekSevenDays() throws {
        var day = try TimeContextTests.day("2023-01-01")
        let end = try TimeContextTests.day("2028-12-31")
        while day <= end {
            let time = TimeContext(endOf: day, zone: .utc)
            #expect(time.firstDay(back: 1, .year) == time.firstDay(back: 12, .month), "\(day)")
            #expect(time.firstDay(back: 3, .week) == time.firstDay(back: 21, .day), "\(day)")
            // A longer window never starts later, and every window holds its own day.
            for count in 1...24 {
                #expect(time.firstDay(back: count + 1, .month) <= time.firstDay(back: count, .month), "\(day) \(count)")
                #expect(time.firstDay(back: count, .month) <= day, "\(day) \(count)")
            }
            day = day.adding(days: 1)
        }
    }

    /// Berlin in 2026: +01:00, from 29 March 01:00Z +02:00, from 25 October 01:00Z +01:00.
    private static let berlin = TimeZoneRules(name: "Europe/Berlin", initialOffsetSeconds: 3600, transitions: [
        .init(second: 1_774_746_000, offsetSeconds: 7200), .init(second: 1_792_890_000, offsetSeconds: 3600),
    ])

    @Test func daysAreAsLongAsTheClockMakesThem() throws {
        let hour = 3600 * Instant.microsecondsPerSecond
        for (text, hours) in [("2026-03-28", 24), ("2026-03-29", 23), ("2026-03-30", 24), ("2026-10-25", 25)] {
            let time = TimeContext(endOf: try TimeContextTests.day(text), zone: TimeContextTests.berlin)
            #expect(time.end.microseconds - time.moment(back: 1, .day).microseconds == Int64(hours) * hour, "\(text)")
            // Hours are hours, whatever the day.
            #expect(time.end.microseconds - time.moment(back: 24, .hour).microseconds == 24 * hour, "\(text)")
        }
    }

    @Test func anInstantHasHappenedItself() throws {
        let instant = Instant(microseconds: 1_774_746_000_000_000)
        let time = TimeContext(instant: instant, zone: TimeContextTests.berlin)
        #expect(time.day == (try TimeContextTests.day("2026-03-29")))
        #expect(time.end.microseconds == instant.microseconds + 1)
        // As a bound of days: the day has begun, so it is in.
        #expect(time.bound(time.end, .date) == Int64(time.day.daysSinceEpoch) + 1)
        #expect(time.bound(TimeContextTests.berlin.startOfDay(time.day), .date) == Int64(time.day.daysSinceEpoch))
        #expect(time.bound(time.end, .time) == time.end.microseconds)
    }
}
