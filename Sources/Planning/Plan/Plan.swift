package import Model
import Syntax
package import Semantics

/// What is to be computed for one question, independent of any engine.
///
/// Enters (`Lowering`): a bound query and the as-of instant. Leaves: a tree of relations over expressions in which nothing
/// depends on the clock any more. Never: knows an engine, reads the store.
package struct Plan: Sendable {
    package var model: DataModel
    /// Metrics and segments that the rest refers to, each computed once, dependencies first. `DefinitionID` is the index.
    package var definitions: [PlanDefinition]
    package var root: RelationNode
    package var time: TimeContext
    /// Above every row variable in use.
    package var nextRow: Int
    package var isSegment: Bool

    /// Columns of the result.
    package var columns: [PlanColumn] { root.columns }
}

package struct PlanDefinition: Sendable {
    package var name: String
    package var kind: BoundDefinition.Kind
    /// Of the customer in row variable 0.
    package var expression: PlanExpression
}

package struct PlanColumn: Sendable {
    package var name: String
    package var label: String?
    package var expression: PlanExpression
    package var isPersonal: Bool

    package var type: ValueType { expression.type }
}

/// A relation: rows of an entity until a projection or a group makes them rows of columns.
package indirect enum RelationNode: Sendable {
    case scan(ScanNode)
    case filter(RelationNode, PlanExpression)
    case sort(RelationNode, [SortKey])
    case take(RelationNode, Int)
    case project(RelationNode, [PlanColumn])
    /// One row for each combination of keys, ordered by them; with no keys exactly one row.
    case group(RelationNode, keys: [PlanColumn], aggregates: [PlanColumn])

    /// The columns that its rows consist of; none while they are still rows of an entity.
    package var columns: [PlanColumn] {
        switch self {
        case .scan: []
        case .filter(let input, _), .sort(let input, _), .take(let input, _): input.columns
        case .project(_, let columns): columns
        case .group(_, let keys, let aggregates): keys + aggregates
        }
    }

    package var scan: ScanNode {
        switch self {
        case .scan(let scan): scan
        case .filter(let input, _), .sort(let input, _), .take(let input, _), .project(let input, _), .group(let input, _, _): input.scan
        }
    }
}

/// The rows of an entity that exist as of the question's instant.
package struct ScanNode: Sendable {
    package var entity: Int
    package var row: Int
    package var timeRanges: [TimeRange]
}

package struct SortKey: Sendable {
    package var expression: PlanExpression
    /// Missing values come last either way.
    package var isDescending: Bool
}

/// The as-of instant, resolved once for a whole run.
package struct TimeContext: Sendable, Hashable {
    /// What `today` is.
    package let day: CivilDate
    /// The first instant that has not happened yet: records from here on do not exist.
    package let end: Instant
    package let zone: TimeZoneRules

    /// As of the end of a day.
    package init(endOf day: CivilDate, zone: TimeZoneRules) {
        self.day = day
        end = zone.startOfDay(day.adding(days: 1))
        self.zone = zone
    }

    /// As of an instant, which itself has happened.
    package init(instant: Instant, zone: TimeZoneRules) {
        day = zone.localTime(of: instant).date
        end = Instant(microseconds: instant.microseconds + 1)
        self.zone = zone
    }

    /// The first day inside a window that reaches `count` units back; the window ends with the as-of day.
    func firstDay(back count: Int, _ unit: DurationUnit) -> CivilDate {
        switch unit {
        case .minute, .hour: day
        case .day: day.adding(days: 1 - count)
        case .week: day.adding(days: 1 - 7 * count)
        case .month: day.adding(months: -count).adding(days: 1)
        case .year: day.adding(months: -12 * count).adding(days: 1)
        }
    }

    /// The moment that lies `count` units before the end of the as-of day, or, for hours and minutes, before the as-of instant.
    func moment(back count: Int, _ unit: DurationUnit) -> Instant {
        switch unit {
        case .minute: Instant(microseconds: end.microseconds - Int64(count) * 60 * Instant.microsecondsPerSecond)
        case .hour: Instant(microseconds: end.microseconds - Int64(count) * 3600 * Instant.microsecondsPerSecond)
        default: zone.startOfDay(firstDay(back: count, unit))
        }
    }
}
