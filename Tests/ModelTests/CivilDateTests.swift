import Model
import Testing

struct CivilDateTests {
    @Test func daysAndComponentsAreInverse() {
        for day in stride(from: Int32(-719_162), through: 2_932_896, by: 97) {
            let (y, m, d) = CivilDate(daysSinceEpoch: day).components
            #expect(CivilDate(year: y, month: m, day: d)?.daysSinceEpoch == day)
        }
    }

    @Test func refusesDaysThatDoNotExist() {
        #expect(CivilDate(year: 2026, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2024, month: 2, day: 29) != nil)
        #expect(CivilDate(year: 2026, month: 4, day: 31) == nil)
    }

    @Test func addingMonthsStopsAtTheMonthsEnd() throws {
        let january = try #require(CivilDate(year: 2026, month: 1, day: 31))
        #expect(january.adding(months: 1).description == "2026-02-28")
        #expect(january.adding(months: 13).description == "2027-02-28")
        #expect(january.adding(months: -2).description == "2025-11-30")
        let leap = try #require(CivilDate(year: 2024, month: 2, day: 29))
        #expect(leap.adding(months: 12).description == "2025-02-28")
    }

    @Test func weekdaysAreISO() throws {
        #expect(CivilDate(daysSinceEpoch: 0).weekday == 4)
        #expect(try #require(CivilDate(year: 2026, month: 11, day: 23)).weekday == 1)
    }
}
