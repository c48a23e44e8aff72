import Model
import Testing

struct ValueFormatTests {
    private let format = ValueFormat(currency: .usd, timeZone: .utc)

    private func number(_ number: Double) -> String { format.text(.number(number), of: .number) }

    @Test func integers() {
        #expect(format.text(.int(0), of: .int) == "0")
        #expect(format.text(.int(-42), of: .int) == "-42")
        #expect(format.text(.int(.max), of: .int) == "9223372036854775807")
        #expect(format.text(.int(.min), of: .int) == "-9223372036854775808")
    }

    @Test func numbersAreShort() {
        #expect(number(3) == "3")
        #expect(number(-0.0) == "0")
        #expect(number(12.5) == "12.5")
        #expect(number(-0.1) == "-0.1")
        #expect(number(0.1 + 0.2) == "0.30000000000000004")
        #expect(number(1.0 / 3) == "0.3333333333333333")
        #expect(number(123_456_789_012_345) == "123456789012345")
        #expect(number(99.9999) == "99.9999")
    }

    @Test func exponentsAppearOnlyFarOut() {
        #expect(number(0.00001) == "0.00001")
        #expect(number(-1.5e-7) == "-0.00000015")
        #expect(number(1e-15) == "0.000000000000001")
        #expect(number(1e-16) == "1e-16")
        #expect(number(999_999_999_999_999) == "999999999999999")
        #expect(number(1e15) == "1000000000000000")
        #expect(number(1e300) == "1e+300")
        #expect(number(.leastNonzeroMagnitude) == "5e-324")
    }

    @Test func numbersThatAreNotFinite() {
        #expect(number(.nan) == "nan")
        #expect(number(.infinity) == "inf")
        #expect(number(-.infinity) == "-inf")
    }

    @Test func everyNumberReadsBackAndNoneIsLongerThanItsDescription() {
        var random: UInt64 = 88_172_645_463_325_252
        for round in 0..<200_000 {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            let value: Double = switch round % 4 {
            case 0: Double(bitPattern: random)
            case 1: Double(Int64(random % 2_000_000)) / 100 - 10_000
            case 2: Double(random % 1_000_000_007) / 9973
            default: Double(random % 100_000) * 1e-9
            }
            guard value.isFinite else { continue }
            let text = number(value)
            #expect(Double(text) == value)
            if !value.description.contains("e") { #expect(text.utf8.count <= value.description.utf8.count) }
        }
    }

    @Test func moneyHasTheCurrencysDecimals() throws {
        #expect(format.text(.money(123_450), of: .money) == "1234.50")
        #expect(format.text(.money(-5), of: .money) == "-0.05")
        #expect(format.text(.money(0), of: .money) == "0.00")
        #expect(format.text(.money(.min), of: .money) == "-92233720368547758.08")
        let yen = ValueFormat(currency: try #require(Currency(code: "JPY")), timeZone: .utc)
        #expect(yen.text(.money(-1234), of: .money) == "-1234")
        let dinar = ValueFormat(currency: try #require(Currency(code: "KWD")), timeZone: .utc)
        #expect(dinar.text(.money(1_005), of: .money) == "1.005")
    }

    @Test func averagesOfMoneyRoundHalfAwayFromZero() {
        #expect(format.text(.number(12_345.5), of: .averageMoney) == "123.46")
        #expect(format.text(.number(-0.5), of: .averageMoney) == "-0.01")
        #expect(format.text(.number(-0.4), of: .averageMoney) == "0.00")
        #expect(format.text(.number(2.4999), of: .averageMoney) == "0.02")
        #expect(format.text(.number(.nan), of: .averageMoney) == "nan")
        #expect(format.text(.number(1e30), of: .averageMoney) == "1e+28")
    }

    @Test func textBoolAndMissing() {
        #expect(format.text(.text("a\tb"), of: .text) == "a\tb")
        #expect(format.text(.bool(true), of: .bool) == "true")
        #expect(format.text(.bool(false), of: .bool) == "false")
        #expect(format.text(.missing, of: .money) == "")
    }

    @Test func datesEqualTheirDescription() {
        for day in stride(from: Int32(-719_162), through: 2_932_896, by: 331) {
            let date = CivilDate(daysSinceEpoch: day)
            #expect(format.text(.date(date), of: .date) == date.description)
        }
    }

    @Test func timesAreLocalAndEqualTheirDescription() {
        let zone = TimeZoneRules(name: "half", initialOffsetSeconds: 19_800, transitions: [])
        let local = ValueFormat(currency: .usd, timeZone: zone)
        #expect(local.text(.time(Instant(microseconds: 0)), of: .time) == "1970-01-01T05:30:00")
        #expect(local.text(.time(Instant(microseconds: -1)), of: .time) == "1970-01-01T05:29:59.999999")
        for step in Int64(-500)..<500 {
            let instant = Instant(microseconds: step * 86_399_123_450_070)
            #expect(local.text(.time(instant), of: .time) == zone.localTime(of: instant).description)
        }
    }

    @Test func durationsShowDaysAndAClock() {
        func text(_ microseconds: Int64) -> String { format.text(.duration(microseconds), of: .duration) }
        #expect(text(((3 * 24 + 4) * 3600 + 5 * 60 + 6) * 1_000_000) == "3d 04:05:06")
        #expect(text(0) == "00:00:00")
        #expect(text(-500_000) == "-00:00:00.5")
        #expect(text(86_399_999_999) == "23:59:59.999999")
        #expect(text(.min) == "-106751991d 04:00:54.775808")
    }
}
