import Glibc
import Model
@testable import Store
import Testing

struct TimeZoneFileTests {
    // MARK: - Files made here

    /// A version 2 file: an empty 32-bit block, these transitions, this footer.
    private func file(version: UInt8 = UInt8(ascii: "2"), offsets: [Int32] = [3600], transitions: [(Int64, UInt8)] = [],
                      footer: String = "") -> [UInt8] {
        let wide = header(version, transitions.count, offsets.count)
            + transitions.flatMap { bigEndian($0.0) } + transitions.map(\.1)
            + offsets.flatMap { bigEndian($0) + [0, 0] } + Array("CET\0".utf8)
        let tail = Array(("\n" + footer + "\n").utf8)
        if version == 0 { return Array(wide) }
        return header(version, 0, 1) + [0, 0, 0, 0, 0, 0] + Array("UTC\0".utf8) + wide + tail
    }

    private func header(_ version: UInt8, _ transitions: Int, _ types: Int, leaps: Int = 0) -> [UInt8] {
        Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
            + [0, 0, leaps, transitions, types, 4].flatMap { bigEndian(Int32($0)) }
    }

    private func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    private func reason(_ bytes: [UInt8]) -> String? {
        do throws(StoreTimeZoneError) {
            _ = try TimeZoneFile.rules(name: "test", bytes: bytes)
            return nil
        } catch {
            if case .malformed(_, let reason) = error { return reason }
            return "\(error)"
        }
    }

    @Test func theFooterReachesTo2100() throws {
        let rules = try TimeZoneFile.rules(
            name: "Europe/Berlin",
            bytes: file(
                offsets: [3600, 7200], transitions: [(828_234_000, 1), (846_378_000, 0)],
                footer: "CET-1CEST,M3.5.0,M10.5.0/3"))
        #expect(rules.transitions.count == 2 * (2100 - 1996 + 1))
        #expect(rules.offsetSeconds(at: at("2026-03-29T00:59:59")) == 3600)
        #expect(rules.offsetSeconds(at: at("2026-03-29T01:00:00")) == 7200)
        #expect(rules.offsetSeconds(at: at("2026-10-25T00:59:59")) == 7200)
        #expect(rules.offsetSeconds(at: at("2026-10-25T01:00:00")) == 3600)
        #expect(rules.offsetSeconds(at: at("2100-07-01T00:00:00")) == 7200)
        #expect(rules.offsetSeconds(at: at("2100-12-01T00:00:00")) == 3600)
    }

    @Test func versionOneHasNarrowTimesAndNoFooter() throws {
        var bytes = header(0, 1, 2)
        bytes +=
            bigEndian(Int32(-1)) + [1] + bigEndian(Int32(0)) + [0, 0] + bigEndian(Int32(-3600)) + [1, 0]
            + Array("UTC\0".utf8)
        let rules = try TimeZoneFile.rules(name: "one", bytes: bytes)
        #expect(rules.transitions == [.init(second: -1, offsetSeconds: -3600)])
        #expect(rules.initialOffsetSeconds == 0)
    }

    @Test func equalOffsetsAreMergedAndTheBigBangIsTheBeginning() throws {
        let rules = try TimeZoneFile.rules(name: "merge", bytes: file(
            offsets: [0, 3600, 3600, 7200],
            transitions: [(-(1 << 59), 1), (0, 2), (10, 3), (20, 3), (30, 2), (.max, 0)], footer: "CET-1"))
        #expect(rules.initialOffsetSeconds == 3600)
        #expect(rules.transitions == [.init(second: 10, offsetSeconds: 7200), .init(second: 30, offsetSeconds: 3600)])
    }

    @Test func summerTimeAllYearRoundHasNoTransitions() throws {
        let rules = try TimeZoneFile.rules(name: "always", bytes: file(
            version: UInt8(ascii: "3"), offsets: [0, 3600], transitions: [(0, 1)], footer: "XXX0YYY,0/0,J365/25"))
        #expect(rules.transitions == [.init(second: 0, offsetSeconds: 3600)])
    }

    @Test func everyTruncationIsAnError() throws {
        let whole = file(offsets: [3600, 7200], transitions: [(828_234_000, 1), (846_378_000, 0)],
                         footer: "CET-1CEST,M3.5.0,M10.5.0/3")
        #expect(reason(whole) == nil)
        for count in 0..<whole.count {
            #expect(reason(Array(whole[..<count])) != nil, "cut to \(count) bytes")
        }
    }

    @Test func damagedBytesNeverTrap() {
        let whole = file(offsets: [3600, 7200], transitions: [(828_234_000, 1), (846_378_000, 0)],
                         footer: "CET-1CEST,M3.5.0,M10.5.0/3")
        for index in whole.indices {
            for byte in [UInt8(0), 1, 0x2D, 0x39, 0x7F, 0x80, 0xFF] {
                var bytes = whole
                bytes[index] = byte
                if let rules = try? TimeZoneFile.rules(name: "damaged", bytes: bytes) {
                    #expect(zip(rules.transitions, rules.transitions.dropFirst()).allSatisfy { $0.second < $1.second })
                    _ = rules.localTime(of: rules.instant(of: LocalTime(date: CivilDate(daysSinceEpoch: 20_000))))
                }
            }
        }
    }

    @Test func reasonsAreNamed() {
        #expect(reason(Array("hello, world".utf8)) == "it does not start with `TZif`")
        #expect(reason(Array("TZif2".utf8)) == "it ends after 5 bytes")
        #expect(reason(header(0, 0, 0)) == "it has no local time types")
        #expect(reason(header(0, 0, 1, leaps: 27)) == "it counts leap seconds")
        #expect(reason(file(version: 0, offsets: [100_000])) == "an offset of 100000 seconds is more than a day")
        #expect(reason(file(transitions: [(5, 0), (5, 0)])) == "its transitions are out of order")
        #expect(reason(file(transitions: [(5, 1)])) == "transition 1 names no type")
        #expect(reason(file(footer: "nonsense!")) == "`nonsense!` is not a rule for the years to come")
    }

    // MARK: - Rules of POSIX

    private func changes(_ text: String, in year: Int) throws -> [String] {
        let rule = try #require(PosixTimeZoneRule(Array(text.utf8)[...]))
        let summer = try #require(rule.summer)
        return [summer.start, summer.end].map {
            TimeZoneRules.utc.localTime(of: Instant(microseconds: $0.second(in: year) * 1_000_000)).description
        }
    }

    @Test func posixDaysOfEveryForm() throws {
        #expect(try changes("EST5EDT,M3.2.0,M11.1.0", in: 2026) == ["2026-03-08T02:00:00", "2026-11-01T02:00:00"])
        #expect(try changes("AAA0BBB,J59,J60", in: 2024) == ["2024-02-28T02:00:00", "2024-03-01T02:00:00"])
        #expect(try changes("AAA0BBB,59,60/1:30:15", in: 2024) == ["2024-02-29T02:00:00", "2024-03-01T01:30:15"])
        #expect(
            try changes("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", in: 2026) == ["2026-03-28T23:00:00", "2026-10-25T00:00:00"])
        #expect(try changes("IST-2IDT,M3.4.4/26,M10.5.0", in: 2026) == ["2026-03-27T02:00:00", "2026-10-25T02:00:00"])
    }

    @Test func posixStringsThatAreNot() {
        for text in ["", "CE", "CET", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
                     "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0x", "<CET-1",
                     "CET-1CEST,J0,J60", "CET-1CEST,366,1", "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1:60", "CET-1111"] {
            #expect(PosixTimeZoneRule(Array(text.utf8)[...]) == nil, "\(text)")
        }
        #expect(PosixTimeZoneRule(Array("<+0530>-5:30".utf8)[...])?.standardOffsetSeconds == 19_800)
    }

    // MARK: - Names

    @Test func fixedOffsetsNeedNoFile() throws {
        for (name, offset) in ["+08:00": 28_800, "+0800": 28_800, "-03": -10_800, "-03:30": -12_600, "+00:00": 0]
            as KeyValuePairs<String, Int32>
        {
            let rules = try TimeZoneRules.load(named: name, from: [])
            #expect(rules.initialOffsetSeconds == offset)
            #expect(rules.name == name)
            #expect(rules.transitions.isEmpty)
        }
        #expect(try TimeZoneRules.load(named: "UTC", from: []) == .utc)
    }

    @Test func namesThatAreNotNames() {
        for name in [
            "", "/etc/passwd", "../../etc/passwd", "Europe/../Berlin", "Europe//Berlin", "Europe/", ".", "a b", "+8",
            "+08:0", "+08:60", "+19:00", "+0:800", "-", "+ab:cd", "Europe/Berlin\0", "Zürich",
            String(repeating: "a", count: 256)
        ] {
            #expect(throws: StoreTimeZoneError.invalidName(name)) { try TimeZoneRules.load(named: name) }
        }
    }

    @Test func unknownZonesSayWhereTheyWereSought() {
        #expect(throws: StoreTimeZoneError.unknownZone("Mars/Olympus", searched: ["/nowhere"])) {
            try TimeZoneRules.load(named: "Mars/Olympus", from: ["/nowhere"])
        }
    }

    @Test func theSystemsZone() {
        func name(_ variable: String?, _ link: String?, _ file: String?) -> String {
            SystemTimeZone.name(variable: variable, localtimeLink: link, timezoneFile: file)
        }
        #expect(name(":Europe/Berlin", nil, nil) == "Europe/Berlin")
        #expect(name("/usr/share/zoneinfo/Asia/Tokyo", nil, nil) == "Asia/Tokyo")
        #expect(name("", "/usr/share/zoneinfo/Asia/Tokyo", nil) == "UTC")
        #expect(
            name(nil, "../usr/share/zoneinfo/America/Argentina/Ushuaia", "Asia/Tokyo") == "America/Argentina/Ushuaia")
        #expect(name(nil, nil, "Asia/Tokyo") == "Asia/Tokyo")
        #expect(name(nil, "/somewhere/else", nil) == "UTC")
        #expect(!SystemTimeZone.name.isEmpty)
    }
}

/// The zones of this machine, where it has any.
@Suite(.enabled(if: access("/usr/share/zoneinfo/Europe/Berlin", R_OK) == 0, "no time zone files on this machine"))
struct InstalledTimeZoneTests {
    private func local(_ zone: String, _ instant: String) throws -> String {
        try TimeZoneRules.load(named: zone).localTime(of: at(instant)).description
    }

    private func instant(_ zone: String, _ local: String) throws -> String {
        let rules = try TimeZoneRules.load(named: zone)
        let wall = TimeZoneRules.utc.localTime(of: at(local))
        return TimeZoneRules.utc.localTime(of: rules.instant(of: wall)).description
    }

    @Test func berlin() throws {
        #expect(try local("Europe/Berlin", "2026-03-29T00:59:59") == "2026-03-29T01:59:59")
        #expect(try local("Europe/Berlin", "2026-03-29T01:00:00") == "2026-03-29T03:00:00")
        #expect(try local("Europe/Berlin", "2026-10-25T00:59:59") == "2026-10-25T02:59:59")
        #expect(try local("Europe/Berlin", "2026-10-25T01:00:00") == "2026-10-25T02:00:00")
        #expect(try instant("Europe/Berlin", "2026-03-29T02:30:00") == "2026-03-29T01:30:00")
        #expect(try instant("Europe/Berlin", "2026-10-25T02:30:00") == "2026-10-25T00:30:00")
        #expect(try local("Europe/Berlin", "2099-07-01T12:00:00") == "2099-07-01T14:00:00")
        #expect(try local("Europe/Berlin", "1880-01-01T00:00:00") == "1880-01-01T00:53:28")
    }

    @Test func newYork() throws {
        #expect(try local("America/New_York", "2026-03-08T06:59:59") == "2026-03-08T01:59:59")
        #expect(try local("America/New_York", "2026-03-08T07:00:00") == "2026-03-08T03:00:00")
        #expect(try instant("America/New_York", "2026-11-01T01:30:00") == "2026-11-01T05:30:00")
        #expect(try instant("America/New_York", "2026-11-01T02:00:00") == "2026-11-01T07:00:00")
    }

    @Test func shanghaiHadSummerTimeFrom1986To1991() throws {
        #expect(try local("Asia/Shanghai", "1985-07-01T00:00:00") == "1985-07-01T08:00:00")
        #expect(try local("Asia/Shanghai", "1986-05-03T17:59:59") == "1986-05-04T01:59:59")
        #expect(try local("Asia/Shanghai", "1986-05-03T18:00:00") == "1986-05-04T03:00:00")
        #expect(try local("Asia/Shanghai", "1991-07-01T00:00:00") == "1991-07-01T09:00:00")
        #expect(try local("Asia/Shanghai", "1992-07-01T00:00:00") == "1992-07-01T08:00:00")
        #expect(try local("Asia/Shanghai", "2026-07-01T00:00:00") == "2026-07-01T08:00:00")
    }

    @Test func lordHoweMovesByHalfAnHour() throws {
        #expect(try local("Australia/Lord_Howe", "2026-04-04T14:59:59") == "2026-04-05T01:59:59")
        #expect(try local("Australia/Lord_Howe", "2026-04-04T15:00:00") == "2026-04-05T01:30:00")
        #expect(try instant("Australia/Lord_Howe", "2026-04-05T01:45:00") == "2026-04-04T14:45:00")
        #expect(try instant("Australia/Lord_Howe", "2026-10-04T02:10:00") == "2026-10-03T15:40:00")
    }

    @Test func dublinKeepsItsSummerAsStandardTime() throws {
        #expect(try local("Europe/Dublin", "2050-07-01T00:00:00") == "2050-07-01T01:00:00")
        #expect(try local("Europe/Dublin", "2050-12-01T00:00:00") == "2050-12-01T00:00:00")
    }

    @Test func aDirectoryOfZonesIsNotAZone() {
        #expect { try TimeZoneRules.load(named: "America") } throws: {
            if case StoreTimeZoneError.unknownZone("America", _)? = $0 as? StoreTimeZoneError { true } else { false }
        }
    }
}

/// `2026-03-29T01:00:00` in UTC.
private func at(_ text: String) -> Instant {
    let parts = text.split { !$0.isNumber }.compactMap { Int($0) }
    guard parts.count == 6, let date = CivilDate(year: parts[0], month: parts[1], day: parts[2]) else {
        Issue.record("\(text) is not a time")
        return Instant(microseconds: 0)
    }
    let second = Int64(date.daysSinceEpoch) * 86_400 + Int64(parts[3] * 3600 + parts[4] * 60 + parts[5])
    return Instant(microseconds: second * 1_000_000)
}
