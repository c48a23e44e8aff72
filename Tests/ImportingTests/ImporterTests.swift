import Fixtures
import Glibc
@testable import Importing
import Model
@testable import Store
import Syntax
import Testing

struct ImporterTests {
    private let orders = "id,customer_id,ordered_at,amount,status\n"

    @Test func importsAndUpdatesByKey() throws {
        let fixture = try ImportFixture()
        let first = try fixture.load(
            orders + "1,1,2026-03-01,12.50,paid\n2,2,2026-03-02T09:00+01:00,7,\n", into: "orders")
        #expect((first.rowsRead, first.inserted, first.updated, first.rejected) == (2, 2, 0, 0))
        #expect(first.rejectsPath == nil && first.ignoredColumns == [] && !first.hasGeneratedKeys)
        let second = try fixture.load(
            "id,customer_id,ordered_at,amount\n2,2,2026-03-02T08:00,8.00\n1,1,2026-03-01,12.5\n3,1,2026-03-03,0\n",
            into: "orders")
        #expect((second.inserted, second.updated, second.unchanged) == (1, 1, 1))
        #expect(try fixture.rows("SELECT * FROM \"tbl orders_readable\"") == [
            "1|1|2026-03-01T00:00:00Z|12.50|paid", "2|2|2026-03-02T08:00:00Z|8.00|-", "3|1|2026-03-03T00:00:00Z|0.00|-",
        ])
    }

    @Test func emptyCellsAndMissingColumnsKeepWhatIsStored() throws {
        let fixture = try ImportFixture()
        let text = "id,name,score\n1,,0.5\n2,\"\",\n"
        #expect(try fixture.load(text, into: "customers").updated == 1)
        #expect(try fixture.rows("SELECT id, name, score FROM customers LIMIT 2") == ["1|Ann|0.5", "2|Bob|-"])
        try fixture.load("id,vip\n1,yes\n", into: "customers")
        #expect(try fixture.rows("SELECT id, name, score, vip FROM customers LIMIT 1") == ["1|Ann|0.5|1"])
        #expect(try fixture.load(text, into: "customers") { $0.clearEmpty = true }.updated == 2)
        #expect(try fixture.rows("SELECT id, name, score, vip FROM customers LIMIT 2") == ["1|-|0.5|1", "2|-|-|-"])
    }

    @Test(arguments: ["ID, Full Name ", "id,full_name", "Id,FULL-NAME", "id,姓名", "\u{FEFF}id,name"])
    func matchesHeaders(_ header: String) throws {
        let fixture = try ImportFixture()
        let report = try fixture.load(header + "\n9,Zoë\n", into: "客户")
        #expect(report.ignoredColumns == [])
        #expect(try fixture.rows("SELECT name FROM customers WHERE id = 9") == ["Zoë"])
    }

    @Test func fieldNamesWinOverLabelsAndUnknownColumnsAreReported() throws {
        let fixture = try ImportFixture()
        let report = try fixture.load("id,Full name,name,shoe size,\n9,label,name,43,x\n", into: "customers")
        #expect(report.ignoredColumns == ["Full name", "shoe size"])
        #expect(try fixture.rows("SELECT name FROM customers WHERE id = 9") == ["name"])
    }

    @Test func theMapSaysWhatMatchesNot() throws {
        let fixture = try ImportFixture()
        let text = "no,buyer,day,amount,total\n1,2,2026-03-01,9,5\n"
        try fixture.load(text, into: "orders") {
            $0.fieldMap = ["id": "no", "customer_id": "Buyer", "ordered_at": "day", "amount": "total"]
        }
        #expect(try fixture.rows("SELECT id, customer_id, total_cents FROM \"tbl orders\"") == ["1|2|500"])
        #expect(try fixture.refusal(text, into: "orders")?.code == .missingColumn)
        #expect(
            try fixture.refusal(text, into: "orders") { $0.fieldMap = ["total": "amount"] }?.code == .unknownMapField)
        #expect(
            try fixture.refusal(text, into: "orders") { $0.fieldMap = ["amount": "totl"] }?.code == .unknownMapColumn)
    }

    @Test func refusesWhatIsAmbiguousOrEmpty() throws {
        let fixture = try ImportFixture()
        func code(_ text: String, _ entity: String = "customers") throws -> DiagnosticCode? {
            try fixture.refusal(text, into: entity)?.code
        }
        #expect(try code("id,name,Name\n") == .ambiguousColumn)
        #expect(try code("") == .noRecords)
        #expect(try code("\n\n") == .noRecords)
        #expect(try code("x;y\n") == .badHeader)
        #expect(try code("id,\"name\n1,a\n") == .badHeader)
        #expect(try code("id,name\n", "nobody") == .unknownImportEntity)
        #expect(try code("price\n5\n", "products") == .missingColumn)
        #expect(try fixture.refusal("id\n", into: "customers") { $0.dateFormat = "dd.MM." }?.code == .badDateFormat)
        #expect(try fixture.refusal("id\n", into: "items") { $0.createCustomers = true }?.code == .cannotCreateOwners)
        for bytes: [UInt8] in [Array("BZh91AY".utf8), [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], [0x69, 0xFF, 0x0A]] {
            #expect { try fixture.load(bytes, into: "customers") } throws: { ($0 as? StoreError)?.code == .notText }
        }
        #expect(try fixture.load("id,name\n", into: "customers").rowsRead == 0)
        #expect(try fixture.load("x;id\n", into: "customers").rowsRead == 0)
    }

    @Test func rejectsAreKeptWithTheReasonAndCanBeMended() throws {
        let fixture = try ImportFixture()
        let report = try fixture.load(orders + #"""
            1,1,2026-03-01,12.345,paid
            2,1,2026-03-01,5.50,"two
            lines, ""quoted"""
            3,77,2026-03-01,5,paid
            4,1,,5,paid
            ,1,2026-03-01,5,paid
            5,1,2026-02-30,5,paid
            6,1
            7,1,2026-03-01,5,"open

            """#, into: "orders")
        #expect((report.rowsRead, report.inserted, report.rejected) == (8, 1, 7))
        #expect(report.rejectsPath == fixture.scratch.file("in.csv.rejects.csv"))
        #expect(try fixture.scratch.read("in.csv.rejects.csv") == #"""
            reject_line,reject_column,reject_value,reject_reason,reject_row,id,customer_id,ordered_at,amount,status
            2,amount,12.345,has more than the currency's 2 decimal places,,1,1,2026-03-01,12.345,paid
            5,customer_id,77,is not a key of customers in the store,,3,77,2026-03-01,5,paid
            6,ordered_at,,"is empty, and every record of orders needs it",,4,1,,5,paid
            7,id,,"is empty, and every record of orders needs it",,,1,2026-03-01,5,paid
            8,ordered_at,2026-02-30,is not a day of the calendar,,5,1,2026-02-30,5,paid
            9,,,"the row has 2 values, the first line names 5 columns","6,1",,,,,
            10,,,a quote is opened and never closed,"7,1,2026-03-01,5,""open",,,,,

            """#)
        #expect(try fixture.rows("SELECT status FROM \"tbl orders\"") == ["two\nlines, \"quoted\""])
        let mended = try fixture.scratch.read("in.csv.rejects.csv").split(separator: "\n")[..<2].joined(separator: "\n")
        let again = try fixture.load(mended.replacing(",12.345,paid", with: ",12.34,paid"), "mended.csv", into: "orders")
        #expect((again.inserted, again.rejected, again.ignoredColumns) == (1, 0, []))
        #expect(try fixture.rows("SELECT total_cents FROM \"tbl orders\" WHERE id = 1") == ["1234"])
        #expect(fixture.scratch.names == ["in.csv", "in.csv.rejects.csv", "mended.csv", "shop.db"])
    }

    @Test func abortLeavesTheStoreAsBefore() throws {
        let fixture = try ImportFixture()
        try fixture.load(orders + "1,1,2026-03-01,5,paid\n", into: "orders")
        let before = try fixture.rows("SELECT * FROM \"tbl orders\"")
        let error = try fixture.refusal(orders + "1,2,2026-03-01,6,paid\n9,5,2026-03-01,6,new\n", into: "orders") {
            $0.onError = .abort
        }
        #expect(error?.code == .rowRefused)
        #expect(error?.message.hasSuffix("in.csv:3: customer_id: “5” is not a key of customers in the store") == true)
        #expect(try fixture.rows("SELECT * FROM \"tbl orders\"") == before)
        #expect(fixture.scratch.names == ["in.csv", "shop.db"])
        #expect(try fixture.rows("SELECT count(*) FROM sqlite_schema WHERE name = 'tbl orders_by_owner'") == ["1"])
    }

    @Test func createsCustomersOnlyForRowsThatAreKept() throws {
        let fixture = try ImportFixture()
        let report = try fixture.load(orders + "1,5,2026-03-01,5,a\n2,5,2026-03-01,5,a\n3,6,2026-03-01,x,a\n4,-9000000000,2026-03-01,1,a\n", into: "orders") {
            $0.createCustomers = true
        }
        #expect((report.inserted, report.customersCreated, report.rejected) == (3, 2, 1))
        #expect(try fixture.rows("SELECT id, name FROM customers ORDER BY id") == ["-9000000000|-", "1|Ann", "2|Bob", "5|-", "900000000000|Far"])
    }

    @Test func recordsOfRecordsNeedTheirOwner() throws {
        let fixture = try ImportFixture()
        try fixture.load(orders + "41,1,2026-03-01,5,a\n", into: "orders")
        let report = try fixture.load("order_id,quantity\n41,2\n42,1\n", into: "items")
        #expect((report.inserted, report.rejected, report.hasGeneratedKeys) == (1, 1, true))
    }

    @Test func rowsWithoutKeysAreKnownByWhatTheySay() throws {
        let fixture = try ImportFixture()
        let text = "customer_id,ordered_at,amount\n1,2026-03-01,5\n1,2026-03-01,5\n"
        let first = try fixture.load(text, into: "orders")
        #expect(first.hasGeneratedKeys && first.inserted == 2)
        let second = try fixture.load(text, "other-name.csv", into: "orders")
        #expect((second.inserted, second.unchanged, second.recognised) == (0, 2, 2))
        // A third row that says the same is a third order, and only it is new.
        let third = try fixture.load(text + "1,2026-03-01,5\n2,2026-03-01,5\n", into: "orders")
        #expect((third.inserted, third.unchanged) == (2, 2))
        #expect(try fixture.rows("SELECT id, customer_id FROM \"tbl orders\"") == ["1|1", "2|1", "3|1", "4|2"])
        #expect(try fixture.load(text, into: "orders") { $0.importAgain = true }.inserted == 2)
        #expect(try fixture.load(text, into: "orders").inserted == 0)
        #expect(try fixture.rows("SELECT count(*) FROM \"tbl orders\"") == ["6"])
        let bad = "customer_id,ordered_at\n1,2026|02|01\n"
        #expect(try fixture.load(bad, into: "orders").rejected == 1)
        #expect(try fixture.load(bad, into: "orders") { $0.dateFormat = "yyyy|MM|dd" }.inserted == 1)
    }

    @Test func anotherMappingOfTheSameRowsChangesTheirRecords() throws {
        let fixture = try ImportFixture()
        let text = "Client,ordered_at,Total\n1,2026-03-01,5\n2,2026-03-02,6\n"
        try fixture.load(text, into: "orders") { $0.fieldMap = ["customer_id": "Client"] }
        let report = try fixture.load(text, into: "orders") {
            $0.fieldMap = ["customer_id": "Client", "amount": "Total"]
        }
        #expect((report.inserted, report.updated) == (0, 2))
        #expect(try fixture.rows("SELECT id, total_cents FROM \"tbl orders\"") == ["1|500", "2|600"])
        // Separators and quotes are no part of what a row says.
        let quoted = text.replacing(",", with: ";").replacing("5", with: "\"5\"")
        #expect(try fixture.load(quoted, into: "orders") { $0.fieldMap = ["customer_id": "Client"] }.recognised == 2)
    }

    @Test func whatSomebodyHasDeletedComesInAgain() throws {
        let fixture = try ImportFixture()
        let text = "customer_id,ordered_at\n1,2026-03-01\n1,2026-03-02\n"
        try fixture.load(text, into: "orders")
        try fixture.store.database.execute("DELETE FROM \"tbl orders\" WHERE id = 1")
        #expect(try fixture.load(text, into: "orders").inserted == 1)
        #expect(try fixture.rows("SELECT count(*) FROM \"tbl orders\"") == ["2"])
    }

    @Test func textsMayBeKeys() throws {
        let scratch = try Scratch()
        let store = try ManagedStore.create(path: scratch.file("m.db"), modelText: "", model: ImportFixture.memberModel, currency: .usd, timeZoneName: "UTC")
        func load(_ text: String, _ entity: String, create: Bool = false) throws -> ImportReport {
            var options = ImportOptions(entity: entity, timeZone: .utc)
            options.createCustomers = create
            let path = try scratch.write("in.csv", text)
            return try Importer(
                store, model: ImportFixture.memberModel, source: ImportSource(.file(path)), options: options
            ).run()[0]
        }
        #expect(try load("email,name\na@x,A\nb@x,B\n", "members").inserted == 2)
        #expect(try load("email,name\na@x,A2\n", "members").updated == 1)
        let many = (0..<500).map { "m\($0)@x,\($0)\n" }.joined()
        #expect(try load("email,name\n" + many, "members").inserted == 500)
        let visits = try load("id,email,at\n1,a@x,2026-03-01\n2,A@x,2026-03-01\n3,m499@x,2026-03-01\n", "visits")
        #expect((visits.inserted, visits.rejected) == (2, 1))
        #expect(try load("id,email,at\n2,A@x,2026-03-01\n", "visits", create: true).customersCreated == 1)
        #expect(try store.database.integer("SELECT count(*) FROM members") == 503)
    }

    @Test func valuesAreHeldToTheirTypes() throws {
        let fixture = try ImportFixture()
        let long = String(repeating: "x", count: (1 << 20) + 1)
        let rows = ["10,a\u{0}b,,,", "11,\(long),,,", "12,,1980-02-30,,", "13,,,perhaps,", "14,,,,1e999", "9223372036854775808,,,,", "15,ok, ,,\t"]
        let report = try fixture.load("id,name,birthday,vip,score\n" + rows.joined(separator: "\n"), into: "customers")
        #expect((report.inserted, report.rejected) == (1, 6))
        let invalid = Array("id,name\n20,".utf8) + [0xC3, 0x28, 0x0A] + Array("21,é\n".utf8)
        #expect(try fixture.load(invalid, "latin.csv", into: "customers") { $0.encoding = .utf8 }.inserted == 1)
    }

    @Test func readsStandardInputAndGuessesItsFormat() throws {
        let fixture = try ImportFixture()
        for (i, text) in ["id\tname\n31\ta,b\n", "id,name\n32,a\tb\n", "{\"id\":33,\"name\":\"c\"}\n"].enumerated() {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            _ = text.withCString { write(ends[1], $0, text.utf8.count) }
            close(ends[1])
            defer { close(ends[0]) }
            let options = ImportOptions(entity: "customers", timeZone: .utc)
            let report = try Importer(
                fixture.store, model: fixture.model, source: ImportSource(.descriptor(ends[0])), options: options
            ).run()[0]
            #expect(report.inserted == 1, "input \(i)")
        }
        #expect(try fixture.rows("SELECT name FROM customers WHERE id > 30 AND id < 40") == ["a,b", "a\tb", "c"])
    }

    @Test func progressCanEndAnImport() throws {
        let fixture = try ImportFixture()
        let path = try fixture.scratch.write("big.csv", "id\n" + (100..<5000).map { "\($0)\n" }.joined())
        var options = ImportOptions(entity: "customers", timeZone: .utc)
        options.batchRows = 100
        let importer = Importer(fixture.store, model: fixture.model, source: ImportSource(.file(path)), options: options)
        var seen: [Int] = []
        var observer = Importer.Observer()
        observer.progress = { progress in
            seen.append(progress.rows)
            return progress.rows < 500
        }
        #expect(throws: StoreError(.interrupted, "interrupted")) { try importer.run(observer) }
        #expect(seen == [100, 200, 300, 400, 500])
        #expect(try fixture.rows("SELECT count(*) FROM customers") == ["3"])
        #expect(try importer.run()[0].inserted == 4900)
    }

    @Test func indexesAreWholeAfterLargeImportsIntoFullTables() throws {
        let fixture = try ImportFixture()
        func rows(_ range: Range<Int>) -> String { orders + range.map { "\($0),\($0 % 2 + 1),2026-03-01,1,a\n" }.joined() }
        try fixture.load(rows(0..<30_000), into: "orders")
        try fixture.load(rows(20_000..<80_000), "more.csv", into: "orders")
        #expect(try fixture.rows("SELECT count(*) FROM \"tbl orders\" INDEXED BY \"tbl orders_by_owner\" WHERE customer_id = 1") == ["40000"])
        #expect(try fixture.rows("PRAGMA integrity_check") == ["ok"])
    }

    @Test func unreadableInputsAndUnwritableRejectsAreSaid() throws {
        let fixture = try ImportFixture()
        let options = ImportOptions(entity: "customers", timeZone: .utc)
        for path in [fixture.scratch.file("none.csv"), fixture.scratch.path] {
            #expect {
                try Importer(fixture.store, model: fixture.model, source: ImportSource(.file(path)), options: options).run()
            } throws: { ($0 as? StoreError)?.code == .unreadableInput }
        }
        let own = try fixture.refusal("id\nx\n", into: "customers") { $0.rejectsPath = fixture.scratch.path + "/./in.csv" }
        #expect(own?.code == .unwritableRejects)
        let error = try fixture.refusal("id,name\nx,y\n5,z\n", into: "customers") { $0.rejectsPath = "/nowhere/at/all.csv" }
        #expect(error?.code == .unwritableRejects)
        #expect(try fixture.rows("SELECT count(*) FROM customers") == ["3"])
    }

    @Test func aFullDiskTakesTheImportBack() throws {
        let fixture = try ImportFixture()
        // A limit on the file's pages is to SQLite what a full disk is.
        try fixture.store.database.execute("PRAGMA max_page_count = 40")
        let error = try fixture.refusal("id,name\n" + (100..<20_000).map { "\($0),somebody\n" }.joined(), into: "customers")
        #expect(error?.code == .diskFull)
        #expect(try fixture.rows("SELECT count(*) FROM customers") == ["3"])
    }
}
