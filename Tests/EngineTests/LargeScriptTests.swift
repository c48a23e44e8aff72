import Engine
import Planning
import Syntax
import Testing

/// Scripts far larger than anybody writes by hand: they compile, they answer, and what is named often is computed once.
struct LargeScriptTests {
    /// Conditions of many kinds, each true of some customers.
    private static func clause(_ i: Int) -> String {
        switch i % 6 {
        case 0: "recency < \(30 + i)"
        case 1: "monetary > \(i)"
        case 2: "country in (\"DE\", \"CN\", \"X\(i)\")"
        case 3: "count(orders in last \(i + 1) days) >= \(i % 5)"
        case 4: "any(orders where amount > \(i) and status = \"paid\")"
        default: "not email ends with \"@x\(i).com\""
        }
    }

    /// A segment for each rung, which needs the one or two before it; the first ones are conditions of their own.
    private static func chain(_ length: Int, twoBefore: Bool, isReversed: Bool = false) -> String {
        let segments = (1...length).map { i in
            let condition =
                i == 1
                ? "recency < 400"
                : twoBefore && i > 2
                    ? "s\(i - 1) and not s\(i - 2) or monetary > \(i)" : "s\(i - 1) and monetary > \(i)"
            return "segment s\(i) where \(condition)\n"
        }
        return (isReversed ? segments.reversed() : segments).joined()
    }

    @Test(arguments: [" and ", " or "])
    func fourHundredClauses(_ word: String) throws {
        let session = try Session.open(try GeneratedShop.path(), asOf: "2026-06-30")
        let clauses = (0..<400).map(LargeScriptTests.clause)
        let found = Set(try session.customers(where: clauses.joined(separator: word)))
        // Asked in eight parts of fifty, put together here.
        let parts = try stride(from: 0, to: 400, by: 50).map { start in
            Set(try session.customers(where: clauses[start..<start + 50].joined(separator: word)))
        }
        #expect(found == parts.dropFirst().reduce(parts[0]) { word == " and " ? $0.intersection($1) : $0.union($1) })
        session.isOptimising = false
        #expect(Set(try session.customers(where: clauses.joined(separator: word))) == found)
    }

    @Test(arguments: [false, true])
    func aChainOfTwoHundredSegments(isReversed: Bool) throws {
        let session = try Session.open(try GeneratedShop.path(), asOf: "2026-06-30")
        let text = LargeScriptTests.chain(200, twoBefore: false, isReversed: isReversed)
        #expect(
            try session.rows(text + "from s200 | select id")
                == session.customers(where: "recency < 400 and monetary > 200"))
    }

    /// Each segment is needed by two others: in the plan it stands once, and what the plan holds grows with the script,
    /// not with the ways through it.
    @Test func whatIsNamedTwiceIsComputedOnce() throws {
        let session = try Session.open(nil, asOf: "2026-06-30")
        func planned(_ length: Int) throws -> Plan {
            let compilation = session.compile(
                name: "script", bytes: Array((LargeScriptTests.chain(length, twoBefore: true) + "from s\(length)").utf8)
            )
            return session.plan(try #require(compilation.queries.first), of: compilation)
        }
        let plan = try planned(200)
        let names = plan.definitions.map(\.name)
        #expect(Set(names).count == names.count)
        #expect((2..<199).allSatisfy { names.contains("s\($0)") }, "all but the ends, which are named once")
        #expect(plan.outline.utf8.count < 3 * (try planned(100)).outline.utf8.count)
    }

    /// Metrics that name others, once or several times, level upon level: each equals the frequency it starts with.
    enum Ladder: String, CaseIterable {
        case chain, doublings, diamonds, branches

        /// The definitions, and the name of the last one.
        func text(_ length: Int) -> (definitions: String, last: String) {
            let levels = (1...length).map { i -> String in
                switch self {
                case .chain: "metric a\(i) = a\(i - 1) + 1 - 1"
                case .doublings: "metric a\(i) = a\(i - 1) + a\(i - 1) - a\(i - 1)"
                case .diamonds:
                    "metric a\(i) = a\(i - 1) - b\(i - 1) + b\(i - 1) metric b\(i) = b\(i - 1) - a\(i - 1) + a\(i - 1)"
                case .branches:
                    "classify a\(i) { a\(i - 1) when a\(i - 1) > \(i), a\(i - 1) when recency > \(i), else a\(i - 1) }"
                }
            }
            return ("metric a0 = frequency metric b0 = units " + levels.joined(separator: "\n"), "a\(length)")
        }
    }

    @Test(arguments: [(Ladder.chain, 500), (.doublings, 66), (.diamonds, 24), (.branches, 24)])
    func laddersOfMetrics(_ ladder: Ladder, _ length: Int) throws {
        let session = try Session.open(try GeneratedShop.path(), asOf: "2026-06-30")
        let (definitions, last) = ladder.text(length)
        let expected = try session.customers(where: "frequency > 3")
        for engine in [ExecutionEngine.sqlite, .columns] {
            session.engine = engine
            #expect(
                try session.rows(definitions + " from customers where \(last) > 3 | select id") == expected, "\(engine)"
            )
        }
    }

    /// Of a value that is chosen among others, level upon level, both are the one before.
    @Test func choicesOfChoicesAreShown() throws {
        let session = try Session.open(try GeneratedShop.path(), asOf: "2026-06-30")
        let levels = (1...60).map { "metric m\($0) = if recency > \($0) then m\($0 - 1) else m\($0 - 1)" }
        let text = "metric m0 = frequency / 2\n" + levels.joined(separator: "\n")
        let expected = try session.rows("from customers | select x = frequency / 2")
        for engine in [ExecutionEngine.sqlite, .columns] {
            session.engine = engine
            #expect(try session.rows(text + "\nfrom customers | select x = m60") == expected, "\(engine)")
        }
    }

    /// The same, of columns that stages name one after another.
    @Test func columnsOfColumnsAreWorkedOutOnce() throws {
        let session = try Session.open(try GeneratedShop.path(), asOf: "2026-06-30")
        let stages = (1...24).map { " | derive x\($0) = if id > \($0) then x\($0 - 1) else x\($0 - 1)" }.joined()
        let expected = try session.rows("from customers | select x = frequency / 2")
        for engine in [ExecutionEngine.sqlite, .columns] {
            session.engine = engine
            let text = "from customers | select id, x0 = frequency / 2" + stages + " | select x = x24"
            #expect(try session.rows(text) == expected, "\(engine)")
        }
        // Rows of customers have no columns; what is named there is put in place of its name.
        #expect(throws: (any Error).self) {
            try session.rows("from customers | derive x0 = frequency / 2" + stages + " | select x24")
        }
    }

    /// What leaves 64 bits on the way is an error where it counts, and nothing where it does not.
    @Test func doublingsLeaveSixtyFourBits() throws {
        let session = try Session.open(try GeneratedShop.path(), asOf: "2026-06-30")
        let levels = (1...66).map { "metric m\($0) = m\($0 - 1) + m\($0 - 1)" }.joined(separator: "\n")
        let text = "metric m0 = frequency\n" + levels + "\nfrom customers"
        for engine in [ExecutionEngine.sqlite, .columns] {
            session.engine = engine
            let none = try session.rows(text + " where frequency = 0 | take 1 | select m66")
            #expect(none == ["0"], "\(engine)")
            #expect(throws: Failure.self) { try session.rows(text + " where frequency > 0 | select m66") }
            let buyers = try session.rows(
                text + " where frequency > 0 | take 1 | select exact = m50 / frequency = 1125899906842624")
            #expect(buyers == ["true"], "\(engine)")
        }
    }

    /// What is asked of each record of a customer is found out once for the customer, however many levels ask it.
    @Test func metricsAskedOfEachRecordAreComputedOnce() throws {
        let session = try Session.open(try GeneratedShop.path(), asOf: "2026-06-30")
        let levels = (1...12).map { "metric m\($0) = count(orders where customer.m\($0 - 1) > \($0)) + m\($0 - 1)" }
        let text = "metric m0 = count(orders)\n" + levels.joined(separator: "\n") + " from customers | select id, m12"
        let compilation = session.compile(name: "script", bytes: Array(text.utf8))
        let plan = session.plan(try #require(compilation.queries.first), of: compilation)
        #expect(plan.definitions.count >= 12)
        let expected = try session.answer(text)
        session.engine = .columns
        #expect(try session.answer(text) == expected)
    }

    /// Definitions that come before what they name are bound one inside the other: as many as a stack holds, and no
    /// more.
    @Test func aChainThatIsWrittenBackwardsIsRefusedWithAReason() throws {
        let session = try Session.open(nil, asOf: "2026-06-30")
        let levels = (1...500).reversed().map { "metric a\($0) = a\($0 - 1) + 1" }
        let text = "segment where a500 > 3\n" + levels.joined(separator: "\n") + "\nmetric a0 = frequency"
        let compilation = session.compile(name: "script", bytes: Array(text.utf8))
        #expect(compilation.diagnostics.filter { $0.severity == .error }.map(\.code.id) == ["E0307"])
    }
}
