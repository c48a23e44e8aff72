import Model
import Planning

/// The records, aggregates and calls of the last frames: questions ask several things of the same records.
///
/// Each frame is evaluated by one evaluator, so a short list suffices; entries of other frames make room.
///
/// Unchecked: frames are not safe to share, and are not shared, because an evaluator that is handed to a thread first
/// drops what it knows of them (`Evaluator.forThread`).
struct RecordCache: @unchecked Sendable {
    private struct Entry {
        let frame: RowBatch
        let set: RecordSet
        let records: Records
    }

    private struct Value {
        let frame: RowBatch
        let aggregate: PlanAggregate
        let vector: Vector
    }

    private struct Call {
        let frame: RowBatch
        let operation: ScalarFunction.Operation
        let arguments: [PlanExpression]
        let vector: Vector
    }

    private static let capacity = 8

    private var entries: [Entry] = []
    private var values: [Value] = []
    private var calls: [Call] = []

    /// Between batches, so that the memory of one is that of the next, and still in the core's cache.
    mutating func forget() {
        entries.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        calls.removeAll(keepingCapacity: true)
    }

    func records(of set: RecordSet, in frame: RowBatch) -> Records? {
        // By place, and what differs soonest first: a plan's nodes take longer to copy and to compare than some batches
        // to work out.
        for place in entries.indices
        where entries[place].frame === frame && entries[place].set.row == set.row && entries[place].set == set {
            return entries[place].records
        }
        return nil
    }

    mutating func remember(_ records: Records, of set: RecordSet, in frame: RowBatch) {
        if entries.count == RecordCache.capacity { entries.removeFirst() }
        entries.append(Entry(frame: frame, set: set, records: records))
    }

    /// The aggregate's values, of the frame itself or gathered from one that has all of its rows.
    func value(of aggregate: PlanAggregate, in frame: RowBatch) -> Vector? {
        for place in values.indices where values[place].aggregate.records.row == aggregate.records.row {
            let known = values[place].frame
            guard known === frame || known.isRelated(to: frame), values[place].aggregate == aggregate else { continue }
            if known === frame { return values[place].vector }
            if let positions = frame.positions(in: known) { return values[place].vector.gathered(positions) }
        }
        return nil
    }

    mutating func remember(_ vector: Vector, of aggregate: PlanAggregate, in frame: RowBatch) {
        if values.count == RecordCache.capacity { values.removeFirst() }
        values.append(Value(frame: frame, aggregate: aggregate, vector: vector))
    }

    func value(
        of operation: ScalarFunction.Operation, _ arguments: [PlanExpression], in frame: RowBatch
    ) -> Vector? {
        for place in calls.indices
        where calls[place].frame === frame && calls[place].operation == operation && calls[place].arguments == arguments
        {
            return calls[place].vector
        }
        return nil
    }

    mutating func remember(
        _ vector: Vector, of operation: ScalarFunction.Operation, _ arguments: [PlanExpression], in frame: RowBatch
    ) {
        if calls.count == RecordCache.capacity { calls.removeFirst() }
        calls.append(Call(frame: frame, operation: operation, arguments: arguments, vector: vector))
    }
}
