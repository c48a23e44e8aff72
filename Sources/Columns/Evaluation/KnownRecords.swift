import Planning

/// What the last frames' records and aggregates were: questions ask several things of the same records.
///
/// A frame is looked at by one evaluator, so that a short list suffices; what is known of another frame makes room.
///
/// Unchecked: frames are not safe to share, and are not shared, because an evaluator that is handed to a thread forgets first what it
/// knows of them (`Evaluator.forThread`).
struct KnownRecords: @unchecked Sendable {
    private struct Entry {
        let frame: Frame
        let set: RecordSet
        let records: Records
    }

    private struct Value {
        let frame: Frame
        let aggregate: PlanAggregate
        let vector: Vector
    }

    private static let capacity = 8

    private var entries: [Entry] = []
    private var values: [Value] = []

    func records(of set: RecordSet, in frame: Frame) -> Records? {
        for entry in entries where entry.frame === frame && entry.set == set { return entry.records }
        return nil
    }

    mutating func remember(_ records: Records, of set: RecordSet, in frame: Frame) {
        if entries.count == KnownRecords.capacity { entries.removeFirst() }
        entries.append(Entry(frame: frame, set: set, records: records))
    }

    /// The aggregate's values, of the frame itself or gathered from the one that it was selected from.
    func value(of aggregate: PlanAggregate, in frame: Frame) -> Vector? {
        for value in values where value.aggregate == aggregate {
            if value.frame === frame { return value.vector }
            if let source = frame.selection, source.frame === value.frame { return value.vector.gathered(source.positions) }
        }
        return nil
    }

    mutating func remember(_ vector: Vector, of aggregate: PlanAggregate, in frame: Frame) {
        if values.count == KnownRecords.capacity { values.removeFirst() }
        values.append(Value(frame: frame, aggregate: aggregate, vector: vector))
    }
}
