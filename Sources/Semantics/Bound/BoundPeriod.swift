package import Syntax

/// The periods that an analysis tells apart.
package enum BoundPeriod: Sendable, Hashable {
    /// Days, weeks, months, quarters or years of the calendar.
    case calendar(DurationUnit)
    /// So many days each, from a moment of each customer's own.
    case days(Int)

    /// The period as a text writes it: `month`, `30 days`.
    package var text: String {
        switch self {
        case .calendar(let unit): unit.rawValue
        case .days(let count): count == 1 ? "1 day" : "\(count) days"
        }
    }

    /// How many of the periods so many units are; nil where they are not whole ones.
    package func count(in length: Int, _ unit: DurationUnit) -> Int? {
        let (own, other) = (size, BoundPeriod.calendar(unit).size)
        guard let own, let other, own.inMonths == other.inMonths else { return nil }
        let (whole, overflow) = length.multipliedReportingOverflow(by: other.count)
        return !overflow && whole.isMultiple(of: own.count) ? whole / own.count : nil
    }

    /// Its length in days or in months; nil of hours and minutes.
    private var size: (count: Int, inMonths: Bool)? {
        switch self {
        case .days(let count): (count, false)
        case .calendar(.day): (1, false)
        case .calendar(.week): (7, false)
        case .calendar(.month): (1, true)
        case .calendar(.quarter): (3, true)
        case .calendar(.year): (12, true)
        case .calendar(.hour), .calendar(.minute): nil
        }
    }
}
