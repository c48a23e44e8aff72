import Engine
import Model
import Semantics
import Testing

/// Columns and SQLite answer alike: generated conditions and reports over a generated store.
struct EngineAgreementTests {
    private static func sessions(
        asOf: String = LawTests.day, timeZone: String? = nil, isQueried: Bool = false, isDamaged: Bool = false
    ) throws -> (sqlite: Session, columns: Session) {
        let path = try isDamaged ? GeneratedShop.damagedPath() : GeneratedShop.path()
        let sqlite = try Session.open(path, asOf: asOf, timeZone: timeZone)
        let columns = try Session.open(path, asOf: asOf, timeZone: timeZone, engine: .columns)
        if isQueried { columns.columnSource = try QueriedColumns(columns) }
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

    /// Records of customers or of orders that are gone are nobody's: no engine reads them.
    @Test func recordsOfNobodyAreReadByNobody() throws {
        let (sqlite, columns) = try EngineAgreementTests.sessions(isDamaged: true)
        var generator = try PredicateGenerator(sqlite, seed: 0)
        for index in 0..<LawTests.count {
            let seed = LawTests.seed &+ UInt64(index) &+ 13_000_027
            generator.random = SeededGenerator(seed: seed)
            let question = "segment where \(generator.condition())"
            columns.isOptimising = index % 4 > 0
            let (expected, answer) = (try sqlite.answer(question), try columns.answer(question))
            #expect(!expected.differs(from: answer), "seed \(seed): \(question)\n\(expected)\n-- columns:\n\(answer)")
        }
        for entity in sqlite.environment.model.entities {
            let fields = entity.fields.map { "`\($0.name)`" }.joined(separator: ", ")
            for question in [
                "from \(entity.name) | select \(fields)", "from \(entity.name) | aggregate { n = count() }",
                "from \(entity.name) | sort \(entity.fields[entity.fields.count - 1].name) | take 300"
            ] {
                let (expected, answer) = (try sqlite.answer(question), try columns.answer(question))
                #expect(!expected.differs(from: answer), "\(question)\n\(expected)\n-- columns:\n\(answer)")
            }
            guard
                sqlite.environment.model.owner(of: sqlite.environment.model.entityIndex(named: entity.name) ?? 0)
                    == sqlite.environment.model.customer
            else { continue }
            let total = try columns.rows("from \(entity.name) | aggregate { n = count() }")
            #expect(
                try columns.rows("from customers | aggregate { n = sum(count(\(entity.name))) }") == total,
                "\(entity.name)")
        }
    }

    @Test(arguments: [false, true]) func reportsAreTheSame(isDamaged: Bool) throws {
        let (sqlite, columns) = try EngineAgreementTests.sessions(isDamaged: isDamaged)
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
                "from items where any(customer.tickets) | where quantity > 1 | take 40 | select id, customer.id, product.category, orders.ordered_at, price * quantity"
            ][index % 5]
            let (expected, answer) = (try sqlite.answer(question), try columns.answer(question))
            #expect(!expected.differs(from: answer), "seed \(seed): \(question)\n\(expected)\n-- columns:\n\(answer)")
        }
    }

    /// Records of several batches: customers lie across their edges, and groups are put together from all of them.
    @Test func manyBatchesAreOneAnswer() throws {
        let path = try GeneratedShop.largePath()
        let sqlite = try Session.open(path, asOf: LawTests.day),
            columns = try Session.open(path, asOf: LawTests.day, engine: .columns)
        #expect(try columns.rows("from items | aggregate { n = count() > 16384 }") == ["true"])
        for question in [
            "from orders | aggregate { n = count(), s = sum(amount), a = avg(amount), lo = min(ordered_at), hi = max(amount), p = count(id where status = \"paid\"), buyers = count(distinct customer) }",
            "from orders where status = \"paid\" | aggregate { n = count(), s = sum(amount where amount > 100), lo = min(amount), r = sum(amount) / count() }",
            "from orders | group by month(ordered_at) { n = count(), buyers = count(distinct customer), s = sum(amount), a = avg(amount) }",
            "from orders where amount > 50 | group by channel { n = count(), buyers = count(distinct customer), web = count(distinct customer where amount > 300), most = max(amount), first = min(ordered_at) }",
            "from orders | group by customer.country, status { n = count(), buyers = count(distinct customer), days = count(distinct ordered_at), a = avg(customer.recency) }",
            "from orders | group by customer { n = count(), s = sum(amount) } | sort s desc | take 20",
            "from orders | group by channel { n = count(distinct status), m = median(amount) }",
            "from orders | group by customer.email { n = count(), s = sum(amount) } | sort n desc | take 20",
            "from customers | aggregate { n = count(distinct email), lo = min(email), hi = max(email) }",
            "from customers | sort email desc | take 30 | select id, email, n = count(distinct orders.items.product.category)",
            "metric orders.tax = 19% * amount + 7% * shipping from orders | group by channel { tax = sum(tax), m = max(tax), n = count(id where tax > 20) }",
            "from items | group by quantity { n = count(), p = sum(price * quantity), orders = count(distinct orders.id) }",
            "from items | sort price desc, id | take 25 | select id, price, orders.channel",
            "from orders | sort amount, id desc | select id, amount, customer.name"
        ] {
            let (expected, answer) = (try sqlite.answer(question), try columns.answer(question))
            #expect(!expected.differs(from: answer), "\(question)\n\(expected)\n-- columns:\n\(answer)")
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
        let environment = sqlite.environment
        let ofCustomers = environment.names.map { name in
            environment.declaration(named: name)?.kind == .measure
                ? "from customers | group by country { x = \(name) }" : "from customers | select id, x = \(name)"
        }
        let ofRecords = environment.recordDefinitions.filter { $0.value.kind == .measure }.keys.map { name in
            "from \(name.prefix { $0 != "." }) | aggregate { x = \(name) }"
        }
        for question in ofCustomers + ofRecords {
            let (expected, answer) = (try sqlite.answer(question), try columns.answer(question))
            #expect(!expected.differs(from: answer), "\(question)")
        }
    }
}
