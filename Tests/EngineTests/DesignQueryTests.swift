import Engine
import Store
import Testing

/// The language's own showpieces, each answered a second time by SQL written by hand over the same file.
///
/// To add one: an entry below, with a name, the text, and the SQL for the same rows.
struct DesignQueryTests {
    struct Showpiece: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let sql: String
        var parameters: [String: String] = [:]
        /// Whether the store has nobody of this kind.
        var isEmpty = false

        var testDescription: String { name }
    }

    // MARK: Definitions that several of them share

    private static let vip =
        #"segment vip "VIP" where sum(orders.amount in last 12 months where status = "paid") >= 5000 "#
    private static let shoeFans =
        #"segment shoe_fans where count(orders in last 90 days where any(items where product.category = "shoes")) >= 2 "#
    private static let slipping =
        "segment slipping where count(orders between 180 and 90 days ago) >= 3 and none(orders in last 90 days) "
    private static let tier =
        #"classify tier { "gold" when monetary >= 10000, "silver" when monetary >= 2000, else "basic" } "#

    /// Customers and records that exist as of the end of 2026-06-30, and what the standard metrics are of them. An
    /// order that is no purchase was cancelled or refunded; one without a status is a purchase.
    private static let views = """
        CREATE TEMP TABLE instant AS SELECT 1782864000000000 AS end, 20634 AS today, 86400000000 AS day;
        CREATE TEMP VIEW c AS SELECT customers.* FROM customers, instant WHERE joined_at IS NULL OR joined_at < end;
        CREATE TEMP VIEW o AS SELECT orders.*, end, today, day FROM orders, instant WHERE ordered_at < end;
        CREATE TEMP VIEW p AS SELECT * FROM o WHERE status IS NULL OR status NOT IN ('cancelled', 'refunded');
        CREATE TEMP TABLE m AS SELECT c.id, today - max(p.ordered_at) / p.day AS recency, count(p.id) AS frequency, coalesce(sum(p.amount), 0) AS monetary
            FROM c LEFT JOIN p ON p.customer_id = c.id GROUP BY c.id;
        CREATE TEMP VIEW vip AS SELECT customer_id AS id FROM o WHERE status = 'paid' AND ordered_at >= 1751328000000000
            GROUP BY customer_id HAVING sum(amount) >= 500000;
        CREATE TEMP VIEW shoe_fans AS SELECT customer_id AS id FROM o WHERE ordered_at >= end - 90 * day
            AND id IN (SELECT order_id FROM items JOIN products ON products.id = product_id WHERE category = 'shoes') GROUP BY customer_id HAVING count(*) >= 2;
        CREATE TEMP VIEW slipping AS SELECT customer_id AS id FROM o GROUP BY customer_id
            HAVING sum(ordered_at >= end - 180 * day AND ordered_at < end - 90 * day) >= 3 AND max(ordered_at) < end - 90 * day;
        """

    static let showpieces: [Showpiece] = [
        Showpiece(
            name: "1 the core", text: "segment where recency < 30 and monetary > 5000",
            sql: "SELECT id FROM m WHERE recency < 30 AND monetary > 500000"),
        Showpiece(name: "2 a named segment", text: vip + "from vip | select id", sql: "SELECT id FROM vip"),
        Showpiece(
            name: "3 nested paths", text: shoeFans + "from shoe_fans | select id", sql: "SELECT id FROM shoe_fans"),
        Showpiece(
            name: "3 any and none",
            text: "segment lapsed where any(orders) and none(orders in last 180 days) from lapsed | select id",
            sql: "SELECT customer_id FROM o GROUP BY customer_id HAVING max(ordered_at) < max(end - 180 * day)"),
        Showpiece(
            name: "3 windows that meet", text: slipping + "from slipping | select id", sql: "SELECT id FROM slipping"),
        Showpiece(
            name: "4 segments of segments",
            text: vip + shoeFans + slipping
                + "segment target where (vip or shoe_fans) and not slipping from target | select id",
            sql:
                "SELECT id FROM (SELECT id FROM vip UNION SELECT id FROM shoe_fans) WHERE id NOT IN (SELECT id FROM slipping)"
        ),
        Showpiece(
            // 180 days before 2026-06-30 is 2026-01-01; the 12 months up to its end start on 2025-01-02.
            name: "5 time travel",
            text: vip + "segment lost_vip where vip as of 180 days ago and not vip from lost_vip | select id",
            sql: """
                SELECT customer_id FROM orders JOIN customers ON customers.id = customer_id
                WHERE (joined_at IS NULL OR joined_at < 1767312000000000) AND status = 'paid' AND ordered_at >= 1735776000000000 AND ordered_at < 1767312000000000
                AND customer_id NOT IN (SELECT id FROM vip) GROUP BY customer_id HAVING sum(amount) >= 500000
                """),
        Showpiece(
            name: "6 a metric of metrics",
            text:
                #"metric aov "Average order value" = monetary / frequency from customers | where aov > 200 | select id, aov"#,
            sql:
                "SELECT id, printf('%.2f', monetary / 100.0 / frequency) FROM m WHERE frequency > 0 AND monetary > 20000 * frequency"
        ),
        Showpiece(
            name: "6 a metric over a window",
            text:
                "segment cooling where frequency over last 90 days < 0.5 * (frequency over last 180 days) / 2 from cooling | select id",
            sql: """
                SELECT c.id FROM c LEFT JOIN p ON p.customer_id = c.id GROUP BY c.id
                HAVING coalesce(sum(ordered_at >= p.end - 90 * p.day), 0) < 0.5 * coalesce(sum(ordered_at >= p.end - 180 * p.day), 0) / 2
                """),
        Showpiece(
            name: "7 the order of events",
            text:
                #"segment converted where sequence(interactions where kind = "visit" then orders within 14 days) from converted | select id"#,
            sql: """
                SELECT DISTINCT o.customer_id FROM o JOIN interactions AS i ON i.customer_id = o.customer_id
                WHERE i.kind = 'visit' AND i.happened_at < o.ordered_at AND o.ordered_at <= i.happened_at + 14 * o.day
                """),
        Showpiece(
            name: "8 the last of some records",
            text:
                #"segment detractors where last(feedback.score where kind = "nps") <= 6 and any(tickets where status = "open") from detractors | select id"#,
            sql: """
                SELECT customer_id FROM (SELECT customer_id, score, row_number() OVER (PARTITION BY customer_id ORDER BY answered_at DESC, id DESC) AS place
                    FROM feedback, instant WHERE kind = 'nps' AND answered_at < end)
                WHERE place = 1 AND score <= 6 AND customer_id IN (SELECT customer_id FROM tickets, instant WHERE status = 'open' AND opened_at < end)
                """),
        Showpiece(
            name: "8 the last score alone",
            text: #"from customers | where last(feedback.score where kind = "nps") <= 6 | select id"#,
            sql: """
                SELECT customer_id FROM (SELECT customer_id, score, row_number() OVER (PARTITION BY customer_id ORDER BY answered_at DESC, id DESC) AS place
                    FROM feedback, instant WHERE kind = 'nps' AND answered_at < end) WHERE place = 1 AND score <= 6
                """),
        Showpiece(
            name: "8 anniversaries",
            text: "segment birthdays where anniversary(birthday) in next 7 days from birthdays | select id",
            sql: "SELECT id FROM c WHERE strftime('%m-%d', birthday * 86400, 'unixepoch') BETWEEN '07-01' AND '07-07'"),
        Showpiece(
            name: "9 a percentile",
            text: "segment whales where percentile_rank(monetary) >= 99% from whales | select id",
            sql:
                "SELECT id FROM (SELECT id, percent_rank() OVER (ORDER BY monetary) AS share FROM m) WHERE share >= 0.99"
        ),
        Showpiece(
            // A score is 1 and the number of type-7 cut points below the value, among those who bought; of recency it
            // is 6 less that.
            name: "9 fifths",
            text: "segment top_fifth where ntile(5, monetary) = 5 and rfm.recency >= 4 from top_fifth | select id",
            sql: """
                WITH line AS (SELECT recency AS v, row_number() OVER (ORDER BY recency) - 1 AS place, count(*) OVER () AS n FROM m WHERE frequency >= 1),
                cuts AS (SELECT a.v + ((n - 1) * k / 5.0 - a.place) * (coalesce((SELECT v FROM line WHERE place = a.place + 1), a.v) - a.v) AS cut
                    FROM line AS a JOIN (SELECT 1 AS k UNION SELECT 2 UNION SELECT 3 UNION SELECT 4) ON a.place = CAST((n - 1) * k / 5.0 AS INTEGER))
                SELECT id FROM (SELECT *, ntile(5) OVER (ORDER BY monetary, id) AS fifth FROM m)
                WHERE fifth = 5 AND frequency >= 1 AND 5 - (SELECT count(*) FROM cuts WHERE cut < recency) >= 4
                """),
        Showpiece(
            name: "10 parameters",
            text:
                #"param min: money = 5000 param mail: text segment big where monetary >= $min and email ends with $mail ignoring case from big | select id"#,
            sql:
                "SELECT id FROM m JOIN customers USING (id) WHERE monetary >= 100050 AND lower(email) LIKE '%@example.org'",
            parameters: ["min": "1000.50", "mail": "@EXAMPLE.org"]),
        Showpiece(
            name: "10 a default",
            text:
                #"param min: money = 5000 segment big where monetary >= $min and email ends with "@acme.com" ignoring case from big | select id"#,
            sql:
                "SELECT id FROM m JOIN customers USING (id) WHERE monetary >= 500000 AND lower(email) LIKE '%@acme.com'",
            isEmpty: true),
        Showpiece(
            name: "11 imports, 12 pipes",
            text: #"import "lib/metrics.cq" as m "# + vip
                + "from vip | where m.aov > 200 | sort monetary desc | take 100 | select id, name, email, m.aov",
            sql: """
                SELECT id, name, email, printf('%.2f', monetary / 100.0 / frequency) FROM m JOIN customers USING (id)
                WHERE id IN (SELECT id FROM vip) AND monetary > 20000 * frequency ORDER BY monetary DESC, id LIMIT 100
                """),
        Showpiece(
            name: "13 classes",
            text: tier + "from customers | group by tier { n = count(), spend = sum(monetary) } | sort spend desc",
            sql: """
                SELECT CASE WHEN monetary >= 1000000 THEN 'gold' WHEN monetary >= 200000 THEN 'silver' ELSE 'basic' END AS tier, count(*),
                    printf('%d.%02d', sum(monetary) / 100, sum(monetary) % 100) FROM m GROUP BY tier ORDER BY sum(monetary) DESC
                """),
        Showpiece(
            name: "13 one row over all",
            text: vip + "from vip | aggregate { n = count(), median_spend = median(monetary) }",
            sql: """
                WITH line AS (SELECT monetary, row_number() OVER (ORDER BY monetary) AS place, count(*) OVER () AS n FROM m WHERE id IN (SELECT id FROM vip))
                SELECT max(n), printf('%.2f', avg(monetary) / 100.0) FROM line WHERE place IN ((n + 1) / 2, (n + 2) / 2)
                """),
        Showpiece(
            name: "14 any entity",
            text: """
                from orders in last 12 months where status = "paid"
                  | group by month(ordered_at) { orders = count(), buyers = count(distinct customer), revenue = sum(amount) }
                """,
            sql: """
                SELECT strftime('%Y-%m', ordered_at / 1000000, 'unixepoch') AS month, count(*), count(DISTINCT customer_id),
                    printf('%d.%02d', sum(amount) / 100, sum(amount) % 100)
                FROM o WHERE status = 'paid' AND ordered_at >= 1751328000000000 GROUP BY month ORDER BY month
                """)
    ]

    private static let library = "metric aov = monetary / frequency"

    @Test(arguments: showpieces)
    func answersAsTheSQLByHand(_ showpiece: Showpiece) throws {
        let path = try GeneratedShop.path()
        let session = try Session.open(
            path, asOf: "2026-06-30", files: ["lib/metrics.cq": Array(DesignQueryTests.library.utf8)])
        // What a segment shows beside its key is not the point here.
        let isSegment = showpiece.text.hasPrefix("segment where")
        let rows = try session.rows(showpiece.text, arguments: showpiece.parameters).map {
            isSegment ? String($0.prefix { $0 != "," }) : $0
        }
        let expected = try DesignQueryTests.answer(showpiece.sql, path)
        // Where the text asks for no order, customers come by their key.
        let isOrdered =
            showpiece.sql.contains("ORDER BY sum") || showpiece.sql.contains("LIMIT")
            || showpiece.sql.contains("ORDER BY month")
        #expect(
            rows == (isOrdered ? expected : expected.sorted { DesignQueryTests.key($0) < DesignQueryTests.key($1) }))
        #expect(rows.isEmpty == showpiece.isEmpty, "\(rows.count) rows")
        session.isOptimising = false
        #expect(try session.rows(showpiece.text, arguments: showpiece.parameters).count == rows.count)
    }

    /// 18: how many each clause leaves, and which clauses one customer meets.
    @Test func explainsAsTheSQLByHand() throws {
        let path = try GeneratedShop.path()
        let session = try Session.open(path, asOf: "2026-06-30")
        let text = DesignQueryTests.vip + "segment target where vip and country = \"CN\" and monetary > 9000 "
        let left = try DesignQueryTests.answer(
            """
            SELECT count(*) FROM c WHERE id IN (SELECT id FROM vip) UNION ALL SELECT count(*) FROM c WHERE id IN (SELECT id FROM vip) AND country = 'CN'
            UNION ALL SELECT count(*) FROM c JOIN m USING (id) WHERE id IN (SELECT id FROM vip) AND country = 'CN' AND monetary > 900000
            """, path)
        let rows = try session.rows(text + "explain target").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(rows.filter { $0[0] == "1" }.map { $0[$0.count - 2] } == left)
        #expect(rows.first.map { $0[$0.count - 2] } == left.last)
        for (list, verdict) in [("vip", "pass"), ("c WHERE id NOT IN (SELECT id FROM vip)", "fail")] {
            let key = try #require(try DesignQueryTests.answer("SELECT min(id) FROM \(list)", path).first)
            let reasons = try session.rows(DesignQueryTests.vip + "explain customer \(key) in vip")
            #expect(reasons.first?.contains(verdict) == true, "\(key): \(reasons)")
        }
    }

    private static func key(_ row: String) -> Int { Int(row.prefix { $0 != "," }) ?? 0 }

    private static func answer(_ sql: String, _ path: String) throws -> [String] {
        let database = try Database(path: path, mode: .readOnly)
        defer { database.close() }
        try database.execute(views)
        let statement = try database.prepare(sql)
        var rows: [String] = []
        while try statement.step() {
            rows.append(
                (0..<statement.columnCount).map { statement.isNull($0) ? "" : statement.text($0) }.joined(
                    separator: ","))
        }
        return rows
    }
}
