import Model
import Planning
import Semantics

/// Records in the order of time: sequences of them, and the gaps between them.
extension SQLGenerator {
    /// One row of each step, joined by their times; a subquery for each exclusion.
    mutating func existence(_ sequence: PlanSequence) -> SQLFragment {
        var sources: [SQLFragment] = []
        var filters: [SQLFragment] = []
        var previous: PlanSequence.Events?
        for step in sequence.steps {
            var conditions = [step.events.records.condition].compactMap(\.self)
            if let previous {
                conditions.append(step.events.follows(previous))
                if let limit = step.limit { conditions.append(step.events.isNear(previous, limit)) }
            }
            let (source, filter, _) = records(step.events.records, value: nil, testing: conditions.isEmpty ? nil : .and(conditions))
            sources.append(source)
            filters.append(filter)
            if let previous {
                for excluded in step.exclusions { filters.append(absence(of: excluded, between: previous, step.events)) }
            }
            previous = step.events
        }
        return "EXISTS (SELECT 1 FROM \(sources.joined(separator: ", ")) WHERE \(filters.joined(separator: " AND ")))"
    }

    private mutating func absence(of excluded: PlanSequence.Events, between earlier: PlanSequence.Events, _ later: PlanSequence.Events) -> SQLFragment {
        let conditions = [excluded.records.condition].compactMap(\.self) + [excluded.follows(earlier), later.follows(excluded)]
        let (source, filter, _) = records(excluded.records, value: nil, testing: .and(conditions))
        return "NOT EXISTS (SELECT 1 FROM \(source) WHERE \(filter))"
    }

    /// Each record's day less that of the one before it; what has none before it is left out.
    mutating func gaps(_ aggregate: PlanAggregate) -> SQLFragment {
        let set = aggregate.records
        let day = aggregate.value.map { operand($0) } ?? "NULL"
        let order = timeOrder(set)
        let (source, filter, _) = records(set, value: aggregate.value, testing: set.condition)
        let within = order.map(\.value).joined(separator: ", ")
        let places = order.indices.map { SQLFragment(stringLiteral: "place\($0)") }
        let columns = zip(order, places).map { term, place -> SQLFragment in "\(term.value) AS \(place)" }.joined(separator: ", ")
        let gaps: SQLFragment = "(SELECT \(day) - lag(\(day)) OVER (ORDER BY \(within)) AS gap, \(columns) FROM \(source) WHERE \(filter)) AS gaps"
        guard let direction = aggregate.direction else {
            let result = function(aggregate.function, "gap", aggregate.isDistinct, filter: nil, parameter: aggregate.parameter)
            return "(SELECT \(result) FROM \(gaps) WHERE gap IS NOT NULL)"
        }
        let ordered = places.map { place -> SQLFragment in "\(place)\(direction.sql)" }.joined(separator: ", ")
        return "(SELECT gap FROM \(gaps) WHERE gap IS NOT NULL ORDER BY \(ordered) LIMIT 1\(direction.offset))"
    }
}

/// From which end of time, and how far from it, a record is picked.
struct PickDirection {
    var sql: SQLFragment
    var offset: SQLFragment
}

extension PlanAggregate {
    /// nil where it picks none but computes over all.
    var direction: PickDirection? {
        switch function {
        case .first: return PickDirection(sql: "", offset: "")
        case .last: return PickDirection(sql: " DESC", offset: "")
        case .nth:
            let position = parameter ?? 1
            let skipped = Int64(abs(position)) - 1
            return PickDirection(sql: position > 0 ? "" : " DESC", offset: skipped > 0 ? " OFFSET \(number: skipped)" : "")
        default: return nil
        }
    }
}
