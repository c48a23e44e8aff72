import Engine
import Planning
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
            let condition = i == 1 ? "recency < 400" : twoBefore && i > 2 ? "s\(i - 1) and not s\(i - 2) or monetary > \(i)" : "s\(i - 1) and monetary > \(i)"
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
        #expect(try session.rows(text + "from s200 | select id") == session.customers(where: "recency < 400 and monetary > 200"))
    }

    /// Each segment is needed by two others: in the plan it stands once, and what the plan holds grows with the script, not
    /// with the ways through it.
    @Test func whatIsNamedTwiceIsComputedOnce() throws {
        let session = try Session.open(nil, asOf: "2026-06-30")
        func planned(_ length: Int) throws -> Plan {
            let compilation = session.compile(name: "script", bytes: Array((LargeScriptTests.chain(length, twoBefore: true) + "from s\(length)").utf8))
            return session.plan(try #require(compilation.queries.first), of: compilation)
        }
        let plan = try planned(200)
        let names = plan.definitions.map(\.name)
        #expect(Set(names).count == names.count)
        #expect((2..<199).allSatisfy { names.contains("s\($0)") }, "all but the ends, which are named once")
        #expect(plan.outline.utf8.count < 3 * (try planned(100)).outline.utf8.count)
    }
}
