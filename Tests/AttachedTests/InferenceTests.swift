import Engine
import Store
import Syntax
import Testing

/// The drafts of three unlike databases answer; what they answer is what SQL by hand says.
struct InferenceTests {
    /// A draft with some of its lines edited: each edit is one line.
    private static func draft(_ fixture: AttachedFixture, _ edits: [(old: String, new: String)] = []) throws -> String {
        var draft = try ModelInference.draft(of: fixture.path, named: "shop.db")
        #expect(edits.count <= 3)
        for edit in edits {
            let edited = FitTests.replacing(edit.old, edit.new, draft)
            #expect(edited != draft, "nothing to edit: \(edit.old)")
            draft = edited
        }
        let problems = try fixture.problems(draft)
        #expect(problems.isEmpty, "\(problems)\n\(draft)")
        return draft
    }

    private static func question(_ customers: String, _ key: String) -> String {
        "from \(customers) where recency < 20 and monetary > 1200 | select \(key), recency, monetary, frequency"
    }

    @Test func trader() throws {
        let fixture = try AttachedFixture(UnlikeDatabases.trader)
        let draft = try InferenceTests.draft(fixture)
        let answer = try fixture.ask(draft, InferenceTests.question("customers", "customer_id"))
        let expected = try fixture.sql(
            """
            SELECT c.CustomerID, days, printf('%d.%02d', cents / 100, cents % 100), n FROM Customers c
            JOIN (SELECT CustomerID, min(julianday('2026-06-30') - julianday(OrderDate)) AS days, count(*) AS n FROM Orders WHERE OrderDate <= '2026-06-30' GROUP BY 1) o USING (CustomerID)
            JOIN (SELECT CustomerID, sum(CAST(round(UnitPrice * Quantity * (1 - Discount) * 100) AS INTEGER)) AS cents FROM Orders JOIN "Order Details" USING (OrderID)
                  WHERE OrderDate <= '2026-06-30' GROUP BY 1) s USING (CustomerID)
            WHERE days < 20 AND cents > 120000 ORDER BY 1
            """
        ).map { $0.split(separator: ".0,", maxSplits: 1, omittingEmptySubsequences: false).joined(separator: ",") }
        #expect(answer.count > 5)
        #expect(answer == expected)
        // Declared keys are taken for what they are: no guess but the amount of a line.
        #expect(draft.split(separator: "\n").filter { $0.contains("uess:") && $0.hasPrefix("  ") }.count == 1)
        #expect(
            try fixture.ask(
                draft,
                "from orders where employee.last_name = \"Last2\" and any(order_details where product.category.category_name = \"Category 3\") | aggregate { n = count() }"
            )
                == fixture.sql(
                    """
                    SELECT count(*) FROM Orders WHERE OrderDate <= '2026-06-30' AND EmployeeID = 2 AND EXISTS (SELECT 1 FROM "Order Details" d JOIN Products USING (ProductID)
                    WHERE d.OrderID = Orders.OrderID AND CategoryID = 3)
                    """))
    }

    @Test func enterprise() throws {
        let fixture = try AttachedFixture(UnlikeDatabases.enterprise)
        let draft = try InferenceTests.draft(
            fixture, [("param time_zone: text = \"UTC\"", "param time_zone: text = \"Europe/Berlin\"")])
        let answer = try fixture.ask(draft, InferenceTests.question("kdstamm", "kdnr"))
        // In June Berlin is two hours ahead; at the end of June 30 there, all orders are in the past.
        let expected = try fixture.sql("""
            SELECT KDNR, days, printf('%d.%02d', cents / 100, cents % 100), n FROM KDSTAMM
            JOIN (SELECT KDNR, min(CAST(julianday('2026-06-30') - julianday(date(ADAT + 7200, 'unixepoch')) AS INTEGER)) AS days, count(*) AS n, sum(SUMME_CT) AS cents
                  FROM AUFTRAG WHERE STATUS <> 'STORNIERT' GROUP BY 1) USING (KDNR)
            WHERE days < 20 AND cents > 120000 ORDER BY 1
            """)
        #expect(answer.count > 5)
        #expect(answer == expected)
        #expect(try fixture.ask(draft, "from kdstamm where newsl and gebdat < 1960-01-01 | aggregate { n = count() }")
            == fixture.sql("SELECT count(*) FROM KDSTAMM WHERE NEWSL = 'J' AND substr(GEBDAT, 7) < '1960'"))
        // The lines belong to orders, and what is sold is looked up, by columns that are declared nowhere.
        #expect(try fixture.ask(draft, "from aufpos where art.wgr = \"W1\" | aggregate { n = count(), m = sum(menge) }")
            == fixture.sql("SELECT count(*), sum(MENGE) FROM AUFPOS JOIN ARTIKEL USING (ARTNR) WHERE WGR = 'W1'"))
        #expect(draft.contains("-- Guess: `KDNR` is a key of its owner"))
    }

    @Test func shop() throws {
        let fixture = try AttachedFixture(UnlikeDatabases.shop)
        let draft = try InferenceTests.draft(
            fixture, [("param time_zone: text = \"UTC\"", "param time_zone: text = \"Asia/Shanghai\"")])
        let answer = try fixture.ask(draft, "from 会员表 where 最近消费 < 20 and 消费金额 > 1200 | select 会员编号, 最近消费, 消费金额, 消费频次")
        let expected = try fixture.sql("""
            SELECT 会员编号, days, printf('%d.%02d', cents / 100, cents % 100), n FROM 会员表
            JOIN (SELECT 会员编号, min(CAST(julianday('2026-06-30') - julianday(date(下单时间 / 1000 + 28800, 'unixepoch')) AS INTEGER)) AS days, count(*) AS n,
                  sum(CAST(replace(实付金额, '.', '') AS INTEGER)) AS cents FROM 订单 WHERE 状态 <> '已取消' GROUP BY 1) USING (会员编号)
            WHERE days < 20 AND cents > 120000 ORDER BY 1
            """)
        #expect(answer.count > 5)
        #expect(answer == expected)
        #expect(try fixture.ask(draft, "from 订单明细 where 商品.分类 = \"类1\" | aggregate { 金额 = sum(amount) }")
            == fixture.sql("""
                SELECT printf('%d.%02d', c / 100, c % 100) FROM (SELECT sum(CAST(replace(单价, '.', '') AS INTEGER) * 数量) AS c FROM 订单明细 JOIN 商品 USING (商品编号) WHERE 分类 = '类1')
                """))
        #expect(try fixture.ask(draft, "from 会员表 where 是否订阅 | aggregate { n = count() }") == ["35"])
    }

    /// The enterprise system again, by hand: what a person would write who knows it.
    @Test func aModelFromScratch() throws {
        let fixture = try AttachedFixture(UnlikeDatabases.enterprise)
        let model = """
            param currency: text = "EUR"
            param time_zone: text = "Europe/Berlin"

            entity customers "Kunden" from "KDSTAMM" at "ANGELEGT" {
              key id: int = "KDNR",
              name: text "Name" pii display = "NACHNAME",
              city: text "Ort" display = "ORT",
              birthday: date pii = pattern("GEBDAT", "dd.MM.yyyy"),
              newsletter: bool = yes_no("NEWSL", "J"),
              joined_at: time = epoch_seconds("ANGELEGT"),
            }
            entity orders "Aufträge" from "AUFTRAG" of customers by "KDNR" at "ADAT" {
              key id: int = "AUFNR",
              ordered_at: time = epoch_seconds("ADAT"),
              amount: money = cents("SUMME_CT"),
              status: text = "STATUS",
            }
            entity items "Positionen" from "AUFPOS" of orders by "AUFNR" {
              key id: int = "POSNR",
              product: products by "ARTNR",
              quantity: int = "MENGE",
              price: money = "EPREIS_CT" / 100,
            }
            entity products "Artikel" from "ARTIKEL" { key id: text = "ARTNR", name: text = "BEZEICHNUNG", category: text = "WGR" }
            """
        #expect(model.split(separator: "\n").count < 30)
        #expect(try fixture.problems(model).isEmpty)
        // The ready-made measures find the names of the standard model.
        #expect(try fixture.ask(model, "segment where recency < 20 and monetary > 1500").count > 5)
        #expect(
            try fixture.ask(
                model, "from customers | aggregate { spent = sum(monetary), n = sum(frequency), units = sum(units) }")
                == fixture.sql(
                    """
                    SELECT printf('%d.%02d', c / 100, c % 100), n,
                        (SELECT sum(MENGE) FROM AUFPOS WHERE AUFNR IN (SELECT AUFNR FROM AUFTRAG WHERE STATUS <> 'STORNIERT'))
                    FROM (SELECT sum(SUMME_CT) AS c, count(*) AS n FROM AUFTRAG WHERE STATUS <> 'STORNIERT')
                    """))
        #expect(
            try fixture.ask(
                model,
                "from customers where city = \"Köln\" and newsletter and categories >= 3 | aggregate { n = count() }")
                == fixture.sql(
                    """
                    SELECT count(*) FROM KDSTAMM k WHERE ORT = 'Köln' AND NEWSL = 'J' AND
                    (SELECT count(DISTINCT WGR) FROM AUFTRAG a JOIN AUFPOS p USING (AUFNR) JOIN ARTIKEL USING (ARTNR) WHERE a.KDNR = k.KDNR) >= 3
                    """))
    }

    /// Whatever a database calls its things, and whatever it lacks, the draft is a text that parses and fits.
    @Test(arguments: [
        "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE TABLE \"from\" (\"where\" INTEGER PRIMARY KEY, \"a \"\"b\" TEXT, \"c\\d\" TEXT, \"1st\" INT, \"日 期\" TEXT, \"\" TEXT, \"é-mail\" TEXT, \"line\nbreak\" INT)",
        "CREATE TABLE t (a, b); CREATE TABLE u (a BLOB)",
        "CREATE TABLE users (id TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID; CREATE TABLE pairs (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, boss INTEGER REFERENCES users, name TEXT); CREATE TABLE follows (a INTEGER REFERENCES users, b INTEGER REFERENCES users, at TEXT, PRIMARY KEY (a, b))",
        "CREATE TABLE clients (id INTEGER PRIMARY KEY); CREATE TABLE sales (id INTEGER PRIMARY KEY, client_id INT REFERENCES clients, when_sold INT, total REAL); INSERT INTO clients VALUES (1); INSERT INTO sales VALUES (1, 1, NULL, 3)",
        "CREATE TABLE customers (id INTEGER PRIMARY KEY, amount INTEGER, amount_ INTEGER, Amount2 INTEGER, \"AMOUNT 2\" REAL); INSERT INTO customers VALUES (1, 9223372036854775807, 5, 'x', 1e300)"
    ])
    func everyDraftFits(_ sql: String) throws {
        let fixture = try AttachedFixture(sql)
        let draft = try ModelInference.draft(of: fixture.path, named: "x.db")
        let errors = try fixture.attach(draft).diagnostics.filter { $0.severity == .error }
        #expect(errors.isEmpty, "\(errors.map(\.message))\n\(draft)")
    }

    @Test func anEmptyDatabaseHasNoCustomers() throws {
        let fixture = try AttachedFixture("CREATE TABLE t (x); DROP TABLE t")
        let draft = try ModelInference.draft(of: fixture.path, named: "x.db")
        #expect(draft.contains("no table that could hold customers"))
        #expect(draft.split(separator: "\n").allSatisfy { $0.hasPrefix("--") })
    }

    /// Names as in TPC-H, without a key that is declared: the values tell which columns are keys, and whose.
    @Test func keysAndReferencesAreFoundByTheirValues() throws {
        let fixture = try AttachedFixture("""
            CREATE TABLE nation (n_nationkey INTEGER, n_name TEXT);
            CREATE TABLE customer (c_custkey INTEGER, c_name TEXT, c_nationkey INTEGER, c_acctbal REAL);
            CREATE TABLE orders (o_orderkey INTEGER, o_custkey INTEGER, o_orderdate TEXT, o_totalprice REAL);
            CREATE TABLE lineitem (l_orderkey INTEGER, l_linenumber INTEGER, l_quantity INTEGER, l_shipdate TEXT);
            INSERT INTO nation VALUES (0, 'ALGERIA'), (1, 'BRAZIL');
            INSERT INTO customer VALUES (11, 'Ann', 1, 5.5), (12, 'Bob', 0, 6), (13, 'Cy', 1, 7);
            INSERT INTO orders VALUES (101, 11, '2026-01-05', 10), (102, 11, '2026-02-05', 20.5), \
            (103, 13, '2026-03-05', 7);
            INSERT INTO lineitem VALUES (101, 1, 2, '2026-01-07'), (101, 2, 1, '2026-01-08'), (103, 1, 4, '2026-03-09');
            """)
        let draft = try ModelInference.draft(of: fixture.path, named: "tpch.db")
        #expect(try fixture.problems(draft).isEmpty, "\(draft)")
        #expect(
            draft.contains("key c_custkey: int") && draft.contains("c_nation: nation by \"c_nationkey\"")
                && draft.contains("entity orders of customer by \"o_custkey\" at o_orderdate"),
            "\(draft)")
        #expect(draft.contains("entity lineitem of orders by \"l_orderkey\""), "\(draft)")
        #expect(
            try fixture.ask(
                draft, "from customer | select c_name, n = sum(orders.lineitem.l_quantity) | sort c_name")
                == ["Ann,3", "Bob,0", "Cy,4"])
    }

    /// `pk` is what any table may call its key.
    @Test func whatAnyTableCallsItsKeyIsNoReference() throws {
        let fixture = try AttachedFixture("""
            CREATE TABLE customers (pk INTEGER, name TEXT);
            CREATE TABLE news (pk INTEGER, title TEXT, customer INTEGER);
            INSERT INTO customers VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cy');
            INSERT INTO news VALUES (1, 'a', 3), (2, 'b', 3), (3, 'c', 1);
            """)
        let draft = try ModelInference.draft(of: fixture.path, named: "x.db")
        #expect(!draft.contains("by \"pk\"") && draft.contains("entity news of customers by \"customer\""), "\(draft)")
    }

    /// A key without a name that says so: each record has its own, and another table holds it again and again.
    @Test func whatOthersHoldIsAKey() throws {
        let fixture = try AttachedFixture("""
            CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE loans (id INTEGER PRIMARY KEY, customer_id INTEGER, book TEXT, at TEXT);
            CREATE TABLE books (book TEXT, title TEXT);
            INSERT INTO customers VALUES (1, 'Ann');
            INSERT INTO loans VALUES (1, 1, 'B1', '2026-01-05'), (2, 1, 'B1', '2026-02-05'), (3, 1, 'B2', '2026-02-06');
            INSERT INTO books VALUES ('B1', 'Faust'), ('B2', 'Lenz');
            """)
        let draft = try ModelInference.draft(of: fixture.path, named: "x.db")
        #expect(draft.contains("books by \"book\""), "\(draft)")
        #expect(try fixture.ask(draft, "from loans | select id, t = book.title | sort id")
            == ["1,Faust", "2,Faust", "3,Lenz"])
    }
}
