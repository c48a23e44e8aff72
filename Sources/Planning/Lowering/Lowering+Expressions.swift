import Model
import Semantics
import Syntax

extension Lowering {
    func lower(_ expression: BoundExpression) -> PlanExpression {
        if isNever { return never(expression) }
        switch expression.kind {
        case .literal(.missing): return .missing(expression.type)
        case .literal(let value): return .constant(value)
        case .decimal(let value): return .constant(.number(value.number))
        case .period(let first, _): return .constant(.date(first))
        case .localTime(let local): return .constant(.time(time.zone.instant(of: local)))
        case .today: return .constant(.date(time.day))
        case .ago(let count, let unit):
            return .constant(unit.isClock ? .time(time.moment(back: count, unit)) : .date(time.day(back: count, unit)))
        case .duration(let count, let unit): return lower(duration: count, unit, as: expression.type)
        case .field(let row, let field): return value(.field(row, field: field, expression.type), of: row)
        case .column(let index): return .column(index, expression.type)
        case .definition(let id, let row):
            return value(
                .definition(table.lowered(id, in: self), of: row, expression.type), of: row,
                isTwoValued: isTwoValued(expression))
        case .conditional(let arms, let otherwise):
            func value(_ arm: BoundExpression) -> PlanExpression { widened(lower(arm), to: expression.type) }
            if arms.isEmpty { return value(otherwise) }
            return .conditional(
                arms.map { PlanArm(condition: lower($0.condition), value: value($0.value)) }, else: value(otherwise),
                expression.type)
        case .sample(let threshold, let seed, let row):
            let key = model.customerEntity.key
            let bucket = PlanExpression.bucket(
                value(.field(row, field: key, model.customerEntity.keyField.type), of: row), seed: seed)
            return .comparison(.less, bucket, .constant(.int(threshold)))
        case .restricted(let operand, let window): return over(window).lower(operand)
        case .asOf(let operand, let moment, let customer): return lower(operand, asOf: moment, of: customer)
        case .ranking(let ranking, let row):
            return value(.definition(table.ranking(ranking, in: self), of: row, expression.type), of: row)
        case .among(let operand, let condition): return among(condition).lower(operand)
        case .comparison(let sign, let left, let right, let ignoringCase):
            return lower(comparison: sign, left, right, ignoringCase)
        case .between(let value, let low, let high): return lower(value, between: low, high)
        case .membership(let value, let members, let ignoringCase):
            return lower(membership: value, members, ignoringCase)
        case .textMatch(.matches, let value, let pattern, let ignoringCase):
            guard ignoringCase, case .literal(.text(let text)) = pattern.kind else {
                return .textMatch(.matches, lower(value), lower(pattern))
            }
            return .textMatch(.matches, lower(value), .constant(.text("(?i)" + text)))
        case .textMatch(let sign, let value, let pattern, let ignoringCase):
            return ignoringCase
                ? .textMatch(sign, folded(lower(value)), folded(lower(pattern)))
                : .textMatch(sign, lower(value), lower(pattern))
        case .isMissing(let operand): return .isMissing(lower(operand))
        case .window(let value, let window):
            let conditions = self.conditions(of: window, on: lower(value))
            return conditions.count == 1 ? conditions[0] : .and(conditions)
        case .anniversary(let value, let window): return lower(anniversaryOf: lower(value), in: absolute(window))
        case .and(let operands): return .and(operands.map { lower($0) })
        case .or(let operands): return .or(operands.map { lower($0) })
        case .not(let operand): return .not(lower(operand))
        case .arithmetic(let sign, let left, let right):
            return decimal(expression) ?? lower(arithmetic: sign, left, right, expression.type)
        case .negate(let operand): return .negate(lower(operand), expression.type)
        case .call(let function, let arguments):
            return lower(call: function.operation, arguments.map { lower($0) }, expression.type)
        case .aggregate(let aggregate):
            return whole(lower(aggregate, numeric(expression.type, aggregate.function)), expression.type)
        case .sequence(let sequence): return lower(sequence)
        case .groupAggregate(let function, let operand, let parameter, let filter, let isDistinct):
            let value = operand.map { lower($0) }, rows = groupMembers + [filter.map { lower($0) }].compactMap(\.self)
            if function == .sum, case .decimal(let decimal) = value {
                return sum(of: decimal) { value, known in
                    .groupAggregate(.sum, value, filter: .all(of: rows + known), isDistinct: false, value.type)
                }
            }
            let result = PlanExpression.groupAggregate(
                function, value, parameter: parameter, filter: .all(of: rows), isDistinct: isDistinct,
                numeric(expression.type, function))
            return whole(result, expression.type)
        }
    }

    /// A mean or a quantile is a number with fractions, also of lengths of time …
    private func numeric(_ type: ValueType, _ function: AggregateFunction) -> ValueType {
        type.kind == .duration && function.declaration.result == .fraction ? .number : type
    }

    /// … which are whole microseconds.
    private func whole(_ value: PlanExpression, _ type: ValueType) -> PlanExpression {
        type.kind == .duration && value.type.kind == .number ? .call(.rounded, [value], type) : value
    }

    /// A whole number, or an amount, where the type is that of numbers with fractions.
    private func widened(_ value: PlanExpression, to type: ValueType) -> PlanExpression {
        guard type.kind == .number, value.type.kind != .number else { return value }
        switch value {
        case .constant(.int(let whole)), .constant(.money(let whole)): return .constant(.number(Double(whole)))
        default: return .call(.asNumber, [value], type)
        }
    }

    /// Days that a length of time covers, counted back from the as-of day where the calendar decides.
    private func lower(duration count: Int, _ unit: DurationUnit, as type: ValueType) -> PlanExpression {
        if type.kind == .duration {
            return .constant(.duration(Int64(count) * unit.seconds * Instant.microsecondsPerSecond))
        }
        if unit.isClock { return .constant(.number(Double(Int64(count) * unit.seconds) / 86_400)) }
        return .constant(.int(Int64(time.day.daysSinceEpoch - time.firstDay(back: count, unit).daysSinceEpoch) + 1))
    }

    /// An expression on another day: where the customer, or a row that it names, was not there by then, it has no
    /// value, and no condition holds.
    private func lower(_ operand: BoundExpression, asOf moment: BoundMoment, of customer: RowReference?)
        -> PlanExpression
    {
        let inner = asOf(moment)
        let value = inner.lower(operand)
        var conditions: [PlanExpression] = []
        for row in [customer].compactMap(\.self) + operand.freeRows(in: model) where !row.isReferredTo {
            for condition in inner.existed(row) where !conditions.contains(condition) { conditions.append(condition) }
        }
        guard let exist = PlanExpression.all(of: conditions) else { return value }
        return isTwoValued(operand)
            ? .and([exist, value]) : .conditional([PlanArm(condition: exist, value: value)], else: nil, operand.type)
    }

    /// A value that is missing, or a condition that does not hold.
    private func never(_ expression: BoundExpression) -> PlanExpression {
        if isTwoValued(expression) { return .false }
        var some = self
        some.isNever = false
        return .conditional(
            [PlanArm(condition: .false, value: some.lower(expression))], else: nil, expression.type)
    }

    /// Which rows of a group were there by this context's instant, and, of records, lie in the window of `over`. As of
    /// the question's day all of them are known to be there.
    private var groupMembers: [PlanExpression] {
        guard let groupRow else { return [] }
        let there = time == questionTime ? [] : existed(groupRow)
        guard let window, let time = eventTime(of: groupRow) else { return there }
        return there + [range(time, window)]
    }

    /// A flag may be missing, a condition is true or false: by what is asked, for some windows hold nothing and are
    /// constants here.
    private func isTwoValued(_ expression: BoundExpression) -> Bool {
        switch expression.kind {
        case .comparison, .between, .membership, .textMatch, .isMissing, .window, .anniversary, .and, .or, .not,
            .sample, .sequence:
            true
        case .definition(let id, _): script[id].kind == .segment
        case .aggregate(let aggregate): aggregate.function.operand == .records
        case .restricted(let operand, _), .asOf(let operand, _, _), .among(let operand, _): isTwoValued(operand)
        case .literal, .decimal, .period, .localTime, .today, .ago, .duration, .field, .column, .arithmetic, .negate,
            .conditional, .call, .ranking,
            .groupAggregate:
            false
        }
    }

    /// Whether the month and day of a date lie in a window, in whatever year. 29 February is 28 February in other
    /// years.
    private func lower(anniversaryOf value: PlanExpression, in window: AbsoluteWindow) -> PlanExpression {
        guard let from = window.from, let to = window.to, from < to else { return .false }
        let first = time.zone.day(of: from), last = time.zone.day(of: Instant(microseconds: to.microseconds - 1))
        let day = PlanExpression.call(.monthAndDay, [localDay(value)], .int)
        guard last.daysSinceEpoch - first.daysSinceEpoch < 365 else { return .not(.isMissing(value)) }
        var ranges: [(low: Int64, high: Int64)] = []
        for offset in 0...Int(last.daysSinceEpoch - first.daysSinceEpoch) {
            let (year, month, dayOfMonth) = first.adding(days: offset).components
            let low = Int64(month * 100 + dayOfMonth)
            let high = low == 228 && !CivilDate.isLeap(year) ? 229 : low
            // Days of one month follow each other; months need no joining.
            if let open = ranges.last, open.high + 1 == low {
                ranges[ranges.count - 1].high = high
            } else {
                ranges.append((low, high))
            }
        }
        return .or(ranges.map { .between(day, .constant(.int($0.low)), .constant(.int($0.high))) })
    }

    // MARK: Comparisons

    func folded(_ expression: PlanExpression) -> PlanExpression {
        if case .constant(.text(let text)) = expression { return .constant(.text(CaselessText.folded(text))) }
        return .caseFolded(expression)
    }

    private func lower(
        comparison sign: ComparisonOperator, _ left: BoundExpression, _ right: BoundExpression, _ ignoringCase: Bool
    ) -> PlanExpression {
        if left.type.isTemporal, right.type.isTemporal {
            // Where today is compared with a month, the month is the range that the other may lie in.
            if let (first, next) = days(right), !isDays(left) || isMonth(right) {
                return compare(lower(left), sign, first, next)
            }
            if let (first, next) = days(left) { return compare(lower(right), sign.mirrored, first, next) }
        }
        if let (value, sign, bound) = wholeAgainstDecimal(left, sign, right) {
            return compare(lower(value), sign, bound)
        }
        let (l, r) = (lower(left), lower(right))
        return ignoringCase ? .comparison(sign, folded(l), folded(r)) : comparison(sign, l, r)
    }

    private func lower(_ value: BoundExpression, between low: BoundExpression, _ high: BoundExpression)
        -> PlanExpression
    {
        guard value.type.kind == .int, low.fraction != nil || high.fraction != nil else {
            return .between(lower(value), lower(low), lower(high))
        }
        return .and([
            lower(comparison: .greaterEqual, value, low, false), lower(comparison: .lessEqual, value, high, false)
        ])
    }

    /// A whole number beside one that is written with a point, the whole number first.
    private func wholeAgainstDecimal(_ left: BoundExpression, _ sign: ComparisonOperator, _ right: BoundExpression)
        -> (value: BoundExpression, sign: ComparisonOperator, bound: DecimalLiteral)? {
        if left.type.kind == .int, let bound = right.fraction { return (left, sign, bound) }
        if right.type.kind == .int, let bound = left.fraction { return (right, sign.mirrored, bound) }
        return nil
    }

    /// A whole number is above 2.5 where it is above 2, and never equal to it: exact also where no number with a
    /// fraction is near enough.
    private func compare(_ value: PlanExpression, _ sign: ComparisonOperator, _ bound: DecimalLiteral) -> PlanExpression
    {
        let floor = PlanExpression.constant(.int(bound.floor))
        if bound.isWhole { return .comparison(sign, value, floor) }
        return switch sign {
        case .less, .lessEqual: .comparison(.lessEqual, value, floor)
        case .greater, .greaterEqual: .comparison(.greater, value, floor)
        case .equal: .false
        case .notEqual: .true
        }
    }

    private func isMonth(_ expression: BoundExpression) -> Bool {
        if case .period = expression.kind { true } else { false }
    }

    private func isDays(_ expression: BoundExpression) -> Bool {
        switch expression.kind {
        case .period, .today, .literal(.date): true
        default: false
        }
    }

    /// A date or time against a whole day or month: `<` is before it, `=` inside it, `>` after it.
    private func compare(_ value: PlanExpression, _ sign: ComparisonOperator, _ first: CivilDate, _ next: CivilDate)
        -> PlanExpression
    {
        let isDate = value.type.kind == .date
        let start = isDate ? Int64(first.daysSinceEpoch) : time.zone.startOfDay(first).microseconds
        let end = isDate ? Int64(next.daysSinceEpoch) : time.zone.startOfDay(next).microseconds
        return switch sign {
        case .equal: .range(value, from: start, to: end)
        case .notEqual: .not(.range(value, from: start, to: end))
        case .less: .range(value, from: nil, to: start)
        case .lessEqual: .range(value, from: nil, to: end)
        case .greater: .range(value, from: end, to: nil)
        case .greaterEqual: .range(value, from: start, to: nil)
        }
    }

    /// Values of one kind; a date against a time compares days.
    func comparison(_ sign: ComparisonOperator, _ left: PlanExpression, _ right: PlanExpression) -> PlanExpression {
        switch (left.type.kind, right.type.kind) {
        case (.date, .time): .comparison(sign, left, localDay(right))
        case (.time, .date): .comparison(sign, localDay(left), right)
        default: .comparison(sign, left, right)
        }
    }

    private func lower(membership value: BoundExpression, _ members: [BoundExpression], _ ignoringCase: Bool)
        -> PlanExpression
    {
        if value.type.isTemporal {
            let tests = members.map { lower(comparison: .equal, value, $0, false) }
            return tests.count == 1 ? tests[0] : .or(tests)
        }
        guard ignoringCase else {
            let candidates = members.filter { member in
                member.fraction.map { value.type.kind != .int || $0.isWhole } ?? true
            }
            return candidates.isEmpty ? .false : .membership(lower(value), candidates.map { lower($0) })
        }
        return .membership(folded(lower(value)), members.map { folded(lower($0)) })
    }

    // MARK: Arithmetic

    /// The day of a date or time.
    func localDay(_ expression: PlanExpression) -> PlanExpression {
        if expression.type.kind == .date { return expression }
        if case .constant(.time(let instant)) = expression { return .constant(.date(time.zone.day(of: instant))) }
        return .localDay(expression)
    }

    private func lower(
        arithmetic sign: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression, _ type: ValueType
    ) -> PlanExpression {
        guard left.type.isTemporal else { return .arithmetic(sign, lower(left), lower(right), type) }
        let day = localDay(lower(left))
        if right.type.isTemporal {
            let other = localDay(lower(right))
            if case .constant(.date(let a)) = day, case .constant(.date(let b)) = other {
                return .constant(.int(Int64(a.daysSinceEpoch) - Int64(b.daysSinceEpoch)))
            }
            return .arithmetic(.subtract, day, other, .days)
        }
        if case .constant(.date(let start)) = day {
            if case .duration(let count, let unit) = right.kind, unit == .month || unit == .quarter || unit == .year {
                let months = unit == .year ? 12 * count : unit == .quarter ? 3 * count : count
                return .constant(.date(start.adding(months: sign == .add ? months : -months)))
            }
            if case .constant(.int(let days)) = lower(right), days != .min,
                let day = start.adding(exactly: sign == .add ? days : -days)
            {
                return .constant(.date(day))
            }
        }
        return .arithmetic(sign, day, lower(right), .date)
    }

    private func lower(call operation: ScalarFunction.Operation, _ arguments: [PlanExpression], _ type: ValueType)
        -> PlanExpression
    {
        switch operation {
        case .daysSince: .arithmetic(.subtract, .constant(.date(time.day)), localDay(arguments[0]), .days)
        case .daysBetween: .arithmetic(.subtract, localDay(arguments[1]), localDay(arguments[0]), .days)
        case .day: localDay(arguments[0])
        case .age: .call(.yearsBetween, [localDay(arguments[0]), .constant(.date(time.day))], type)
        case .caseFolded: folded(arguments[0])
        default:
            switch operation.function.kernel {
            case .daysApart: .call(operation, arguments.map { localDay($0) }, type)
            case .day, .months: .call(operation, [localDay(arguments[0])] + arguments.dropFirst(), type)
            // A value of a whole type is exact as it is.
            case .whole where arguments[0].type.kind != .number: arguments[0]
            default: .call(operation, arguments, type)
            }
        }
    }
}

private extension BoundExpression {
    /// The value of a number that is written with a point or a percent sign.
    var fraction: DecimalLiteral? { if case .decimal(let value) = kind { value } else { nil } }
}
