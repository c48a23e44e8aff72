@testable import Columns
import Model
import Testing

/// Days of stored times, against a division.
struct StoredDaysTests {
    private static let second = Instant.microsecondsPerSecond

    private static func column(_ stored: [Int32], base: Int64, unit: Int64, validity: [UInt8]? = nil) -> Column {
        let values = stored.map { base + unit * Int64($0) }
        return Column(
            kind: .time, count: stored.count, stored: .int32(ColumnBuffer(stored)), base: base, unit: unit,
            validity: validity.map { ColumnBuffer($0) },
            extremes: (values.min() ?? 0)...(values.max() ?? 0))
    }

    private static func zone(_ offset: Int) -> TimeZoneRules {
        TimeZoneRules(name: "Test", initialOffsetSeconds: Int32(offset), transitions: [])
    }

    @Test(
        arguments: [100, 1_000, 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000] as [Int64],
        [0, 28_800, -12_345])
    func daysAreThoseOfADivision(unit: Int64, offset: Int) throws {
        var random = SeededNumbers(state: UInt64(unit))
        let length = Instant.microsecondsPerDay, unitsOfDay = length / unit
        for base in [0, 1_577_836_800_000_000, -7, -1_577_836_799_999_999] as [Int64] {
            // The first and the last moment of days, and whatever lies between.
            let most = min(Int64(Int32.max), unitsOfDay * 60_000)
            var stored = [0, 1, Int32(most - 1)]
            for _ in 0..<2_000 {
                let place = Int64.random(in: 0..<most, using: &random)
                let start = (place / unitsOfDay) * unitsOfDay - floorDivide(base, unit) % unitsOfDay
                stored += [place, start - 1, start, start + 1].filter { (0..<most).contains($0) }.map { Int32($0) }
            }
            let column = StoredDaysTests.column(stored, base: base, unit: unit)
            let days = try #require(StoredDays(column, StoredDaysTests.zone(offset)))
            let expected = stored.map {
                floorDivide(base + unit * Int64($0) + Int64(offset) * StoredDaysTests.second, length)
            }
            #expect(days.first == expected.min())
            #expect(days.count == Int((expected.max() ?? 0) - (expected.min() ?? 0)) + 1)
            #expect(stored.map { days.first + Int64(days.place($0)) } == expected)
        }
    }

    @Test func whatIsMissingIsStoredAsNothingAndHasAPlace() throws {
        // The base lies far below all known values.
        let column = Column(
            kind: .time, count: 3, stored: .int32(ColumnBuffer([0, 86_400 * 500, 86_400 * 501] as [Int32])), base: 0,
            unit: StoredDaysTests.second, validity: ColumnBuffer([0b110]),
            extremes: 86_400 * 500 * StoredDaysTests.second...86_400 * 501 * StoredDaysTests.second)
        let days = try #require(StoredDays(column, StoredDaysTests.zone(0)))
        #expect(days.first == 0)
        #expect([0, 86_400 * 500, 86_400 * 501].map { days.place(Int32($0)) } == [0, 500, 501])
    }

    @Test func otherColumnsAreLeftToOthers() {
        let second = StoredDaysTests.second
        let moving = TimeZoneRules(
            name: "Test", initialOffsetSeconds: 0, transitions: [.init(second: 500, offsetSeconds: 3_600)])
        let near = StoredDaysTests.column([0, 499], base: 0, unit: second),
            far = StoredDaysTests.column([0, 500], base: 0, unit: second)
        #expect(StoredDays(near, moving) != nil)
        #expect(StoredDays(far, moving) == nil)
        // Days are no multiples of seven seconds, and 200 years no table.
        #expect(StoredDays(StoredDaysTests.column([0, 5], base: 0, unit: 7 * second), moving) == nil)
        #expect(StoredDays(StoredDaysTests.column([0, 73_000], base: 0, unit: 86_400 * second), moving) == nil)
        let wide = Column(kind: .time, count: 1, stored: .int64(ColumnBuffer([5])), extremes: 5...5)
        #expect(StoredDays(wide, moving) == nil)
        let unknown = Column(kind: .time, count: 1, stored: .int32(ColumnBuffer([5])))
        #expect(StoredDays(unknown, moving) == nil)
    }
}
