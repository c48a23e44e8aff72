import Model
import Semantics

extension Lowering {
    /// The context inside `among`: whom an outer `among` leaves out stays out.
    func among(_ condition: BoundExpression) -> Lowering {
        var inner = self
        let members = lower(condition)
        // A condition that the population already includes is not added again.
        if let population, population != members, !population.isConjunction(with: members) {
            inner.population = .and([population, members])
        } else if population == nil {
            inner.population = members
        }
        return inner
    }

    /// A standing as a definition of the plan, to be computed once for every customer.
    func definition(of ranking: BoundRanking, named name: (PlanExpression) -> String) -> PlanDefinition {
        let value = lower(ranking.value)
        let place = PlanRanking(
            function: ranking.function, parts: ranking.parts, population: population,
            partition: ranking.partition.map { lower($0) })
        return PlanDefinition(
            name: name(value), kind: .metric, expression: value, ranking: place, existence: customerExistence)
    }

    /// The bound on joining of the customer in row variable 0, as of this context's instant.
    var customerExistence: TimeRange? { time.existence(of: .variable(0), entity: model.customerEntity) }

    /// Conditions for a row, and for what it belongs to, to be there by this context's instant; none where that is not
    /// recorded.
    func existed(_ row: RowReference) -> [PlanExpression] {
        script.entity(of: row, in: model).map { existence(of: row, entity: $0).map { existence($0) } } ?? []
    }
}

private extension PlanExpression {
    /// Whether it is a conjunction, of two at a time, that has the condition in it.
    func isConjunction(with condition: PlanExpression) -> Bool {
        guard case .and(let operands) = self else { return false }
        return operands.contains { $0 == condition || $0.isConjunction(with: condition) }
    }
}
