import Glibc
import Model
import Testing
@testable import Store

/// What holds for the clocks of every zone that this machine has, at every change from 1970 to 2037.
@Suite(.enabled(if: access("/usr/share/zoneinfo/Europe/Berlin", R_OK) == 0, "no time zone files on this machine"))
struct AllTimeZonesTests {
    private static let years: ClosedRange<Int64> = 0...2_145_916_800

    /// Each set of rules once, however many names it has.
    private func zones() throws -> [TimeZoneRules] {
        var seen: Set<[TimeZoneRules.Transition]> = []
        return try AllTimeZonesTests.names().map { try TimeZoneRules.load(named: $0) }.filter {
            seen.insert($0.transitions).inserted
        }
    }

    /// The third column of the table of zones by country.
    private static func names() -> [String] {
        guard let file = fopen("/usr/share/zoneinfo/zone.tab", "re") else {
            return ["America/St_Johns", "Europe/Berlin", "Pacific/Apia"]
        }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 4096), names: Set<String> = []
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let columns = text.split { $0 == "\t" || $0 == "\n" }
            if !text.hasPrefix("#"), columns.count > 2 { names.insert(String(columns[2])) }
        }
        return names.sorted()
    }

    /// Instants around a change: both sides of it, of the midnights near it, and of where a time comes again.
    private func instants(around number: Int, in zone: TimeZoneRules) -> [Instant] {
        let change = zone.transitions[number].second
        let before = Int64(number == 0 ? zone.initialOffsetSeconds : zone.transitions[number - 1].offsetSeconds)
        let after = Int64(zone.transitions[number].offsetSeconds)
        let date = zone.localTime(of: Instant(microseconds: change * 1_000_000)).date
        let midnights = (-1...2).map { zone.startOfDay(date.adding(days: $0)).microseconds / 1_000_000 }
        let seconds =
            [change, change + before - after, change + after - before, change - 7_000, change + 7_000] + midnights
        return seconds.flatMap { second in [-1, 0, 1].map { Instant(microseconds: (second + $0) * 1_000_000) } }
    }

    @Test func aDayIsTheLastThatHasStarted() throws {
        var daysThatCameTwice = 0
        for zone in try zones() {
            for (number, transition) in zone.transitions.enumerated()
            where AllTimeZonesTests.years.contains(transition.second) {
                for instant in instants(around: number, in: zone) {
                    let day = zone.day(of: instant), date = zone.localTime(of: instant).date
                    let started = (-3...3).map { date.adding(days: $0) }.last { zone.startOfDay($0) <= instant }
                    #expect(day == started, "\(zone.name) \(zone.text(of: instant))")
                    #expect(day >= date)
                    if day != date { daysThatCameTwice += 1 }
                }
            }
        }
        #expect(daysThatCameTwice > 0)
    }

    @Test func aDayStartsWhenTheClockFirstShowsIt() throws {
        for zone in try zones() {
            for transition in zone.transitions where AllTimeZonesTests.years.contains(transition.second) {
                let date = zone.localTime(of: Instant(microseconds: transition.second * 1_000_000)).date
                for day in (-1...2).map({ date.adding(days: $0) }) {
                    let start = zone.startOfDay(day)
                    #expect(zone.localTime(of: start).date >= day, "\(zone.name) \(day)")
                    for second in [1, 60, 1800, 7200, 90_000] as [Int64] {
                        let earlier = Instant(microseconds: start.microseconds - second * 1_000_000)
                        #expect(zone.localTime(of: earlier).date < day, "\(zone.name) \(day)")
                    }
                }
            }
        }
    }

    @Test func whatIsWrittenReadsBackAsTheSameInstant() throws {
        for zone in try zones() {
            let format = ValueFormat(currency: .usd, timeZone: zone),
                reader = ValueReader(currency: .usd, timeZone: zone)
            for number in zone.transitions.indices
            where AllTimeZonesTests.years.contains(zone.transitions[number].second) {
                for instant in instants(around: number, in: zone) {
                    let text = format.text(.time(instant), of: .time)
                    #expect(text == zone.text(of: instant))
                    #expect(try reader.value(text, as: .time) == .time(instant), "\(zone.name) \(text)")
                    // An offset is there only where it is needed.
                    let local = zone.localTime(of: instant)
                    let others = AllTimeZonesTests.offsets(of: zone, near: number).map { offset in
                        Instant(
                            microseconds: instant.microseconds + (zone.offsetSeconds(at: instant) - offset) * 1_000_000)
                    }
                    let isTwice = others.contains { $0 != instant && zone.localTime(of: $0) == local }
                    #expect((zone.writtenTime(of: instant).offsetSeconds != nil) == isTwice, "\(zone.name) \(text)")
                }
            }
        }
    }

    private static func offsets(of zone: TimeZoneRules, near number: Int) -> [Int64] {
        (max(0, number - 3)..<min(zone.transitions.count, number + 4)).map { Int64(zone.transitions[$0].offsetSeconds) }
            + [Int64(zone.initialOffsetSeconds)]
    }

    @Test func skippedTimesAreMovedByTheLengthOfTheGap() throws {
        for zone in try zones() {
            for (number, transition) in zone.transitions.enumerated()
            where AllTimeZonesTests.years.contains(transition.second) {
                let before = Int64(number == 0 ? zone.initialOffsetSeconds : zone.transitions[number - 1].offsetSeconds)
                let gap = Int64(transition.offsetSeconds) - before
                guard gap > 0 else { continue }
                for second in [0, 1, gap / 2, gap - 1] {
                    let wall = TimeZoneRules.utc.localTime(
                        of: Instant(microseconds: (transition.second + before + second) * 1_000_000))
                    #expect(
                        zone.instant(of: wall).microseconds == (transition.second + second) * 1_000_000,
                        "\(zone.name) \(wall)")
                }
            }
        }
    }
}
