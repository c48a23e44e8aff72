import Model
import Semantics

/// Whether there are records, one for each step, that come in the order of the steps.
///
/// It holds where some choice of one record for each step meets all of this: each record is later than the one of the
/// step before (`follows`); it is no further from it than the step's limit (`isNear`); and none of the step's
/// exclusions is later than the one and earlier than the other. Records without an event time are in no choice and
/// exclude nothing.
///
/// All of it looks at pairs of neighbours in time, so that an engine whose records are sorted by time can answer it in
/// one pass over each customer's records: for each step it keeps the times at which a chain that far can have ended.
package struct PlanSequence: Sendable, Hashable {
    /// Two at least; the first has neither limit nor exclusions.
    package var steps: [Step]

    package struct Step: Sendable, Hashable {
        package var events: Events
        package var limit: Limit?
        package var exclusions: [Events]
    }

    /// Records in time.
    package struct Events: Sendable, Hashable {
        package var records: RecordSet
        /// Their event time, a date or a time: a field of the record, or of one that it belongs to.
        package var time: PlanExpression
    }

    /// How far apart two neighbours may be.
    package enum Limit: Sendable, Hashable {
        /// At most so many microseconds; both have a time.
        case exact(microseconds: Int64)
        /// The later day is at most so many days behind the earlier one, as the calendar of the question's time zone
        /// counts.
        case days(Int)
        /// At most the same day of the month so many months on, or the last day of a shorter month.
        case months(Int)
    }

    var operands: [PlanExpression] {
        steps.flatMap { [$0.events] + $0.exclusions }.flatMap { [$0.time, $0.records.condition].compactMap(\.self) }
    }

    func mapOperands(_ change: (PlanExpression) -> PlanExpression) -> PlanSequence {
        mapEvents { events in
            var events = events
            events.time = change(events.time)
            events.records.condition = events.records.condition.map(change)
            return events
        }
    }

    func mapRecordSets(_ change: (RecordSet) -> RecordSet) -> PlanSequence {
        mapEvents { Events(records: change($0.records), time: $0.time) }
    }

    private func mapEvents(_ change: (Events) -> Events) -> PlanSequence {
        PlanSequence(
            steps: steps.map { Step(events: change($0.events), limit: $0.limit, exclusions: $0.exclusions.map(change)) }
        )
    }
}

extension PlanSequence.Events {
    /// Whether this is the later one of two records; one of them that has a day alone is later only on another day.
    package func follows(_ earlier: PlanSequence.Events) -> PlanExpression {
        time.type.kind == earlier.time.type.kind
            ? .comparison(.greater, time, earlier.time) : .comparison(.greater, day, earlier.day)
    }

    /// Whether this one, the later, is within the limit of the earlier one.
    package func isNear(_ earlier: PlanSequence.Events, _ limit: PlanSequence.Limit) -> PlanExpression {
        switch limit {
        case .exact(let length):
            .comparison(.lessEqual, time, .arithmetic(.add, earlier.time, .constant(.duration(length)), .time))
        case .days(let count):
            .comparison(.lessEqual, .arithmetic(.subtract, day, earlier.day, .days), .constant(.int(Int64(count))))
        case .months(let count):
            .comparison(.lessEqual, day, .call(.monthsLater, [earlier.day, .constant(.int(Int64(count)))], .date))
        }
    }

    /// The day in the question's time zone.
    private var day: PlanExpression { time.type.kind == .date ? time : .localDay(time) }
}
