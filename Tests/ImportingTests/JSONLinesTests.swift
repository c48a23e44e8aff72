import Fixtures
@testable import Importing
import Model
@testable import Store
import Syntax
import Testing

struct JSONLinesTests {
    @Test func importsObjects() throws {
        let fixture = try ImportFixture()
        let report = try fixture.load("""
            {"id": 10, "name": "Zo\\u00eb \\ud83d\\ude00 \\"q\\"\\n", "score": 1.5e3, "vip": true, "tags": [1, {"a": null}]}
            {"name":"b","id":"11","vip":"no","extra":{"x":[[]]}}

            {"ID":12,"Full Name":"","score":"","vip":null}
            """, "in.jsonl", into: "customers")
        #expect((report.rowsRead, report.inserted, report.rejected) == (3, 3, 0))
        #expect(report.ignoredColumns == ["tags", "extra"])
        #expect(try fixture.rows("SELECT id, name, score, vip FROM customers WHERE id BETWEEN 10 AND 12") == [
            "10|Zoë 😀 \"q\"\n|1500.0|1", "11|b|-|0", "12|-|-|-",
        ])
    }

    @Test func whatAnObjectDoesNotMentionStays() throws {
        let fixture = try ImportFixture()
        let report = try fixture.load(
            "{\"id\":1,\"score\":5}\n{\"id\":2,\"name\":null}\n{\"id\":1}\n{\"id\":1,\"score\":5}\n", "in.jsonl",
            into: "customers")
        #expect((report.updated, report.unchanged, report.repeated) == (1, 1, 2))
        #expect(try fixture.rows("SELECT id, name, score FROM customers LIMIT 2") == ["1|Ann|5.0", "2|Bob|-"])
        let cleared = try fixture.load("{\"id\":2,\"name\":null}\n", "in.jsonl", into: "customers") {
            $0.clearEmpty = true
        }
        #expect(cleared.updated == 1)
        #expect(try fixture.rows("SELECT id, name FROM customers WHERE id = 2") == ["2|-"])
    }

    @Test(arguments: [
        ("[1]", "the line is not a JSON object"), ("{\"id\":10,}", "the line is not a JSON object"),
        ("{\"id\":10", "the line is not a JSON object"),
        ("{\"id\":10} x", "the line is not a JSON object"), ("{\"id\":010}", "the line is not a JSON object"),
        ("{'id':1}", "the line is not a JSON object"),
        ("{\"id\":10,\"x\":[1 2]}", "the line is not a JSON object"),
        ("{\"id\":10,\"vip\":\"perhaps\",}", "the line is not a JSON object"),
        ("{\"id\":10,\"name\":\"\\x\"}", "the line is not a JSON object"),
        ("{\"id\":1.5}", "has a fraction, but the field is a whole number"),
        ("{\"id\":12345678901234567890}", "is larger than 64 bits can hold"),
        ("{\"id\":1e-5}", "has a fraction, but the field is a whole number"),
        ("{\"id\":null}", "is empty, and every record of customers needs it"),
        ("{\"name\":\"x\"}", "is empty, and every record of customers needs it"),
        ("{\"id\":10,\"name\":{\"a\":1}}", "is an object, not one value"),
        ("{\"id\":10,\"name\":[]}", "is a list, not one value"),
        ("{\"id\":10,\"id\":11}", "is given twice in one record"),
        ("{\"id\":10,\"name\":\"\\ud800\"}", "the line has a \\u escape of half a character"),
        ("{\"id\":10,\"name\":\"\\ud800\\u0041\"}", "the line has a \\u escape of half a character"),
        ("{\"id\":10,\"name\":\"\\u0000\"}", "contains a NUL byte"),
        ("{\"id\":10,\"vip\":\"perhaps\"}", "is not yes or no (write true or false)")
    ])
    func rejects(_ line: String, _ reason: String) throws {
        let fixture = try ImportFixture()
        let report = try fixture.load("{\"id\":1}\n\(line)\n{\"id\":2}\n", "in.jsonl", into: "customers")
        #expect((report.rowsRead, report.unchanged, report.rejected) == (3, 2, 1))
        let rejects = try fixture.scratch.read("in.jsonl.rejects.jsonl")
        #expect(rejects.hasPrefix("{\"reject_line\":2,"))
        #expect(rejects.contains("\"reject_reason\":\"\(reason.replacing("\\", with: "\\\\"))\""))
        #expect(rejects.utf8.last == UInt8(ascii: "\n"))
    }

    @Test func rejectsCanBeMended() throws {
        let fixture = try ImportFixture()
        try fixture.load("{\"id\":1}\n{ \"id\":10,\"score\":\"x\"}\nnonsense \"\u{1}\n", "in.jsonl", into: "customers")
        let rejects = try fixture.scratch.read("in.jsonl.rejects.jsonl")
        #expect(
            rejects == """
                {"reject_line":2,"reject_column":"score","reject_value":"x","reject_reason":"is not a number","id":10,"score":"x"}
                {"reject_line":3,"reject_column":"","reject_value":"","reject_reason":"the line is not a JSON object","reject_row":"nonsense \\"\\u0001"}

                """)
        let report = try fixture.load(
            rejects.replacing("\"score\":\"x\"", with: "\"score\":\"7\""), "mended.jsonl", into: "customers")
        #expect((report.inserted, report.rejected, report.ignoredColumns) == (1, 1, []))
        #expect(try fixture.rows("SELECT score FROM customers WHERE id = 10") == ["7.0"])
        // What was not mended is rejected once more with nothing added and nothing lost.
        #expect(
            try fixture.scratch.read("mended.jsonl.rejects.jsonl") == String(
                rejects.split(separator: "\n")[1].replacing("\"reject_line\":3", with: "\"reject_line\":2")) + "\n")
    }

    @Test func brokenLinesCanBeMendedWhereTheyAreKept() throws {
        let fixture = try ImportFixture()
        try fixture.load(
            "{\"id\":10,\"name\":\"a\"\n{\"id\":11,\"vip\":\"x\"}\n{\"name\" \"c\"}\n", "in.jsonl", into: "customers")
        let rejects = try fixture.scratch.read("in.jsonl.rejects.jsonl")
        #expect(rejects.contains("\"reject_row\":\"{\\\"id\\\":10,\\\"name\\\":\\\"a\\\"\""))
        // The first line holds nothing but a broken one: the keys are in it all the same.
        let mended = rejects.replacing("\\\"a\\\"\"", with: "\\\"a\\\"}\"").replacing("\"x\"}", with: "\"z\"}")
        let second = try fixture.load(mended, "mended.jsonl", into: "customers")
        #expect((second.inserted, second.rejected, second.hasGeneratedKeys) == (1, 2, false))
        #expect(try fixture.rows("SELECT name FROM customers WHERE id = 10") == ["a"])
        let rest = try fixture.scratch.read("mended.jsonl.rejects.jsonl")
        #expect(
            rest == """
                {"reject_line":2,"reject_column":"vip","reject_value":"z","reject_reason":"is not yes or no (write true or false)","id":11,"vip":"z"}
                {"reject_line":3,"reject_column":"","reject_value":"","reject_reason":"the line is not a JSON object","reject_row":"{\\"name\\" \\"c\\"}"}

                """)
        // Members that somebody puts beside it hold.
        let third = rest.replacing("\"reject_row\"", with: "\"id\":12,\"name\":\"c\",\"reject_row\"").replacing(
            "\"z\"}", with: "true}")
        #expect(try fixture.load(third, "third.jsonl", into: "customers").inserted == 2)
        #expect(
            try fixture.rows("SELECT id, name, vip FROM customers WHERE id BETWEEN 11 AND 12") == ["11|-|1", "12|c|-"])
    }

    @Test func keysAreMadeWhereTheFirstObjectHasNone() throws {
        let fixture = try ImportFixture()
        let text =
            "\n{\"customer_id\":1,\"ordered_at\":\"2026-03-01\"}\n{\"customer_id\":2,\"ordered_at\":\"2026-03-02T10:00:00Z\",\"amount\":9.99}\n"
        let first = try fixture.load(text, "in.ndjson", into: "orders")
        #expect(first.hasGeneratedKeys && first.inserted == 2)
        #expect(try fixture.load(text, "in.ndjson", into: "orders").recognised == 2)
        #expect(try fixture.rows("SELECT id, total_cents FROM \"tbl orders\"") == ["1|-", "2|999"])
    }

    @Test func theMapNamesKeys() throws {
        let fixture = try ImportFixture()
        let text = "{\"no\":10,\"Nick Name\":\"x\",\"name\":\"y\"}\n"
        let report = try fixture.load(text, "in.jsonl", into: "customers") {
            $0.fieldMap = ["id": "no", "name": "nick_name"]
        }
        #expect(report.ignoredColumns == ["name"])
        #expect(try fixture.rows("SELECT name FROM customers WHERE id = 10") == ["x"])
        #expect(
            try fixture.refusal(text, "in.jsonl", into: "customers") { $0.fieldMap = ["id": "no", "vip": "nobody"] }?
                .code == .unknownMapColumn)
    }

    @Test func deepNestingIsRejected() throws {
        let fixture = try ImportFixture()
        let deep = String(repeating: "[", count: 100_000)
        #expect(try fixture.load("{\"id\":1}\n{\"id\":5,\"x\":\(deep)\n", "in.jsonl", into: "customers").rejected == 1)
    }

    @Test func theSameWhateverThePieces() throws {
        let fixture = try ImportFixture()
        let text = Array("\n{\"id\":1,\"name\":\"\\u00e9\\n\"}\r\n{bad}\n{\"name\":\"x\",\"id\":2}".utf8)
        let matcher = try ColumnMatcher(fixture.model.entities[0], fieldMap: [:])
        for chunk in 1...text.count {
            let buffer = RecordBuffer(chunked(text, chunk), capacity: 4)
            #expect(try JSONLinesProducer.firstRecord(of: buffer, mentions: 0, matcher))
            let producer = JSONLinesProducer(
                buffer, matcher: matcher, hasKey: true, values: ValueReader(currency: .usd, timeZone: .utc),
                options: ImportOptions(entity: "customers", timeZone: .utc))
            let batch = RecordBatch(stride: producer.stride, rowCapacity: 10)
            #expect(try !producer.fill(batch))
            #expect((batch.rowCount, batch.rowsRead, batch.rejects.map(\.before)) == (2, 3, [1]))
            #expect(String(decoding: batch.text, as: UTF8.self) == "é\nx", "in chunks of \(chunk)")
        }
    }
}
