import Model
import Planning
import Semantics

/// A definition's values as far as they are known: of all customers, or of a batch while it is worked on.
struct MaterializedDefinition: Sendable {
    /// The customer that the first one belongs to.
    var start = 0
    var result: BatchResult

    /// Where customers are among the values; -1 for none.
    func places(_ rows: [Int32]) -> [Int32] {
        let first = Int32(truncatingIfNeeded: start)
        return first == 0 ? rows : rows.converted { $0 < 0 ? -1 : $0 &- first }
    }

    /// The values of customers.
    func values(_ rows: [Int32]) -> Vector {
        let places = places(rows)
        return switch result {
        case .values(let vector): vector.gathered(places)
        case .mask(let mask): Vector.mask(mask).gathered(places)
        }
    }

    /// The values of consecutive customers: a slice of the values as they are.
    func values(_ range: Range<Int>) -> Vector {
        switch result {
        case .values(let vector): vector.part(range.lowerBound - start..<range.upperBound - start)
        case .mask(let mask): Vector.mask(Array(mask[range.lowerBound - start..<range.upperBound - start]))
        }
    }
}

extension Executor {
    /// Computes what the plan shares, each once for every customer.
    ///
    /// Definitions that only need what is there, or each other's values of the same customer, are worked out together,
    /// batch by batch: what they read of a customer's records is read once. Standings need everybody's values and come
    /// between.
    mutating func computeDefinitions() throws(ExecutionError) {
        var lines: [RankOrder.Key: RankOrder] = [:]
        var open = Set(plan.definitions.indices)
        while !open.isEmpty {
            let together = definitions(toComputeNext: open)
            if !together.isEmpty {
                for id in together { try computeEverybody(in: plan.definitions[id].expression) }
                try compute(together)
                open.subtract(together)
            }
            for id in open.sorted() {
                guard let ranking = plan.definitions[id].ranking,
                    dependencies(of: id).allSatisfy({ !open.contains($0.id) })
                else { continue }
                try compute(id, ranking, &lines)
                open.remove(id)
            }
            // Definitions that depend on themselves would be left over; no plan has any.
            if together.isEmpty, open.allSatisfy({ dependencies(of: $0).contains { open.contains($0.id) } }),
                !open.isEmpty
            {
                throw ExecutionError.unsupported("definitions in a circle")
            }
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

    /// The definitions that a definition refers to, and whether only for the same customer.
    private func dependencies(of id: Int) -> [(id: Int, isOfSameCustomer: Bool)] {
        var found: [(Int, Bool)] = []
        plan.definitions[id].visitExpressions {
            if case .definition(let other, let row, _) = $0 { found.append((other.index, row == .variable(0))) }
        }
        return found
    }

    /// The remaining definitions that can be computed together, in the plan's order.
    private func definitions(toComputeNext open: Set<Int>) -> [Int] {
        var together: [Int] = []
        for id in open.sorted() where plan.definitions[id].ranking == nil {
            let isReady = dependencies(of: id).allSatisfy { other, isOfSameCustomer in
                !open.contains(other) || isOfSameCustomer && together.contains(other)
            }
            if isReady { together.append(id) }
        }
        return together
    }

    /// The customers who exist as of a definition's day; nil for all.
    private func population(_ existence: TimeRange?) throws(ExecutionError) -> Mask? {
        guard let existence, !isWithin(existence) else { return nil }
        return try mask(existence.condition, customers)
    }

    private mutating func compute(_ together: [Int]) throws(ExecutionError) {
        let definitions = plan.definitions
        var populations: [TimeRange?: Mask?] = [:]
        for id in together where populations[definitions[id].existence] == nil {
            populations[definitions[id].existence] = .some(try population(definitions[id].existence))
        }
        let existing = together.map { populations[definitions[$0].existence] ?? nil }
        let results = try results(Batches(customers)) { evaluator, batch, range throws(ExecutionError) in
            var results: [BatchResult] = []
            for (id, existing) in zip(together, existing) {
                let result = try evaluator.result(definitions[id], existing.map { Array($0[range]) }, batch)
                evaluator.definitions[id] = MaterializedDefinition(start: range.lowerBound, result: result)
                results.append(result)
            }
            return results
        }
        for (id, result) in zip(together, results) {
            evaluator.definitions[id] = MaterializedDefinition(result: result)
        }
    }

    private mutating func compute(_ id: Int, _ ranking: PlanRanking, _ lines: inout [RankOrder.Key: RankOrder])
        throws(ExecutionError)
    {
        let definition = plan.definitions[id], key = RankOrder.Key(definition, ranking)
        if let line = lines[key] { return define(id, try place(line, ranking)) }
        try computeEverybody(in: definition.expression)
        var population = try population(definition.existence)
        if let condition = ranking.population {
            try computeEverybody(in: condition)
            population = try mask(condition, customers).and(population)
        }
        var values = try self.values(definition.expression, customers)
        values.valid = population.map { $0.and(values.valid) } ?? values.valid
        guard ranking.partition.isEmpty else { return define(id, try place(values, ranking)) }
        let line = RankOrder(values, key.direction, workers)
        // Kept where another one needs it.
        let isShared =
            plan.definitions.count(where: { other in other.ranking.map { RankOrder.Key(other, $0) } == key }) > 1
        if isShared { lines[key] = line }
        define(id, try place(line, ranking))
    }

    /// Each customer's place among those who are equal in something.
    private mutating func place(_ values: Vector, _ ranking: PlanRanking) throws(ExecutionError) -> Vector {
        for key in ranking.partition { try computeEverybody(in: key) }
        let keys = try self.values(ranking.partition, customers)
        let window = RowWindow(
            grouping: Grouping(keys, rowCount: customers.count, workers), count: customers.count,
            overflowIsMissing: plan.overflowIsMissing, workers: workers)
        return try window.place(ranking.function, ranking.parts ?? 1, values)
    }

    private mutating func define(_ id: Int, _ places: Vector) {
        evaluator.definitions[id] = MaterializedDefinition(result: .values(places))
        if let ranking = plan.definitions[id].ranking, ranking.function == .quantileScore {
            sharedScores[plan.definitions[id].name] = places.mostShared(upTo: ranking.parts ?? 1)
        }
    }

    // MARK: Aggregates over everybody

    private mutating func computeEverybody(in expression: PlanExpression) throws(ExecutionError) {
        var found: [PlanExpression] = []
        expression.visit { found.append($0) }
        // Innermost first: one may stand in the condition of another.
        for part in found.reversed() { try computeEverybody(once: part) }
    }

    private mutating func computeEverybody(once part: PlanExpression) throws(ExecutionError) {
        guard part.isOverEverybody(plan.model) else { return }
        var inner: [PlanExpression] = []
        _ = part.mapOperands {
            inner.append($0)
            return $0
        }
        for operand in inner { try computeEverybody(in: operand) }
        if evaluator.everybody[part] != nil { return }
        evaluator.everybody[part] = try everybodysValue(part)
    }

    private func everybodysValue(_ part: PlanExpression) throws(ExecutionError) -> Value {
        guard let set = part.recordSets.first else { return .missing }
        let all = RowBatch(
            variable: set.row, entity: set.entity, rows: .range(0..<evaluator.catalogue.ownedCount(of: set.entity)))
        var conditions = set.timeRanges.filter { !isWithin($0) }.map(\.condition)
        if let condition = set.condition { conditions.append(condition) }
        var kept = all
        if !conditions.isEmpty {
            kept = all.selecting(try positions(conditions.count == 1 ? conditions[0] : .and(conditions), all))
        }
        guard case .aggregate(let aggregate) = part else { return .bool(kept.count > 0) }
        let vector: Vector
        if [.first, .last, .nth].contains(aggregate.function) {
            var evaluator = evaluator
            vector = try evaluator.picked(aggregate, KeptRecords(frame: kept, bounds: [0, Int32(clamping: kept.count)]))
        } else {
            var values: Vector?
            if let expression = aggregate.value { values = try self.values(expression, kept) }
            vector = try GroupAggregation(
                Grouping(one: kept.count), nil, workers, overflowIsMissing: plan.overflowIsMissing
            ).reduce(aggregate.function, values, isDistinct: aggregate.isDistinct, aggregate.parameter)
        }
        return vector.value(0, as: aggregate.type.kind)
    }
}

private extension PlanExpression {
    /// Whether it is over the records of all customers, so that it is one value for everybody.
    func isOverEverybody(_ model: DataModel) -> Bool {
        switch self {
        case .exists(let records): records.path.first == model.customer
        case .aggregate(let aggregate): aggregate.records.path.first == model.customer
        default: false
        }
    }
}

private extension Evaluator {
    /// A definition's values of a batch of customers.
    mutating func result(_ definition: PlanDefinition, _ population: Mask?, _ batch: RowBatch) throws(ExecutionError)
        -> BatchResult
    {
        if definition.kind == .segment { return .mask(try mask(definition.expression, batch).and(population)) }
        var values = try value(definition.expression, batch)
        values.valid = population.map { $0.and(values.valid) } ?? values.valid
        return .values(values)
    }
}
