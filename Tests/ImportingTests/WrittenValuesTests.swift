@testable import Importing
import Model
import Testing

/// Numbers and dates as people and spreadsheets write them, each with what it means; worked by hand.
struct WrittenValuesTests {
    private func plain(_ text: String, _ form: NumberForm, _ currency: Currency? = .usd) -> String? {
        var scratch = CellScratch()
        let isNumber = Array(text.utf8).withUnsafeBufferPointer { form.write($0, currency: currency, into: &scratch) }
        return isNumber ? String(decoding: scratch.bytes, as: UTF8.self) : nil
    }

    @Test(arguments: [
        ("1234.50", "1234.50"), ("1,234.50", "1234.50"), ("1 234.50", "1234.50"), ("1'234.50", "1234.50"),
        ("1’234’567.5", "1234567.5"),
        ("1\u{A0}234.50", "1234.50"), ("1\u{202F}234.50", "1234.50"), ("(19.90)", "-19.90"), ("19.90-", "-19.90"),
        ("-19.90", "-19.90"),
        ("$ 19.90", "19.90"), ("-$19.90", "-19.90"), ("$-19.90", "-19.90"), ("19.90 USD", "19.90"),
        ("US$19.90", "19.90"), ("($1,234.00)", "-1234.00"),
        ("\u{2212}5", "-5"), (" 5 ", "5"), (".50", ".50"), ("0.125", "0.125"), ("1,234,567", "1234567"), ("+7", "7")
    ])
    func pointsAreDecimal(_ text: String, _ expected: String) { #expect(plain(text, .point) == expected) }

    @Test(arguments: [
        ("1.234,50", "1234.50"), ("1 234,50", "1234.50"), ("1'234,50", "1234.50"), ("1234,5", "1234.5"),
        ("1.234", "1234"), ("0,125", "0.125"),
        ("1.234.567", "1234567"), ("-1.234,50 €", "-1234.50"), ("€ 5,00", "5.00"), ("5,00-", "-5.00"),
        ("5,00 EUR", "5.00")
    ])
    func commasAreDecimal(_ text: String, _ expected: String) {
        #expect(plain(text, .comma, Currency(code: "EUR")) == expected)
    }

    @Test(arguments: [
        "1,23,456.00", "12,34", "1,2345", "1..2", "1.2.3", "--5", "(-5)", "5-5", "", "-", "$", "(5", "1,234,", "0,125",
        "1e5", "5 €", "1 2", "abc", "$$5", "1.", "1 234 5", "012,345"
    ])
    func whatIsNoNumberIsNone(_ text: String) { #expect(plain(text, .point) == nil) }

    private func iso(_ text: String, _ form: DateForm = .yearFirst, isDay: Bool = false) -> String? {
        var scratch = CellScratch()
        let isDate = Array(text.utf8).withUnsafeBufferPointer { form.write($0, isDay: isDay, into: &scratch) }
        return isDate ? String(decoding: scratch.bytes, as: UTF8.self) : nil
    }

    @Test(
        arguments: [
            ("2026/3/5", "2026-03-05"), ("2026.03.05", "2026-03-05"), ("2026-3-5", "2026-03-05"),
            ("20260305", "2026-03-05"),
            ("2026年3月5日", "2026-03-05"), ("2026年3月5日 下午2:30", "2026-03-05T14:30:00"), ("5 Mar 2026", "2026-03-05"),
            ("05-Mar-26", "2026-03-05"), ("Mar 5, 2026", "2026-03-05"), ("March 5th, 2026", "2026-03-05"),
            ("5. März 2026", "2026-03-05"),
            ("5 août 2026", "2026-08-05"), ("Thu, 05 Mar 2026 14:30:00 +0100", "2026-03-05T14:30:00+01:00"),
            ("2026-03-05 10:00 UTC", "2026-03-05T10:00:00Z"),
            ("2026-03-05T10:00:00.1234567Z", "2026-03-05T10:00:00.123456Z"),
            ("2026/3/5 9:05", "2026-03-05T09:05:00"), ("2026/3/5 9:05 PM", "2026-03-05T21:05:00"),
            ("2026/3/5 12:05 AM", "2026-03-05T00:05:00"),
            ("2026-03-05 10:00:00.123456789 GMT", "2026-03-05T10:00:00.123456Z"), ("20260305T101500Z", nil),
            ("2026-03-05 14:30 -0530", "2026-03-05T14:30:00-05:30"),
            ("3/5/2026", nil), ("2026-13", nil), ("tomorrow", nil), ("5 Foo 2026", nil), ("2026/3-5", nil),
            ("13:00 PM 2026/3/5", nil),
            ("2026/3/5 13:00 PM", nil), ("2026/3/5 7", nil), ("", nil)
        ] as [(String, String?)])
    func datesWithOneReading(_ text: String, _ expected: String?) { #expect(iso(text) == expected) }

    @Test(
        arguments: [
            ("05.03.2026", DateForm.dayMonthYear, "2026-03-05"),
            ("5/3/26 2:30 PM", .dayMonthYear, "2026-03-05T14:30:00"),
            ("3/5/2026", .monthDayYear, "2026-03-05"), ("3/5/2026, 2:30:15 p.m.", .monthDayYear, "2026-03-05T14:30:15"),
            ("3/5/71", .monthDayYear, "1971-03-05"), ("5. 3. 2026", .dayMonthYear, "2026-03-05"),
            ("05-03-2026 14.30", .dayMonthYear, nil),
            ("1772582400", .epoch(perSecond: 1), "2026-03-04T00:00:00Z"),
            ("1772582400123", .epoch(perSecond: 1000), "2026-03-04T00:00:00.123000Z"),
            ("1772582400123456789", .epoch(perSecond: 1_000_000_000), "2026-03-04T00:00:00.123456Z"),
            ("-5", .epoch(perSecond: 1), nil),
            ("45292", .serial, "2024-01-01"), ("45292.5", .serial, "2024-01-01T12:00:00"), ("60", .serial, nil),
            ("25569", .serial, "1970-01-01")
        ] as [(String, DateForm, String?)])
    func datesOfAColumn(_ text: String, _ form: DateForm, _ expected: String?) { #expect(iso(text, form) == expected) }

    @Test func aDayInSecondsIsADay() { #expect(iso("1772582400", .epoch(perSecond: 1), isDay: true) == "2026-03-04") }

    private func verdict(_ texts: String...) -> DateEvidence.Verdict {
        var evidence = DateEvidence()
        for text in texts { Array(text.utf8).withUnsafeBufferPointer { evidence.note($0) } }
        return evidence.verdict(latestYear: 2027)
    }

    @Test func columnsSayHowTheirDatesAreWritten() {
        #expect(verdict("3/5/2026", "13/5/2026") == .form(.dayMonthYear))
        #expect(verdict("3/5/2026", "5/13/2026") == .form(.monthDayYear))
        #expect(verdict("3/5/2026", "7/7/2026") == .ambiguous("3/5/2026"))
        #expect(verdict("7/7/2026") == .form(.yearFirst))
        #expect(verdict("13/5/2026", "5/13/2026") == .contradictory)
        #expect(verdict("05.03.2026") == .form(.dayMonthYear))
        #expect(verdict("05-03-2026") == .ambiguous("05-03-2026"))
        #expect(verdict("2026-03-05", "20260306") == .form(.yearFirst))
        #expect(verdict("1772582400", "1772582401") == .form(.epoch(perSecond: 1)))
        #expect(verdict("1772582400000") == .form(.epoch(perSecond: 1000)))
        #expect(verdict("45292", "45293.25") == .form(.serial))
        #expect(verdict("45292", "2026-01-01") == .form(.yearFirst))
        #expect(verdict() == .form(.yearFirst))
    }

    private func settled(_ texts: String...) -> (NumberForm?, String?) {
        var evidence = NumberEvidence()
        for text in texts { Array(text.utf8).withUnsafeBufferPointer { evidence.note($0, nil) } }
        return (evidence.settled, evidence.ambiguous)
    }

    @Test func columnsSayHowTheirNumbersAreWritten() {
        #expect(settled("1.234,50", "7").0 == .comma)
        #expect(settled("1,234", "0,5").0 == .comma)
        #expect(settled("1,234.50").0 == .point)
        #expect(settled("1,234,567").0 == .point)
        #expect(settled("1.5", "1.234").0 == .point)
        #expect(settled("1,234") == (nil, "1,234"))
        #expect(settled("12", "1234") == (nil, nil))
        #expect(settled("1 234") == (nil, nil))
    }

    @Test func cellsLoseWhatSpreadsheetsPutAroundThem() {
        func content(_ text: String, isText: Bool) -> String {
            Array(text.utf8).withUnsafeBufferPointer {
                String(decoding: CellText.content($0, isText: isText), as: UTF8.self)
            }
        }
        #expect(content("=\"00123\"", isText: true) == "00123")
        #expect(content("'00123", isText: true) == "00123")
        #expect(content("'=1+1", isText: true) == "=1+1")
        #expect(content("'90s", isText: true) == "'90s")
        #expect(content("'n' roll", isText: true) == "'n' roll")
        #expect(content("\tAnn\u{A0}", isText: true) == "Ann")
        #expect(content(" Ann ", isText: true) == " Ann ")
        #expect(content("\u{3000}11\u{A0} ", isText: false) == "11")
        #expect(content("\u{A0}\u{FEFF}", isText: true) == "")
        #expect(content("=SUM(A1)", isText: true) == "=SUM(A1)")
        #expect(content("Ann à", isText: true) == "Ann à")
        #expect(content("'", isText: true) == "'")
    }
}
