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

    @Test func skippedLocalTimesAreMovedByTheLengthOfTheGap() throws {
        let berlin = try berlin()
        #expect(berlin.instant(of: try local(2026, 3, 29, 1, 59)) == (try utc(2026, 3, 29, 0, 59)))
        #expect(berlin.instant(of: try local(2026, 3, 29, 2, 0)) == (try utc(2026, 3, 29, 1)))
        #expect(berlin.instant(of: try local(2026, 3, 29, 2, 10)) == (try utc(2026, 3, 29, 1, 10)))
        #expect(berlin.instant(of: try local(2026, 3, 29, 2, 50)) == (try utc(2026, 3, 29, 1, 50)))
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
        #expect(apia.instant(of: try local(2011, 12, 30, 15, 20)) == apia.instant(of: try local(2011, 12, 31, 15, 20)))
        #expect(apia.instant(of: try local(2011, 12, 30, 15, 20)) == (try utc(2011, 12, 31, 1, 20)))
    }

    @Test func aDayWhoseMidnightIsSkippedStartsAtTheChange() throws {
        // Toronto, 1919: 23:30 became 00:30.
        let toronto = zone(-18_000, [(try utc(1919, 3, 31, 4, 30), -14_400)])
        #expect(toronto.startOfDay(try local(1919, 3, 31).date) == (try utc(1919, 3, 31, 4, 30)))
        #expect(toronto.instant(of: try local(1919, 3, 31)) == (try utc(1919, 3, 31, 5)))
    }

    @Test func aDayIsOneStretchAlsoWhereClocksGoBackOverMidnight() throws {
        // St. John's, 2000: 00:01 on 29 October became 23:01 on the 28th.
        let stJohns = zone(-9_000, [(try utc(2000, 10, 29, 2, 31), -12_600)])
        let days = [
            (try utc(2000, 10, 29, 2, 29), 28), (try utc(2000, 10, 29, 2, 30), 29), (try utc(2000, 10, 29, 2, 31), 29),
            (try utc(2000, 10, 29, 3, 29), 29), (try utc(2000, 10, 29, 3, 30), 29), (try utc(2000, 10, 30, 3, 29), 29),
            (try utc(2000, 10, 30, 3, 30), 30)
        ]
        for (instant, day) in days {
            #expect(stJohns.day(of: instant).components.day == day, "\(stJohns.text(of: instant))")
        }
        #expect(stJohns.day(startingAt: try utc(2000, 10, 29, 2, 30))?.components.day == 29)
        #expect(stJohns.day(startingAt: try utc(2000, 10, 29, 3, 30)) == nil)
        #expect(stJohns.text(of: try utc(2000, 10, 29, 2, 40)) == "2000-10-28T23:10:00-03:30")
    }

    @Test func ambiguousTimesCarryTheirOffset() throws {
        let berlin = try berlin()
        let texts = [
            (try utc(2026, 10, 24, 23, 59), "2026-10-25T01:59:00"),
            (try utc(2026, 10, 25, 0), "2026-10-25T02:00:00+02:00"),
            (try utc(2026, 10, 25, 0, 59), "2026-10-25T02:59:00+02:00"),
            (try utc(2026, 10, 25, 1), "2026-10-25T02:00:00+01:00"),
            (try utc(2026, 10, 25, 1, 59), "2026-10-25T02:59:00+01:00"),
            (try utc(2026, 10, 25, 2), "2026-10-25T03:00:00"),
            (try utc(2026, 3, 29, 1), "2026-03-29T03:00:00")
        ]
        for (instant, text) in texts { #expect(berlin.text(of: instant) == text) }
        #expect(TimeZoneRules.offsetText(0) == "+00:00")
        #expect(TimeZoneRules.offsetText(-2670) == "-00:44:30")
    }

    @Test func twoChangesWithinADayAreBothSeen() throws {
        let zone = zone(0, [(try utc(2026, 5, 1, 6), 3600), (try utc(2026, 5, 1, 18), 7200)])
        #expect(zone.instant(of: try local(2026, 5, 1, 12)) == (try utc(2026, 5, 1, 11)))
        #expect(zone.instant(of: try local(2026, 5, 1, 6, 30)) == (try utc(2026, 5, 1, 6, 30)))
        #expect(zone.instant(of: try local(2026, 5, 1, 19, 30)) == (try utc(2026, 5, 1, 18, 30)))
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
