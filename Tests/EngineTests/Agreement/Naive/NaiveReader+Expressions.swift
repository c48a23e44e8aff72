import Model
import Semantics
import Syntax

extension NaiveReader {
    /// Whether a condition holds: what is missing does not.
    func holds(_ condition: BoundExpression, _ scope: NaiveScope) throws -> Bool {
        try value(condition, scope) == .bool(true)
    }

    func value(_ expression: BoundExpression, _ scope: NaiveScope) throws -> Value {
        switch expression.kind {
        case .literal(let value): return value
        case .decimal(let literal): return .number(literal.number)
        case .period(let first, _): return .date(first)
        case .localTime(let local): return .time(calendar.zone.instant(of: local))
        case .today: return .date(scope.around.moment.today)
        case .ago(let count, let unit): return ago(count, unit, scope)
        case .duration(let count, let unit): return duration(count, unit, expression.type, scope)
        case .field(let row, let field): return self.row(row, scope)?.values[field] ?? .missing
        case .column(let index): return try scope.columns[index].get()
        case .definition(let id, let row):
            guard let customer = self.row(row, scope) else { return .missing }
            return try value(of: id, for: customer, scope.around)
        case .comparison(let sign, let left, let right, let ignoringCase):
            return .bool(try compares(left, sign, right, ignoringCase: ignoringCase, scope))
        case .between(let value, let low, let high):
            let bounds: [(ComparisonOperator, BoundExpression)] = [(.greaterEqual, low), (.lessEqual, high)]
            let isOutside = try NaiveOverflow.isAny(bounds) { sign, bound in
                !(try compares(value, sign, bound, ignoringCase: false, scope))
            }
            return .bool(!isOutside)
        case .membership(let value, let members, let ignoringCase):
            return .bool(
                try NaiveOverflow.isAny(members) { try compares(value, .equal, $0, ignoringCase: ignoringCase, scope) })
        case .textMatch(let sign, let text, let pattern, let ignoringCase):
            return .bool(try matches(value(text, scope), sign, value(pattern, scope), ignoringCase: ignoringCase))
        case .isMissing(let operand): return .bool(try value(operand, scope).isMissing)
        case .window(let operand, let window):
            return .bool(try span(window, scope).contains(value(operand, scope), calendar))
        case .anniversary(let operand, let window):
            return .bool(try span(window, scope).containsAnniversary(of: value(operand, scope), calendar))
        case .and(let operands): return .bool(!(try NaiveOverflow.isAny(operands) { !(try holds($0, scope)) }))
        case .or(let operands): return .bool(try NaiveOverflow.isAny(operands) { try holds($0, scope) })
        case .not(let operand): return .bool(!(try holds(operand, scope)))
        case .arithmetic(let sign, let left, let right):
            return try arithmetic(sign, left, right, expression.type, scope)
        case .negate(let operand): return try negated(value(operand, scope))
        case .sample(let threshold, let seed, let row):
            guard let customer = self.row(row, scope) else { return .bool(false) }
            let bucket = StableHash(seed: seed).bucket(customer.values[store.model.customerEntity.key])
            return .bool(bucket.map { Int64($0) < threshold } ?? false)
        case .conditional(let arms, let otherwise): return try chosen(arms, otherwise, scope)
        case .call(let function, let arguments):
            return try unlessMissing(arguments, scope) { try call(function.operation, $0, scope) }
        case .restricted(let operand, let window):
            let inner = try surroundings(NaiveSite(expression, scope)) { scope.around.over(try span(window, scope)) }
            return try value(operand, scope.inside(inner))
        case .asOf(let operand, let moment, let customer):
            return try value(operand, asOf: moment, of: customer, expression, scope)
        case .aggregate(let aggregate): return try value(of: aggregate, expression.type, scope)
        case .ranking(let ranking, let row):
            guard let customer = self.row(row, scope) else { return .missing }
            return try value(of: ranking, NaiveSite(expression, scope), for: customer, scope)
        case .among(let operand, let condition):
            let inner = surroundings(NaiveSite(expression, scope)) { scope.around.among(condition, home: scope.home) }
            return try value(operand, scope.inside(inner))
        case .sequence(let sequence): return .bool(try holds(sequence, scope))
        case .groupAggregate(let function, let operand, let parameter, let filter, let isDistinct):
            let rows = try (scope.group ?? []).filter { row in
                try row.rows.allSatisfy { exists($0.row, row.around) && isInSpans($0.row, row.around) }
                    && filter.map { try holds($0, row) } ?? true
            }
            guard let operand else { return .int(Int64(rows.count)) }
            return try reduced(
                function, rows.map { try value(operand, $0) }, isDistinct: isDistinct, parameter: parameter,
                expression.type)
        }
    }

    // MARK: Choices

    /// All arms are of one type: whole numbers and numbers with fractions make numbers, exact amounts and averages
    /// make averages.
    private func chosen(_ arms: [BoundArm], _ otherwise: BoundExpression, _ scope: NaiveScope) throws -> Value {
        let kinds = Set((arms.map(\.value) + [otherwise]).map(\.type.kind))
        let result = try value(arms.first { try holds($0.condition, scope) }?.value ?? otherwise, scope)
        guard kinds.count > 1, kinds.contains(.number), let number = NaiveReader.number(result) else { return result }
        return .number(number)
    }

    // MARK: Other days

    /// Whether it is true or false of everybody, as a condition is; a flag may be missing.
    private func isTwoValued(_ expression: BoundExpression) -> Bool {
        switch expression.kind {
        case .comparison, .between, .membership, .textMatch, .isMissing, .window, .anniversary, .and, .or, .not,
            .sample, .sequence:
            true
        case .definition(let id, _): script[id].kind == .segment
        case .aggregate(let aggregate):
            aggregate.function == .any || aggregate.function == .all || aggregate.function == .none
        case .restricted(let operand, _), .asOf(let operand, _, _), .among(let operand, _): isTwoValued(operand)
        case .literal, .decimal, .period, .localTime, .today, .ago, .duration, .field, .column, .arithmetic, .negate,
            .conditional, .call, .ranking, .groupAggregate:
            false
        }
    }

    /// What an expression was on another day. Where the customer whom it is about was not there yet, or a record that
    /// it names, it has no value, and no condition holds.
    private func value(
        _ operand: BoundExpression, asOf moment: BoundMoment, of customer: RowReference?, _ expression: BoundExpression,
        _ scope: NaiveScope
    ) throws -> Value {
        guard let moment = try self.moment(moment, scope) else { return isTwoValued(operand) ? .bool(false) : .missing }
        let inner = surroundings(NaiveSite(expression, scope)) { scope.around.asOf(moment) }
        let named = [customer].compactMap(\.self) + operand.outerRows(customers: store.model.customer)
        // What is referred to is there or not by the instant at which it is read.
        if named.filter({ !$0.isReferredTo }).compactMap({ row($0, scope) }).contains(where: { !exists($0, inner) }) {
            return isTwoValued(operand) ? .bool(false) : .missing
        }
        return try value(operand, scope.inside(inner))
    }
}
