import Columns
import Glibc
import Model
import Snapshots
import Store
import Testing

/// A question is answered from the state that the store is in when it is asked.
struct FreshnessTests {
    static let start =
        "INSERT INTO customers (id, name) VALUES (1, 'a'), (2, 'b'); INSERT INTO orders VALUES (1, 1, 5, 10, NULL, NULL), (2, 2, 5, 10, NULL, NULL)"

    static let changes = [
        "INSERT INTO orders VALUES (30, 1, 1, 7, NULL, NULL)", "UPDATE orders SET amount = 11 WHERE id = 1",
        "DELETE FROM orders WHERE id = 1",
        "INSERT INTO customers (id) VALUES (-5)", "UPDATE orders SET customer_id = 1",
        "DELETE FROM customers WHERE id = 1",
        "UPDATE customers SET name = 'zz' WHERE id = 2", "DELETE FROM orders; DELETE FROM customers",
        "INSERT INTO customers (id) VALUES (77); INSERT INTO orders VALUES (9, 77, 1, 1, 1, NULL)",
        "VACUUM", "CREATE TABLE other (x)"
    ]

    static func check(_ columns: SnapshotStore, _ fixture: StoreFixture) throws {
        let database = try Database(path: fixture.path, mode: .readOnly)
        defer { database.close() }
        try columns.withSnapshot { try ReferenceRows(database, fixture.model).check($0, fixture.model) }
    }

    @Test(arguments: ["DELETE", "WAL", "TRUNCATE", "PERSIST"])
    func changesOfOthersAreSeen(_ journal: String) throws {
        let fixture = try StoreFixture(BuildingTests.small, FreshnessTests.start)
        let writer = try Database(path: fixture.path, mode: .readWrite)
        defer { writer.close() }
        _ = try writer.prepare("PRAGMA journal_mode = \(journal)").step()
        let columns = try fixture.columns()
        try FreshnessTests.check(columns, fixture)
        for change in FreshnessTests.changes {
            try writer.execute(change)
            try FreshnessTests.check(columns, fixture)
            if journal == "WAL", change.hasPrefix("DELETE") {
                _ = try writer.prepare("PRAGMA wal_checkpoint(TRUNCATE)").step()
            }
        }
    }

    @Test func nothingIsBuiltAgainWhereNothingHasChanged() throws {
        let fixture = try StoreFixture(BuildingTests.small, FreshnessTests.start)
        let columns = try fixture.columns()
        let first = try columns.withSnapshot { $0 }
        #expect(try columns.withSnapshot { $0 } === first)
        try fixture.execute("UPDATE orders SET amount = 12 WHERE id = 1")
        #expect(try columns.withSnapshot { $0 } !== first)
    }

    /// A question's columns are of one state, even where someone writes between two of them.
    @Test(arguments: [false, true])
    func aQuestionSeesOneState(_ isLogged: Bool) throws {
        let fixture = try StoreFixture(BuildingTests.small, FreshnessTests.start)
        let writer = try Database(path: fixture.path, mode: .readWrite, busyTimeoutMilliseconds: 20)
        defer { writer.close() }
        if isLogged { _ = try writer.prepare("PRAGMA journal_mode = WAL").step() }
        let columns = try fixture.columns()
        let snapshot = try columns.beginQuestion()
        #expect(try snapshot.column(3, of: 2).count == 2)
        if isLogged {
            try writer.execute("DELETE FROM orders")
        } else {
            #expect(throws: StoreError.self) { try writer.execute("DELETE FROM orders") }
            writer.rollback()
        }
        #expect(try snapshot.column(0, of: 2).count == 2)
        #expect(try snapshot.rows(of: 3).count == 0)
        try columns.endQuestion()
        if !isLogged { try writer.execute("DELETE FROM orders") }
        // What is built stays; what is not can't be had from a state that is gone.
        #expect(try snapshot.column(0, of: 2).count == 2)
        #expect(throws: ColumnSourceError.self) { try snapshot.column(4, of: 2) }
        #expect(try columns.withSnapshot { try $0.rows(of: 2).count } == 0)
    }

    @Test func aStoreInThePlaceOfAnother() throws {
        let fixture = try StoreFixture(BuildingTests.small, FreshnessTests.start)
        let other = try StoreFixture(BuildingTests.small, "INSERT INTO customers (id, name) VALUES (8, 'other')")
        let columns = try fixture.columns()
        try FreshnessTests.check(columns, fixture)
        #expect(rename(other.path, fixture.path) == 0)
        try FreshnessTests.check(columns, fixture)
    }
}
