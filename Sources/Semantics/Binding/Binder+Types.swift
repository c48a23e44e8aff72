import Model
import Syntax

/// Which types go together, and what a bare number counts (law 5).
extension Binder {
    /// Makes both sides comparable: a constant takes the unit of the other side.
    ///
    /// - Parameter asKeys: whether the two are held against each other as keys are, which have no order that a text
    ///   could go by whatever the data.
    mutating func unify(
        _ left: BoundExpression, _ right: BoundExpression, asKeys: Bool = true
    ) -> (BoundExpression, BoundExpression)? {
        if reportsList(left, right) { return nil }
        if left.type == right.type { return (settled(left), settled(right)) }
        if asKeys, let key = keyLiteral(right, beside: left) { return (left, key) }
        if asKeys, let key = keyLiteral(left, beside: right) { return (key, right) }
        if right.isConstant, !left.isConstant || right.type.kind == .duration, let adopted = adopt(right, left.type) {
            return (left, adopted)
        }
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
        if l.isTemporal, r.kind == .number, let fix = slashedDate(right) {
            report(fix)
            return nil
        }
        report(
            .incomparable(
                l, r, left: left.span, right: right.span, text: literalText(left) ?? literalText(right),
                year: calendarYear(right)))
        return nil
    }

    /// A key written as a whole number where the store's keys are texts, or in quotes where they are whole numbers: a
    /// text does not change its meaning with the data.
    private func keyLiteral(_ literal: BoundExpression, beside other: BoundExpression) -> BoundExpression? {
        guard case .field(let row, let field) = other.kind, case .literal(let value) = literal.kind,
              entity(of: row).fields[field].keyDomain != nil
        else { return nil }
        return value.asKey(other.type.kind).map { BoundExpression(.literal($0), other.type, literal.span) }
    }

    /// `2026/01/31`, which is read as a division.
    private func slashedDate(_ expression: BoundExpression) -> Diagnostic? {
        guard case .arithmetic(.divide, let ahead, let day) = expression.kind,
            case .arithmetic(.divide, let year, let month) = ahead.kind,
            case .literal(.int(let y)) = year.kind, case .literal(.int(let m)) = month.kind,
            case .literal(.int(let d)) = day.kind,
            CivilDate(year: Int(y), month: Int(m), day: Int(d)) != nil, y > 999
        else { return nil }
        return .slashedDate("\(y)-\(m < 10 ? "0" : "")\(m)-\(d < 10 ? "0" : "")\(d)", at: expression.span)
    }

    /// The arms of one value with the type that they have in common; nil after a report. Constants take the type of the
    /// others.
    mutating func unifyArms(_ arms: [BoundExpression]) -> (values: [BoundExpression], type: ValueType)? {
        guard let decisive = arms.first(where: { !$0.isConstant }) ?? arms.first else { return nil }
        var type = decisive.type
        for arm in arms {
            let own = (arm.isConstant ? adopt(arm, type) : nil)?.type ?? arm.type
            guard let common = type.common(with: own) else {
                report(.differentArms(type, own, decisive.span, arm.span))
                return nil
            }
            type = common
        }
        return (arms.map { arm in (arm.isConstant ? adopt(arm, type) : nil) ?? settled(arm) }, type)
    }

    /// A whole number that is no amount of money because its minor units do not fit into 64 bits.
    private func overflowingAmount(_ expression: BoundExpression, _ other: ValueType) -> (String, SourceSpan)? {
        guard other.kind == .money, case .literal(.int(let value)) = expression.kind else { return nil }
        return value.multipliedReportingOverflow(by: environment.currency.scale).overflow
            ? (String(value), expression.span) : nil
    }

    /// A number written out that reads like a year.
    private func calendarYear(_ expression: BoundExpression) -> Int64? {
        if case .literal(.int(let value)) = expression.kind, (1900...2100).contains(value) { value } else { nil }
    }

    private func literalText(_ expression: BoundExpression) -> (String, SourceSpan)? {
        if case .literal(.text(let text)) = expression.kind { (text, expression.span) } else { nil }
    }

    /// A constant that stays a plain number.
    func settled(_ expression: BoundExpression) -> BoundExpression {
        let constant = folded(expression)
        guard case .decimal(let value) = constant.kind else { return constant }
        return BoundExpression(.literal(.number(value.number)), expression.type, expression.span)
    }

    /// A constant as a value of another type: 5000 as money, `4 weeks` as days; nil where it can't be one.
    func adopt(_ expression: BoundExpression, _ type: ValueType) -> BoundExpression? {
        let expression = folded(expression)
        func literal(_ value: Value, _ type: ValueType) -> BoundExpression {
            BoundExpression(.literal(value), type, expression.span)
        }
        if expression.type == type { return settled(expression) }
        switch expression.kind {
        case .literal(.int(let value)):
            switch type.kind {
            case .int: return literal(.int(value), type)
            case .number where type.unit == .money:
                return literal(.number(Double(value) * Double(environment.currency.scale)), type)
            case .number: return literal(.number(Double(value)), type)
            case .money:
                let (minor, overflow) = value.multipliedReportingOverflow(by: environment.currency.scale)
                return overflow ? nil : literal(.money(minor), type)
            default: return nil
            }
        case .decimal(let value):
            switch type.kind {
            // Exact until it is known what is asked of the two.
            case .int: return BoundExpression(.decimal(value), ValueType(.number, type.unit), expression.span)
            case .number where type.unit == .money:
                return literal(.number(environment.currency.minorUnits(of: value)), type)
            case .number: return literal(.number(value.number), type)
            case .money:
                return environment.currency.exactMinorUnits(of: value).map { literal(.money($0), type) }
                    ?? literal(.number(environment.currency.minorUnits(of: value)), .averageMoney)
            default: return nil
            }
        case .literal(.number(let value)):
            switch type.kind {
            case .money: return literal(.number(environment.currency.minorUnits(ofNumber: value)), .averageMoney)
            case .number:
                return literal(
                    .number(type.unit == .money ? environment.currency.minorUnits(ofNumber: value) : value), type)
            case .int: return literal(.number(value), ValueType(.number, type.unit))
            default: return nil
            }
        case .duration(let count, let unit):
            switch (type.kind, type.unit) {
            // Hours and minutes are parts of days.
            case (.int, .days), (.number, .days):
                return BoundExpression(
                    .duration(count, unit), unit.isClock ? ValueType(.number, .days) : .days, expression.span)
            case (.number, .hours), (.int, .hours):
                return unit.hours(count).map { literal(.number($0), ValueType(.number, .hours)) }
            case (.duration, _): return expression
            default: return nil
            }
        case .period(let first, let next):
            guard type.kind == .date, next == first.adding(days: 1) else { return nil }
            return literal(.date(first), .date)
        default: return nil
        }
    }

    /// Arithmetic on constants, done now: exactly for `+ - *`, as numbers otherwise.
    func folded(_ expression: BoundExpression) -> BoundExpression {
        switch expression.kind {
        case .arithmetic(let sign, let left, let right):
            let (l, r) = (folded(left), folded(right))
            if let a = l.decimalLiteral, let b = r.decimalLiteral, let exact = DecimalLiteral.exact(sign, a, b) {
                let kind: BoundExpression.Kind =
                    expression.type.kind == .int ? .literal(.int(exact.mantissa)) : .decimal(exact)
                return BoundExpression(kind, expression.type, expression.span)
            }
            // A whole number that leaves 64 bits is left to fail where it is worked out.
            guard expression.type.kind == .number, let a = l.plainNumber, let b = r.plainNumber,
                sign != .divide || b != 0
            else { return expression }
            let value = switch sign {
            case .add: a + b
            case .subtract: a - b
            case .multiply: a * b
            case .divide: a / b
            }
            return value.isFinite ? BoundExpression(.literal(.number(value)), .number, expression.span) : expression
        case .negate(let operand):
            let operand = folded(operand)
            if let exact = operand.decimalLiteral, exact.mantissa != .min {
                let negated = DecimalLiteral(mantissa: -exact.mantissa, scale: exact.scale)
                return BoundExpression(
                    expression.type.kind == .int ? .literal(.int(negated.mantissa)) : .decimal(negated),
                    expression.type, expression.span)
            }
            guard let value = operand.plainNumber else { return expression }
            return BoundExpression(.literal(.number(-value)), .number, expression.span)
        default: return expression
        }
    }

    // MARK: Arithmetic

    mutating func arithmetic(_ sign: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression)
        -> BoundExpression?
    {
        let span = left.span.union(right.span)
        // Constants stay as they are written, to be worked out exactly.
        let isConstant = left.isConstant && right.isConstant
        func result(_ type: ValueType, _ l: BoundExpression? = nil, _ r: BoundExpression? = nil) -> BoundExpression {
            let (l, r) = (l ?? left, r ?? right)
            return BoundExpression(
                .arithmetic(sign, isConstant ? l : folded(l), isConstant ? r : folded(r)), type, span)
        }
        let (l, r) = (left.type, right.type)
        if sign == .add, l.kind == .text, r.kind == .text {
            return call(.joined, [left, right], at: [left.span, right.span], span)
        }
        if l.isTemporal || r.isTemporal {
            if let type = temporalType(sign, left, right) {
                return result(type, nil, right.isConstant && l.isTemporal ? adopt(right, .days) : nil)
            }
        } else if sign == .add || sign == .subtract, l.isNumeric || r.isNumeric {
            guard let (a, b) = unifyForSum(left, right) else {
                report(.badArithmetic(sign.rawValue, l, r, at: span))
                return nil
            }
            let kind: ValueKind = a.type.kind == b.type.kind ? a.type.kind : .number
            let unit =
                a.type.isMoney
                ? (kind == .money ? Unit.none : .money) : a.type.unit == .none ? b.type.unit : a.type.unit
            return result(ValueType(kind, unit), a, b)
        } else if l.isNumeric, r.isNumeric, let type = sign == .multiply ? productType(l, r) : quotientType(l, r) {
            return result(type)
        }
        report(.badArithmetic(sign.rawValue, l, r, isMonthsFromValue: l.isTemporal && right.isMonthsOrYears, at: span))
        return nil
    }

    private mutating func unifyForSum(_ left: BoundExpression, _ right: BoundExpression) -> (
        BoundExpression, BoundExpression
    )? {
        if left.type == right.type { return (left, right) }
        if right.isConstant, let adopted = adopt(right, left.type) { return (left, adopted) }
        if left.isConstant, let adopted = adopt(left, right.type) { return (adopted, right) }
        guard left.type.isNumeric, right.type.isNumeric, left.type.isMoney == right.type.isMoney else { return nil }
        let (a, b) = (left.type.unit, right.type.unit)
        return left.type.isMoney || a == b || a == .none || b == .none ? (settled(left), settled(right)) : nil
    }

    /// date − date, date ± days; a time counts as its day.
    private func temporalType(_ sign: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression)
        -> ValueType?
    {
        let (l, r) = (left.type, right.type)
        switch sign {
        case .subtract where l.isTemporal && r.isTemporal: return .days
        case .add, .subtract:
            guard l.isTemporal else { return nil }
            if case .duration(_, let unit) = right.kind {
                return unit == .day || unit == .week || left.isConstant && !unit.isClock ? .date : nil
            }
            return r.kind == .int ? .date : nil
        default: return nil
        }
    }

    /// Money or days times a plain number keeps its unit; two units have no product.
    private func productType(_ left: ValueType, _ right: ValueType) -> ValueType? {
        let (l, r) = (left.withoutPercent, right.withoutPercent)
        let isExact = l.kind != .number && r.kind != .number
        if l.isMoney || r.isMoney {
            guard !(l.isMoney && r.isMoney), l.isMoney || l.unit == .none, r.isMoney || r.unit == .none else {
                return nil
            }
            return isExact ? .money : .averageMoney
        }
        guard l.unit == .none || r.unit == .none else { return nil }
        return ValueType(isExact ? .int : .number, l.unit == .none ? r.unit : l.unit)
    }

    /// A quotient of like by like is a plain number; money by anything else stays money (a day, a purchase), days by a
    /// plain number stay days.
    private func quotientType(_ left: ValueType, _ right: ValueType) -> ValueType? {
        let (l, r) = (left.withoutPercent, right.withoutPercent)
        if l.isMoney { return r.isMoney ? .number : .averageMoney }
        if r.isMoney { return nil }
        if l.unit == r.unit { return .number }
        return r.unit == .none ? ValueType(.number, l.unit) : l.unit == .none ? .number : nil
    }
}

private extension ValueType {
    /// In products and quotients a percentage is the plain number that it is: `rate * 100` is none.
    var withoutPercent: ValueType { unit == .percent ? ValueType(kind) : self }

    /// The type that holds the values of both without another meaning: numbers of one unit, of which whole ones are the
    /// narrower kind.
    func common(with other: ValueType) -> ValueType? {
        if self == other { return self }
        if isMoney, other.isMoney { return .averageMoney }
        if isNumeric, other.isNumeric, !isMoney, !other.isMoney {
            guard unit == other.unit || unit == .none || other.unit == .none else { return nil }
            return ValueType(kind == other.kind ? kind : .number, unit == .none ? other.unit : unit)
        }
        // A month and a day are dates that print otherwise.
        return kind == other.kind && kind == .date ? .date : nil
    }
}

extension BoundExpression {
    var isMonthsOrYears: Bool {
        if case .duration(_, let unit) = kind { unit == .month || unit == .year } else { false }
    }

    /// The value of a number that is written out, exactly.
    var decimalLiteral: DecimalLiteral? {
        switch kind {
        case .literal(.int(let value)): DecimalLiteral(mantissa: value, scale: 0)
        case .decimal(let value): value
        default: nil
        }
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
    /// Seconds in one unit; of those that the calendar decides, in one of middling length.
    package var seconds: Int64 {
        switch self {
        case .minute: 60
        case .hour: 3600
        case .day: 86_400
        case .week: 604_800
        case .month: 730 * 3600
        case .quarter: 2190 * 3600
        case .year: 8760 * 3600
        }
    }

    /// Hours in so many units; nil where that depends on the calendar.
    package func hours(_ count: Int) -> Double? {
        self == .month || self == .quarter || self == .year ? nil : Double(Int64(count) * seconds) / 3600
    }
}
