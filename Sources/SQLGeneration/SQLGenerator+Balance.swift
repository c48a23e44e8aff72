import Model
import Planning
import Semantics

extension SQLGenerator {
    /// The remainder of the records as credits.
    mutating func balance(_ credit: PlanCredit, of aggregate: PlanAggregate) -> SQLFragment {
        let set = aggregate.records, entity = plan.model.entities[set.entity]
        let key = PlanExpression.field(.variable(set.row), field: entity.key, entity.keyField.type)
        let expressions = [
            credit.time, key, aggregate.value ?? .constant(.missing), credit.expiry,
            credit.reversalKey ?? .constant(.missing)
        ]
        let (source, filter, values) = records(set, values: expressions, testing: set.condition)
        let balance = dialect.balance(
            time: values[0], key: values[1], change: values[2], expiry: values[3], reversalKey: values[4],
            end: "\(Value.int(credit.end))")
        return "(SELECT \(balance) FROM \(source) WHERE \(filter))"
    }
}
