import Analyses
import Engine
import Model
import Semantics
import Syntax
import Testing

/// Explanations never disagree with answers, for generated conditions over a generated store. A failure names its seed.
struct ReasonLawTests {
    private static let count = environmentCount("CLIENTELE_LAW_COUNT", default: 500)
    private static let seed = UInt64(environmentCount("CLIENTELE_LAW_SEED", default: 1))

    private static func forEachCondition(
        _ count: Int, salt: UInt64, _ body: (Session, inout PredicateGenerator, String, UInt64) throws -> Void
    ) throws {
        let session = try Session.open(try GeneratedShop.path(), asOf: LawTests.day)
        var generator = try PredicateGenerator(session, seed: 0)
        for index in 0..<count {
            let seed = seed &+ UInt64(index) &+ salt &* 1_000_003
            generator.random = SeededGenerator(seed: seed)
            var condition = generator.condition()
            // Chains at the top are what people write; segments and other days are opened on the way.
            if Bool.random(using: &generator.random) {
                condition += " and \(generator.condition(depth: 1)) and not \(generator.condition(depth: 1))"
            }
            if Int.random(in: 0..<4, using: &generator.random) == 0 {
                condition = "(\(condition)) \(generator.oneOf(["as of 2025-03-31", "over last 200 days"]))"
            }
            try body(session, &generator, condition, seed)
        }
    }

    private static func reasons(_ text: String, _ session: Session) throws -> AnalysisResult {
        let compilation = session.compile(name: "script", bytes: Array(text.utf8))
        guard !compilation.hasErrors, case .analysis(let analysis)? = compilation.script.statements.last else {
            throw Refusal(diagnostics: compilation.diagnostics, text: text)
        }
        return try session.run(analysis, of: compilation)
    }

    @Test func theLastCountIsTheSegmentsSize() throws {
        let everybody = try Session.open(try GeneratedShop.path(), asOf: LawTests.day).customerCount()
        try ReasonLawTests.forEachCondition(ReasonLawTests.count / 5, salt: 11) { session, generator, condition, seed in
            let size = try session.customers(where: condition).count
            let reasons = try ReasonLawTests.reasons("segment s where \(condition) explain s", session)
            #expect(reasons.subject == .picked(size, of: everybody), "seed \(seed): \(condition)")
            #expect(
                reasons.counts("customers").first == size && reasons.counts("lost").first == everybody - size,
                "seed \(seed): \(condition)")
            #expect(
                try ReasonLawTests.reasons("explain \(condition)", session).counts("customers").first == size,
                "seed \(seed): \(condition)")
            session.isOptimising = false
            let plain = try ReasonLawTests.reasons("segment s where \(condition) explain s", session)
            #expect(plain.table == reasons.table, "seed \(seed): \(condition)")
            session.isOptimising = true
        }
    }

    @Test func theVerdictIsMembership() throws {
        var verdicts: [Bool: Int] = [:]
        try ReasonLawTests.forEachCondition(ReasonLawTests.count / 25, salt: 12) {
            session, generator, condition, seed in
            let members = Set(try session.customers(where: condition))
            let everybody = try session.rows("from customers | select id")
            for customer in everybody.shuffled(using: &generator.random).prefix(12) {
                let reasons = try ReasonLawTests.reasons(
                    "segment s where \(condition) explain customer \(customer) in s", session)
                let isMember = members.contains(customer)
                verdicts[isMember, default: 0] += 1
                #expect(
                    reasons.subject == .customer(key: customer, condition: "s", isPicked: isMember),
                    "seed \(seed): \(customer) in \(condition)")
                #expect(reasons.texts("result").first == (isMember ? "pass" : "fail"))
                // Whoever is in has nothing to change; whoever is not is told something.
                #expect(
                    reasons.texts("needs").contains { !$0.isEmpty } == !isMember,
                    "seed \(seed): \(customer) in \(condition)")
            }
        }
        #expect(verdicts.count == 2, "some are in, some are not: \(verdicts)")
    }

    /// Watching a result changes nothing in it, and what a note counts is what a question counts.
    @Test func notesCountWhatTheySay() throws {
        var told = 0
        try ReasonLawTests.forEachCondition(ReasonLawTests.count / 10, salt: 13) { session, generator, _, seed in
            let condition =
                "not \(generator.field(of: session.environmentModel.customer, prefix: "")) and \(generator.condition(depth: 1))"
            let compilation = session.compile(name: "script", bytes: Array("segment where \(condition)".utf8))
            guard !compilation.hasErrors, let query = compilation.queries.first else {
                throw Refusal(diagnostics: compilation.diagnostics, text: condition)
            }
            let result = try session.runWatched(query, of: compilation)
            var ids: [Value] = [], row: [Value] = []
            while try result.advance() {
                result.read(into: &row)
                ids.append(row[0])
            }
            #expect(
                try session.customers(where: condition)
                    == ids.map { if case .int(let id) = $0 { String(id) } else { "" } }, "seed \(seed): \(condition)")
            for note in session.notes(on: result, of: compilation) where note.code.id == "E0712" {
                guard let fix = note.fixIts.first else { continue }
                told += 1
                let mended = DiagnosticPageTests.apply(fix, to: Array("segment where \(condition)".utf8))
                let left = try session.rows(String(decoding: mended, as: UTF8.self)).count
                #expect(
                    note.message.contains("missing for \(ids.count - left) of these \(ids.count) customers"),
                    "seed \(seed): \(condition): \(note.message)")
            }
        }
        #expect(told > 5, "\(told)")
    }

    /// Four hundred clauses, and segments in segments.
    @Test func longAndDeepConditionsAreExplained() throws {
        let session = try Session.open(try FixtureStore.path("tiny"), asOf: "2026-06-30")
        let long = (0..<400).map { "monetary != \($0)" }.joined(separator: " and ")
        let counted = try ReasonLawTests.reasons("explain \(long)", session)
        #expect(counted.table.rows.count == 401)
        #expect(counted.counts("customers").first == (try session.customers(where: long)).count)
        #expect(counted.counts("lost").dropFirst().reduce(0, +) == counted.counts("lost").first)
        let told = try ReasonLawTests.reasons("explain customer 5 in \(long)", session)
        #expect(told.texts("result").filter { !$0.isEmpty }.count == 401)
        let segments = (1...100).map { "segment s\($0) where s\($0 - 1) and s\($0 - 1)\n" }.joined()
        let deep = "segment s0 where recency < 60\n" + segments
        #expect(try ReasonLawTests.reasons(deep + "explain s60", session).counts("customers").first == 4)
        #expect(try ReasonLawTests.reasons(deep + "explain customer 1 in s60", session).texts("result").first == "pass")
    }
}

extension AnalysisResult {
    /// A column by its name; 0 where a value is missing.
    func counts(_ name: String) -> [Int] {
        values(name).map { if case .int(let count) = $0 { Int(count) } else { 0 } }
    }

    /// A column by its name; empty where a value is missing.
    func texts(_ name: String) -> [String] {
        values(name).map { if case .text(let text) = $0 { text } else { "" } }
    }

    private func values(_ name: String) -> [Value] {
        table.columns.firstIndex { $0.name == name }.map { column in table.rows.map { $0[column] } } ?? []
    }
}
