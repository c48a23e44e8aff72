import Model
import Planning
import Semantics

extension Executor {
    /// Computes what the plan shares, in its order, each once for every customer.
    mutating func computeDefinitions() throws(ExecutionError) {
        let existing = try existingCustomers()
        var lines: [StandingLine.Key: StandingLine] = [:]
        for definition in plan.definitions {
            try computeEverybody(in: definition.expression)
            var population = existing
            if let condition = definition.standing?.population {
                try computeEverybody(in: condition)
                population = try mask(condition, customers).and(existing)
            }
            evaluator.definitions.append(try vector(of: definition, population, &lines))
        }
        var executor = self
        var failure: ExecutionError?
        plan.root.visitExpressions { expression in
            do throws(ExecutionError) {
                if failure == nil { try executor.computeEverybody(once: expression) }
            } catch { failure = error }
        }
        if let failure { throw failure }
        self = executor
    }

    /// Customers there are as of the question's instant; nil for all.
    private func existingCustomers() throws(ExecutionError) -> Mask? {
        guard let range = plan.time.existence(of: .variable(0), entity: plan.model.customerEntity) else { return nil }
        return isWithin(range) ? nil : try mask(range.condition, customers)
    }

    private func vector(of definition: PlanDefinition, _ population: Mask?, _ lines: inout [StandingLine.Key: StandingLine]) throws(ExecutionError) -> Vector {
        if let standing = definition.standing {
            let key = StandingLine.Key(definition.expression, standing)
            if let line = lines[key] { return try place(line, standing) }
            var values = try self.values(definition.expression, customers)
            values.valid = population.map { $0.and(values.valid) } ?? values.valid
            let line = StandingLine(values, key.direction, workers)
            // Kept for as long as another one needs it.
            if plan.definitions.count(where: { other in other.standing.map { StandingLine.Key(other.expression, $0) } == key }) > 1 { lines[key] = line }
            return try place(line, standing)
        }
        if definition.kind == .segment { return Vector.mask(try mask(definition.expression, customers).and(population)) }
        var values = try self.values(definition.expression, customers)
        values.valid = population.map { $0.and(values.valid) } ?? values.valid
        return values
    }

    // MARK: Aggregates over everybody

    private mutating func computeEverybody(in expression: PlanExpression) throws(ExecutionError) {
        var found: [PlanExpression] = []
        expression.visit { found.append($0) }
        // Innermost first: one may stand in the condition of another.
        for part in found.reversed() { try computeEverybody(once: part) }
    }

    private mutating func computeEverybody(once part: PlanExpression) throws(ExecutionError) {
        guard case .aggregate(let aggregate) = part, aggregate.records.path.first == plan.model.customer else { return }
        var inner: [PlanExpression] = []
        _ = part.mapOperands {
            inner.append($0)
            return $0
        }
        for operand in inner { try computeEverybody(in: operand) }
        if evaluator.everybody[aggregate] != nil { return }
        evaluator.everybody[aggregate] = try everybodysValue(aggregate)
    }

    private func everybodysValue(_ aggregate: PlanAggregate) throws(ExecutionError) -> Value {
        let set = aggregate.records
        let all = Frame(variable: set.row, entity: set.entity, rows: .range(0..<evaluator.catalogue.ownedCount(of: set.entity)))
        var conditions = set.timeRanges.filter { !isWithin($0) }.map(\.condition)
        if let condition = set.condition { conditions.append(aggregate.function == .all ? .not(condition) : condition) }
        var kept = all
        if !conditions.isEmpty { kept = all.selecting(try positions(conditions.count == 1 ? conditions[0] : .and(conditions), all)) }
        if aggregate.type == .bool, aggregate.value == nil { return .bool((kept.count > 0) == (aggregate.function == .any)) }
        let vector: Vector
        if [.first, .last, .nth].contains(aggregate.function) {
            var evaluator = evaluator
            vector = try evaluator.picked(aggregate, KeptRecords(frame: kept, bounds: [0, Int32(clamping: kept.count)]))
        } else {
            var values: Vector?
            if let expression = aggregate.value { values = try self.values(expression, kept) }
            vector = try GroupReduction(Grouping(one: kept.count), nil, workers).reduce(aggregate.function, values, isDistinct: aggregate.isDistinct, aggregate.parameter)
        }
        return vector.value(0, as: aggregate.type.kind)
    }
}
