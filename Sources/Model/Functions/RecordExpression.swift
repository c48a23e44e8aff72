/// Words that look like functions and read records in a way of their own, declared once for checker, completion and
/// documentation.
package enum RecordExpression: String, Sendable, Hashable, CaseIterable {
    case sequence, gap

    package var documentation: String {
        switch self {
        case .sequence: "Whether there are records of these steps, each later than the one before."
        case .gap:
            "Days between each record and the one before it, or, of `distinct` days, between each day and the one before it; inside an aggregate."
        }
    }

    package var example: String {
        switch self {
        case .sequence: "sequence(interactions where kind = \"demo\" then orders within 14 days)"
        case .gap: "median(gap(orders))"
        }
    }
}

/// Neighbours in time between which an aggregate of gaps counts the days.
package enum GapKind: Sendable, Hashable {
    /// `gap(orders)`: each record and the one before it; on one day there are 0 days between them.
    case records
    /// `gap(distinct day(orders.ordered_at))`: each day and the one before it, however many records it has.
    case days
}
