import Model
import Planning
import Semantics

extension Evaluator {
    /// The day of a time in the question's time zone.
    mutating func localDay(_ operand: PlanExpression, _ frame: Frame) throws(ExecutionError) -> Vector {
        var vector = try value(operand, frame)
        guard case .integers(let instants) = vector.values else { throw ExecutionError.unsupported("the day of what is no time") }
        vector.values = .integers(WallClock(time.zone.dayClock).days(instants))
        return vector
    }

    mutating func call(_ operation: ScalarFunction.Operation, _ arguments: [PlanExpression], _ frame: Frame) throws(ExecutionError) -> Vector {
        let first = try value(arguments[0], frame)
        switch operation {
        case .daysSince, .daysBetween, .day: return first
        case .year, .monthOfYear, .monthAndDay, .month, .quarter, .week, .weekday:
            guard case .integers(let days) = first.values else { return first }
            return Vector(.integers(calendar.parts(operation, days)), valid: first.valid)
        case .monthsLater:
            guard case .constant(.int(let months)) = arguments[1] else { throw ExecutionError.unsupported("a number of months that differs") }
            guard case .integers(let days) = first.values else { return first }
            return Vector(.integers(days.map { Int64(CivilDate(daysSinceEpoch: Int32(clamping: $0)).adding(months: Int(clamping: months)).daysSinceEpoch) }), valid: first.valid)
        case .hour:
            guard case .integers(let instants) = first.values else { return first }
            let hour = 3600 * Instant.microsecondsPerSecond
            return Vector(.integers(WallClock(time.zone).map(instants, { local in
                let rest = local % Instant.microsecondsPerDay
                return (rest < 0 ? rest + Instant.microsecondsPerDay : rest) / hour
            }, { $0.microsecondOfDay / hour })), valid: first.valid)
        case .hoursBetween:
            let second = try value(arguments[1], frame)
            guard case .integers(let a) = first.values, case .integers(let b) = second.values else { return first }
            return Vector(.numbers(zip(a, b).map { Double($1 &- $0) / 3_600_000_000 }), valid: first.valid.map { $0.and(second.valid) } ?? second.valid)
        case .absolute:
            switch first.values {
            case .integers(let values):
                let hasOverflown = values.indices.contains { values[$0] == .min && first.isValid($0) }
                if hasOverflown, !overflowIsMissing { throw ExecutionError.overflow }
                let fits = hasOverflown ? values.mask { $0 == .min ? 0 : 1 }.and(first.valid) : first.valid
                return Vector(.integers(values.map { $0 == .min ? 0 : abs($0) }), valid: fits)
            case .numbers(let values): return Vector(.numbers(values.map { abs($0) }), valid: first.valid)
            case .texts: return first
            }
        case .asNumber: return first.numbers.map { Vector(.numbers($0), valid: first.valid) } ?? first
        case .rounded:
            guard case .numbers(let values) = first.values else { return first }
            // Beyond 64 bits there is no whole number.
            let fits = values.mask { $0 >= -0x1p63 && $0 < 0x1p63 ? 1 : 0 }
            let wholes = values.map { Int64(exactly: $0.rounded(.toNearestOrAwayFromZero)) ?? 0 }
            return Vector(.integers(wholes), valid: fits.contains(0) ? fits.and(first.valid) : first.valid)
        case .caseFolded, .caselessKey, .textOfCaselessKey:
            guard case .texts(let codes, let texts) = first.values else { return first }
            let changed =
                operation == .caseFolded ? texts.folded : operation == .caselessKey ? texts.keys : texts.behindKeys
            return Vector(.texts(codes, changed), valid: first.valid)
        case .length:
            guard case .texts(let codes, let texts) = first.values else { return first }
            let lengths = (0..<texts.count).map { Int64(texts.text($0).unicodeScalars.count) }
            return Vector(.integers(codes.map { $0 < lengths.count ? lengths[Int($0)] : 0 }), valid: first.valid)
        }
    }
}
