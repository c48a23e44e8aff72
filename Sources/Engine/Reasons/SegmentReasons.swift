import Model
import Semantics
import Syntax

/// How many customers are left after each clause of a condition, in the order in which the clauses are written.
struct SegmentReasons {
    /// A clause, and what a customer has passed when it is asked: the clauses before it, by their places among the
    /// steps.
    private struct Step {
        var clause: Clause
        var level: Int
        var passed: [Int]
        /// Whether whoever fails it is out of what the line above speaks of …
        var isRequired: Bool
        /// … and out of the whole.
        var isDecisive: Bool
    }

    private let session: Session
    private let compilation: Compilation
    private var steps: [Step] = []

    static func explain(_ explanation: BoundExplanation, of compilation: Compilation, in session: Session)
        throws(Failure) -> Reasons
    {
        var reasons = SegmentReasons(session: session, compilation: compilation)
        let clause = PredicateTree.read(explanation.condition, of: compilation.script, model: session.environment.model)
        reasons.walk(clause, level: 0, passed: [], isRequired: true, isDecisive: true)
        return try reasons.run(explanation)
    }

    private init(session: Session, compilation: Compilation) {
        self.session = session
        self.compilation = compilation
    }

    private mutating func walk(_ clause: Clause, level: Int, passed: [Int], isRequired: Bool, isDecisive: Bool) {
        steps.append(Step(clause: clause, level: level, passed: passed, isRequired: isRequired, isDecisive: isDecisive))
        switch clause.form {
        case .test: break
        case .conjunction: chain(clause.parts, level: level + 1, passed: passed, isDecisive: isDecisive)
        case .disjunction, .negation:
            for part in clause.parts {
                walk(part, level: level + 1, passed: passed, isRequired: false, isDecisive: false)
            }
        case .segment:
            // The name stands for the whole; what it consists of comes directly below.
            for part in clause.parts {
                if part.form == .conjunction {
                    chain(part.parts, level: level + 1, passed: passed, isDecisive: isDecisive)
                } else {
                    walk(part, level: level + 1, passed: passed, isRequired: isRequired, isDecisive: isDecisive)
                }
            }
        }
    }

    private mutating func chain(_ parts: [Clause], level: Int, passed: [Int], isDecisive: Bool) {
        var passed = passed
        for part in parts {
            let place = steps.count
            walk(part, level: level, passed: passed, isRequired: true, isDecisive: isDecisive)
            passed.append(place)
        }
    }

    // MARK: Counting

    private func run(_ explanation: BoundExplanation) throws(Failure) -> Reasons {
        let everybody = try session.customerCount()
        let counts = try counts(of: steps.indices.map { steps[$0].passed + [$0] })
        /// Who is asked at a step: those left after the clause before it, which is its own step.
        func reached(_ step: Step) -> Int { step.passed.last.map { counts[$0] } ?? everybody }
        var lines: [Reasons.Line] = []
        var emptying: Int?
        for (place, step) in steps.enumerated() {
            let before = reached(step)
            lines.append(
                Reasons.Line(
                    level: step.level, text: session.text(of: step.clause.span), customers: counts[place],
                    lost: step.isRequired ? before - counts[place] : nil))
            // The last one is the innermost: behind the clause that empties the whole nobody is asked any more.
            if step.isDecisive, counts[place] == 0, before > 0 { emptying = place }
        }
        let text = session.text(of: explanation.condition.span)
        var notes: [Diagnostic] = []
        if let emptying {
            let step = steps[emptying]
            notes = [.emptied(by: session.text(of: step.clause.span), at: step.clause.span, before: reached(step))]
        }
        return Reasons(
            subject: .everybody(count: everybody, picked: counts[0]), condition: text, lines: lines, notes: notes)
    }

    /// Conditions in the counts of one statement. A conjunction's counts grow with the square of its length, and
    /// statements have an end.
    private static let batchSize = 120

    /// How many customers fulfil all conditions of each list. What the lists of a batch start with in common is asked
    /// first, once, so that a long conjunction is not repeated for each of its clauses.
    private func counts(of lists: [[Int]]) throws(Failure) -> [Int] {
        var results: [Int] = []
        while results.count < lists.count {
            let start = results.count
            var end = start + 1, shared = lists[start].count - 1, size = 1
            while end < lists.count {
                let common = zip(lists[start].prefix(shared), lists[end].dropLast()).prefix { $0 == $1 }.count
                let grown = size + (shared - common) * (end - start) + lists[end].count - common
                if grown > SegmentReasons.batchSize { break }
                (shared, size, end) = (common, grown, end + 1)
            }
            results += try counts(
                of: lists[start..<end].map { Array($0.dropFirst(shared)) }, among: Array(lists[start].prefix(shared)))
        }
        return results
    }

    private func counts(of lists: [[Int]], among common: [Int]) throws(Failure) -> [Int] {
        func conditions(_ places: [Int]) -> [BoundExpression] { places.map { steps[$0].clause.condition } }
        let query = BoundQuery.counts(
            of: lists.map(conditions), among: conditions(common), model: session.environment.model)
        let row = try session.firstRow(of: query, compilation) ?? []
        return row.map { if case .int(let count) = $0 { Int(count) } else { 0 } }
    }
}
