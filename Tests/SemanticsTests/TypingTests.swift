import Model
@testable import Semantics
import Syntax
import Testing

/// The type of every kind of expression, and what has none.
struct TypingTests {
    private static let modelText = """
        entity customers at joined_at {
          key id: int, name: text, mail: text caseless, born: date, joined_at: time, vip: bool, score: number, credit: money, wait: duration,
        }
        entity orders of customers by customer_id at ordered_at {
          key id: int, customer_id: int, ordered_at: time, amount: money, product: products by product_id, took: duration,
        }
        entity items of orders by order_id { key id: int, order_id: int, quantity: int, weight: number }
        entity products { key sku: text, price: money, launched: date }
        """

    /// The type of an expression over a customer, or the codes of what is wrong with it.
    private static func type(of expression: String) throws -> String {
        let model = try #require(
            ModelBinder.bind(Parser.parse(SourceText(id: SourceID(0), name: "model", text: modelText), analyses: [])).model)
        let parsed = Parser.parse(SourceText(id: SourceID(1), name: "text", text: "metric m = \(expression)"), analyses: [])
        let bound = Binder.bind(parsed, in: Environment(model: model, currency: .usd))
        let diagnostics = parsed.diagnostics + bound.diagnostics
        guard diagnostics.isEmpty, let definition = bound.script.definitions.first else {
            return diagnostics.map(\.code.id).joined(separator: " ")
        }
        return definition.expression.type.kind == .number && definition.expression.type.isMoney
            ? "money by the cent" : definition.expression.type.name
    }

    @Test(arguments: [
        // Fields and literals.
        ("id", "int"), ("name", "text"), ("born", "date"), ("joined_at", "time"), ("vip", "bool"), ("score", "number"),
        ("credit", "money"),
        ("5", "int"), ("2.5", "number"), ("25%", "number"), ("\"x\"", "text"), ("2026-03-01", "date"),
        ("2026-03-01T09:00", "time"),
        ("30 days", "duration"), ("30 days ago", "date"), ("3 hours ago", "time"), ("today", "date"), ("true", "bool"),
        ("-5", "int"), ("-credit", "money"),
        // Sums keep their unit; a bare number takes it.
        ("credit + credit", "money"), ("credit + 5", "money"), ("5 - credit", "money"),
        ("credit + 0.005", "money by the cent"), ("id + 1", "int"), ("id + 0.5", "number"),
        ("days_since(born) + 5", "days"), ("days_since(born) - days_since(joined_at)", "days"),
        // Products and quotients.
        ("credit * 2", "money"), ("credit * 10%", "money by the cent"), ("credit / 2", "money by the cent"),
        ("credit / credit", "number"), ("id / 2", "number"), ("id * id", "int"),
        ("days_since(born) * 2", "days"), ("days_since(born) / 7", "days"),
        ("days_since(born) / days_since(joined_at)", "number"), ("id / days_since(born)", "number"),
        // Dates.
        ("today - born", "days"), ("today - 7", "date"), ("born + 30 days", "date"), ("today + 2 months", "date"),
        ("joined_at - born", "days"),
        // Functions.
        ("month(born)", "month"), ("quarter(joined_at)", "quarter"), ("year(born)", "int"), ("hour(joined_at)", "int"),
        ("length(name)", "int"),
        ("abs(credit)", "money"), ("round(score)", "int"), ("round(credit)", "money"), ("round(credit / 3)", "money"),
        ("hours_between(joined_at, joined_at)", "hours"),
        // Aggregates over records.
        ("count(orders)", "int"), ("sum(orders.amount)", "money"), ("avg(orders.amount)", "money by the cent"),
        ("max(orders.ordered_at)", "time"),
        ("last(orders.product)", "text"), ("last(orders.product.price)", "money"),
        ("sum(orders.items.weight)", "number"), ("avg(orders.items.quantity)", "number"),
        ("count(distinct orders.items.order_id)", "int"), ("any(orders)", "bool"),
        ("first(orders.items.quantity)", "int"),
        // Conditions.
        ("credit > 5", "bool"), ("born in 2026", "bool"), ("born in 26", "E0201"), ("born in 2026-03", "bool"), ("id in (1, 2)", "bool"),
        ("mail = \"a\"", "bool"), ("vip = (id > 5)", "bool"),
        ("born < joined_at", "bool"), ("joined_at between 2026-01 and 2026-03", "bool"),
        ("days_since(born) < 4 weeks", "bool"), ("wait > 2 hours", "bool")
    ])
    func types(expression: String, expected: String) throws {
        #expect(try TypingTests.type(of: expression) == expected, "\(expression)")
    }

    @Test(arguments: [
        ("credit + id", "E0403"), ("credit * credit", "E0403"), ("name - name", "E0403"), ("born + born", "E0403"),
        ("born + 1 months", "E0403"), ("-name", "E0402"),
        ("credit > days_since(born)", "E0401"), ("name = 5", "E0401"), ("born = \"2026-01-01\"", "E0401"),
        ("vip > true", "E0402"), ("id contains \"5\"", "E0402"),
        ("not id", "E0402"), ("id and vip", "E0402"), ("nmae", "E0301"), ("orders.amount", "E0309"),
        ("orders.amuont", "E0301"), ("sum(id)", "E0310"), ("sum(orders)", "E0410"),
        ("all(orders)", "E0410"), ("any(orders.amount)", "E0410"), ("sum(orders.product)", "E0404"),
        ("max(distinct orders.amount)", "E0411"), ("foo(1)", "E0303"),
        ("credit in last 5 days", "E0407"), ("any(orders between 5 and 9 days ago)", "E0408"), ("$p", "E0304"),
        ("m", "E0306"), ("9999999999999999999", "E0405")
    ])
    func mistakes(expression: String, code: String) throws {
        #expect(try TypingTests.type(of: expression) == code, "\(expression)")
    }

    @Test func distances() {
        #expect(EditDistance.closest(to: "recencey", in: ["monetary", "recency", "frequency"]) == "recency")
        #expect(EditDistance.closest(to: "custmers", in: ["customers", "orders"]) == "customers")
        #expect(EditDistance.closest(to: "xyz", in: ["customers", "orders"]) == nil)
        #expect(EditDistance.closest(to: "a", in: []) == nil)
        #expect(EditDistance.closest(to: "城市名", in: ["城市", "国家"]) == "城市")
    }
}
