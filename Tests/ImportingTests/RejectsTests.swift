import Fixtures
@testable import Importing
import Model
@testable import Store
import Testing

/// Rejects files are mended and imported, row by row and more than once; nothing of a row is lost on the way.
struct RejectsTests {
    private let header = "id,customer_id,ordered_at,amount,status\n"
    private let columns =
        "reject_line,reject_column,reject_value,reject_reason,reject_row,id,customer_id,ordered_at,amount,status\n"

    @Test func aRowOfTheWrongShapeIsMendedWhereItIsKept() throws {
        let fixture = try ImportFixture()
        try fixture.load(header + "110,1\n111,1,2026-03-01,5,a,b\n112,1,2026-03-01,5,\"a, \"\"b\"\"\n", into: "orders")
        let rejects = try fixture.scratch.read("in.csv.rejects.csv")
        #expect(
            rejects == columns + #"""
                2,,,"the row has 2 values, the first line names 5 columns","110,1",,,,,
                3,,,"the row has 6 values, the first line names 5 columns","111,1,2026-03-01,5,a,b",,,,,
                4,,,a quote is opened and never closed,"112,1,2026-03-01,5,""a, """"b""""",,,,,

                """#)
        // As it is, it is rejected as it was.
        let same = try fixture.load(rejects, "same.csv", into: "orders")
        #expect((same.inserted, same.rejected) == (0, 3))
        let again = try fixture.scratch.read("same.csv.rejects.csv")
        #expect(
            again.contains("\"110,1\",,,,,\n") && again.contains("\"111,1,2026-03-01,5,a,b\",,,,,\n")
                && again.contains("\"112,1,2026-03-01,5,\"\"a, \"\"\"\"b\"\"\"\"\",,,,,\n"))
        let mended = again.replacing("\"110,1\"", with: "\"110,1,2026-03-01,7.50,\"").replacing(
            "5,a,b\"", with: "5,a b\""
        ).replacing("\"\"\"\"b\"\"\"\"\"", with: "\"\"\"\"b\"\"\"\"\"\"\"")
        let report = try fixture.load(mended, "mended.csv", into: "orders")
        #expect((report.inserted, report.rejected, report.ignoredColumns) == (3, 0, []))
        #expect(
            try fixture.rows("SELECT id, total_cents, status FROM \"tbl orders\"") == [
                "110|750|-", "111|500|a b", "112|500|a, \"b\""
            ])
    }

    @Test func aMendedRowWithAWrongValueIsKeptInItsCells() throws {
        let fixture = try ImportFixture()
        let mended = columns + "2,,,…,\"110,1,2026-02-30,5,a\",,,,,\n"
        #expect(try fixture.load(mended, "mended.csv", into: "orders").rejected == 1)
        let rejects = try fixture.scratch.read("mended.csv.rejects.csv")
        #expect(rejects == columns + "2,ordered_at,2026-02-30,is not a day of the calendar,,110,1,2026-02-30,5,a\n")
        #expect(
            try fixture.load(rejects.replacing(",2026-02-30,5", with: ",2026-02-28,5"), "third.csv", into: "orders")
                .inserted == 1)
    }

    @Test func cellsThatAreFilledInHoldAndTheRowIsNotLost() throws {
        let fixture = try ImportFixture()
        let filled = columns + "2,,,…,\"110,1\",110,1,2026-03-01,6,\n3,,,…,\"111,1\",111,1,never,6,\n"
        let report = try fixture.load(filled, "filled.csv", into: "orders")
        #expect((report.inserted, report.rejected) == (1, 1))
        #expect(try fixture.rows("SELECT id, total_cents FROM \"tbl orders\"") == ["110|600"])
        #expect(
            try fixture.scratch.read("filled.csv.rejects.csv") == columns
                + "3,ordered_at,never,is not a time (write 2026-03-01T09:00),\"111,1\",111,1,never,6,\n")
    }

    /// A row of ten values looks like a row of the rejects file itself, five columns of its own and five of the
    /// input's.
    @Test func aRowIsNotTakenForOneOfTheRejectsFile() throws {
        let fixture = try ImportFixture()
        let row = "9,x,y,z,,112,1,2026-03-01,6,a"
        #expect(try fixture.load(header + row + "\n", into: "orders").rejected == 1)
        #expect(try fixture.load(fixture.scratch.read("in.csv.rejects.csv"), "again.csv", into: "orders").rejected == 1)
        #expect(try fixture.scratch.read("again.csv.rejects.csv").hasSuffix(",\"\(row)\",,,,,\n"))
    }

    @Test func emptyTextsKeepTheirQuotes() throws {
        let fixture = try ImportFixture()
        try fixture.load("id,name,vip\n10,\"\",perhaps\n11,,perhaps\n", into: "customers")
        let rejects = try fixture.scratch.read("in.csv.rejects.csv")
        #expect(
            rejects.hasSuffix(",,10,\"\",perhaps\n3,vip,perhaps,is not yes or no (write true or false),,11,,perhaps\n"))
        try fixture.load(rejects.replacing(",perhaps\n", with: ",yes\n"), "mended.csv", into: "customers")
        #expect(try fixture.rows("SELECT id, name FROM customers WHERE id BETWEEN 10 AND 11") == ["10|-", "11|-"])
    }

    @Test func rejectsOfTabsAreTabs() throws {
        let fixture = try ImportFixture()
        try fixture.load("id\tname\tscore\n10\ta,b\tx\n11\tc\n12\t\"d\n", "in.tsv", into: "customers")
        let rejects = try fixture.scratch.read("in.tsv.rejects.tsv")
        #expect(
            rejects == """
                reject_line\treject_column\treject_value\treject_reason\treject_row\tid\tname\tscore
                2\tscore\tx\tis not a number\t\t10\ta,b\tx
                3\t\t\tthe row has 2 values, the first line names 3 columns\t"11\tc"\t\t\t
                4\t\t\ta quote is opened and never closed\t"12\t""d"\t\t\t

                """)
        let mended = rejects.replacing("\tx\n", with: "\t1\n").replacing("\"11\tc\"", with: "\"11\tc\t2\"").replacing(
            "\"12\t\"\"d\"", with: "\"12\td\t3\"")
        let report = try fixture.load(mended, "in.tsv.rejects.tsv", into: "customers")
        #expect((report.inserted, report.rejected) == (3, 0))
        #expect(
            try fixture.rows("SELECT name, score FROM customers WHERE id BETWEEN 10 AND 12") == [
                "a,b|1.0", "c|2.0", "d|3.0"
            ])
    }

    @Test func longRowsAreKeptWhole() throws {
        let fixture = try ImportFixture()
        let long = String(repeating: "x", count: 300_000)
        try fixture.load("id,name\n10,\(long),y\n11,\"\(long)\n", into: "customers")
        let rejects = try fixture.scratch.read("in.csv.rejects.csv")
        #expect(rejects.contains("\"10,\(long),y\"") && rejects.contains("\"11,\"\"\(long)\""))
        let mended = rejects.replacing(",y\"", with: "\"").replacing("\"\"\(long)", with: long)
        #expect(try fixture.load(mended, "mended.csv", into: "customers").inserted == 2)
        #expect(
            try fixture.rows("SELECT length(name) FROM customers WHERE id BETWEEN 10 AND 11") == ["300000", "300000"])
    }

    @Test func manyRejectsComeInTheirOrderWhateverTheBatches() throws {
        let fixture = try ImportFixture()
        let text =
            "id,name\n"
            + (0..<3_000).map { $0 % 3 == 0 ? "x\($0),y\n" : $0 % 3 == 1 ? "\($0 + 10)\n" : "\($0 + 10),n\n" }.joined()
        for batchRows in [16, 4096] {
            let report = try fixture.load(text, into: "customers") { $0.batchRows = batchRows }
            #expect((report.rowsRead, report.rejected) == (3_000, 2_000))
            let lines = try fixture.scratch.read("in.csv.rejects.csv").split(separator: "\n").dropFirst().compactMap {
                $0.split(separator: ",").first.flatMap { Int($0) }
            }
            #expect(lines == (0..<3_000).filter { $0 % 3 != 2 }.map { $0 + 2 })
        }
    }

    /// Rows broken in every way, twice through: what is rejected again is kept as it was, to the byte.
    @Test(arguments: [",", "\t"]) func nothingIsLostWhateverTheRowsAre(delimiter: String) throws {
        let pieces = ["\"", "\"\"", delimiter, "\n", "\r\n", "a", "b c", "1", "2026-03-32", "x\"y", "é", " ", ";", "7"]
        var random = SystemRandomNumberGenerator()
        let ending = delimiter == "," ? "csv" : "tsv"
        for _ in 0..<60 {
            let fixture = try ImportFixture()
            let head = ["id", "customer_id", "ordered_at", "amount", "status"].joined(separator: delimiter) + "\n"
            let text =
                head
                + (0..<Int.random(in: 1...60, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
            guard try fixture.load(text, "in.\(ending)", into: "orders").rejected > 0 else { continue }
            let first = try fixture.scratch.read("in.\(ending).rejects.\(ending)")
            try fixture.load(first, "again.\(ending)", into: "orders")
            let second = try fixture.scratch.read("again.\(ending).rejects.\(ending)")
            let (before, after) = (try kept(first, delimiter), try kept(second, delimiter))
            #expect(before == after, "\(text.debugDescription)")
        }
    }

    /// Of a rejects file what was in the input: the rows and the cells.
    private func kept(_ text: String, _ delimiter: String) throws -> [[String]] {
        let reader = DelimitedReader(
            RecordBuffer(chunked(Array(text.utf8), 4096)), delimiter: try #require(delimiter.utf8.first))
        var rows: [[String]] = []
        while case .record = try reader.next() {
            rows.append(
                reader.cells.dropFirst(4).map {
                    ($0.isQuoted ? "q" : "") + String(decoding: reader.bytes($0), as: UTF8.self)
                })
        }
        return rows
    }
}
