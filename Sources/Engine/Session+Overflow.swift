import Model
import Planning
import Semantics
import Store
import Syntax

/// Questions that a value beyond 64 bits has stopped: they are answered all the same where it does not count, and where
/// it does the error says whose value it is.
extension Session {
    /// - Parameter lowered: the plan with its definitions still under their names.
    func answerBeyond64Bits(_ plan: Plan, lowered: Plan, watch: ResultCounters?, instead failure: Failure)
        throws(Failure)
        -> QueryResult {
        // Whether the optimiser is on makes no difference to what counts.
        let checks = OverflowChecks(Optimizer.optimise(plan)), version = dataVersion
        do throws(Failure) {
            for check in checks.checks {
                guard let row = try firstRow(of: check.plan) else { continue }
                throw try blame(check, row, checks.suspects, lowered)
            }
            let result = try start(checks.answer, watch: watch)
            // The check that the overflow does not count was made on other data.
            if dataVersion != version { throw failure }
            return result
        } catch where error.code == .integerOverflow || error.isInterruption {
            throw error
        } catch {
            // To be sure takes more than this engine can do, as where a question nests too deeply: then the error
            // stands.
            throw failure
        }
    }

    /// The failure that names the value beyond 64 bits in a row that was found.
    private func blame(
        _ check: OverflowChecks.Check, _ row: [Value], _ suspects: [OverflowChecks.Check], _ lowered: Plan
    ) throws(Failure) -> Failure {
        let column = check.flags.first { row[$0.place] == .bool(true) }?.name
        if check.customer == nil, check.record == nil {
            for suspect in suspects {
                if let found = try firstRow(of: suspect.plan) { return try blame(suspect, found, [], lowered) }
            }
        }
        if let customer = check.customer.map({ row[$0] }) {
            if let (name, _) = try definition(beyond64BitsOf: customer, lowered) {
                return .overflow(of: name, customer: customer, keyField)
            }
            // A standing, or an aggregate over everybody: somebody else's value is in it.
            if lowered.looksAtEverybody, let (name, other) = try definition(beyond64BitsOf: nil, lowered) {
                return .overflow(of: name, customer: other, keyField)
            }
            let record = check.record.map {
                (entity: environment.model.entities[lowered.root.scan.entity].name, key: row[$0])
            }
            return .overflow(of: column, record: record, customer: customer, keyField)
        }
        return .overflow(of: column, record: nil, customer: nil, keyField)
    }

    private var keyField: String { environment.model.customerEntity.keyField.name }

    /// The innermost metric that is beyond 64 bits for a customer, or, without a key, for the first one for whom one
    /// is.
    private func definition(beyond64BitsOf key: Value?, _ lowered: Plan) throws(Failure) -> (
        name: OverflowName, customer: Value
    )? {
        guard let (plan, names) = lowered.definitionsBeyond64Bits(of: key), let row = try firstRow(of: plan),
              let place = names.indices.first(where: { row[$0] == .bool(true) }) else { return nil }
        return (names[place], row[names.count])
    }

    private func firstRow(of plan: Plan) throws(Failure) -> [Value]? {
        let result = try start(isOptimising ? Optimizer.optimise(plan) : plan, watch: nil)
        var row: [Value] = []
        guard try result.advance() else { return nil }
        result.read(into: &row)
        return row
    }
}

private extension Plan {
    /// Whether values of other customers are in what it says of one.
    var looksAtEverybody: Bool {
        var found = definitions.contains { $0.ranking != nil }
        func look(_ expression: PlanExpression) {
            if case .aggregate(let aggregate) = expression, aggregate.records.path.first == model.customer {
                found = true
            }
        }
        root.visitExpressions(look)
        for definition in definitions { definition.visitExpressions(look) }
        return found
    }
}

private extension Failure {
    static func overflow(
        of name: OverflowName?, record: (entity: String, key: Value)? = nil, customer: Value?, _ keyField: String
    ) -> Failure {
        func text(_ key: Value) -> String {
            switch key {
            case .int(let value): String(value)
            case .text(let value): value
            default: "?"
            }
        }
        let subject =
            name.map { "\($0.isOwn ? "" : "a value in ")`\($0.text)`" }
            ?? (customer == nil && record == nil ? "a result" : "a value")
        let owner =
            record.map { " of the record \(text($0.key)) in \($0.entity)" } ?? customer.map {
                " of customer \(text($0))"
            } ?? ""
        var notes: [String] = []
        if record != nil, let customer { notes.append("it is one of customer \(text(customer))") }
        if let customer {
            let literal = if case .text(let key) = customer { "\"\(key)\"" } else { text(customer) }
            notes.append(
                "without this customer there is an answer: `\(record == nil ? "" : "customer.")\(keyField) != \(literal)`"
            )
        }
        return Failure(.integerOverflow, "\(subject)\(owner) is larger than 64 bits can hold", notes: notes)
    }
}
