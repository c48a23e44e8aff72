import Model
import Planning
import Semantics

/// Records in the order of time: sequences of them, and the gaps between them.
extension SQLGenerator {
    /// One row of each step, joined by their times; a subquery for each exclusion.
    ///
    /// Before a step without limit and exclusions, only the earliest time at which the steps so far can have been
    /// completed matters: it stands in their place, so that a long sequence is not a product of all its steps.
    mutating func existence(_ sequence: PlanSequence) -> SQLFragment {
        var reached: SQLFragment?
        let parts = sequence.independentParts
        for part in parts.dropLast() {
            let (sources, filters) = join(part, behind: reached)
            let end = part.last.map { value($0.events.time) } ?? "NULL"
            reached = "SELECT min(\(end)) FROM \(sources) WHERE \(filters)"
        }
        let (sources, filters) = join(parts.last ?? [], behind: reached)
        return "EXISTS (SELECT 1 FROM \(sources) WHERE \(filters))"
    }

    /// - Parameter reached: a query for the time that the first step has to be later than.
    private mutating func join(_ steps: ArraySlice<PlanSequence.Step>, behind reached: SQLFragment?) -> (
        sources: SQLFragment, filters: SQLFragment
    ) {
        var sources: [SQLFragment] = []
        var filters: [SQLFragment] = []
        var previous: PlanSequence.Events?
        for step in steps {
            var conditions = [step.events.records.condition].compactMap(\.self)
            if let previous {
                conditions.append(step.events.follows(previous))
                if let limit = step.limit { conditions.append(step.events.isNear(previous, limit)) }
            }
            // Its time is what the next step asks for, whether its own conditions do or not.
            let condition = conditions.isEmpty ? nil : PlanExpression.and(conditions)
            let (source, filter, _) = records(step.events.records, value: step.events.time, testing: condition)
            sources.append(source)
            filters.append(filter)
            if let previous {
                for excluded in step.exclusions {
                    filters.append(absence(of: excluded, between: previous, step.events))
                }
            } else if let reached {
                // A bound for the index on the event time, found once for it.
                filters.append("\(value(step.events.time)) > (\(reached))")
            }
            previous = step.events
        }
        return (sources.joined(separator: ", "), filters.joined(separator: " AND "))
    }

    private mutating func absence(
        of excluded: PlanSequence.Events, between earlier: PlanSequence.Events, _ later: PlanSequence.Events
    ) -> SQLFragment {
        let conditions =
            [excluded.records.condition].compactMap(\.self) + [excluded.follows(earlier), later.follows(excluded)]
        let (source, filter, _) = records(excluded.records, value: nil, testing: .and(conditions))
        return "NOT EXISTS (SELECT 1 FROM \(source) WHERE \(filter))"
    }

    /// Each record's day less that of the one before it; what has none before it is left out. Days in their order are
    /// parted by gaps, and records of one day by 0 days.
    mutating func gaps(_ kind: GapKind, _ aggregate: PlanAggregate) -> SQLFragment {
        let set = aggregate.records
        let day = aggregate.value.map { operand($0) } ?? "NULL"
        let order = kind == .days ? [(value: day, isKey: false)] : timeOrder(set)
        let counted: SQLFragment = kind == .days ? "gap > 0" : "gap IS NOT NULL"
        let (source, filter, _) = records(set, value: aggregate.value, testing: set.condition)
        let within = order.map(\.value).joined(separator: ", ")
        let places = order.indices.map { SQLFragment(stringLiteral: "place\($0)") }
        let columns = zip(order, places).map { term, place -> SQLFragment in "\(term.value) AS \(place)" }.joined(
            separator: ", ")
        let gaps: SQLFragment =
            "(SELECT \(day) - lag(\(day)) OVER (ORDER BY \(within)) AS gap, \(columns) FROM \(source) WHERE \(filter)) AS gaps"
        guard let direction = aggregate.direction else {
            let result = function(
                aggregate.function, "gap", aggregate.isDistinct, filter: nil, parameter: aggregate.parameter)
            return "(SELECT \(result) FROM \(gaps) WHERE \(counted))"
        }
        let ordered = places.map { place -> SQLFragment in "\(place)\(direction.sql)" }.joined(separator: ", ")
        return "(SELECT gap FROM \(gaps) WHERE \(counted) ORDER BY \(ordered) LIMIT 1\(direction.offset))"
    }
}

private extension PlanSequence {
    /// Most parts: each is a query in the one behind it, and SQLite takes no deep nesting.
    static var partLimit: Int { 4 }

    /// Runs of steps, each of which asks of the one before no more than that it is over.
    var independentParts: [ArraySlice<Step>] {
        let starts = steps.indices.dropFirst().filter { index in
            steps[index].limit == nil && steps[index].exclusions.isEmpty
                && steps[index].events.time.type.kind == steps[index - 1].events.time.type.kind
        }
        let count = min(starts.count, PlanSequence.partLimit - 1)
        let chosen = (0..<count).map { starts[$0 * starts.count / count] }
        return zip([0] + chosen, chosen + [steps.count]).map { steps[$0..<$1] }
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
            return PickDirection(
                sql: position > 0 ? "" : " DESC", offset: skipped > 0 ? " OFFSET \(number: skipped)" : "")
        default: return nil
        }
    }
}
