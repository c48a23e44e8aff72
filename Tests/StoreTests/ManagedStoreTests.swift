import Fixtures
import Glibc
import Model
@testable import Store
import Syntax
import Testing

struct ManagedStoreTests {
    @Test func describesItself() throws {
        let fixture = try ImportFixture()
        let store = try ManagedStore.open(path: fixture.scratch.file("shop.db"))
        #expect(store.currency == .usd && store.timeZoneName == "UTC" && store.formatVersion == 1)
        #expect(String(decoding: store.modelText, as: UTF8.self) == "entity customers { … }")
        #expect(fixture.scratch.names == ["shop.db"])
        #expect(throws: StoreError.self) { try store.database.execute("DELETE FROM customers") }
    }

    @Test func neverReplacesAFile() throws {
        let scratch = try Scratch()
        let path = try scratch.write("precious.txt", "keep me")
        #expect {
            try ManagedStore.create(
                path: path, modelText: "", model: ImportFixture.model, currency: .usd, timeZoneName: "UTC")
        } throws: { ($0 as? StoreError)?.code == .storeExists }
        #expect(try scratch.read("precious.txt") == "keep me")
        #expect(scratch.names == ["precious.txt"])
    }

    @Test func leavesNothingBehindOnFailure() throws {
        let scratch = try Scratch()
        let twice = Entity(name: "a", table: "same", fields: [Field(name: "id", type: .int)], key: 0)
        let model = DataModel(
            entities: [twice, Entity(name: "b", table: "same", fields: twice.fields, key: 0)], customer: 0)
        #expect {
            try ManagedStore.create(
                path: scratch.file("a.db"), modelText: "", model: model, currency: .usd, timeZoneName: "UTC")
        } throws: { error in
            let message = (error as? StoreError)?.message ?? ""
            return message.hasPrefix(scratch.file("a.db") + ":")
        }
        #expect(scratch.names == [])
    }

    @Test func tellsOtherFilesApart() throws {
        let scratch = try Scratch()
        func code(_ path: String) -> DiagnosticCode? {
            do throws(StoreError) {
                _ = try ManagedStore.open(path: path)
                return nil
            } catch { return error.code }
        }
        let plain = try Database(path: scratch.file("plain.db"), mode: .create)
        try plain.execute("CREATE TABLE t (a)")
        #expect(code(scratch.file("plain.db")) == .notAStore)
        try plain.execute("PRAGMA application_id = \(0x436C_6E74); PRAGMA user_version = 2")
        #expect(code(scratch.file("plain.db")) == .newerStoreFormat)
        #expect(code(scratch.file("missing.db")) == .noSuchStore)
        _ = try scratch.write("text.db", "id,name\n1,Ann\n")
        #expect(code(scratch.file("text.db")) == .notADatabase)
    }

    @Test func anySQLiteToolCanReadIt() throws {
        let fixture = try ImportFixture()
        try fixture.store.database.execute(
            """
            INSERT INTO "tbl orders" VALUES (1, 1, -1, -5, 'paid'), (2, 1, 1000000, -123456, NULL), (3, 2, 0, NULL, ''),
                (4, 2, 253402300799000000, 9223372036854775807, 'x'), (5, 2, -62135596800000000, -9223372036854775808, 'x');
            INSERT INTO products VALUES ('s', 5, -5400000000), ('t', 0, NULL);
            UPDATE customers SET birthday = -1, vip = 1 WHERE id = 1
            """)
        #expect(
            try fixture.rows("SELECT * FROM \"tbl orders_readable\" ORDER BY id") == [
                "1|1|1969-12-31T23:59:59.999999Z|-0.05|paid", "2|1|1970-01-01T00:00:01Z|-1234.56|-",
                "3|2|1970-01-01T00:00:00Z|-|",
                "4|2|9999-12-31T23:59:59Z|92233720368547758.07|x", "5|2|0001-01-01T00:00:00Z|-92233720368547758.08|x"
            ])
        #expect(try fixture.rows("SELECT * FROM products_readable") == ["s|0.05|-1:30:00", "t|0.00|-"])
        #expect(
            try fixture.rows("SELECT id, birthday, vip FROM customers_readable LIMIT 2") == [
                "1|1969-12-31|true", "2|-|-"
            ])
    }

    @Test func recordsHaveAnIndexByOwnerAndTime() throws {
        let fixture = try ImportFixture()
        let plan = try fixture.rows(
            "EXPLAIN QUERY PLAN SELECT 1 FROM \"tbl orders\" WHERE customer_id = 1 AND ordered_at > 5")
        #expect(plan.contains { $0.contains("COVERING INDEX tbl orders_by_owner (customer_id=? AND ordered_at>?)") })
        #expect(
            try fixture.rows("SELECT sql FROM sqlite_schema WHERE name = 'items_by_owner'") == [
                "CREATE INDEX \"items_by_owner\" ON \"items\" (\"order_id\")"
            ])
    }

    @Test func writersFillSeveralTablesInOneTransaction() throws {
        let fixture = try ImportFixture()
        let (customers, orders) = (fixture.model.entities[0], fixture.model.entities[1])
        let database = fixture.store.database
        try database.transaction { () throws(StoreError) in
            let (a, b) = (
                try RecordWriter(fixture.store, entity: customers), try RecordWriter(fixture.store, entity: orders)
            )
            for i in 10..<20 {
                try a.append([.int(Int64(i)), .text("n"), .missing, .bool(false), .number(0.5), .missing])
                try b.append([.missing, .int(Int64(i)), .time(Instant(microseconds: 0)), .money(7), .missing])
            }
            try a.finish()
            try b.finish()
        }
        #expect(try fixture.rows("SELECT count(*) FROM customers") == ["13"])
        #expect(try fixture.rows("SELECT count(*), sum(total_cents) FROM \"tbl orders\"") == ["10|70"])
        #expect(try fixture.rows("SELECT count(*) FROM sqlite_schema WHERE name = 'tbl orders_by_owner'") == ["1"])
        #expect(try fixture.rows("PRAGMA integrity_check") == ["ok"])
    }

    @Test func aWriterDroppedHalfwayLeavesNothing() throws {
        let fixture = try ImportFixture()
        do {
            let writer = try RecordWriter(fixture.store, entity: fixture.model.entities[0])
            try writer.append([.int(50), .missing, .missing, .missing, .missing, .missing])
        }
        #expect(try fixture.rows("SELECT count(*) FROM customers") == ["3"])
        #expect(!fixture.store.database.isInTransaction)
        let writer = try RecordWriter(fixture.store, entity: fixture.model.entities[0])
        #expect(throws: StoreError.self) { try writer.append([.int(1)]) }
        #expect(throws: StoreError.self) {
            try writer.append([.int(1), .missing, .missing, .missing, .missing, .missing])
        }
    }
}
