import Model
import Testing

struct TimeZoneRulesTests {
    private func local(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) throws -> LocalTime {
        let date = try #require(CivilDate(year: year, month: month, day: day))
        return LocalTime(date: date, microsecondOfDay: Int64(hour * 3600 + minute * 60) * 1_000_000)
    }

    private func utc(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) throws -> Instant {
        TimeZoneRules.utc.instant(of: try local(year, month, day, hour, minute))
    }

    private func zone(_ initial: Int32, _ transitions: [(Instant, Int32)]) -> TimeZoneRules {
        TimeZoneRules(name: "test", initialOffsetSeconds: initial, transitions: transitions.map {
            .init(second: $0.0.microseconds / 1_000_000, offsetSeconds: $0.1)
        })
    }

    private func berlin() throws -> TimeZoneRules {
        zone(3600, [(try utc(2026, 3, 29, 1), 7200), (try utc(2026, 10, 25, 1), 3600)])
    }

    @Test func skippedLocalTimesAreTheInstantOfTheChange() throws {
        let berlin = try berlin()
        #expect(berlin.instant(of: try local(2026, 3, 29, 1, 59)) == (try utc(2026, 3, 29, 0, 59)))
        #expect(berlin.instant(of: try local(2026, 3, 29, 2, 0)) == (try utc(2026, 3, 29, 1)))
        #expect(berlin.instant(of: try local(2026, 3, 29, 2, 30)) == (try utc(2026, 3, 29, 1)))
        #expect(berlin.instant(of: try local(2026, 3, 29, 3, 0)) == (try utc(2026, 3, 29, 1)))
        #expect(berlin.instant(of: try local(2026, 3, 29, 3, 1)) == (try utc(2026, 3, 29, 1, 1)))
    }

    @Test func doubledLocalTimesAreTheFirstOfTheTwo() throws {
        let berlin = try berlin()
        #expect(berlin.instant(of: try local(2026, 10, 25, 2, 30)) == (try utc(2026, 10, 25, 0, 30)))
        #expect(berlin.instant(of: try local(2026, 10, 25, 3, 0)) == (try utc(2026, 10, 25, 2)))
        #expect(berlin.localTime(of: try utc(2026, 10, 25, 0, 30)).description == "2026-10-25T02:30:00")
        #expect(berlin.localTime(of: try utc(2026, 10, 25, 1, 30)).description == "2026-10-25T02:30:00")
    }

    @Test func aDayThatIsSkippedWholeStartsAtTheChange() throws {
        // Samoa crossed the date line at the end of 29 December 2011.
        let apia = zone(-36_000, [(try utc(2011, 12, 30, 10), 50_400)])
        let thirtieth = try #require(CivilDate(year: 2011, month: 12, day: 30))
        #expect(apia.startOfDay(thirtieth) == (try utc(2011, 12, 30, 10)))
        #expect(apia.startOfDay(thirtieth.adding(days: 1)) == (try utc(2011, 12, 30, 10)))
        #expect(apia.startOfDay(thirtieth.adding(days: -1)) == (try utc(2011, 12, 29, 10)))
    }

    @Test func twoChangesWithinADayAreBothSeen() throws {
        let zone = zone(0, [(try utc(2026, 5, 1, 6), 3600), (try utc(2026, 5, 1, 18), 7200)])
        #expect(zone.instant(of: try local(2026, 5, 1, 12)) == (try utc(2026, 5, 1, 11)))
        #expect(zone.instant(of: try local(2026, 5, 1, 6, 30)) == (try utc(2026, 5, 1, 6)))
        #expect(zone.instant(of: try local(2026, 5, 1, 19, 30)) == (try utc(2026, 5, 1, 18)))
        #expect(zone.instant(of: try local(2026, 5, 1, 23)) == (try utc(2026, 5, 1, 21)))
    }

    @Test func everyInstantIsFoundAgainFromItsLocalTime() throws {
        let berlin = try berlin()
        let start = try utc(2026, 3, 27).microseconds
        for step in Int64(0)..<(240 * 4) {
            let instant = Instant(microseconds: start + step * 900_000_000 + 17)
            #expect(berlin.instant(of: berlin.localTime(of: instant)) == instant)
        }
    }

    @Test func farAwayInstantsAndDaysDoNotTrap() {
        for zone in [TimeZoneRules(name: "east", initialOffsetSeconds: 50_400, transitions: []),
                     TimeZoneRules(name: "west", initialOffsetSeconds: -50_400, transitions: [])] {
            for microseconds in [Int64.min, .min + 1, .max - 1, .max] {
                let local = zone.localTime(of: Instant(microseconds: microseconds))
                #expect((0..<Instant.microsecondsPerDay).contains(local.microsecondOfDay))
            }
            #expect(zone.startOfDay(CivilDate(daysSinceEpoch: .max)).microseconds > Int64.max - 100_000_000_000)
            #expect(zone.startOfDay(CivilDate(daysSinceEpoch: .min)).microseconds < Int64.min + 100_000_000_000)
        }
    }
}
