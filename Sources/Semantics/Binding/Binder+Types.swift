import Model
import Syntax

/// Which types go together, and what a bare number counts (law 5).
extension Binder {
    /// Makes both sides comparable: a constant takes the unit of the other side.
    mutating func unify(_ left: BoundExpression, _ right: BoundExpression, comparing: Bool) -> (BoundExpression, BoundExpression)? {
        if left.type == right.type { return (settled(left), settled(right)) }
        if right.isConstant, !left.isConstant || right.type.kind == .duration, let adopted = adopt(right, left.type) { return (left, adopted) }
        if left.isConstant, let adopted = adopt(left, right.type) { return (adopted, right) }
        if right.isConstant, let adopted = adopt(right, left.type) { return (left, adopted) }
        let (l, r) = (left.type, right.type)
        if l.isTemporal, r.isTemporal { return (left, right) }
        if l.isNumeric, r.isNumeric, l.isMoney == r.isMoney {
            let (a, b) = (l.isMoney ? Unit.none : l.unit, r.isMoney ? Unit.none : r.unit)
            if a == b || a == .none || b == .none { return (settled(left), settled(right)) }
        }
        if let (digits, span) = overflowingAmount(left, r) ?? overflowingAmount(right, l) {
            report(.numberTooLarge(digits, at: span))
            return nil
        }
        report(.incomparable(l, r, left: left.span, right: right.span, text: literalText(left) ?? literalText(right)))
        return nil
    }

    /// A whole number that is no amount of money because its minor units do not fit into 64 bits.
    private func overflowingAmount(_ expression: BoundExpression, _ other: ValueType) -> (String, SourceSpan)? {
        guard other.kind == .money, case .literal(.int(let value)) = expression.kind else { return nil }
        return value.multipliedReportingOverflow(by: environment.currency.scale).overflow ? (String(value), expression.span) : nil
    }

    private func literalText(_ expression: BoundExpression) -> (String, SourceSpan)? {
        if case .literal(.text(let text)) = expression.kind { (text, expression.span) } else { nil }
    }

    /// A decimal that stays a plain number.
    func settled(_ expression: BoundExpression) -> BoundExpression {
        guard case .decimal(let value) = expression.kind else { return expression }
        return BoundExpression(.literal(.number(value.number)), expression.type, expression.span)
    }

    /// A constant as a value of another type: 5000 as money, `4 weeks` as days; nil where it can't be one.
    func adopt(_ expression: BoundExpression, _ type: ValueType) -> BoundExpression? {
        let expression = folded(expression)
        func literal(_ value: Value, _ type: ValueType) -> BoundExpression { BoundExpression(.literal(value), type, expression.span) }
        if expression.type == type { return settled(expression) }
        switch expression.kind {
        case .literal(.int(let value)):
            switch type.kind {
            case .int: return literal(.int(value), type)
            case .number where type.unit == .money: return literal(.number(Double(value) * Double(environment.currency.scale)), type)
            case .number: return literal(.number(Double(value)), type)
            case .money:
                let (minor, overflow) = value.multipliedReportingOverflow(by: environment.currency.scale)
                return overflow ? nil : literal(.money(minor), type)
            default: return nil
            }
        case .decimal(let value):
            switch type.kind {
            case .int: return literal(.number(value.number), ValueType(.number, type.unit))
            case .number where type.unit == .money:
                return literal(.number(value.number(times: environment.currency.scale)), type)
            case .number: return literal(.number(value.number), type)
            case .money:
                return minorUnits(value).map { literal(.money($0), type) }
                    ?? literal(.number(value.number(times: environment.currency.scale)), .averageMoney)
            default: return nil
            }
        case .literal(.number(let value)):
            switch type.kind {
            case .money: return literal(.number(minorUnits(value)), .averageMoney)
            case .number: return literal(.number(type.unit == .money ? minorUnits(value) : value), type)
            case .int: return literal(.number(value), ValueType(.number, type.unit))
            default: return nil
            }
        case .duration(let count, let unit):
            switch (type.kind, type.unit) {
            case (.int, .days), (.number, .days): return BoundExpression(.duration(count, unit), .days, expression.span)
            case (.number, .hours), (.int, .hours):
                return unit.hours.map { literal(.number($0 * Double(count)), ValueType(.number, .hours)) }
            case (.duration, _): return expression
            default: return nil
            }
        case .period(let first, let next):
            guard type.kind == .date, next == first.adding(days: 1) else { return nil }
            return literal(.date(first), .date)
        default: return nil
        }
    }

    private func minorUnits(_ value: Double) -> Double {
        DecimalLiteral(nearest: value)?.number(times: environment.currency.scale) ?? value
            * Double(environment.currency.scale)
    }

    private func minorUnits(_ value: DecimalLiteral) -> Int64? {
        var mantissa = value.mantissa, scale = value.scale
        while scale > environment.currency.minorDigits, mantissa % 10 == 0 { (mantissa, scale) = (mantissa / 10, scale - 1) }
        guard scale <= environment.currency.minorDigits else { return nil }
        for _ in scale..<environment.currency.minorDigits {
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            mantissa = product
        }
        return mantissa
    }

    /// Arithmetic on constants, done now: exactly for `+ - *` on whole numbers, as numbers otherwise.
    func folded(_ expression: BoundExpression) -> BoundExpression {
        switch expression.kind {
        case .arithmetic(let sign, let left, let right):
            let (l, r) = (folded(left), folded(right))
            if case .literal(.int(let a)) = l.kind, case .literal(.int(let b)) = r.kind, sign != .divide {
                let (value, overflow) = switch sign {
                case .add: a.addingReportingOverflow(b)
                case .subtract: a.subtractingReportingOverflow(b)
                default: a.multipliedReportingOverflow(by: b)
                }
                return overflow ? expression : BoundExpression(.literal(.int(value)), expression.type, expression.span)
            }
            if let exact = Binder.exact(sign, l, r) {
                return BoundExpression(.decimal(exact), .number, expression.span)
            }
            guard let a = l.plainNumber, let b = r.plainNumber, sign != .divide || b != 0 else { return expression }
            let value = switch sign {
            case .add: a + b
            case .subtract: a - b
            case .multiply: a * b
            case .divide: a / b
            }
            return BoundExpression(.literal(.number(value)), .number, expression.span)
        case .negate(let operand):
            if let value = DecimalLiteral(folded(operand)) {
                return BoundExpression(
                    .decimal(DecimalLiteral(mantissa: -value.mantissa, scale: value.scale)), .number, expression.span)
            }
            guard let value = folded(operand).plainNumber else { return expression }
            return BoundExpression(.literal(.number(-value)), .number, expression.span)
        default: return expression
        }
    }

    /// `+ - *` of constants with decimals; nil where the result is beyond 64 bits.
    private static func exact(_ sign: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression)
        -> DecimalLiteral? {
        guard sign != .divide, let a = DecimalLiteral(left), let b = DecimalLiteral(right) else { return nil }
        return sign == .multiply
            ? a.times(b) : a.plus(sign == .add ? b : DecimalLiteral(mantissa: -b.mantissa, scale: b.scale))
    }

    // MARK: Arithmetic

    mutating func arithmetic(_ sign: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression) -> BoundExpression? {
        let span = left.span.union(right.span)
        func result(_ type: ValueType, _ l: BoundExpression? = nil, _ r: BoundExpression? = nil) -> BoundExpression {
            BoundExpression(.arithmetic(sign, settled(l ?? left), settled(r ?? right)), type, span)
        }
        let (l, r) = (left.type, right.type)
        if l.isTemporal || r.isTemporal {
            if let type = temporalType(sign, left, right) { return result(type, nil, right.isConstant && l.isTemporal ? adopt(right, .days) : nil) }
        } else if sign == .add || sign == .subtract, l.isNumeric || r.isNumeric {
            guard let (a, b) = unifyForSum(left, right) else {
                report(.badArithmetic(sign.rawValue, l, r, at: span))
                return nil
            }
            let kind: ValueKind = a.type.kind == b.type.kind ? a.type.kind : .number
            let unit = a.type.isMoney ? (kind == .money ? Unit.none : .money) : a.type.unit == .none ? b.type.unit : a.type.unit
            return result(ValueType(kind, unit), a, b)
        } else if l.isNumeric, r.isNumeric, let type = sign == .multiply ? productType(l, r) : quotientType(l, r) {
            return result(type)
        }
        report(.badArithmetic(sign.rawValue, l, r, isMonthsFromValue: l.isTemporal && right.isMonthsOrYears, at: span))
        return nil
    }

    private mutating func unifyForSum(_ left: BoundExpression, _ right: BoundExpression) -> (BoundExpression, BoundExpression)? {
        if left.type == right.type { return (settled(left), settled(right)) }
        if right.isConstant, let adopted = adopt(right, left.type) { return (left, adopted) }
        if left.isConstant, let adopted = adopt(left, right.type) { return (adopted, right) }
        guard left.type.isNumeric, right.type.isNumeric, left.type.isMoney == right.type.isMoney else { return nil }
        let (a, b) = (left.type.unit, right.type.unit)
        return left.type.isMoney || a == b || a == .none || b == .none ? (settled(left), settled(right)) : nil
    }

    /// date − date, date ± days; a time counts as its day.
    private func temporalType(_ sign: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression) -> ValueType? {
        let (l, r) = (left.type, right.type)
        switch sign {
        case .subtract where l.isTemporal && r.isTemporal: return .days
        case .add, .subtract:
            guard l.isTemporal else { return nil }
            if case .duration(_, let unit) = right.kind {
                return unit == .day || unit == .week || left.isConstant && unit != .hour && unit != .minute ? .date : nil
            }
            return r.kind == .int ? .date : nil
        default: return nil
        }
    }

    /// Money or days times a plain number keeps its unit; two units have no product.
    private func productType(_ l: ValueType, _ r: ValueType) -> ValueType? {
        let isExact = l.kind != .number && r.kind != .number
        if l.isMoney || r.isMoney {
            guard !(l.isMoney && r.isMoney), l.isMoney || l.unit == .none, r.isMoney || r.unit == .none else { return nil }
            return isExact ? .money : .averageMoney
        }
        guard l.unit == .none || r.unit == .none else { return nil }
        return ValueType(isExact ? .int : .number, l.unit == .none ? r.unit : l.unit)
    }

    /// A quotient of like by like is a plain number; money by anything else stays money (a day, a purchase), days by a plain
    /// number stay days.
    private func quotientType(_ l: ValueType, _ r: ValueType) -> ValueType? {
        if l.isMoney { return r.isMoney ? .number : .averageMoney }
        if r.isMoney { return nil }
        if l.unit == r.unit { return .number }
        return r.unit == .none ? ValueType(.number, l.unit) : l.unit == .none ? .number : nil
    }
}

extension BoundExpression {
    var isMonthsOrYears: Bool {
        if case .duration(_, let unit) = kind { unit == .month || unit == .year } else { false }
    }

    /// The value of a constant without a unit.
    var plainNumber: Double? {
        switch kind {
        case .literal(.int(let value)): Double(value)
        case .literal(.number(let value)): value
        case .decimal(let value): value.number
        default: nil
        }
    }
}

extension DurationUnit {
    /// Hours in one unit; nil where that depends on the calendar.
    package var hours: Double? {
        switch self {
        case .minute: 1.0 / 60
        case .hour: 1
        case .day: 24
        case .week: 168
        case .month, .quarter, .year: nil
        }
    }
}
