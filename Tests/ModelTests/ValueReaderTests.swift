import Model
import Testing

struct ValueReaderTests {
    let reader = ValueReader(currency: .usd, timeZone: .utc)

    private func outcome(_ text: String, _ kind: ValueKind, _ reader: ValueReader? = nil) -> Result<
        Value, ValueReader.Problem
    > {
        do throws(ValueReader.Problem) { return .success(try (reader ?? self.reader).value(text, as: kind)) } catch {
            return .failure(error)
        }
    }

    private func readerOf(_ pattern: String) throws -> ValueReader {
        let format: DateFormat = try #require(DateFormat(pattern: pattern))
        return ValueReader(currency: .usd, timeZone: .utc, dateFormat: format)
    }

    @Test(arguments: [
        ("0", 0), ("-12", -12), ("+7", 7), (" 5\t", 5), ("007", 7), ("12.0", 12), ("12.000", 12),
        ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("00000000000000000000000001", 1),
    ] as [(String, Int64)])
    func readsWholeNumbers(_ text: String, _ value: Int64) {
        #expect(outcome(text, .int) == .success(.int(value)))
    }

    @Test(
        arguments: [
            ("", .notInt), ("-", .notInt), ("1x", .notInt), ("1 2", .notInt), ("0x10", .notInt), ("1e3", .notInt),
            ("1.", .notInt),
            ("١٢", .notInt), ("1.5", .fractionalInt), ("9223372036854775808", .intTooLarge),
            ("-9223372036854775809", .intTooLarge),
            ("99999999999999999999", .intTooLarge), ("1" + String(repeating: "0", count: 400), .intTooLarge)
        ] as [(String, ValueReader.Problem)])
    func refusesOtherWholeNumbers(_ text: String, _ problem: ValueReader.Problem) {
        #expect(outcome(text, .int) == .failure(problem))
    }

    @Test(arguments: [
        "0", "-0.5", "1.5e-7", "3.14159265358979", "123456789012345678901234567890", ".5", "5.", "1E5", "0.1",
        "1.7976931348623157e308", "4.9e-324", "2.2250738585072011e-308"
    ])
    func numbersAreTheNearestDouble(_ text: String) {
        let padded = text.hasPrefix(".") ? "0" + text : text.hasSuffix(".") ? text + "0" : text
        #expect(outcome(text, .number) == .success(.number(Double(padded) ?? .nan)))
    }

    @Test(arguments: ["", ".", "-", "nan", "inf", "0x1p3", "1e", "1,5", "1.5.5", "e5", "--1"])
    func refusesOtherNumbers(_ text: String) {
        #expect(outcome(text, .number) == .failure(.notNumber))
    }

    @Test func refusesNumbersBeyondDoubles() { #expect(outcome("1e400", .number) == .failure(.numberTooLarge)) }

    @Test(
        arguments: [
            ("1234.5", 123_450), ("-0.99", -99), ("1,234.50", 123_450), ("1,234,567", 123_456_700), (".5", 50),
            ("12", 1200),
            ("12.5000", 1250), ("92233720368547758.07", Int64.max), ("-92233720368547758.08", Int64.min),
            ("1,234", 123_400)
        ] as [(String, Int64)])
    func readsMoneyExactly(_ text: String, _ minor: Int64) {
        #expect(outcome(text, .money) == .success(.money(minor)))
    }

    @Test(
        arguments: [
            ("", .notMoney), (".", .notMoney), ("$5", .notMoney), ("5 USD", .notMoney), ("(5)", .notMoney),
            ("1e3", .notMoney),
            ("12.345", .tooManyDecimals(2)), ("1.234,50", .notMoney), ("12,50", .ambiguousMoney),
            ("1,23,456", .ambiguousMoney),
            ("1234,567", .notMoney), (",500", .notMoney), ("5.", .notMoney),
            ("92233720368547758.08", .moneyTooLarge), ("99,999,999,999,999,999,999", .moneyTooLarge),
            ("1.00000000000000000000000001", .tooManyDecimals(2))
        ] as [(String, ValueReader.Problem)])
    func refusesMoneyThatIsNotExact(_ text: String, _ problem: ValueReader.Problem) {
        #expect(outcome(text, .money) == .failure(problem))
    }

    @Test func decimalsFollowTheCurrency() throws {
        let yen = ValueReader(currency: try #require(Currency(code: "JPY")), timeZone: .utc)
        #expect(outcome("1,500", .money, yen) == .success(.money(1500)))
        #expect(outcome("1500.00", .money, yen) == .success(.money(1500)))
        #expect(outcome("1500.5", .money, yen) == .failure(.tooManyDecimals(0)))
        let dinar = ValueReader(currency: try #require(Currency(code: "KWD")), timeZone: .utc)
        #expect(outcome("1.234", .money, dinar) == .success(.money(1234)))
        #expect(outcome("1,234", .money, dinar) == .failure(.ambiguousMoney))
    }

    @Test(arguments: [("true", true), ("No", false), ("Y", true), ("0", false), (" 1 ", true), ("FALSE", false)])
    func readsYesAndNo(_ text: String, _ value: Bool) {
        #expect(outcome(text, .bool) == .success(.bool(value)))
    }

    @Test(arguments: ["", "maybe", "2", "truely", "tru\u{0}"])
    func refusesOtherBools(_ text: String) { #expect(outcome(text, .bool) == .failure(.notBool)) }

    @Test(
        arguments: [
            ("1970-01-02", 1), ("2026-03-01", 20_513), ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
            ("2024-02-29 00:00:00", 19_782)
        ] as [(String, Int32)])
    func readsDates(_ text: String, _ day: Int32) {
        #expect(outcome(text, .date) == .success(.date(CivilDate(daysSinceEpoch: day))))
    }

    @Test(
        arguments: [
            ("2026-02-29", .noSuchDate), ("2026-13-01", .noSuchDate), ("0000-01-01", .noSuchDate),
            ("2026-3-1", .notDate),
            ("20260301", .notDate), ("1/3/2026", .notDate), ("", .notDate), ("2026-03-01T09:00", .timeInDate),
            ("2026-03-01x", .notDate)
        ] as [(String, ValueReader.Problem)])
    func refusesOtherDates(_ text: String, _ problem: ValueReader.Problem) {
        #expect(outcome(text, .date) == .failure(problem))
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:01Z", 1_000_000), ("1970-01-01 00:00:00.5", 500_000),
            ("1970-01-01T01:00+02:00", -3_600_000_000),
            ("1970-01-01T00:00:00-0130", 5_400_000_000), ("1969-12-31T23:59:59.999999Z", -1),
            ("1970-01-02", 86_400_000_000),
            ("1970-01-01T00:00:00.1234560000Z", 123_456), ("1970-01-01 05:00:00 +05", 0)
        ] as [(String, Int64)])
    func readsTimes(_ text: String, _ microseconds: Int64) {
        #expect(outcome(text, .time) == .success(.time(Instant(microseconds: microseconds))))
    }

    @Test(arguments: [
        "", "09:00", "2026-03-01T", "2026-03-01T24:00", "2026-03-01T09:60", "2026-03-01T23:59:60", "2026-03-01T9:00",
        "2026-03-01T09:00:00.1234567", "2026-03-01T09:00+25:00", "2026-03-01T09:00 noon", "1767225600"
    ])
    func refusesOtherTimes(_ text: String) { #expect(outcome(text, .time) == .failure(.notTime)) }

    @Test func localTimesAreInTheStoresZone() {
        let rules = TimeZoneRules(
            name: "Test", initialOffsetSeconds: 3600, transitions: [.init(second: 1_000_000_000, offsetSeconds: 7200)])
        let local = ValueReader(currency: .usd, timeZone: rules)
        #expect(outcome("1970-01-01T01:00", .time, local) == .success(.time(Instant(microseconds: 0))))
        #expect(outcome("1970-01-01T01:00Z", .time, local) == .success(.time(Instant(microseconds: 3_600_000_000))))
        #expect(outcome("2020-01-01", .time, local) == outcome("2019-12-31T22:00Z", .time))
    }

    @Test(arguments: [
        ("dd/MM/yyyy", "01/03/2026", "2026-03-01T00:00Z"),
        ("M/d/yyyy h:mm a", "3/1/2026 12:05 am", "2026-03-01T00:05Z"),
        ("M/d/yyyy h:mm a", "12/31/2026 9:05 PM", "2026-12-31T21:05Z"), ("yyyyMMdd", "20260301", "2026-03-01T00:00Z"),
        ("MM/dd/yyyy HH:mm", "03/01/2026 09:30", "2026-03-01T09:30Z"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2026-03-01T09:00:00.250+01:00", "2026-03-01T08:00:00.25Z"),
        ("d. M. yyyy", "1. 3. 2026", "2026-03-01"), ("yyyy年M月d日", "2026年3月1日", "2026-03-01")
    ])
    func readsStatedFormats(_ pattern: String, _ text: String, _ iso: String) throws {
        let stated = try readerOf(pattern)
        #expect(outcome(text, .time, stated) == outcome(iso, .time))
    }

    @Test(arguments: [
        ("dd/MM/yyyy", "2026-03-01"), ("dd/MM/yyyy", "1/3/2026"), ("d/M/yyyy", "1/3/26"),
        ("M/d/yyyy h:mm a", "3/1/2026 13:05 pm"),
        ("yyyyMMdd", "202603011"), ("yyyyMMdd", "")
    ])
    func holdsCellsToTheStatedFormat(_ pattern: String, _ text: String) throws {
        let stated = try readerOf(pattern)
        #expect(outcome(text, .time, stated) == .failure(.notInFormat(pattern)))
    }

    @Test func aStatedFormatStillKnowsTheCalendar() throws {
        let stated = try readerOf("dd/MM/yyyy")
        #expect(outcome("31/02/2026", .date, stated) == .failure(.noSuchDate))
    }

    @Test(arguments: [
        "", "MM/dd", "yy-MM-dd", "yyyy-MM-dd-dd", "yyyy-MM-dd mm", "yyyy-MM-dd hh:mm", "yyyy-MM-dd Q", "yyyy-MM-dd'T"
    ])
    func refusesOtherFormats(_ pattern: String) { #expect(DateFormat(pattern: pattern) == nil) }

    @Test(
        arguments: [
            ("90 minutes", 5_400_000_000), ("1:30:00", 5_400_000_000), ("PT1H30M", 5_400_000_000),
            ("P1DT0.5S", 86_400_500_000),
            ("-2 days", -172_800_000_000), ("0:00:00.25", 250_000), ("100:00:00", 360_000_000_000),
            ("1 week", 604_800_000_000)
        ] as [(String, Int64)])
    func readsDurations(_ text: String, _ microseconds: Int64) {
        #expect(outcome(text, .duration) == .success(.duration(microseconds)))
    }

    @Test(arguments: ["", "90", "P1M", "PT", "P", "1:60", "5 moons", "1.5 hours", "PT1.5H"])
    func refusesOtherDurations(_ text: String) { #expect(outcome(text, .duration) == .failure(.notDuration)) }

    @Test func refusesDurationsThatDoNotFit() {
        #expect(outcome("99999999999999 days", .duration) == .failure(.durationTooLarge))
    }

    @Test func textIsTakenAsItIs() {
        for text in ["", " a ", "Zoë 王 😀", "a\nb"] { #expect(outcome(text, .text) == .success(.text(text))) }
        #expect(outcome("a\u{0}", .text) == .failure(.containsNUL))
    }

    @Test(
        arguments: [
            [0xFF], [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80],
            [0x61, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]
        ] as [[UInt8]])
    func refusesBytesThatAreNotUTF8(_ bytes: [UInt8]) {
        #expect(throws: ValueReader.Problem.notUTF8) { try bytes.withUnsafeBufferPointer { try reader.checkText($0) } }
    }
}
