package import Model
package import Syntax

/// Records of two or more kinds in an order of time: whether some choice of one record for each step meets all of it.
package struct BoundSequence: Sendable {
    /// Two at least; the first has neither limit nor exclusions.
    package var steps: [BoundStep]
}

package struct BoundStep: Sendable {
    package var events: BoundEvents
    /// How long after the record of the step before.
    package var limit: BoundLimit?
    /// None of these lies strictly between the record of the step before and this one's.
    package var exclusions: [BoundEvents]
}

/// Records, and the row whose event time is theirs: the record itself or one that it belongs to.
package struct BoundEvents: Sendable {
    package var records: BoundRecords
    package var timeRow: RowReference
    package var timeField: Int
    package var timeKind: ValueKind
}

/// `within 14 days`
package struct BoundLimit: Sendable {
    package var count: Int
    package var unit: DurationUnit
}
