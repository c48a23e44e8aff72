import Engine
import Fixtures
import Glibc
import Importing
import Model
import Semantics
import Store
import Testing

/// Questions to real records, each answered a second time by SQL written by hand over the raw file.
struct CDNOWTests {
    /// The imported store and, beside it, a table of texts with the file's columns as they stand.
    private struct Records {
        let scratch: Scratch
        let session: Session
        let raw: Database

        init() throws {
            scratch = try Scratch()
            let file = Files.repository + "/examples/cdnow/cdnow_sample.csv"
            let store = try ProvokedCodes.makeStore(scratch.file("cdnow.db"))
            var options = ImportOptions(entity: "orders", timeZone: .utc)
            options.fieldMap = ["ordered_at": "date"]
            options.createCustomers = true
            options.rejectsPath = scratch.file("rejects")
            let model = try Session.open(nil, asOf: "1998-06-30").environment.model
            let report = try Importer(store, model: model, source: ImportSource(.file(file)), options: options).run()[0]
            store.database.close()
            #expect(report.rowsRead == 6_919)
            #expect(report.inserted == 6_919)
            #expect(report.rejected == 0)
            #expect(report.customersCreated == 2_357)
            #expect(report.hasGeneratedKeys)
            session = try Session.open(scratch.file("cdnow.db"), asOf: "1998-06-30")

            raw = try Database(path: scratch.file("raw.db"), mode: .create)
            try raw.execute(
                "CREATE TABLE raw (master_id TEXT, customer_id TEXT, date TEXT, cds TEXT, amount TEXT); BEGIN")
            let insert = try raw.prepare("INSERT INTO raw VALUES (?, ?, ?, ?, ?)")
            for line in String(decoding: try Files.read(file), as: UTF8.self).split(separator: "\n").dropFirst() {
                for (index, cell) in line.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
                    try insert.bind(String(cell), at: index + 1)
                }
                try insert.run()
            }
            // Amounts in whole cents: 29.33 as text is 2933.
            try raw.execute(
                """
                COMMIT;
                CREATE VIEW purchases AS SELECT rowid AS n, CAST(customer_id AS INTEGER) AS customer, date,
                    CAST(round(CAST(amount AS REAL) * 100) AS INTEGER) AS cents FROM raw
                """)
        }

        func sql(_ text: String) throws -> [String] {
            let statement = try raw.prepare(text)
            var rows: [String] = []
            while try statement.step() {
                rows.append(
                    (0..<statement.columnCount).map { statement.isNull($0) ? "" : statement.text($0) }.joined(
                        separator: ","))
            }
            return rows
        }
    }

    /// A question, and the same in SQL. Money is in cents there: `money` writes it as results do.
    private struct Question {
        let text: String
        let sql: String

        static func money(_ cents: String) -> String { "printf('%d.%02d', (\(cents)) / 100, (\(cents)) % 100)" }
    }

    private static let questions: [Question] = [
        // The question of the README.
        Question(
            text: "segment where recency < 30 and monetary > 100",
            sql: """
                SELECT customer, '', '', '', CAST(julianday('1998-06-30') - julianday(max(date)) AS INTEGER), \(Question.money("sum(cents)"))
                FROM purchases GROUP BY customer HAVING max(date) > '1998-05-31' AND sum(cents) > 10000 ORDER BY customer
                """),
        // Windows: adjacent quarters, bought in the one and not in the other.
        Question(
            text:
                "from customers | where any(orders between 180 and 90 days ago) and none(orders in last 90 days) | select id",
            sql: """
                SELECT DISTINCT customer FROM purchases p WHERE date BETWEEN '1998-01-02' AND '1998-04-01'
                AND NOT EXISTS (SELECT 1 FROM purchases q WHERE q.customer = p.customer AND q.date > '1998-04-01') ORDER BY customer
                """),
        // A coarse date.
        Question(
            text: "from customers | where count(orders in 1997-12) >= 3 | select id, n = count(orders in 1997-12)",
            sql: """
                SELECT customer, count(*) FROM purchases WHERE date LIKE '1997-12-%' GROUP BY customer HAVING count(*) >= 3 ORDER BY customer
                """),
        // first and last: those whose last purchase was larger than the first. Same-day rows follow each other as in
        // the file.
        Question(
            text:
                "from customers | where last(orders.amount) > first(orders.amount) * 3 | select id, f = first(orders.amount), l = last(orders.amount)",
            sql: """
                WITH ends AS (SELECT customer,
                    (SELECT cents FROM purchases q WHERE q.customer = p.customer ORDER BY date, n LIMIT 1) AS f,
                    (SELECT cents FROM purchases q WHERE q.customer = p.customer ORDER BY date DESC, n DESC LIMIT 1) AS l
                    FROM purchases p GROUP BY customer)
                SELECT customer, \(Question.money("f")), \(Question.money("l")) FROM ends WHERE l > f * 3 ORDER BY customer
                """),
        // Revenue, orders and buyers by month.
        Question(
            text:
                "from orders | group by month(ordered_at) { orders = count(), buyers = count(distinct customer), revenue = sum(amount) }",
            sql: """
                SELECT substr(date, 1, 7), count(*), count(DISTINCT customer), \(Question.money("sum(cents)")) FROM purchases GROUP BY 1 ORDER BY 1
                """),
        // The ten best months by revenue.
        Question(
            text: "from orders | group by month(ordered_at) { revenue = sum(amount) } | sort revenue desc | take 10",
            sql: """
                SELECT substr(date, 1, 7) AS month, \(Question.money("sum(cents)")) FROM purchases GROUP BY 1 ORDER BY sum(cents) DESC, month LIMIT 10
                """),
        // Top ten customers, ties by id.
        Question(
            text: "from customers | sort monetary desc | take 10 | select id, monetary, frequency",
            sql: """
                SELECT customer, \(Question.money("sum(cents)")), count(*) FROM purchases GROUP BY customer ORDER BY sum(cents) DESC, customer LIMIT 10
                """),
        // Ties: how often customers bought, most common first.
        Question(
            text: "from customers | group by frequency { customers = count() } | sort customers desc | take 12",
            sql: """
                SELECT f, count(*) AS customers FROM (SELECT count(*) AS f FROM purchases GROUP BY customer) GROUP BY f ORDER BY customers DESC, f LIMIT 12
                """),
        // Days with purchases, counted once each: same-day rows are one day.
        Question(
            text:
                "from customers | where count(distinct orders.ordered_at) < count(orders) | select id, days = count(distinct orders.ordered_at), n = count(orders)",
            sql: """
                SELECT customer, count(DISTINCT date), count(*) FROM purchases GROUP BY customer HAVING count(DISTINCT date) < count(*) ORDER BY customer
                """),
        // Averages, compared in whole cents so that no rounding of a printed average is in the way.
        Question(
            text:
                "from customers | where frequency >= 5 and average_order_value >= 60 | select id, frequency, monetary",
            sql: """
                SELECT customer, count(*), \(Question.money("sum(cents)")) FROM purchases GROUP BY customer
                HAVING count(*) >= 5 AND sum(cents) >= 6000 * count(*) ORDER BY customer
                """),
        // Nothing bought, that is: nothing paid.
        Question(
            text: "from customers | where monetary = 0 | select id, n = count(orders)",
            sql: """
                SELECT customer, count(*) FROM purchases GROUP BY customer HAVING sum(cents) = 0 ORDER BY customer
                """),
        // Largest purchase, and the gap between first and last.
        Question(
            text:
                "from customers | where largest_order > 200 and purchase_span > 365 | select id, largest_order, purchase_span, last_order",
            sql: """
                SELECT customer, \(Question.money("max(cents)")), CAST(julianday(max(date)) - julianday(min(date)) AS INTEGER), max(date) || 'T00:00:00'
                FROM purchases GROUP BY customer HAVING max(cents) > 20000 AND julianday(max(date)) - julianday(min(date)) > 365 ORDER BY customer
                """),
        // One row over all.
        Question(
            text:
                "from orders | aggregate { rows = count(), nothing = count(id where amount = 0), revenue = sum(amount), smallest = min(amount), first = min(ordered_at), last = max(ordered_at) }",
            sql: """
                SELECT count(*), count(*) FILTER (WHERE cents = 0), \(Question.money("sum(cents)")), \(Question.money("min(cents)")),
                    min(date) || 'T00:00:00', max(date) || 'T00:00:00' FROM purchases
                """),
        // A ladder of windows in one question.
        Question(
            text:
                "from customers | group by year(first_order) { customers = count(), q1 = count(id where any(orders in 1997-02)), h = count(id where any(orders since 1998-01)), old = count(id where none(orders since 1997-07-01)) }",
            sql: """
                SELECT substr(f, 1, 4), count(*), sum(feb), sum(h), sum(old) FROM (SELECT min(date) AS f, max(date LIKE '1997-02-%') AS feb,
                    max(date >= '1998-01-01') AS h, max(date) < '1997-07-01' AS old FROM purchases GROUP BY customer) GROUP BY 1 ORDER BY 1
                """)
    ]

    @Test func answersEqualHandWrittenSQL() throws {
        let records = try Records()
        #expect(CDNOWTests.questions.count >= 12)
        for question in CDNOWTests.questions {
            let expected = try records.sql(question.sql)
            #expect(!expected.isEmpty, "\(question.text)")
            for isOptimising in [true, false] {
                records.session.isOptimising = isOptimising
                let found = try records.session.rows(question.text)
                #expect(found == expected, "\(question.text), optimised: \(isOptimising)")
            }
        }
    }

    /// Numbers that the file's SOURCE.md and a word count give.
    @Test func knownNumbers() throws {
        let records = try Records()
        let session = records.session
        #expect(try session.rows("from customers | aggregate { n = count() }") == ["2357"])
        #expect(try session.rows("from orders | aggregate { n = count() }") == ["6919"])
        #expect(try session.rows("from orders where amount = 0 | aggregate { n = count() }") == ["8"])
        // Rows on a day on which the same customer has another one already.
        #expect(
            try session.rows(
                "from customers | select d = count(orders) - count(distinct orders.ordered_at) | aggregate { n = sum(d) }"
            ) == ["223"])
        #expect(try session.rows("from customers where monetary = 0 | aggregate { n = count() }") == ["8"])
        // Everybody first bought in the first quarter of 1997, so 1996 was empty.
        #expect(try session.rows("from customers | group by quarter(first_order) { n = count() }") == ["1997-Q1,2357"])
        let earlier = try Session.open(records.scratch.file("cdnow.db"), asOf: "1996-12-31")
        #expect(try earlier.rows("from orders | aggregate { n = count() }") == ["0"])
    }

    /// As of a day in the middle: the same question with the file cut off behind that day.
    @Test func theMiddleOfTheHistory() throws {
        let records = try Records()
        let session = try Session.open(records.scratch.file("cdnow.db"), asOf: "1997-09-30")
        #expect(
            try session.rows("from customers | where recency < 30 and monetary > 100 | select id, recency, monetary")
                == records.sql(
                    """
                    SELECT customer, CAST(julianday('1997-09-30') - julianday(max(date)) AS INTEGER), \(Question.money("sum(cents)")) FROM purchases
                    WHERE date <= '1997-09-30' GROUP BY customer HAVING max(date) > '1997-08-31' AND sum(cents) > 10000 ORDER BY customer
                    """))
    }
}
