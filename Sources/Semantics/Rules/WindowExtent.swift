import Model
import Syntax

/// How far a window reaches, as far as that is known before the question's instant is.
struct WindowExtent {
    enum Edge {
        case open
        /// By the clocks of the question's time zone, in microseconds since the epoch as if that were UTC.
        case absolute(Int64)
        /// So long before the end of the as-of day.
        case back(Int, DurationUnit)
        /// By the calendar around the as-of day, or by a value.
        case unknown

        static let asOf = Edge.back(0, .day)
    }

    private(set) var from: Edge
    private(set) var to: Edge

    /// - Parameter isVariable: whether an expression differs from run to run, as a parameter does.
    init(_ window: BoundWindow, isVariable: (BoundExpression) -> Bool) {
        switch window {
        case .last(let count, let unit): (from, to) = (.back(count, unit), .asOf)
        case .lastFull: (from, to) = (.unknown, .asOf)
        case .next: (from, to) = (.asOf, .unknown)
        case .current: (from, to) = (.unknown, .unknown)
        case .range(let from, let to):
            self.from = from.map { Edge($0, isVariable) } ?? .open
            self.to = to.map { Edge($0, isVariable) } ?? .open
        }
    }

    /// As seen from another day.
    var withoutRelativeEdges: WindowExtent {
        var result = self
        if case .back = from { result.from = .unknown }
        if case .back = to { result.to = .unknown }
        return result
    }

    /// Whether it surely ends before it begins, or as it does.
    var isEmpty: Bool { from.isNeverBefore(to) }

    /// Whether the two surely have nothing in common.
    func isApart(from other: WindowExtent) -> Bool { from.isNeverBefore(other.to) || other.from.isNeverBefore(to) }
}

extension WindowExtent.Edge {
    init(_ moment: BoundMoment, _ isVariable: (BoundExpression) -> Bool) {
        switch moment {
        case .ago(let count, let unit): self = .back(count, unit)
        case .start(let expression): self = WindowExtent.Edge(expression, isEnd: false, isVariable)
        case .end(let expression): self = WindowExtent.Edge(expression, isEnd: true, isVariable)
        }
    }

    private init(_ expression: BoundExpression, isEnd: Bool, _ isVariable: (BoundExpression) -> Bool) {
        guard !isVariable(expression) else {
            self = .unknown
            return
        }
        switch expression.kind {
        case .period(let first, let next): self = .absolute(LocalTime(date: isEnd ? next : first).microsecondsAsUTC)
        case .literal(.date(let day)):
            self = .absolute(LocalTime(date: isEnd ? day.adding(days: 1) : day).microsecondsAsUTC)
        case .localTime(let time): self = .absolute(time.microsecondsAsUTC)
        case .today: self = .back(isEnd ? 0 : 1, .day)
        default: self = .unknown
        }
    }

    /// Whether this moment is surely the same as another, or behind it.
    func isNeverBefore(_ other: WindowExtent.Edge) -> Bool {
        switch (self, other) {
        case (.absolute(let moment), .absolute(let other)): return moment >= other
        case (.back(let count, let unit), .back(let otherCount, let otherUnit)):
            if unit == otherUnit { return count <= otherCount }
            guard let longest = unit.days(count)?.upperBound, let shortest = otherUnit.days(otherCount)?.lowerBound
            else { return false }
            return longest <= shortest
        default: return false
        }
    }
}

private extension DurationUnit {
    /// Days that so many units cover, at the least and at the most; nil for what is no whole day.
    func days(_ count: Int) -> ClosedRange<Int>? {
        switch self {
        case .minute, .hour: count == 0 ? 0...0 : nil
        case .day: count...count
        case .week: 7 * count...7 * count
        case .month: 28 * count...31 * count
        case .quarter: 89 * count...92 * count
        case .year: 365 * count...366 * count
        }
    }
}
