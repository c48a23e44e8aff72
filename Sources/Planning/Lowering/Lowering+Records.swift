import Model
import Semantics
import Syntax

/// Aggregates over records and sequences of them: windows, `over` and what is still to come turn into bounds on event
/// times.
extension Lowering {
    func lower(_ aggregate: BoundAggregate, _ type: ValueType) -> PlanExpression {
        let records = aggregate.records
        var (ranges, conditions) = bounds(of: records)
        let condition = records.condition.map { lower($0) }
        switch aggregate.function {
        case .any: return .exists(recordSet(records, ranges, conditions + [condition].compactMap(\.self)))
        case .none: return .not(.exists(recordSet(records, ranges, conditions + [condition].compactMap(\.self))))
        case .all:
            // The window decides which records it speaks of; none of those may break the condition.
            let broken = condition.map { PlanExpression.not($0) }
            return .not(.exists(recordSet(records, ranges, conditions + [broken].compactMap(\.self))))
        default: conditions += [condition].compactMap(\.self)
        }
        var value = aggregate.value.map { lower($0) }
        if aggregate.gaps == .records, let time = value {
            conditions += requireTime(time, &ranges)
            value = localDay(time)
        }
        if aggregate.function == .sum, case .decimal(let decimal) = value {
            return sum(of: decimal) { value, known in
                .aggregate(
                    PlanAggregate(
                        function: .sum, records: recordSet(records, ranges, conditions + known), value: value,
                        isDistinct: false, type: value.type))
            }
        }
        return .aggregate(
            PlanAggregate(
                function: aggregate.function, records: recordSet(records, ranges, conditions), value: value,
                gaps: aggregate.gaps, isDistinct: aggregate.isDistinct, parameter: aggregate.parameter,
                credit: aggregate.credit.map { lower($0) }, type: type))
    }

    /// A day on which credits lapse is the last on which they can be used.
    private func lower(_ credit: BoundCredit) -> PlanCredit {
        let booked = lower(credit.time), expiry = lower(credit.expiry),
            reversalKey = credit.reversalKey.map { lower($0) }
        if booked.type.kind == .time, expiry.type.kind == .time {
            return PlanCredit(time: booked, expiry: expiry, reversalKey: reversalKey, end: time.bound(time.end, .time))
        }
        let dayAfter = PlanExpression.arithmetic(.add, localDay(expiry), .constant(.int(1)), .date)
        return PlanCredit(
            time: localDay(booked), expiry: dayAfter, reversalKey: reversalKey, end: time.bound(time.end, .date))
    }

    func lower(_ sequence: BoundSequence) -> PlanExpression {
        .sequence(
            PlanSequence(
                steps: sequence.steps.map { step in
                    PlanSequence.Step(
                        events: lower(step.events), limit: step.limit.map { lower($0) },
                        exclusions: step.exclusions.map { lower($0) })
                }))
    }

    private func lower(_ events: BoundEvents) -> PlanSequence.Events {
        var (ranges, conditions) = bounds(of: events.records)
        let time = PlanExpression.field(events.timeRow, field: events.timeField, ValueType(events.timeKind))
        conditions += requireTime(time, &ranges)
        if let condition = events.records.condition { conditions.append(lower(condition)) }
        return PlanSequence.Events(records: recordSet(events.records, ranges, conditions), time: time)
    }

    private func lower(_ limit: BoundLimit) -> PlanSequence.Limit {
        switch limit.unit {
        case .minute: .exact(microseconds: Int64(limit.count) * 60 * Instant.microsecondsPerSecond)
        case .hour: .exact(microseconds: Int64(limit.count) * 3600 * Instant.microsecondsPerSecond)
        case .day: .days(limit.count)
        case .week: .days(7 * limit.count)
        case .month: .months(limit.count)
        case .quarter: .months(3 * limit.count)
        case .year: .months(12 * limit.count)
        }
    }

    private func recordSet(_ records: BoundRecords, _ ranges: [TimeRange], _ conditions: [PlanExpression]) -> RecordSet
    {
        RecordSet(anchor: records.anchor, path: records.path, row: records.row, timeRanges: ranges,
                  condition: conditions.isEmpty ? nil : conditions.count == 1 ? conditions[0] : .and(conditions))
    }

    /// The bounds on every timed row of a path, and those conditions of its window that are no constant bounds.
    private func bounds(of records: BoundRecords) -> (ranges: [TimeRange], conditions: [PlanExpression]) {
        var ranges: [TimeRange] = []
        for (depth, entity) in records.path.enumerated() {
            let row = (depth + 1..<records.path.count).reduce(RowReference.variable(records.row)) { row, _ in
                .owner(row)
            }
            if let range = time.existence(of: row, entity: model.entities[entity]) { ranges.append(range) }
        }
        // Records of all customers are there whatever row they are asked beside.
        let anchor = records.path.first == model.customer ? [] : presence(of: records.anchor)
        var conditions = outerExistence(of: records) + anchor
        // For records whose owner stands outside the path, such as the items of the order at hand, the owner's time is
        // used.
        let outerTime = ranges.isEmpty ? eventTime(of: .variable(records.row)) : nil
        if let window = records.window, let row = records.windowRow {
            if let outerTime {
                conditions += self.conditions(of: window, on: outerTime)
            } else {
                conditions += restrict(&ranges, to: window, on: row)
            }
        }
        // For records of all customers, the first range may be that of the customers themselves.
        let ownRanges = records.path.first == model.customer && model.customerEntity.eventTime != nil ? 1 : 0
        // `over` looks at the innermost event time, as a window of the records' own does.
        // For customers, it restricts their records, not when they joined.
        if let window, records.entity != model.customer {
            if let outerTime {
                conditions.append(range(outerTime, window))
            } else if let index = ranges.indices.last, index >= ownRanges {
                let kind = ranges[index].kind
                ranges[index].narrow(window.from.map { time.bound($0, kind) }, window.to.map { time.bound($0, kind) })
            }
        }
        return (ranges, conditions)
    }

    /// As of another day than the question's, records of what had not happened yet do not exist either: conditions on
    /// the owners beyond the path. As of the question's day they are known to exist.
    private func outerExistence(of records: BoundRecords) -> [PlanExpression] {
        guard time != questionTime else { return [] }
        var row = records.path.reduce(RowReference.variable(records.row)) { row, _ in .owner(row) }
        var conditions: [PlanExpression] = []
        for entity in model.ownershipPath(from: records.entity).dropFirst(records.path.count)
        where entity != model.customer {
            if let range = time.existence(of: row, entity: model.entities[entity]) {
                conditions.append(existence(range))
            }
            row = .owner(row)
        }
        return conditions
    }

    /// A bound that keeps out what is still to come, as a condition.
    func existence(_ range: TimeRange) -> PlanExpression {
        let time = PlanExpression.field(range.row, field: range.field, ValueType(range.kind))
        return .or([.range(time, from: nil, to: range.to), .isMissing(time)])
    }

    func range(_ value: PlanExpression, _ window: AbsoluteWindow) -> PlanExpression {
        let kind = value.type.kind
        return .range(value, from: window.from.map { time.bound($0, kind) }, to: window.to.map { time.bound($0, kind) })
    }

    /// The event time of a record or of the nearest owner that has one, the customer excepted.
    func eventTime(of row: RowReference) -> PlanExpression? {
        var row = row
        for entity in model.ownershipPath(from: script.entity(of: row, in: model) ?? model.customer)
        where entity != model.customer {
            if let field = model.entities[entity].eventTime {
                return .field(row, field: field, model.entities[entity].fields[field].type)
            }
            row = .owner(row)
        }
        return nil
    }

    func conditions(of window: BoundWindow, on value: PlanExpression) -> [PlanExpression] {
        let (from, to, rest) = bounds(of: window, over: value)
        return (from == nil && to == nil ? [] : [.range(value, from: from, to: to)]) + rest
    }

    /// Leaves out records without an event time: in the bounds, or, where the time is that of a row beyond them, by a
    /// condition.
    private func requireTime(_ time: PlanExpression, _ ranges: inout [TimeRange]) -> [PlanExpression] {
        guard case .field(let row, let field, _) = time,
            let index = ranges.firstIndex(where: { $0.row == row && $0.field == field })
        else {
            return [.not(.isMissing(time))]
        }
        ranges[index].narrow(nil, nil)
        return []
    }
}
