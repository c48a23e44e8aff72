@testable import Columns
import Model
import Testing

struct CalendarTests {
    @Test func partsOfDaysAreThoseOfDates() {
        var tables = CalendarTables()
        // Near each other, beyond what is known, before 1970, and too far apart for a table.
        for days in [[20_000, 20_001, 19_000], [21_000, 18_000], [-800, -1, 0], [-700_000, 2_900_000], []] as [[Int64]]
        {
            let dates = days.map { CivilDate(daysSinceEpoch: Int32($0)) }
            #expect(tables.parts(.year, days) == dates.map { Int64($0.components.year) })
            #expect(
                tables.parts(.monthAndDay, days) == dates.map { Int64($0.components.month * 100 + $0.components.day) })
            #expect(tables.parts(.month, days) == dates.map { Int64($0.firstOfMonth.daysSinceEpoch) })
            #expect(tables.parts(.weekday, days) == dates.map { Int64($0.weekday) })
            #expect(tables.parts(.week, days) == dates.map { Int64($0.daysSinceEpoch) - Int64($0.weekday) + 1 })
        }
    }

    @Test func wallClocksKnowWhenTheirOffsetChanges() {
        let second = Instant.microsecondsPerSecond
        let zone = TimeZoneRules(
            name: "Test", initialOffsetSeconds: -3_600,
            transitions: [
                .init(second: 1_000_000, offsetSeconds: 7_200), .init(second: 2_000_000, offsetSeconds: 3_600)
            ])
        let instants: [Int64] = [
            0, 1_000_000 * second - 1, 1_000_000 * second, 1_999_999 * second, 2_000_000 * second, 5, -1, .min, .max,
            1_500_000 * second
        ]
        let hour = 3_600 * second
        let hours = WallClock(zone).map(
            instants, { floorDivide($0, hour) }, { Int64($0.date.daysSinceEpoch) * 24 + $0.microsecondOfDay / hour })
        for (instant, found) in zip(instants, hours) where instant != .min && instant != .max {
            let local = zone.localTime(of: Instant(microseconds: instant))
            #expect(found == Int64(local.date.daysSinceEpoch) * 24 + local.microsecondOfDay / hour)
        }
        for instant in instants where instant != .min && instant != .max {
            let found = zone.offsetInForce(at: Instant(microseconds: instant))
            #expect(
                found.instants.contains(instant)
                    && found.microseconds == zone.offsetSeconds(at: Instant(microseconds: instant)) * second)
        }
    }
}
