import Fixtures
import Glibc
@testable import Importing
import Model
@testable import Store
import Testing

/// One key in several rows of one input: rows that say the same count once, those that contradict an earlier one are
/// rejected.
struct RepeatedKeysTests {
    private let header = "id,customer_id,ordered_at,amount,status\n"

    private func counts(_ report: ImportReport) -> [Int] {
        [report.inserted, report.updated, report.unchanged, report.repeated, report.rejected]
    }

    @Test func theSameTwiceCountsOnceAndWhatContradictsIsRejectedWithBothLines() throws {
        let fixture = try ImportFixture()
        let report = try fixture.load(header + """
            1,1,2026-03-01,5,paid
            2,1,2026-03-02,6,"a ""quoted"", one"
            1,1,2026-03-01T00:00Z,5.00,paid
            1,1,2026-03-01,7,paid
            2,1,2026-03-02,6,"another ""quoted"", one"
            3,1,2026-03-02,x,paid
            1,2,2026-03-01,5,paid
            2,1,2026-03-02,,"a ""quoted"", one"

            """, into: "orders")
        #expect(report.rowsRead == 8)
        #expect(counts(report) == [2, 0, 0, 1, 5])
        #expect(try fixture.rows("SELECT id, customer_id, total_cents FROM \"tbl orders\"") == ["1|1|500", "2|1|600"])
        #expect(try fixture.scratch.read("in.csv.rejects.csv") == """
            reject_line,reject_column,reject_value,reject_reason,reject_row,id,customer_id,ordered_at,amount,status
            5,amount,7.00,"contradicts line 2, which has the same key and says 5.00",,1,1,2026-03-01,7,paid
            6,status,"another ""quoted"", one","contradicts line 3, which has the same key and says a ""quoted"", one",,2,1,2026-03-02,6,"another ""quoted"", one"
            7,amount,x,is not an amount of money (write 1234.50),,3,1,2026-03-02,x,paid
            8,customer_id,2,"contradicts line 2, which has the same key and says 1",,1,2,2026-03-01,5,paid
            9,amount,,"contradicts line 3, which has the same key and says 6.00",,2,1,2026-03-02,,"a ""quoted"", one"

            """)
    }

    @Test func recordsThatTheStoreHadAreUpdatedOnce() throws {
        let fixture = try ImportFixture()
        try fixture.load(
            header + "10,1,2026-03-01,1,old\n20,1,2026-03-01,1,old\n30,1,2026-03-01,1,old\n", into: "orders")
        // 10 is changed, 20 is as it was, 15 comes in between, 40 behind; each of them twice, and then with something
        // else.
        let rows = ["10,1,2026-03-01,2,new", "20,1,2026-03-01,1,old", "15,1,2026-03-01,3,new", "40,1,2026-03-01,4,new"]
        let again = ["10,1,2026-03-01,1,old", "20,1,2026-03-01,2,old", "15,1,2026-03-01,3,", "40,1,2026-04-01,4,new"]
        let report = try fixture.load(
            header + (rows + rows + again).map { $0 + "\n" }.joined(), "next.csv", into: "orders")
        #expect(counts(report) == [2, 1, 1, 4, 4])
        #expect(
            try fixture.rows("SELECT id, total_cents, status FROM \"tbl orders\" ORDER BY id") == [
                "10|200|new", "15|300|new", "20|100|old", "30|100|old", "40|400|new"
            ])
        let reasons = try fixture.scratch.read("next.csv.rejects.csv").split(separator: "\n").dropFirst().map {
            $0.split(separator: "\"")[1]
        }
        #expect(
            reasons == [
                "contradicts line 2, which has the same key and says 2.00",
                "contradicts line 3, which has the same key and says 1.00",
                "contradicts line 4, which has the same key and says new",
                "contradicts line 5, which has the same key and says 2026-03-01T00:00:00"
            ])
        // Another file may say something else again.
        #expect(try fixture.load(header + "10,1,2026-03-01,9,newer\n", "third.csv", into: "orders").updated == 1)
    }

    @Test func linesThatWereRejectedThemselvesAreNotNamed() throws {
        let fixture = try ImportFixture()
        try fixture.load(header + "1,77,2026-03-01,5,a\n1,1,2026-03-01,5,a\n\n1,1,2026-03-01,6,a\n", into: "orders")
        #expect(try fixture.scratch.read("in.csv.rejects.csv").contains("5,amount,6.00,\"contradicts line 3,"))
    }

    @Test func keysMayBeTexts() throws {
        let fixture = try ImportFixture()
        let first = try fixture.load("sku,price\na,1\nb,2\na,1\na,3\nA,3\n", into: "products")
        #expect(counts(first) == [3, 0, 0, 1, 1])
        let second = try fixture.load("sku,price\nb,5\na,1\nb,5\nb,6\nc,\nc,\nc,0\n", into: "products")
        #expect(counts(second) == [1, 1, 1, 2, 2])
        #expect(try fixture.rows("SELECT sku, price FROM products ORDER BY sku") == ["A|300", "a|100", "b|500", "c|-"])
        #expect(
            try fixture.scratch.read("in.csv.rejects.csv").contains(
                "8,price,0.00,\"contradicts line 6, which has the same key and has no value there\",,c,0"))
    }

    /// Rows are inserted several at a time: wherever in such a group a row is whose key is held already, by a row of
    /// the group or by the store, the others come in, in their order.
    @Test func anywhereInAGroup() throws {
        let fixture = try ImportFixture()
        let length = 2 * GroupedInsertion.rows + 5
        var next = 1
        for first in stride(from: -1, to: length - 1, by: 2) {
            for second in Swift.max(first, 0) + 1..<length where (first + second) % 3 == 0 {
                var keys = (0..<length).map { next + $0 }
                next += length
                if first < 0 {
                    try fixture.load(header + "\(keys[second]),1,2026-03-01,1,a\n", "one.csv", into: "orders")
                } else {
                    keys[second] = keys[first]
                }
                let text = header + keys.map { "\($0),1,2026-03-01,\($0),a\n" }.joined()
                let report = try fixture.load(text, "more.csv", into: "orders")
                let expected = first < 0 ? [length - 1, 1, 0, 0, 0] : [length - 1, 0, 0, 1, 0]
                #expect(counts(report) == expected, "\(first), \(second)")
            }
        }
        #expect(try fixture.rows("SELECT count(*) FROM \"tbl orders\" WHERE total_cents <> 100 * id") == ["0"])
    }

    /// Twice the rows of three batches, in another order the second time; every tenth differs.
    @Test(arguments: [1, 4096]) func farApart(batchRows: Int) throws {
        let fixture = try ImportFixture()
        let keys = (1...5_000).map { ($0 * 7_919) % 100_003 }
        let text =
            header + keys.map { "\($0),1,2026-03-01,\($0),a\n" }.joined()
            + keys.reversed().map { "\($0),1,2026-03-01,\($0 % 10 == 0 ? 1 : $0),a\n" }.joined()
        let contradicting = keys.filter { $0 % 10 == 0 }.count
        let first = try fixture.load(text, into: "orders") { $0.batchRows = batchRows }
        #expect(counts(first) == [5_000, 0, 0, 5_000 - contradicting, contradicting])
        let rejects = try fixture.scratch.read("in.csv.rejects.csv").split(separator: "\n").dropFirst()
        #expect(rejects.count == contradicting)
        for reject in rejects {
            let cells = reject.split(separator: ",", omittingEmptySubsequences: false)
            let line = try #require(cells[3].split(separator: " ").last.flatMap { Int($0) }),
                own = try #require(Int(cells[0]))
            #expect(line + own == 10_003, "\(reject)")
        }
        // The same once more, over rows that are there already.
        let second = try fixture.load(text, into: "orders") { $0.batchRows = batchRows }
        #expect(counts(second) == [0, 0, 5_000, 5_000 - contradicting, contradicting])
        #expect(try fixture.rows("PRAGMA integrity_check") == ["ok"])
    }

    /// Numbers of rows that lie too far apart for one bit each.
    @Test func farApartNumbers() throws {
        var seen = SeenRows(from: -9_000_000_000_000_000_000, through: 9_000_000_000_000_000_000)
        var numbers: [Int64] = [0, -9_000_000_000_000_000_000, 9_000_000_000_000_000_000]
        for number in Int64(1)...70_000 { numbers.append(number &* 123_456_789_123) }
        for number in numbers { #expect(try seen.insert(number)) }
        for number in numbers { #expect(try !seen.insert(number)) }
        #expect(seen.isOfBefore(9_000_000_000_000_000_000) && !seen.isOfBefore(9_000_000_000_000_000_001))
        var near = SeenRows(from: 5, through: 200)
        #expect(try near.insert(5) && near.insert(200) && !near.insert(5) && near.insert(69))
        let fixture = try ImportFixture()
        let report = try fixture.load(
            "id,name\n900000000000,x\n1,Ann\n900000000000,x\n-5,y\n-5,z\n1,Bob\n", into: "customers")
        #expect(counts(report) == [1, 1, 1, 1, 2])
    }

    @Test func abortNamesBothLines() throws {
        let fixture = try ImportFixture()
        let error = try fixture.refusal(header + "1,1,2026-03-01,5,a\n1,1,2026-03-01,6,a\n", into: "orders") {
            $0.onError = .abort
        }
        #expect(error?.code == .rowRefused)
        #expect(
            error?.message.hasSuffix(
                "in.csv:3: amount: “6.00” contradicts line 2, which has the same key and says 5.00") == true)
        #expect(try fixture.rows("SELECT count(*) FROM \"tbl orders\"") == ["0"])
    }

    @Test func objectsOfJSONLines() throws {
        let fixture = try ImportFixture()
        let report = try fixture.load(
            "{\"id\":5,\"name\":\"a\"}\n{\"name\":\"a\",\"id\":\"5\"}\n\n{\"id\":5,\"name\":\"b\"}\n{\"id\":5}\n",
            "in.jsonl", into: "customers")
        #expect(counts(report) == [1, 0, 0, 2, 1])
        #expect(try fixture.scratch.read("in.jsonl.rejects.jsonl") == """
            {"reject_line":4,"reject_column":"name","reject_value":"b","reject_reason":"contradicts line 1, which has the same key and says a","id":5,"name":"b"}

            """)
    }

    @Test func aPipeIsReadOnce() throws {
        let fixture = try ImportFixture()
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let text = "id,name\n5,a\n5,b\n"
        _ = text.withCString { write(ends[1], $0, text.utf8.count) }
        close(ends[1])
        var options = ImportOptions(entity: "customers", timeZone: .utc)
        options.rejectsPath = fixture.scratch.file("rejects")
        let report = try Importer(
            fixture.store, model: fixture.model, source: ImportSource(.descriptor(ends[0])), options: options
        ).run()[0]
        #expect(report.rejected == 1)
        #expect(
            try fixture.scratch.read("rejects").contains(
                "3,name,b,\"contradicts an earlier row, which has the same key and says a\",,5,b"))
    }

    /// Standard input that is a file begins where it stands.
    @Test func redirectedFilesAreReadAgain() throws {
        let fixture = try ImportFixture()
        let path = try fixture.scratch.write("in.csv", "not of it\nid,name\n5,a\n5,b\n")
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        lseek(descriptor, 10, SEEK_SET)
        var options = ImportOptions(entity: "customers", timeZone: .utc)
        options.rejectsPath = fixture.scratch.file("rejects")
        let report = try Importer(
            fixture.store, model: fixture.model, source: ImportSource(.descriptor(descriptor)), options: options
        ).run()[0]
        #expect((report.inserted, report.rejected) == (1, 1))
        #expect(try fixture.scratch.read("rejects").contains("contradicts line 2,"))
    }
}
