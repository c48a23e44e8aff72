import Engine
import Model
import Store
import Testing

/// The laws of the language (DESIGN 2.2), for generated conditions over a generated store. A failure names its seed.
///
/// `CLIENTELE_LAW_COUNT` is how many conditions each law is tried with, `CLIENTELE_LAW_SEED` where they start.
struct LawTests {
    static let count = environmentCount("CLIENTELE_LAW_COUNT", default: 500)
    static let seed = UInt64(environmentCount("CLIENTELE_LAW_SEED", default: 1))
    static let day = "2025-09-17"

    private static func shop(asOf: String = day, timeZone: String? = nil) throws -> Session {
        try Session.open(try GeneratedShop.path(), asOf: asOf, timeZone: timeZone)
    }

    /// Conditions from one seed each, so that a failure can be run alone.
    private static func forEachCondition(
        _ session: Session, count: Int = count, salt: UInt64, _ body: (String, UInt64) throws -> Void
    ) throws {
        var generator = try PredicateGenerator(session, seed: 0)
        for index in 0..<count {
            let seed = LawTests.seed &+ UInt64(index) &+ salt &* 1_000_003
            generator.random = SeededGenerator(seed: seed)
            try body(generator.condition(), seed)
        }
    }

    @Test func aConditionAndItsComplementPartitionTheCustomers() throws {
        let session = try LawTests.shop()
        let everybody = try session.rows("from customers | select id")
        #expect(everybody.count > 50 && everybody.count < GeneratedShop.customers, "some have joined, some have not")
        var proper = 0
        try LawTests.forEachCondition(session, salt: 1) { condition, seed in
            let inside = try session.customers(where: condition)
            let outside = try session.customers(where: "not (\(condition))")
            #expect(
                inside.count + outside.count == everybody.count && Set(inside).union(outside) == Set(everybody),
                "seed \(seed): \(condition)")
            if !inside.isEmpty, !outside.isEmpty { proper += 1 }
        }
        // Conditions that pick everybody or nobody prove little.
        #expect(proper * 2 > LawTests.count, "\(proper) of \(LawTests.count)")
    }

    @Test func unequalIsNotEqual() throws {
        let session = try LawTests.shop()
        let fields = session.customerFields
        for (left, kind) in fields {
            for (right, other) in fields where kind == other {
                let rows = try session.rows(
                    "from customers | aggregate { wrong = count(id where (\(left) != \(right)) = (\(left) = \(right))) }"
                )
                #expect(rows == ["0"], "\(left), \(right)")
            }
        }
    }

    @Test func adjacentWindowsAddUp() throws {
        let session = try LawTests.shop()
        var random = SeededGenerator(seed: LawTests.seed)
        let records = session.timedRecords
        #expect(records.count >= 8)
        for _ in 0..<LawTests.count / 3 {
            let name = records[Int.random(in: 0..<records.count, using: &random)]
            let near = Int.random(in: 1...100, using: &random), far = near + Int.random(in: 1...300, using: &random)
            let unit =
                far < 60 && Bool.random(using: &random) ? "months" : Bool.random(using: &random) ? "weeks" : "days"
            let wrong = try session.rows(
                """
                from customers | where count(\(name) in last \(far) \(unit)) != count(\(name) in last \(near) \(unit)) + count(\(name) between \(far) and \(near) \(unit) ago)
                """)
            #expect(wrong.isEmpty, "\(name) \(far) \(near) \(unit): \(wrong)")
        }
        // Months of a year are the year; before and since share no record and leave none out.
        for name in records {
            let months = (1...12).map { "count(\(name) in 2025-\($0 < 10 ? "0" : "")\($0))" }.joined(separator: " + ")
            #expect(
                try session.rows("from customers | where \(months) != count(\(name) between 2025-01 and 2025-12)")
                    .isEmpty, "\(name)")
            #expect(
                try session.rows(
                    "from customers | where count(\(name) before 2025-03-30) + count(\(name) since 2025-03-30) != count(\(name))"
                ).isEmpty, "\(name)")
        }
    }

    @Test(arguments: ["UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York"])
    func recencyIsTheLastWindow(timeZone: String) throws {
        let session = try LawTests.shop(timeZone: timeZone)
        for days in [1, 2, 7, 30, 31, 90, 172, 365] {
            let byMetric = try session.customers(where: "recency < \(days)")
            let byWindow = try session.customers(
                where: "any(orders in last \(days) days where not status in (\"cancelled\", \"refunded\"))")
            #expect(byMetric == byWindow, "\(days) days in \(timeZone)")
        }
    }

    /// As of a past day: as if nothing had happened since.
    @Test(arguments: ["2024-02-29", "2025-03-31", "2026-01-01"])
    func asOfIsACutOff(day: String) throws {
        let parts = day.split(separator: "-").compactMap { Int($0) }
        let lastDay = try #require(CivilDate(year: parts[0], month: parts[1], day: parts[2]))
        let whole = try LawTests.shop(asOf: day)
        let cut = try Session.open(try GeneratedShop.path(cutAfter: lastDay), asOf: day)
        #expect(try whole.rows("from customers | select id") == cut.rows("from customers | select id"))
        for name in whole.timedRecords {
            #expect(try whole.answer("from \(name)") == cut.answer("from \(name)"), "\(name)")
        }
        try LawTests.forEachCondition(whole, count: LawTests.count / 2, salt: UInt64(lastDay.daysSinceEpoch)) {
            condition, seed in
            let question =
                "from customers | where \(condition) | select id, recency, monetary, last_order, units, points_balance"
            let (then, now) = (try cut.answer(question), try whole.answer(question))
            #expect(now == then, "seed \(seed): \(condition)")
        }
    }

    @Test func theOptimiserChangesNoAnswer() throws {
        let session = try LawTests.shop()
        try LawTests.forEachCondition(session, count: LawTests.count * 3, salt: 2) { condition, seed in
            session.isOptimising = true
            let fast = try session.answer("segment where \(condition)")
            session.isOptimising = false
            let plain = try session.answer("segment where \(condition)")
            #expect(fast == plain, "seed \(seed): \(condition)")
        }
    }

    @Test func theOptimiserChangesNoReport() throws {
        let session = try LawTests.shop()
        var index = 0
        try LawTests.forEachCondition(session, count: LawTests.count / 3, salt: 3) { condition, seed in
            index += 1
            let question = [
                "segment s where \(condition) from customers | group by s, country { n = count(), m = sum(monetary where s) } | where n > 1 | sort m desc",
                "from customers where \(condition) | sort monetary desc | take 20 | where country != \"CN\" | select id, monetary",
                "segment s where \(condition) from orders | where s or amount > 200 | group by month(ordered_at), channel { n = count(), buyers = count(distinct customer) }",
                "segment s where \(condition) from s | select id, a = average_order_value, r = recency | sort a desc, r | take 15"
            ][index % 4]
            session.isOptimising = true
            let fast = try session.answer(question)
            session.isOptimising = false
            let plain = try session.answer(question)
            #expect(fast == plain, "seed \(seed): \(question)")
        }
    }

    @Test func theOrderOfRowsIsTotal() throws {
        let questions = [
            "from customers | sort country", "from customers | sort frequency desc | take 37 | select id, frequency",
            "from orders | sort channel | take 200 | select id, channel",
            "from customers | group by city { n = count() } | sort n desc",
            "from items | sort quantity desc | take 100", "segment where monetary > 0 or monetary = 0"
        ]
        for question in questions {
            let first = try LawTests.shop().answer(question)
            let again = try LawTests.shop().answer(question)
            #expect(again == first, "\(question)")
            let plain = try LawTests.shop()
            plain.isOptimising = false
            let unoptimised = try plain.answer(question)
            #expect(unoptimised == first, "\(question)")
        }
        // Ties break by customer id.
        let ties = try LawTests.shop().rows("from customers | sort country | select country, id").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        for (a, b) in zip(ties, ties.dropFirst()) where a[0] == b[0] {
            let (x, y) = (try #require(Int(a[1])), try #require(Int(b[1])))
            #expect(x < y)
        }
    }

    /// Records split by a condition, and by its complement, are all the records: `where` is two-valued too.
    @Test func recordsArePartitioned() throws {
        let session = try LawTests.shop()
        var generator = try PredicateGenerator(session, seed: LawTests.seed)
        let model = session.environmentModel
        for index in 0..<LawTests.count / 2 {
            generator.random = SeededGenerator(seed: LawTests.seed &+ UInt64(index) &+ 4_000_012)
            let entity =
                model.entities.indices.filter { model.owner(of: $0) == model.customer }.randomElement(
                    using: &generator.random) ?? 0
            let name = model.entities[entity].name
            let condition = generator.recordCondition(entity)
            let wrong = try session.rows(
                "from customers | where count(\(name) where \(condition)) + count(\(name) where not (\(condition))) != count(\(name)) | select id"
            )
            #expect(wrong.isEmpty, "\(name) where \(condition)")
            let existence = try session.rows(
                "from customers | where any(\(name) where \(condition)) = none(\(name) where \(condition)) | select id")
            #expect(existence.isEmpty, "\(name) where \(condition)")
            let all = try session.rows(
                "from customers | where all(\(name) where \(condition)) = any(\(name) where not (\(condition))) | select id"
            )
            #expect(all.isEmpty, "\(name) where \(condition)")
        }
    }
}
