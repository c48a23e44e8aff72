import Columns
import Engine
import Model
import Snapshots
import Store
import Testing

/// Every column of a snapshot is what the store holds, in the order that `EntityRows` documents.
struct BuildingTests {
    static let small = """
        entity customers at joined_at { key id: int, name: text, vip: bool, score: number, birthday: date, joined_at: time }
        entity products { key sku: text, price: money, follows: products by follows }
        entity orders of customers by customer_id at ordered_at { key id: int, customer_id: int, ordered_at: time, amount: money, took: duration, product: products by sku }
        entity items of orders by order_id { key id: int, order_id: int, product: products by sku, quantity: int }
        """

    @Test func generatedStore() throws {
        let fixture = try StoreFixture()
        try fixture.generate(customers: 300, seed: 7)
        try fixture.check()
    }

    @Test func emptyStore() throws {
        try StoreFixture().check()
        try StoreFixture(BuildingTests.small).check()
    }

    @Test func everythingMissing() throws {
        let fixture = try StoreFixture(
            BuildingTests.small, "INSERT INTO customers (id) VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9)")
        try fixture.check()
    }

    /// Values at the ends of their types and of the widths they are stored in.
    @Test func valuesAtTheEnds() throws {
        let integers = [
            "0", "127", "128", "-128", "-129", "32767", "32768", "2147483647", "2147483648", "-2147483649",
            "4294967296", "9223372036854775807", "-9223372036854775808", "NULL"
        ]
        let fixture = try StoreFixture(BuildingTests.small, "INSERT INTO customers (id, name) VALUES (1, 'a')")
        for count in 1...integers.count {
            let rows = integers.prefix(count).enumerated().map { "(\($0 * 3 + 1), 1, 0, \($1), \($1), NULL)" }.joined(
                separator: ", ")
            try fixture.execute("DELETE FROM orders; INSERT INTO orders VALUES \(rows)")
            try fixture.check()
        }
    }

    /// The least and the greatest alone, so that only a base makes them narrow.
    @Test(arguments: [
        (1_000_000, 1_000_100), (5_000_000_000, 5_000_060_000), (-7_000_000_000, -7_000_000_000),
        (3_000_000_000, 7_000_000_000), (-9_000_000_000_000_000_000, 9_000_000_000_000_000_000)
    ])
    func valuesFarFromZero(_ least: Int, _ greatest: Int) throws {
        let fixture = try StoreFixture(BuildingTests.small, "INSERT INTO customers (id) VALUES (1)")
        try fixture.execute(
            "INSERT INTO orders VALUES (1, 1, \(least), \(least), \(least), NULL), (2, 1, \(greatest), \(greatest), \(greatest), NULL), (3, 1, 5, NULL, NULL, NULL)"
        )
        try fixture.check()
    }

    @Test func timesOfEveryUnit() throws {
        for unit in [86_400_000_000, 1_000_000, 1_000, 1] {
            let fixture = try StoreFixture(BuildingTests.small, """
                INSERT INTO customers (id, joined_at) VALUES (1, \(-unit * 3)), (2, \(unit * 20_000)), (3, NULL), (4, 0);
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO orders SELECT i, 1 + i % 4, (i * 7919 % 1000 - 500) * \(unit), i, i * \(unit), NULL FROM n;
                """)
            try fixture.check()
        }
    }

    @Test func orphansAndDanglingReferences() throws {
        let fixture = try StoreFixture(BuildingTests.small, """
            INSERT INTO customers (id) VALUES (3), (1), (-5), (700);
            INSERT INTO products VALUES ('b', 5, 'a'), ('a', 7, 'nothing'), ('', 1, NULL), ('ä', 2, 'b');
            INSERT INTO orders VALUES (10, 3, 5, 1, 1, 'a'), (11, 99, 4, 1, 1, 'zz'), (12, -5, 4, 1, 1, NULL), (5, 3, 5, 1, 1, 'ä'), (4, 3, 1, 1, 1, ''), (77, 2, 1, 1, 1, 'b');
            INSERT INTO items VALUES (1, 77, 'a', 2), (2, 10, 'x', 3), (3, 4, 'b', 1), (4, 1000, 'b', 9), (5, 10, NULL, NULL);
            """)
        try fixture.check()
        #expect(try fixture.snapshot().rows(of: 2).orphans == 2)
    }

    /// Owners whose keys are spread so far apart that no table holds them.
    @Test func keysFarApart() throws {
        let fixture = try StoreFixture(BuildingTests.small, """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) INSERT INTO customers (id) SELECT i * i * 7919000000007 - 5 FROM n;
            INSERT INTO customers (id) VALUES (9223372036854775807), (-9223372036854775808);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) INSERT INTO orders SELECT i, (i % 90) * (i % 90) * 7919000000007 - 5, i % 5, i, i, NULL FROM n;
            INSERT INTO orders VALUES (1000, 9223372036854775807, 1, 1, 1, NULL), (1001, -9223372036854775808, 1, 1, 1, NULL);
            """)
        try fixture.check()
    }

    /// More than two connections' worth of rows, in more than one block, and times that do not arrive in order.
    @Test func largeTablesAreReadInParts() throws {
        let fixture = try StoreFixture(BuildingTests.small, """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO customers (id, name) SELECT i, CASE WHEN i % 7 THEN 'n' || i END FROM n;
            INSERT INTO products VALUES ('p0', 1, NULL), ('p1', 2, NULL), ('p2', 3, 'p1');
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 140000)
            INSERT INTO orders SELECT i, 1 + i * 7919 % 3003, CASE i % 3 WHEN 0 THEN i ELSE i * 31 % 1000 END * 1000000, nullif(i % 1000, 7), i % 5, 'p' || (i * i % 4) FROM n;
            """)
        let database = try Database(path: fixture.path, mode: .readOnly)
        let snapshot = try fixture.snapshot()
        let order = try ColumnList(snapshot, 2, [0, 1, 2, 3, 4, 5])
        let expected = try order.read(database, """
            SELECT o.id, o.customer_id, o.ordered_at, o.amount, o.took, o.sku FROM orders o LEFT JOIN customers c ON c.id = o.customer_id ORDER BY c.id NULLS LAST, o.ordered_at, o.id
            """)
        #expect(order.rows == expected)
        let rows = try snapshot.rows(of: 2)
        #expect(rows.count == 140_000 && rows.orphans > 0 && rows.offsets?[3000] == UInt32(140_000 - rows.orphans))
    }

    /// One half of the row numbers has no rows, or one half of the texts' column no texts.
    @Test(arguments: [
        "INSERT INTO customers (id, name) VALUES (1, 'a'), (5000000, 'b')",
        "INSERT INTO customers (id, name) VALUES (-5000000, 'a')",
        "INSERT INTO customers (id, name) VALUES (1, NULL), (5000000, 'b')",
        "INSERT INTO customers (id, name) VALUES (1, 'z'), (5000000, 'b'), (5000001, 'z')"
    ])
    func halvesWithoutRows(_ sql: String) throws {
        let fixture = try StoreFixture(BuildingTests.small, sql)
        try fixture.check()
        try fixture.execute("DELETE FROM customers WHERE id = 1")
        try fixture.check()
        try fixture.execute(
            "INSERT INTO customers (id, name) VALUES (9000000, 'b'), (5, NULL); INSERT INTO orders SELECT id, id, 0, 1, 1, name FROM customers"
        )
        try fixture.check()
    }

    @Test func columnsTogetherOrOneByOne() throws {
        let fixture = try StoreFixture()
        try fixture.generate(customers: 60, seed: 3)
        let together = try fixture.snapshot()
        var requests: [ColumnRequest] = []
        for (entity, declaration) in fixture.model.entities.enumerated() {
            for (field, value) in declaration.fields.enumerated() {
                requests.append(ColumnRequest(field, of: entity))
                if value.reference != nil { requests.append(ColumnRequest(referenceOf: field, of: entity)) }
            }
        }
        try together.prepare(requests)
        let database = try Database(path: fixture.path, mode: .readOnly)
        try ReferenceRows(database, fixture.model).check(together, fixture.model)
    }

    @Test func moreThanTheMemoryAllowed() throws {
        let fixture = try StoreFixture(
            BuildingTests.small,
            "INSERT INTO customers (id) VALUES (1), (2); INSERT INTO orders VALUES (1, 1, 1, 1, 1, NULL)")
        let error = #expect(throws: ColumnSourceError.self) {
            try fixture.columns(["CLIENTELE_COLUMNS_MEMORY": "8"]).withSnapshot { try $0.rows(of: 0) }
        }
        #expect(
            error?.message.hasPrefix("the columns of this question take more memory to build than the 0 MiB") == true)
        try FreshnessTests.check(try fixture.columns(["CLIENTELE_COLUMNS_MEMORY": "1M"]), fixture)
    }

    // MARK: Values that do not fit

    @Test(arguments: [
        (
            "orders", "INSERT INTO orders VALUES (5, 1, 0, 1.5, 0, NULL)", 3,
            "column amount of table orders holds the decimal number 1.5 at rowid 5, which is no money"
        ),
        (
            "orders", "INSERT INTO orders VALUES (5, 1, 'today', 1, 0, NULL)", 2,
            "column ordered_at of table orders holds the text \"today\" at rowid 5, which is no time"
        ),
        (
            "customers", "UPDATE customers SET vip = 2", 2,
            "column vip of table customers holds 2 at rowid 1, which is no bool"
        ),
        (
            "customers", "UPDATE customers SET name = x'00ff'", 1,
            "column name of table customers holds a blob at rowid 1, which is no text"
        ),
        (
            "customers", "UPDATE customers SET score = 'many'", 3,
            "column score of table customers holds the text \"many\" at rowid 1, which is no number"
        )
    ])
    func misfits(_ entity: String, _ sql: String, _ field: Int, _ message: String) throws {
        let fixture = try StoreFixture(
            BuildingTests.small,
            "INSERT INTO customers (id) VALUES (1); INSERT INTO orders VALUES (3, 1, 0, 1, 0, NULL); " + sql)
        let index = try #require(fixture.model.entityIndex(named: entity))
        let snapshot = try fixture.snapshot()
        let error = #expect(throws: ColumnSourceError.self) { try snapshot.column(field, of: index) }
        #expect(error?.message == message)
    }

    @Test func aPersonalValueIsNotRepeated() throws {
        let model = BuildingTests.small.replacing("birthday: date", with: "birthday: date pii")
        let fixture = try StoreFixture(model, "INSERT INTO customers (id, birthday) VALUES (1, 'Ann, 3 May 1961')")
        let snapshot = try fixture.snapshot()
        let error = #expect(throws: ColumnSourceError.self) { try snapshot.column(4, of: 0) }
        #expect(error?.message == "column birthday of table customers holds a value at rowid 1, which is no date")
    }

    @Test func wholeNumbersAreNumbers() throws {
        let fixture = try StoreFixture(
            BuildingTests.small, "INSERT INTO customers (id, score) VALUES (1, 5), (2, -0.0), (3, 1e300), (4, NULL)")
        try fixture.check()
    }
}

/// Some columns of an entity, row by row.
struct ColumnList {
    let rows: [[Value]]
    private let kinds: [ValueKind]

    init(_ source: any ColumnSource, _ entity: Int, _ fields: [Int]) throws {
        let columns = try fields.map { try source.column($0, of: entity) }
        kinds = columns.map(\.kind)
        rows = (0..<(columns.first?.count ?? 0)).map { row in columns.map { $0.value(row) } }
    }

    func read(_ database: Database, _ sql: String) throws -> [[Value]] {
        let statement = try database.prepare(sql)
        var rows: [[Value]] = []
        while try statement.step() { rows.append(kinds.indices.map { statement.value($0, as: kinds[$0]) }) }
        return rows
    }
}
