import Engine
import Model
import Semantics
import Testing

/// Columns and SQLite answer alike: generated conditions and reports over a generated store.
struct EngineAgreementTests {
    private static func sessions(asOf: String = LawTests.day, timeZone: String? = nil, isQueried: Bool = false) throws -> (sqlite: Session, columns: Session) {
        let path = try GeneratedShop.path()
        let sqlite = try Session.open(path, asOf: asOf, timeZone: timeZone)
        let columns = try Session.open(path, asOf: asOf, timeZone: timeZone, engine: .columns)
        if isQueried { columns.columnSource = try QueriedColumns(columns) }
        columns.requiresColumns = true
        return (sqlite, columns)
    }

    @Test(arguments: [("UTC", "2025-09-17"), ("Europe/Berlin", "2025-03-31"), ("Asia/Shanghai", "2024-02-29")])
    func conditionsPickTheSameCustomers(zone: String, day: String) throws {
        let (sqlite, columns) = try EngineAgreementTests.sessions(asOf: day, timeZone: zone)
        var generator = try PredicateGenerator(sqlite, seed: 0)
        for index in 0..<LawTests.count {
            let seed = LawTests.seed &+ UInt64(index) &+ 9_000_027
            generator.random = SeededGenerator(seed: seed)
            let question = "segment where \(generator.condition())"
            columns.isOptimising = index % 4 > 0
            let (expected, answer) = (try sqlite.answer(question), try columns.answer(question))
            #expect(!expected.differs(from: answer), "seed \(seed): \(question)\n\(expected)\n-- columns:\n\(answer)")
        }
    }

    @Test func reportsAreTheSame() throws {
        let (sqlite, columns) = try EngineAgreementTests.sessions()
        var generator = try PredicateGenerator(sqlite, seed: 0)
        for index in 0..<LawTests.count / 2 {
            let seed = LawTests.seed &+ UInt64(index) &+ 11_000_033
            generator.random = SeededGenerator(seed: seed)
            let condition = generator.condition()
            let question = [
                "segment s where \(condition) from customers | group by s, country { n = count(), m = sum(monetary where s), q = quantile(recency, 90%) } | where n > 1 | sort m desc",
                "from customers where \(condition) | sort monetary desc | take 20 | where country != \"CN\" | select id, name, monetary, last(orders.channel), median(gap(orders))",
                "segment s where \(condition) from orders | where s or amount > 200 | group by month(ordered_at), channel { n = count(), buyers = count(distinct customer), a = avg(amount) }",
                "segment s where \(condition) from s | select id, a = average_order_value, r = recency, rfm.segment, abc | sort a desc, r | take 15",
                "from items where any(customer.tickets) | where quantity > 1 | take 40 | select id, customer.id, product.category, orders.ordered_at, price * quantity",
            ][index % 5]
            let (expected, answer) = (try sqlite.answer(question), try columns.answer(question))
            #expect(!expected.differs(from: answer), "seed \(seed): \(question)\n\(expected)\n-- columns:\n\(answer)")
        }
    }

    /// The columns of snapshots are those that plain queries give.
    @Test func columnsAreAsQueried() throws {
        let (_, snapshots) = try EngineAgreementTests.sessions()
        let (_, queried) = try EngineAgreementTests.sessions(isQueried: true)
        for entity in snapshots.environment.model.entities {
            let fields = entity.fields.map { "`\($0.name)`" }.joined(separator: ", ")
            let question = "from \(entity.name) | select \(fields)"
            #expect(try snapshots.answer(question) == queried.answer(question), "\(entity.name)")
        }
    }

    @Test func everyReadyMadeDefinitionIsTheSame() throws {
        let (sqlite, columns) = try EngineAgreementTests.sessions()
        for name in sqlite.environment.names {
            let question = "from customers | select id, x = \(name)"
            let (expected, answer) = (try sqlite.answer(question), try columns.answer(question))
            #expect(!expected.differs(from: answer), "\(name)")
        }
    }
}
