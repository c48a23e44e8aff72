import Columns
import Glibc
import Importing
import Model
@testable import Snapshots
import Store
import Testing

/// Rows that an import appended are merged into the columns that are there: the result is what a build from nothing
/// gives.
struct MergingTests {
    static let start = """
        INSERT INTO customers (id, name, vip, score, joined_at) VALUES (10, 'Ann', 1, 1.5, 86400000000), (20, NULL, NULL, 2, 5), (30, 'Bob', 0, NULL, NULL), (40, 'Zoe', 0, 0, 1000000);
        INSERT INTO products VALUES ('b', 5, 'a'), ('a', 7, NULL);
        INSERT INTO orders VALUES (1, 20, 5000000, 100, NULL, 'a'), (2, 10, 6000000, 30, 1, 'b'), (3, 20, 7000000, 1, NULL, NULL), (4, 40, 1000000, 2, 3, 'a');
        INSERT INTO items VALUES (1, 2, 'a', 2), (2, 1, 'b', 1), (3, 2, 'a', 4);
        """

    static func fixture() throws -> StoreFixture { try StoreFixture(BuildingTests.small, start) }

    /// Everything that is asked of a snapshot, by where it came from.
    static func origins(_ fixture: StoreFixture) throws -> [String: ColumnOrigin] {
        let columns = try fixture.columns()
        try FreshnessTests.check(columns, fixture)
        let snapshot = try columns.withSnapshot { $0 }
        return Dictionary(snapshot.columnsInUse.map { ($0.name, $0.origin) }) { first, second in
            first == .built ? first : second
        }
    }

    @Test func appendedOrders() throws {
        let fixture = try MergingTests.fixture()
        try fixture.check()
        // The latest, one between others, one of a customer without any, one as late as another.
        try fixture.load(
            "id,customer_id,ordered_at,amount,product\n5,20,2026-01-01,3.00,zz\n6,20,1970-01-01T00:00:06Z,1,a\n7,30,2026-01-01T10:00:00.000001Z,,b\n8,20,1970-01-01T00:00:05Z,9999999999,\n",
            into: "orders")
        let origins = try MergingTests.origins(fixture)
        // `product` reads through a key that led nowhere; nothing of the others was read again.
        for name in ["orders.id", "orders.customer_id", "orders.ordered_at", "orders.amount", "orders.took"] {
            #expect(origins[name] == .merged, "\(name)")
        }
        for name in ["customers.id", "customers.name", "products.sku", "items.order_id", "items.quantity"] {
            #expect(origins[name] == .mapped, "\(name)")
        }
        try fixture.check()
    }

    @Test func appendedCustomersAndTheirOrders() throws {
        let fixture = try MergingTests.fixture()
        try fixture.check()
        try fixture.load("id,name\n50,Abe\n60,Ann\n", into: "customers")
        try fixture.load("id,customer_id,ordered_at,amount\n5,50,2026-01-01,3.00\n6,10,1970-01-01,1\n", into: "orders")
        let origins = try MergingTests.origins(fixture)
        for name in ["customers.id", "customers.name", "customers.joined_at", "orders.id", "orders.amount"] {
            #expect(origins[name] == .merged, "\(name)")
        }
        try fixture.load("id,customer_id,ordered_at,amount\n9,70,2026-01-01,3.00\n", into: "orders") {
            $0.createCustomers = true
        }
        #expect(try MergingTests.origins(fixture)["orders.amount"] == .merged)
        try fixture.load("id,order_id,quantity\n9,5,3\n", into: "items")
        #expect(try MergingTests.origins(fixture)["items.quantity"] == .merged)
        // A key between others: rows of customers come by key, so all that hangs on them is built again.
        try fixture.load("id,name\n15,Between\n", into: "customers")
        #expect(try MergingTests.origins(fixture)["orders.amount"] == .built)
        try fixture.check()
    }

    @Test func whatIsChangedIsBuiltAgainAndNothingElse() throws {
        let fixture = try MergingTests.fixture()
        try fixture.check()
        try fixture.load("sku,price\na,8\n", into: "products")
        var origins = try MergingTests.origins(fixture)
        #expect(
            origins["products.price"] == .built && origins["orders.amount"] == .mapped
                && origins["customers.name"] == .mapped)
        try fixture.load("id,customer_id,ordered_at,amount\n4,40,2026-01-01,3.00\n", into: "orders")
        origins = try MergingTests.origins(fixture)
        #expect(
            origins["orders.amount"] == .built && origins["products.price"] == .mapped
                && origins["customers.name"] == .mapped && origins["items.quantity"] == .built)
    }

    /// What others write is in no log: everything is built again, whoever imports before or after.
    @Test(arguments: [
        "UPDATE orders SET amount = 77 WHERE id = 1", "DELETE FROM orders WHERE id = 2",
        "INSERT INTO orders VALUES (4000, 10, 1, 1, 1, NULL)", "VACUUM",
        "CREATE TRIGGER t AFTER INSERT ON orders BEGIN UPDATE customers SET name = 'T' || new.id; END",
        "PRAGMA journal_mode = WAL",
        "PRAGMA journal_mode = WAL; UPDATE orders SET amount = 78 WHERE id = 1; PRAGMA journal_mode = DELETE"
    ])
    func writesOfOthers(_ sql: String) throws {
        for isBetween in [false, true] {
            let fixture = try MergingTests.fixture()
            try fixture.check()
            if isBetween {
                try fixture.load("id,customer_id,ordered_at,amount\n5,20,2026-01-01,3.00\n", into: "orders")
            }
            try fixture.execute(sql)
            try fixture.load("id,customer_id,ordered_at,amount\n5000,20,2026-01-02,3.00\n", into: "orders")
            #expect(try MergingTests.origins(fixture)["customers.name"] == .built)
            try fixture.load("id,customer_id,ordered_at,amount\n5001,20,2026-01-03,3.00\n", into: "orders")
            try FreshnessTests.check(try fixture.columns(), fixture)
        }
    }

    /// A copy of the store that was changed elsewhere and put back has entries that lead from a state to another.
    @Test func anotherHistoryOfTheSameStore() throws {
        let fixture = try MergingTests.fixture()
        try fixture.check()
        let copy = AttachedFixture.bytes(fixture.path)
        try fixture.load("id,customer_id,ordered_at,amount\n5,20,2026-01-01,3.00\n", into: "orders")
        try fixture.check()
        // Back to the copy, in the same file; then a change that nobody logged, and an import: as many commits as
        // before.
        let descriptor = open(fixture.path, O_WRONLY | O_TRUNC)
        #expect(write(descriptor, copy, copy.count) == copy.count)
        close(descriptor)
        try fixture.execute("UPDATE customers SET name = 'Changed'")
        try fixture.load("id,customer_id,ordered_at,amount\n6,20,2026-01-01,3.00\n", into: "orders")
        try fixture.check()
    }

    @Test func anImportThatIsTakenBackLeavesNoEntry() throws {
        let fixture = try MergingTests.fixture()
        try fixture.check()
        #expect(throws: StoreError.self) {
            try fixture.load("id,customer_id,ordered_at,amount\n5,20,2026-01-01,3.00\n6,20,x,1\n", into: "orders") {
                $0.onError = .abort
            }
        }
        try fixture.execute("UPDATE customers SET name = 'Changed'")
        try fixture.check()
    }

    /// Random sequences of imports and of what others do, some columns asked for between.
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func randomHistories(_ seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let fixture = try MergingTests.fixture()
        var key = 100
        for step in 0..<14 {
            func number(_ below: Int) -> Int { Int(random.next() % UInt64(below)) }
            func rows(_ make: () -> String) -> String {
                (0..<1 + number(6)).map { _ in make() }.joined(separator: "\n") + "\n"
            }
            func next() -> Int {
                key += 1 + number(3)
                return key
            }
            let known = try fixture.keys("customers"), orders = try fixture.keys("orders")
            func pick(_ keys: [String]) -> String { keys.isEmpty ? "1" : keys[number(keys.count)] }
            func time() -> String {
                [
                    "2026-01-0\(1 + number(9))", "1970-01-01T00:00:0\(number(9))Z",
                    "2025-05-05T10:11:12.\(100_000 + number(900_000))Z"
                ][number(3)]
            }
            func text() -> String { ["a", "b", "c\(number(40))", "", "Ä", "zz"][number(6)] }
            switch number(12) {
            case 0, 1, 2:
                try fixture.load(
                    "id,customer_id,ordered_at,amount,product\n"
                        + rows { "\(next()),\(pick(known)),\(time()),\([1, 300, 70_000_000_000][number(3)]),\(text())" },
                    into: "orders")
            case 3:
                try fixture.load(
                    "id,name,vip,score\n"
                        + rows { "\(next()),\(text()),\(["", "true", "false"][number(3)]),\(number(5))" },
                    into: "customers")
            case 4: try fixture.load("id,name\n\(number(60)),\(text())\n", into: "customers")
            case 5:
                try fixture.load(
                    "sku,price,follows\n" + rows { "\(["a", "b", "d"][number(3)])\(number(4)),\(number(9)),\(text())" },
                    into: "products")
            case 6:
                try fixture.load(
                    "id,order_id,product,quantity\n" + rows { "\(next()),\(pick(orders)),\(text()),\(number(300))" },
                    into: "items")
            case 7:
                try fixture.load(
                    "id,customer_id,ordered_at,amount\n" + rows { "\(next()),\(next()),\(time()),\(number(9))" },
                    into: "orders"
                ) { $0.createCustomers = true }
            case 8:
                try fixture.load(
                    "id,customer_id,ordered_at,amount\n\(pick(orders)),\(pick(known)),\(time()),\(number(9))\n",
                    into: "orders")
            case 9:
                try fixture.execute("INSERT OR IGNORE INTO orders VALUES (\(next()), \(key + number(9)), 5, 1, 1, 'a')")
            case 10:
                try fixture.execute(
                    [
                        "DELETE FROM orders WHERE id % 7 = \(number(7))",
                        "UPDATE customers SET name = 'n' WHERE id % 3 = 0", "DELETE FROM customers WHERE id % 5 = 1",
                        "VACUUM"
                    ][number(4)])
            default:
                try fixture.load(
                    "id,customer_id,ordered_at,amount\n" + rows { "\(next()),\(pick(known)),\(time()),\(number(9))" },
                    into: "orders")
            }
            let columns = try fixture.columns()
            if number(3) == 0 {
                try FreshnessTests.check(columns, fixture)
            } else {
                try columns.withSnapshot { snapshot in
                    for _ in 0..<4 {
                        let entity = number(4)
                        _ = try snapshot.column(number(fixture.model.entities[entity].fields.count), of: entity)
                    }
                }
            }
            if step == 13 { try fixture.check() }
        }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

extension StoreFixture {
    /// Imports a text of comma-separated values.
    func load(_ text: String, into entity: String, _ change: (inout ImportOptions) -> Void = { _ in }) throws {
        let store = try ManagedStore.open(path: path, mode: .readWrite)
        defer { store.database.close() }
        var options = ImportOptions(entity: entity, timeZone: .utc)
        change(&options)
        let file = directory + "/in.csv"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { unlink(file) }
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else {
            throw Unusable(description: "cannot write \(file)")
        }
        close(descriptor)
        _ = try Importer(store, model: model, source: ImportSource(.file(file)), options: options).run()
    }

    func keys(_ table: String) throws -> [String] {
        let database = try Database(path: path, mode: .readOnly)
        defer { database.close() }
        let rows = try database.prepare("SELECT id FROM \(table) ORDER BY id")
        var keys: [String] = []
        while try rows.step() { keys.append(rows.text(0)) }
        return keys
    }
}
