import Model
import Planning
import Semantics

extension Evaluator {
    /// The day of a time in the question's time zone.
    mutating func localDay(_ operand: PlanExpression, _ frame: Frame) throws(ExecutionError) -> Vector {
        var vector = try value(operand, frame)
        guard case .integers(let instants) = vector.values else { throw ExecutionError.unsupported("the day of what is no time") }
        let zone = time.zone
        if zone.transitions.isEmpty {
            let shift = Int64(zone.initialOffsetSeconds) * Instant.microsecondsPerSecond
            vector.values = .integers(instants.map { floorDivide($0 &+ shift, Instant.microsecondsPerDay) })
        } else {
            vector.values = .integers(instants.map { Int64(zone.localTime(of: Instant(microseconds: $0)).date.daysSinceEpoch) })
        }
        return vector
    }

    mutating func call(_ operation: ScalarFunction.Operation, _ arguments: [PlanExpression], _ frame: Frame) throws(ExecutionError) -> Vector {
        let first = try value(arguments[0], frame)
        switch operation {
        case .daysSince, .daysBetween, .day: return first
        case .year: return first.days { Int64($0.components.year) }
        case .monthOfYear: return first.days { Int64($0.components.month) }
        case .monthAndDay: return first.days { Int64($0.components.month * 100 + $0.components.day) }
        case .month: return first.days { Int64($0.firstOfMonth.daysSinceEpoch) }
        case .quarter: return first.days { Int64($0.firstOfMonth.adding(months: -(($0.components.month - 1) % 3)).daysSinceEpoch) }
        case .week: return first.days { Int64($0.daysSinceEpoch) - Int64($0.weekday) + 1 }
        case .weekday: return first.days { Int64($0.weekday) }
        case .monthsLater:
            guard case .constant(.int(let months)) = arguments[1] else { throw ExecutionError.unsupported("a number of months that differs") }
            return first.days { Int64($0.adding(months: Int(clamping: months)).daysSinceEpoch) }
        case .hour:
            guard case .integers(let instants) = first.values else { return first }
            let zone = time.zone
            return Vector(.integers(instants.map { zone.localTime(of: Instant(microseconds: $0)).microsecondOfDay / (3600 * Instant.microsecondsPerSecond) }), valid: first.valid)
        case .hoursBetween:
            let second = try value(arguments[1], frame)
            guard case .integers(let a) = first.values, case .integers(let b) = second.values else { return first }
            return Vector(.numbers(zip(a, b).map { Double($1 &- $0) / 3_600_000_000 }), valid: first.valid.map { $0.and(second.valid) } ?? second.valid)
        case .absolute:
            switch first.values {
            case .integers(let values):
                if values.indices.contains(where: { values[$0] == .min && first.isValid($0) }) { throw ExecutionError.overflow }
                return Vector(.integers(values.map { $0 == .min ? 0 : abs($0) }), valid: first.valid)
            case .numbers(let values): return Vector(.numbers(values.map { abs($0) }), valid: first.valid)
            case .texts: return first
            }
        case .rounded:
            guard case .numbers(let values) = first.values else { return first }
            return Vector(.integers(values.map { Evaluator.whole($0.rounded(.toNearestOrAwayFromZero)) }), valid: first.valid)
        case .length:
            guard case .texts(let codes, let texts) = first.values else { return first }
            let lengths = (0..<texts.count).map { Int64(texts.text($0).unicodeScalars.count) }
            return Vector(.integers(codes.map { $0 < lengths.count ? lengths[Int($0)] : 0 }), valid: first.valid)
        }
    }

    /// As SQLite casts: what lies beyond 64 bits stops at their ends.
    private static func whole(_ number: Double) -> Int64 {
        number.isNaN ? 0 : number >= 9.223372036854775e18 ? .max : number <= -9.223372036854775e18 ? .min : Int64(number)
    }
}

extension Vector {
    fileprivate func days(_ part: (CivilDate) -> Int64) -> Vector {
        guard case .integers(let days) = values else { return self }
        return Vector(.integers(days.map { part(CivilDate(daysSinceEpoch: Int32(clamping: $0))) }), valid: valid)
    }
}
