import Model
import Semantics
import Syntax

/// How many customers are left after each clause of a condition, in the order in which the clauses are written.
struct SegmentExplanation: Sendable {
    /// A clause, and what a customer has passed when it is asked: the clauses before it, by their places among the
    /// steps.
    private struct Step: Sendable {
        var clause: Clause
        var level: Int
        var passed: [Int]
        /// Whether whoever fails it is out of what the line above speaks of …
        var isRequired: Bool
        /// … and out of the whole.
        var isDecisive: Bool
    }

    private let condition: BoundExpression
    private let context: AnalysisContext
    private var steps: [Step] = []

    init(_ clause: Clause, of condition: BoundExpression, in context: AnalysisContext) {
        self.condition = condition
        self.context = context
        walk(clause, level: 0, passed: [], isRequired: true, isDecisive: true)
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

    /// How many customers there are, then, batch by batch, how many pass each step and those before it.
    var questions: [BoundQuery] {
        [.counts(of: [[]], among: [], model: context.model)] + batches.map(question)
    }

    func result(of answers: [ResultTable]) -> AnalysisResult {
        let numbers = answers.flatMap { $0.rows.first ?? [] }.map { Int($0.count) }
        let everybody = numbers.first ?? 0, counts = Array(numbers.dropFirst())
        guard counts.count == steps.count else { return AnalysisResult(.picked(0, of: 0), ResultTable(counting: [])) }
        /// Number of customers who reach a step: those left after the clause before it, which is a step of its own.
        func reached(_ step: Step) -> Int { step.passed.last.map { counts[$0] } ?? everybody }
        var lines: [ExplanationLine] = []
        var emptying: Int?
        for (place, step) in steps.enumerated() {
            let before = reached(step)
            lines.append(
                ExplanationLine(
                    level: step.level, text: context.text(step.clause.span), customers: counts[place],
                    lost: step.isRequired ? before - counts[place] : nil))
            // The last one is the innermost: behind the clause that empties the whole nobody is asked any more.
            if step.isDecisive, counts[place] == 0, before > 0 { emptying = place }
        }
        let notes = emptying.map { place in
            let clause = steps[place].clause
            return Diagnostic.emptied(by: context.text(clause.span), at: clause.span, before: reached(steps[place]))
        }
        return AnalysisResult(
            .picked(counts[0], of: everybody), ResultTable(counting: lines), notes: [notes].compactMap(\.self))
    }

    /// Conditions in the counts of one statement. A conjunction's counts grow with the square of its length, and
    /// statements have an end.
    private static let batchSize = 120

    /// Steps that are counted in one question. What their lists start with in common is asked first, once, so that a
    /// long conjunction is not repeated for each of its clauses.
    private struct Batch {
        var steps: Range<Int>
        /// How many conditions the lists of all steps start with in common.
        var shared: Int
    }

    private var batches: [Batch] {
        let lists = steps.indices.map(conditions)
        var batches: [Batch] = [], start = 0
        while start < lists.count {
            var end = start + 1, shared = lists[start].count - 1, size = 1
            while end < lists.count {
                let common = zip(lists[start].prefix(shared), lists[end].dropLast()).prefix { $0 == $1 }.count
                let grown = size + (shared - common) * (end - start) + lists[end].count - common
                if grown > SegmentExplanation.batchSize { break }
                (shared, size, end) = (common, grown, end + 1)
            }
            batches.append(Batch(steps: start..<end, shared: shared))
            start = end
        }
        return batches
    }

    /// The conditions met by a customer who passes a step: those of the steps before it, and its own.
    private func conditions(of step: Int) -> [Int] { steps[step].passed + [step] }

    private func question(_ batch: Batch) -> BoundQuery {
        func clauses(_ places: some Sequence<Int>) -> [BoundExpression] { places.map { steps[$0].clause.condition } }
        return .counts(
            of: batch.steps.map { clauses(conditions(of: $0).dropFirst(batch.shared)) },
            among: clauses(conditions(of: batch.steps.lowerBound).prefix(batch.shared)), model: context.model)
    }
}
