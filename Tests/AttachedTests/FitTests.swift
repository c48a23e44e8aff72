import Engine
import Model
import Syntax
import Testing

/// A model that does not fit its database is told so in its own text.
struct FitTests {
    private static func fixture() throws -> AttachedFixture {
        try AttachedFixture("""
            CREATE TABLE tblCustomers (cust_no INTEGER PRIMARY KEY, nm TEXT, born TEXT);
            CREATE TABLE tblOrders (order_no INTEGER PRIMARY KEY, cust_no INTEGER, order_ts INTEGER, total_cents INTEGER, state TEXT, code TEXT);
            CREATE TABLE tblTags (cust_no INTEGER, tag TEXT, PRIMARY KEY (cust_no, tag)) WITHOUT ROWID;
            CREATE VIEW v AS SELECT * FROM tblOrders;
            INSERT INTO tblCustomers VALUES (1, 'Ada', '1815-12-10'), (2, 'Bob', NULL), (3, 'Cy', '');
            INSERT INTO tblOrders VALUES (10, 1, 1780000000, 1250, 'paid', 'A1'), (11, 1, 1781000000, 99, 'open', 'A1'), (12, 2, 1782000000, 5000, 'paid', 'B2');
            """)
    }

    static let whole = """
        entity customers from "tblCustomers" { key id: int = "cust_no", name: text pii display = "nm", born: date }
        entity orders "Orders" from "tblOrders" of customers by "cust_no" at "order_ts" {
          key id: int = "order_no", amount: money "Amount" alias 金额 = "total_cents" / 100, ordered_at: time = epoch_seconds("order_ts"), status: text = "state",
        }
        metric spend = sum(orders.amount where status = "paid")
        """

    @Test func aWholeModelAnswers() throws {
        let fixture = try FitTests.fixture()
        #expect(try fixture.problems(FitTests.whole).isEmpty)
        #expect(
            try fixture.ask(
                FitTests.whole,
                "from customers | select name, spend, days_since(last(orders.ordered_at)), born | sort spend desc")
                == ["Bob,50.00,9,", "Ada,12.50,21,1815-12-10", "Cy,0.00,,"])
        #expect(try fixture.ask(FitTests.whole, "from orders in last 25 days where 金额 < 1 | select id") == ["11"])
        // As of the day of the first order, the later ones are not there yet.
        #expect(
            try fixture.ask(FitTests.whole, "from orders | select id, ordered_at", asOf: "2026-05-28") == [
                "10,2026-05-28T20:26:40"
            ])
        #expect(try fixture.ask(FitTests.whole, "segment where spend > 20") == ["2,Bob,50.00"])
    }

    @Test(arguments: [
        (
            "from \"tblCustomers\" { key id: int = \"cust_no\", name",
            "from \"tblCustomer\" { key id: int = \"cust_no\", name", "E0515", "\"tblCustomer\""
        ),
        ("\"total_cents\" / 100", "\"total_cnets\" / 100", "E0516", "\"total_cnets\""),
        ("= \"nm\"", "", "E0516", "name"),
        ("by \"cust_no\"", "by \"cust_nr\"", "E0516", "\"cust_nr\""),
        ("epoch_seconds(\"order_ts\")", "epoch_second(\"order_ts\")", "E0511", "epoch_second"),
        (
            "epoch_seconds(\"order_ts\")", "epoch_milliseconds(\"order_ts\", 3)", "E0511",
            "epoch_milliseconds(\"order_ts\", 3)"
        ),
        ("epoch_seconds(\"order_ts\")", "\"order_ts\"", "E0517", "\"order_ts\""),
        ("\"total_cents\" / 100", "total_cents / 100", "E0510", "total_cents"),
        ("\"total_cents\" / 100", "\"total_cents\" / 0", "E0510", "0"),
        ("\"total_cents\" / 100", "100", "E0510", "100"),
        ("\"total_cents\" / 100", "\"state\"", "E0517", "\"state\""),
        (
            "amount: money \"Amount\" alias 金额 = \"total_cents\" / 100", "amount: text = \"total_cents\" / 100",
            "E0512", "\"total_cents\" / 100"
        ),
        ("status: text = \"state\"", "status: text = epoch_days(\"state\")", "E0512", "epoch_days(\"state\")"),
        ("key id: int = \"order_no\"", "key id: int = \"order_no\" * 10", "E0513", "\"order_no\" * 10"),
        ("key id: int = \"order_no\"", "key id: text = \"code\"", "E0518", "id"),
        ("key id: int = \"order_no\"", "key id: int = \"code\"", "E0518", "id"),
        (
            "entity orders \"Orders\" from \"tblOrders\"", "entity orders \"Orders\" from \"tblTags\"", "E0516",
            "\"order_ts\""
        ),
        ("metric spend", "param zone: text = \"x\" metric spend", "E0519", "zone"),
        ("metric spend", "param currency: text = \"euros\" metric spend", "E0519", "\"euros\""),
        ("metric spend", "param time_zone: text = \"Mars\" metric spend", "E0519", "\"Mars\"")
    ])
    func whatDoesNotFitIsSaidInTheModelsText(_ old: String, _ new: String, _ code: String, _ place: String) throws {
        let model = FitTests.replacing(old, new, FitTests.whole)
        let problems = try FitTests.fixture().problems(model)
        #expect(problems.contains { $0.code == code && $0.at == place }, "\(problems)")
        #expect(throws: Failure.self) {
            try Session(
                FitTests.fixture().attach(model),
                settings: Session.Settings(asOf: "2026-01-01", now: .init(microseconds: 0)))
        }
    }

    @Test func tablesWithoutNumberedRowsNeedAKey() throws {
        let tags = FitTests.whole + "\nentity tags from \"tblTags\" of customers by \"cust_no\" { tag: text }"
        #expect(try FitTests.fixture().problems(tags).map(\.code) == ["E0518"])
        let view = FitTests.replacing("\"tblOrders\"", "\"v\"", FitTests.whole)
        #expect(try FitTests.fixture().problems(view).isEmpty)
    }

    /// Where a fix is offered, the model with the fix applied has no errors.
    @Test(arguments: [
        ("\"tblOrders\"", "\"tblOrder\""), ("\"total_cents\" / 100", "\"totl_cents\" / 100"),
        ("epoch_seconds(\"order_ts\")", "\"order_ts\""), ("\"total_cents\" / 100", "total_cents / 100"),
        ("epoch_seconds(\"order_ts\")", "epoch_milliseconds(\"order_ts\")"), ("epoch_seconds(", "epoch_secnds("),
        ("status: text = \"state\"", "stat: text")
    ])
    func fixesFit(_ old: String, _ new: String) throws {
        let fixture = try FitTests.fixture()
        let model = FitTests.replacing(old, new, FitTests.whole)
        let fixIt = try #require(fixture.attach(model).diagnostics.first { $0.severity == .error }?.fixIts.first)
        var bytes = Array(model.utf8)
        for edit in fixIt.edits.sorted(by: { $0.span.utf8Start > $1.span.utf8Start }) {
            bytes.replaceSubrange(edit.span.utf8Range, with: Array(edit.replacement.utf8))
        }
        let remaining = try fixture.problems(
            FitTests.replacing(
                "status =", new == "stat: text" ? "stat =" : "status =", String(decoding: bytes, as: UTF8.self)))
        #expect(remaining.isEmpty, "\(remaining)")
    }

    /// The pages of the codes that only a database can earn.
    @Test(arguments: ["E0515", "E0516", "E0517", "E0518"])
    func pagesAreTrue(_ id: String) throws {
        let fixture = try AttachedFixture(
            "CREATE TABLE tblKunden (kdnr INTEGER, ort TEXT, ts INTEGER); INSERT INTO tblKunden VALUES (1, 'Ulm', 1712345678), (2, 'Ulm', 1712345679)"
        )
        let code = try #require(DiagnosticCatalogue.code(id))
        #expect(try fixture.problems(code.wrong).map(\.code) == [id])
        #expect(try fixture.problems(code.right).isEmpty)
    }

    static func replacing(_ old: String, _ new: String, _ text: String) -> String {
        let (bytes, pattern) = (Array(text.utf8), Array(old.utf8))
        guard let start = (0...max(0, bytes.count - pattern.count)).first(where: { bytes[$0...].starts(with: pattern) })
        else { return text }
        return String(decoding: bytes[..<start] + Array(new.utf8) + bytes[(start + pattern.count)...], as: UTF8.self)
    }
}
