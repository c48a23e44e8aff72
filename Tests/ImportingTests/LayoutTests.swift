import Fixtures
@testable import Importing
import Model
import Store
import Syntax
import Testing

/// Files that are not laid out as RFC 4180 has it.
struct LayoutTests {
    private func names(_ text: String, _ name: String = "in.csv", _ change: (inout ImportOptions) -> Void = { _ in })
        throws -> [String]
    {
        let fixture = try ImportFixture()
        let report = try fixture.load(text, name, into: "customers", change)
        #expect(report.rejected == 0 && report.inserted == 2, "\(text)")
        return try fixture.rows("SELECT id, name, score FROM customers WHERE id IN (10, 11) ORDER BY id")
    }

    static let texts: [(String, String)] = [
        ("commas", "id,name,score\n10,Ann,1.5\n11,Bob,\n"),
        ("semicolons", "id;name;score\n10;Ann;1,5\n11;Bob;\n"),
        ("tabs", "id\tname\tscore\n10\tAnn\t1.5\n11\tBob\t\n"),
        ("bars", "id|name|score\n10|Ann|1.5\n11|Bob|\n"),
        ("a line that says it", "sep=;\nid;name;score\n10;Ann;1,5\n11;Bob;\n"),
        ("a line that says it, quoted", "\"sep=|\"\r\nid|name|score\r\n10|Ann|1.5\r\n11|Bob|\r\n"),
        ("a title above", "Customers of 2026\n\nid,name,score\n10,Ann,1.5\n11,Bob,\n"),
        (
            "titles of several cells",
            "Report,Customers\nMade on,2026-03-01\n# all of them\nid,name,score\n10,Ann,1.5\n11,Bob,\n"
        ),
        ("a column without a name at the end", "id,name,score,\n10,Ann,1.5\n11,Bob,,\n"),
        ("empty cells beyond the header", "id,name,score\n10,Ann,1.5,,\n11,Bob,,\n"),
        ("a total below", "id,name,score\n10,Ann,1.5\n11,Bob,\nTotal,,1.5\n"),
        ("a total without a key", "id,name,score\n10,Ann,1.5\n11,Bob,\n,合计：,1.5\n"),
        ("CR alone", "id;name;score\r10;Ann;1,5\r11;Bob;\r"),
        ("commas in quotes", "id;name;score\n10;Ann;\"1,5\"\n11;Bob;\n")
    ]

    @Test(arguments: texts.indices)
    func layoutsAreFound(_ index: Int) throws {
        #expect(try names(LayoutTests.texts[index].1) == ["10|Ann|1.5", "11|Bob|-"], "\(LayoutTests.texts[index].0)")
    }

    @Test func whatIsStatedHolds() throws {
        let odd = "x\nid,name,score\nid~name~score\n10~Ann~1,5\n11~Bob~\n"
        #expect(
            try names(odd) { ($0.separator, $0.recordsAbove) = (UInt8(ascii: "~"), 2) } == ["10|Ann|1.5", "11|Bob|-"])
        #expect(
            try names("id;name;score\n10;Ann;1.234\n11;Bob;\n") { $0.decimal = .comma } == ["10|Ann|1234.0", "11|Bob|-"]
        )
        #expect(
            try names("id,name,score\n10,Ann,NULL\n11,-,\n") { $0.missing = [Array("NULL".utf8), Array("-".utf8)] } == [
                "10|Ann|-", "11|-|-"
            ])
    }

    @Test func whatHasTwoReadingsIsAskedFor() throws {
        let fixture = try ImportFixture()
        func code(_ text: String) throws -> DiagnosticCode? { try fixture.refusal(text, into: "customers")?.code }
        #expect(try code("id;score\n10;1.234\n") == .ambiguousValues)
        #expect(try code("id,score\n10,\"1,234\"\n") == .ambiguousValues)
        #expect(try code("id,birthday\n10,3/5/1990\n") == .ambiguousValues)
        #expect(try code("id,birthday\n10,13/5/1990\n11,5/13/1990\n") == .ambiguousValues)
        // Nothing of it has come in.
        #expect(try fixture.rows("SELECT count(*) FROM customers") == ["3"])
        // Another column settles numbers, not dates.
        #expect(try fixture.load("id;score;name\n10;1.234;a\n11;2,5;b\n", into: "customers").inserted == 2)
        #expect(try fixture.rows("SELECT score FROM customers WHERE id = 10") == ["1234.0"])
        #expect(try code("id,birthday,joined_at\n12,3/5/1990,13/5/2020\n") == .ambiguousValues)
        let ownDates = "id,birthday,joined_at\n12,3/5/1990,13/5/2020\n"
        #expect(
            try fixture.load(ownDates, into: "customers") { $0.fieldDateFormats = ["birthday": "M/d/yyyy"] }.inserted
                == 1)
        #expect(
            try fixture.rows(
                "SELECT date(birthday * 86400, 'unixepoch'), datetime(joined_at / 1000000, 'unixepoch') FROM customers WHERE id = 12"
            )
                == ["1990-03-05|2020-05-13 00:00:00"])
    }

    @Test func whatSettlesItMayComeLate() throws {
        let fixture = try ImportFixture()
        var text = "id,birthday\n"
        for number in 10..<40_000 { text += "\(number),\(number % 12 + 1)/5/1990\n" }
        #expect(try fixture.refusal(text, into: "customers")?.code == .ambiguousValues)
        text += "40000,13/6/1990\n"
        let report = try fixture.load(text, into: "customers")
        #expect(report.inserted == 39_991 && report.columnForms.first?.form == "day, month, year")
        #expect(
            try fixture.rows("SELECT date(birthday * 86400, 'unixepoch') FROM customers WHERE id = 10") == [
                "1990-05-11"
            ])
    }

    @Test func aTotalInTheMiddleIsAReject() throws {
        let fixture = try ImportFixture()
        let report = try fixture.load("id,name\n10,Ann\nTotal,1\n11,Bob\n", into: "customers")
        #expect((report.inserted, report.rejected, report.totalRows) == (2, 1, 0))
        #expect(try fixture.load("id,name\n12,Total\nTotal,1\n", into: "customers").totalRows == 1)
        #expect(try fixture.rows("SELECT name FROM customers WHERE id = 12") == ["Total"])
    }

    @Test func emptyTextsAreNone() throws {
        let fixture = try ImportFixture()
        try fixture.load("id,name\n10,\"\"\n11,\n", into: "customers")
        #expect(try fixture.rows("SELECT name FROM customers WHERE id IN (10, 11)") == ["-", "-"])
    }

    @Test func amountsInAnotherCurrencyAreNone() throws {
        let fixture = try ImportFixture()
        let report = try fixture.load(
            "id,customer_id,ordered_at,amount\n1,1,2026-03-01,€5.00\n2,1,2026-03-01,$5.00\n", into: "orders")
        #expect((report.inserted, report.rejected) == (1, 1))
        let rejects = try fixture.scratch.read("in.csv.rejects.csv")
        #expect(rejects.contains("is in EUR, and the store counts in USD"))
    }
}
