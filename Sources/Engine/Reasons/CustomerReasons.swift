import Model
import Planning
import Semantics
import Syntax

/// Every clause of a condition with its value for one customer, whether it holds, and what would have to differ.
struct CustomerReasons {
    private let session: Session
    private let compilation: Compilation
    private let words: ValueText
    private let key: BoundExpression
    /// What is asked of the store: a column each, found again by place.
    private var columns: [BoundExpression] = []
    private var answers: [Value] = []
    private var lines: [Reasons.Line] = []

    /// Columns of one statement; SQLite takes two thousand.
    private static let batchSize = 400

    static func explain(
        _ explanation: BoundExplanation, _ key: BoundExpression, of compilation: Compilation, in session: Session
    ) throws(Failure) -> Reasons {
        var reasons = CustomerReasons(session, compilation, key)
        let clause = PredicateTree.read(explanation.condition, of: compilation.script, model: session.environment.model)
        reasons.collect(clause)
        try reasons.ask()
        var answers = reasons.answers[...]
        let isPicked = reasons.tell(clause, level: 0, wanted: nil, &answers)
        return Reasons(
            subject: .customer(key: reasons.keyText, isPicked: isPicked),
            condition: session.text(of: explanation.condition.span),
            lines: reasons.lines, notes: [])
    }

    private init(_ session: Session, _ compilation: Compilation, _ key: BoundExpression) {
        self.session = session
        self.compilation = compilation
        self.key = key
        words = ValueText(format: session.valueFormat, time: session.time, model: session.environment.model)
    }

    private var keyText: String {
        guard case .literal(let value) = key.kind else { return "" }
        return words.text(value, key.type)
    }

    // MARK: Asking

    /// Columns in the order in which `tell` reads them.
    private mutating func collect(_ clause: Clause) {
        columns.append(clause.condition)
        columns += clause.values
        for detail in clause.details {
            if let value = detail.value { columns.append(value) }
            if case .metric(_, let records?, _) = detail.kind { columns.append(records) }
        }
        for part in clause.parts { collect(part) }
    }

    private mutating func ask() throws(Failure) {
        while answers.count < columns.count {
            let batch = columns[answers.count..<min(columns.count, answers.count + CustomerReasons.batchSize)]
            guard let row = try session.firstRow(of: query(Array(batch)), compilation) else { throw try missing() }
            answers += row
        }
    }

    private func query(_ columns: [BoundExpression]) -> BoundQuery {
        .values(columns, ofCustomer: key, model: words.model)
    }

    /// Why there is no such customer: there never was, or not yet.
    private func missing() throws(Failure) -> Failure {
        let entity = session.environment.model.customerEntity
        guard let field = entity.eventTime else { return Failure(.noSuchCustomer, "there is no customer \(keyText)") }
        let type = entity.fields[field].type
        let joined = query([BoundExpression(.field(.variable(0), field: field), type, key.span)])
        guard let row = try session.firstRowEver(of: joined, compilation), let time = row.first, !time.isMissing else {
            return Failure(.noSuchCustomer, "there is no customer \(keyText)")
        }
        return Failure(
            .noSuchCustomer, "customer \(keyText) is not there yet as of \(session.asOfDescription)",
            notes: ["joined \(words.text(time, type))"])
    }

    // MARK: Telling

    /// The lines of a clause and of what is below it; whether the clause holds.
    ///
    /// - Parameter wanted: how it would have to come out for the customer to be picked; nil where it need not change.
    private mutating func tell(_ clause: Clause, level: Int, wanted: Bool?, _ answers: inout ArraySlice<Value>) -> Bool
    {
        let holds = answers.removeFirst() == .bool(true)
        let values = Array(answers.prefix(clause.values.count))
        answers.removeFirst(values.count)
        // The whole is wanted to hold. What already comes out as wanted has nothing to change.
        let target = (level == 0 ? true : wanted).flatMap { $0 == holds ? nil : $0 }
        var line = Reasons.Line(level: level, text: session.text(of: clause.span))
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
        var line = Reasons.Line(level: level + detail.depth, text: "")
        switch detail.kind {
        case .metric(let id, let records, let entity):
            let definition = compilation.script[id]
            line.text = "\(definition.name) = \(session.text(of: definition.expression.span))"
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
            line.text = session.text(of: span)
            if case .int(let count) = answers.removeFirst() { line.value = words.records(count, of: entity) }
        case .asOf(let moment):
            line.text = "as of"
            let day = Lowering.day(
                of: moment, inside: detail.contexts, of: compilation.script, model: words.model, time: session.time)
            line.value = day?.description ?? "missing"
        }
        lines.append(line)
    }

    private func bounds(_ window: BoundWindow, _ contexts: [ClauseContext]) -> (from: Instant?, to: Instant?) {
        Lowering.bounds(of: window, inside: contexts, of: compilation.script, model: words.model, time: session.time)
    }

    // MARK: Words

    /// What has no count had no records because there was no customer: `as of` a day before they joined.
    private static let notYet = "not a customer yet"

    private func value(of clause: Clause, _ values: [Value]) -> String {
        switch clause.subject.kind {
        case .aggregate(let aggregate)
        where aggregate.function == .any || aggregate.function == .none || aggregate.function == .all:
            guard case .int(let count)? = values.first, case .int(let everything)? = values.last else {
                return CustomerReasons.notYet
            }
            let entity = aggregate.records.entity
            return aggregate.function == .all
                ? "\(count) of \(words.records(everything, of: entity))" : words.records(count, of: entity)
        case .comparison(_, let left, let right, _) where right.isConstant && left.countedEntity != nil:
            guard case .int(let count)? = values.first, let entity = left.countedEntity else {
                return CustomerReasons.notYet
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
                words: words, bounds: { bounds($0, clause.contexts) }, source: { session.text(of: $0.span) })
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
