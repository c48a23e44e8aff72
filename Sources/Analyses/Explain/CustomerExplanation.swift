import Model
import Planning
import Semantics
import Syntax

/// Every clause of a condition with its value for one customer, whether it holds, and what would have to differ.
struct CustomerExplanation: Sendable {
    private let clause: Clause
    private let condition: BoundExpression
    private let context: AnalysisContext
    private let words: ValueText
    private let key: BoundExpression
    /// The questions to the store: a column each, found again by place.
    private var columns: [BoundExpression] = []

    /// Columns of one statement; SQLite takes two thousand.
    private static let batchSize = 400

    init(_ clause: Clause, of condition: BoundExpression, forCustomer key: BoundExpression, in context: AnalysisContext)
    {
        self.clause = clause
        self.condition = condition
        self.key = key
        self.context = context
        words = ValueText(format: context.valueFormat, time: context.time, model: context.model)
        collect(clause)
    }

    private var keyText: String {
        guard case .literal(let value) = key.kind else { return "" }
        return words.text(value, key.type)
    }

    // MARK: Asking

    /// Columns in the order in which the lines read them.
    private mutating func collect(_ clause: Clause) {
        columns.append(clause.condition)
        columns += clause.values
        for detail in clause.details {
            if let value = detail.value { columns.append(value) }
            if case .metric(_, let records?, _) = detail.kind { columns.append(records) }
        }
        for part in clause.parts { collect(part) }
    }

    var questions: [BoundQuery] {
        stride(from: 0, to: columns.count, by: CustomerExplanation.batchSize).map { start in
            question(Array(columns[start..<min(columns.count, start + CustomerExplanation.batchSize)]))
        }
    }

    private func question(_ columns: [BoundExpression]) -> BoundQuery {
        .values(columns, ofCustomer: key, model: words.model)
    }

    /// When a customer joins who is not there: perhaps only after the question's day.
    func followUp(to answers: [ResultTable]) -> BoundQuery? {
        guard answers.contains(where: \.rows.isEmpty) else { return nil }
        return joiningType.map { field, type in
            question([BoundExpression(.field(.variable(0), field: field), type, key.span)])
        }
    }

    private var joiningType: (field: Int, type: ValueType)? {
        let entity = context.model.customerEntity
        return entity.eventTime.map { ($0, entity.fields[$0].type) }
    }

    func result(of answers: [ResultTable]) throws(AnalysisRefusal) -> AnalysisResult {
        guard answers.count == questions.count, !answers.contains(where: \.rows.isEmpty) else {
            throw missing(joining: answers.dropFirst(questions.count).first?.rows.first?.first)
        }
        var reader = ExplanationReader(condition: condition, context: context, words: words)
        var values = answers.flatMap { $0.rows[0] }[...]
        let isPicked = reader.tell(clause, level: 0, wanted: nil, &values)
        return AnalysisResult(
            .customer(key: keyText, condition: context.text(condition.span), isPicked: isPicked),
            ResultTable(judging: reader.lines))
    }

    /// Why there is no such customer: there never was, or not yet.
    private func missing(joining time: Value?) -> AnalysisRefusal {
        guard let time, !time.isMissing, let type = joiningType?.type else {
            return AnalysisRefusal(code: .noSuchCustomer, message: "there is no customer \(keyText)")
        }
        return AnalysisRefusal(
            code: .noSuchCustomer, message: "customer \(keyText) is not there yet as of \(context.asOf)",
            notes: ["joined \(words.text(time, type))"])
    }
}

/// Values of one customer → the lines of the explanation.
private struct ExplanationReader {
    let condition: BoundExpression
    let context: AnalysisContext
    let words: ValueText
    private(set) var lines: [ExplanationLine] = []

    init(condition: BoundExpression, context: AnalysisContext, words: ValueText) {
        self.condition = condition
        self.context = context
        self.words = words
    }

    /// The lines of a clause and of what is below it; whether the clause holds.
    ///
    /// - Parameter wanted: how it would have to come out for the customer to be picked; nil where it need not change.
    mutating func tell(_ clause: Clause, level: Int, wanted: Bool?, _ answers: inout ArraySlice<Value>) -> Bool
    {
        let holds = answers.removeFirst() == .bool(true)
        let values = Array(answers.prefix(clause.values.count))
        answers.removeFirst(values.count)
        // The whole is wanted to hold. What already comes out as wanted has nothing to change.
        let target = (level == 0 ? true : wanted).flatMap { $0 == holds ? nil : $0 }
        var line = ExplanationLine(level: level, text: context.text(clause.span))
        line.holds = holds
        if clause.form == .test { line.value = value(of: clause, values) }
        if let target { line.needs = needs(clause, target, values) }
        lines.append(line)
        for detail in clause.details { tell(detail, level: level + 1, &answers) }
        tellParts(of: clause, level: level + 1, wanted: target, &answers)
        return holds
    }

    private mutating func tellParts(of clause: Clause, level: Int, wanted: Bool?, _ answers: inout ArraySlice<Value>) {
        for part in clause.parts {
            if clause.form == .segment, part.form == .conjunction {
                // A segment's name stands for its conjunction: the line of the chain itself is left out.
                answers.removeFirst()
                tellParts(of: part, level: level, wanted: wanted, &answers)
            } else {
                _ = tell(part, level: level, wanted: clause.form == .negation ? wanted.map(!) : wanted, &answers)
            }
        }
    }

    private mutating func tell(_ detail: ClauseDetail, level: Int, _ answers: inout ArraySlice<Value>) {
        var line = ExplanationLine(level: level + detail.depth, text: "")
        switch detail.kind {
        case .metric(let id, let records, let entity):
            let definition = context.script[id]
            line.text = "\(definition.name) = \(context.text(definition.expression.span))"
            line.value = words.text(answers.removeFirst(), detail.value?.type ?? .int)
            if records != nil, case .int(let count) = answers.removeFirst(), let entity {
                line.value += " of \(words.records(count, of: entity))"
            }
        case .window(let window, _):
            line.text = "window"
            line.value = words.window(bounds(window, detail.contexts))
        case .latest(let entity):
            line.text = "last such \(words.singular(words.model.entities[entity].name))"
            let value = answers.removeFirst()
            line.value = value.isMissing ? "never" : words.text(value, detail.value?.type ?? .time)
        case .step(let span, let entity):
            line.text = context.text(span)
            if case .int(let count) = answers.removeFirst() { line.value = words.records(count, of: entity) }
        case .asOf(let moment):
            line.text = "as of"
            let day = Lowering.day(
                of: moment, inside: detail.contexts, of: context.script, model: words.model, time: context.time)
            line.value = day?.description ?? "missing"
        }
        lines.append(line)
    }

    private func bounds(_ window: BoundWindow, _ contexts: [ClauseContext]) -> (from: Instant?, to: Instant?) {
        Lowering.bounds(of: window, inside: contexts, of: context.script, model: words.model, time: context.time)
    }

    // MARK: Words

    /// Shown for a missing count: there were no records since there was no customer, as of a day before they joined.
    private static let notYet = "not a customer yet"

    private func value(of clause: Clause, _ values: [Value]) -> String {
        switch clause.subject.kind {
        case .aggregate(let aggregate)
        where aggregate.function == .any || aggregate.function == .none || aggregate.function == .all:
            guard case .int(let count)? = values.first, case .int(let everything)? = values.last else {
                return ExplanationReader.notYet
            }
            let entity = aggregate.records.entity
            return aggregate.function == .all
                ? "\(count) of \(words.records(everything, of: entity))" : words.records(count, of: entity)
        case .comparison(_, let left, let right, _) where right.isConstant && left.countedEntity != nil:
            guard case .int(let count)? = values.first, let entity = left.countedEntity else {
                return ExplanationReader.notYet
            }
            return words.records(count, of: entity)
        case .comparison(let sign, let left, let right, _) where !left.isConstant && !right.isConstant:
            return zip(values, clause.values).map { words.text($0, $1.type) }.joined(separator: " \(sign.rawValue) ")
        case .comparison(_, let left, _, _) where left.isConstant:
            return values.last.map { words.text($0, clause.values[1].type) } ?? ""
        default: return values.first.map { words.text($0, clause.values[0].type) } ?? ""
        }
    }

    private func needs(_ clause: Clause, _ target: Bool, _ values: [Value]) -> String {
        // A name stands for what is below it.
        let form = clause.form == .segment ? clause.parts[0].form : clause.form
        switch (form, target) {
        case (.conjunction, false): return "one of these to fail"
        case (.disjunction, true): return "one of these"
        // Every line below that has to change says so itself.
        case (.conjunction, true), (.disjunction, false), (.negation, _), (.segment, _): return ""
        case (.test, _):
            if clause.form == .segment { return "" }
            let requirement = Counterfactual(
                words: words, bounds: { bounds($0, clause.contexts) }, source: { context.text($0.span) })
            return requirement.text(clause, holds: target, values: values)
        }
    }
}

private extension BoundExpression {
    /// The entity whose records a bare `count(…)` counts.
    var countedEntity: Int? {
        guard case .aggregate(let aggregate) = kind, aggregate.function == .count, aggregate.value == nil else {
            return nil
        }
        return aggregate.records.entity
    }
}
