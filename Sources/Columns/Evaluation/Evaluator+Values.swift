import Model
import Planning
import Semantics

extension Evaluator {
    mutating func value(_ expression: PlanExpression, _ frame: RowBatch) throws(ExecutionError) -> Vector {
        switch expression {
        case .constant(let value): return Vector.repeating(value, count: frame.count)
        case .field(let row, let field, _):
            let (row, field) = catalogue.foreignKeyColumn(row, field)
            if let vector = lookupVector(row, field, frame) { return vector }
            return try self.field(row, field, frame)
        case .column(let index, _):
            if index < frame.columns.count { return frame.columns[index] }
            // Records are looked at beside the row that they belong to, which has the column.
            guard let outer = frame.outer else { throw ExecutionError.unsupported("a column out of reach") }
            return try value(expression, outer).at(frame.parents)
        case .definition(let id, let row, _):
            guard let column = definitions[id.index] else {
                throw ExecutionError.unsupported("a definition that is not computed")
            }
            if case .variable(let variable) = row, variable == frame.variable, case .range(let range) = frame.rows {
                return column.values(range)
            }
            return column.values(try rowNumbers(of: row, in: frame))
        case .caseFolded(let operand):
            var vector = try value(operand, frame)
            if case .texts(let codes, let texts) = vector.values { vector.values = .texts(codes, texts.folded) }
            return vector
        case .arithmetic(let sign, let left, let right, let type):
            return try arithmetic(sign, value(left, frame), value(right, frame), type)
        case .negate(let operand, _):
            return try arithmetic(
                .subtract, Vector(.integers(Array(repeating: 0, count: frame.count))), value(operand, frame),
                operand.type)
        case .decimal(let decimal): return try self.decimal(decimal, frame)
        case .localDay(let operand): return try localDay(operand, frame)
        case .call(let operation, let arguments, _): return try call(operation, arguments, frame)
        case .conditional(let arms, let otherwise, let type): return try conditional(arms, otherwise, type, frame)
        case .bucket(let operand, let seed): return bucket(try value(operand, frame), seed)
        case .aggregate(let aggregate): return try self.aggregate(aggregate, frame)
        case .groupAggregate: throw ExecutionError.unsupported("an aggregate over rows outside of a group")
        default: return Vector.mask(try mask(expression, frame))
        }
    }

    // MARK: Arithmetic

    private func arithmetic(_ sign: ArithmeticOperator, _ left: Vector, _ right: Vector, _ type: ValueType)
        throws(ExecutionError) -> Vector
    {
        let valid = left.valid.map { $0.and(right.valid) } ?? right.valid
        if sign != .divide, case .integers(let a) = left.values, case .integers(let b) = right.values {
            if type.kind == .date { return Evaluator.days(sign, a, b, valid) }
            return try exact(sign, a, b, valid)
        }
        guard let a = left.numbers, let b = right.numbers else {
            throw ExecutionError.unsupported("arithmetic with texts")
        }
        switch sign {
        case .add: return Vector(finite: a.paired(b) { $0 + $1 }, valid: valid)
        case .subtract: return Vector(finite: a.paired(b) { $0 - $1 }, valid: valid)
        case .multiply: return Vector(finite: a.paired(b) { $0 * $1 }, valid: valid)
        // A quotient by nothing is missing.
        case .divide: return Vector(finite: a.paired(b) { $0 / $1 }, valid: valid)
        }
    }

    /// Days later or earlier; missing outside of the calendar.
    private static func days(_ sign: ArithmeticOperator, _ days: [Int64], _ counts: [Int64], _ valid: Mask?) -> Vector {
        let calendar = CivilDate.calendar
        // Far outside is outside: sums of clamped numbers do not overflow.
        let sums = days.paired(counts) { day, count in
            let count = min(max(count, -1 << 40), 1 << 40)
            return sign == .add ? day &+ count : day &- count
        }
        let isDay = sums.mask { calendar.contains($0) ? 1 : 0 }
        return Vector(.integers(sums), valid: isDay.contains(0) ? isDay.and(valid) : valid)
    }

    private func exact(_ sign: ArithmeticOperator, _ a: [Int64], _ b: [Int64], _ valid: Mask?) throws(ExecutionError)
        -> Vector {
        var hasOverflown = false
        var fits = overflowIsMissing ? Mask(repeating: 1, count: a.count) : []
        var results = [Int64](repeating: 0, count: a.count)
        for position in a.indices {
            let (result, overflow) = switch sign {
            case .add: a[position].addingReportingOverflow(b[position])
            case .subtract: a[position].subtractingReportingOverflow(b[position])
            default: a[position].multipliedReportingOverflow(by: b[position])
            }
            results[position] = result
            if overflow, valid.map({ $0[position] != 0 }) ?? true {
                hasOverflown = true
                if overflowIsMissing { fits[position] = 0 }
            }
        }
        if hasOverflown, !overflowIsMissing { throw ExecutionError.overflow }
        return Vector(.integers(results), valid: hasOverflown ? fits.and(valid) : valid)
    }

    private func bucket(_ keys: Vector, _ seed: String) -> Vector {
        let hash = StableHash(seed: seed)
        switch keys.values {
        case .integers(let values): return Vector(.integers(values.map { Int64(hash.bucket($0)) }), valid: keys.valid)
        case .numbers(let values): return Vector(.integers(values.map { Int64(hash.bucket($0)) }), valid: keys.valid)
        case .texts(let codes, let texts):
            return Vector(
                .integers(codes.map { Int64(hash.bucket(Value.text(texts.text(Int($0)))) ?? 0) }), valid: keys.valid)
        }
    }
}
