import Model
import Semantics

extension OptimizerRule {
    static let daysToTimeRange = OptimizerRule(
        "days to time range",
        "Days up to the as-of day, compared with a constant, compare the time itself with a bound: no calendar in the inner loop."
    ) { plan in
        let time = plan.time
        return plan.rewritingExpressions { expression in
            switch expression {
            case .comparison(
                let sign, .arithmetic(.subtract, .constant(.date(let day)), let value, _), .constant(.int(let count))):
                guard let count = Int(exactly: count), count != .min else { return expression }
                // day − d < n  is  d > day − n.
                let pivot = day.adding(days: -count)
                return range(of: value, sign.mirrored, pivot, time) ?? expression
            case .comparison(let sign, let value, .constant(.time(let instant))) where value.type.kind == .time:
                return switch sign {
                case .less: .range(value, from: nil, to: instant.microseconds)
                case .lessEqual: .range(value, from: nil, to: instant.microseconds + 1)
                case .greater: .range(value, from: instant.microseconds + 1, to: nil)
                case .greaterEqual: .range(value, from: instant.microseconds, to: nil)
                case .equal, .notEqual: expression
                }
            default: return expression
            }
        }
    }

    /// The values whose day stands in this relation to `day`.
    private static func range(
        of value: PlanExpression, _ sign: ComparisonOperator, _ day: CivilDate, _ time: TimeContext
    ) -> PlanExpression? {
        let subject: PlanExpression
        let bound: (CivilDate) -> Int64
        if case .localDay(let instant) = value {
            subject = instant
            bound = { time.zone.startOfDay($0).microseconds }
        } else if value.type.kind == .date {
            subject = value
            bound = { Int64($0.daysSinceEpoch) }
        } else {
            return nil
        }
        let next = day.adding(days: 1)
        return switch sign {
        case .less: .range(subject, from: nil, to: bound(day))
        case .lessEqual: .range(subject, from: nil, to: bound(next))
        case .greater: .range(subject, from: bound(next), to: nil)
        case .greaterEqual: .range(subject, from: bound(day), to: nil)
        case .equal: .range(subject, from: bound(day), to: bound(next))
        case .notEqual: .not(.range(subject, from: bound(day), to: bound(next)))
        }
    }
}
