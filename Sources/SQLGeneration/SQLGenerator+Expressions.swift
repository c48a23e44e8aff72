import Model
import Planning
import Semantics

extension SQLGenerator {
    // MARK: Conditions

    /// SQL that is true exactly where the condition holds; NULL and 0 both say that it does not.
    mutating func condition(_ expression: PlanExpression) -> SQLFragment {
        switch expression {
        case .constant(.bool(let value)): return value ? "1" : "0"
        case .and(let operands): return chain(operands, " AND ")
        case .or(let operands): return chain(operands, " OR ")
        case .not(let operand): return negation(operand)
        case .comparison(.notEqual, let l, .constant(let r)) where !r.isMissing: return "\(operand(l)) IS NOT \(r)"
        case .comparison(.notEqual, let l, let r): return "(\(operand(l)) = \(operand(r))) IS NOT TRUE"
        case .comparison(let sign, let l, let r):
            return "\(operand(l)) \(SQLFragment(stringLiteral: sign.rawValue)) \(operand(r))"
        case .between(let v, let l, let h): return "\(operand(v)) BETWEEN \(operand(l)) AND \(operand(h))"
        case .range(let v, let from, let to): return range(operand(v), from, to)
        case .membership(let v, let members):
            let list = members.map { operand($0) }
            return "\(operand(v)) IN (\(list.joined(separator: ", ")))"
        case .textMatch(let sign, let v, let p):
            let (text, pattern) = (operand(v), operand(p))
            switch sign {
            case .contains: return dialect.contains(text, pattern)
            case .startsWith: return dialect.starts(text, with: pattern)
            case .endsWith: return dialect.ends(text, with: pattern)
            case .matches: return dialect.matches(text, pattern)
            case .has(let separator): return dialect.has(text, pattern, separator: separator)
            }
        case .isMissing(let v): return "\(operand(v)) IS NULL"
        case .exists(let records): return existence(records)
        case .sequence(let sequence): return existence(sequence)
        case .definition(let id, let row, let type) where type == .bool && plan.definitions[id.index].kind == .segment:
            let key = column(row, plan.model.customerEntity.key)
            return "\(key) IN \(name: SQLGenerator.name(plan.definitions[id.index]))"
        default: return value(expression)
        }
    }

    /// A condition among others that are joined by AND.
    mutating func conjunct(_ expression: PlanExpression) -> SQLFragment {
        if case .or = expression { "(\(condition(expression)))" } else { condition(expression) }
    }

    /// Balanced, so that SQLite's limit on the depth of an expression is never met.
    private mutating func chain(_ operands: [PlanExpression], _ separator: String) -> SQLFragment {
        let rendered = operands.map { part -> SQLFragment in "(\(condition(part)))" }
        func balanced(_ parts: ArraySlice<SQLFragment>) -> SQLFragment {
            if parts.count <= 8 { return parts.joined(separator: separator) }
            let middle = parts.startIndex + parts.count / 2
            return
                "(\(balanced(parts[..<middle])))\(SQLFragment(stringLiteral: separator))(\(balanced(parts[middle...])))"
        }
        return balanced(rendered[...])
    }

    /// The exact complement: true where the condition is false and where SQL can't tell.
    private mutating func negation(_ operand: PlanExpression) -> SQLFragment {
        switch operand {
        case .isMissing(let v): "\(self.operand(v)) IS NOT NULL"
        case .exists(let records): "NOT \(existence(records))"
        case .comparison(.equal, let l, .constant(let r)) where !r.isMissing: "\(self.operand(l)) IS NOT \(r)"
        default: "(\(condition(operand))) IS NOT TRUE"
        }
    }

    func range(_ value: SQLFragment, _ from: Int64?, _ to: Int64?) -> SQLFragment {
        switch (from, to) {
        case (let from?, let to?): to <= from ? "0" : "\(value) BETWEEN \(Value.int(from)) AND \(Value.int(to - 1))"
        case (let from?, nil): "\(value) >= \(Value.int(from))"
        case (nil, let to?): "\(value) < \(Value.int(to))"
        case (nil, nil): "\(value) IS NOT NULL"
        }
    }

    mutating func condition(_ range: TimeRange) -> SQLFragment {
        let time = column(range.row, range.field)
        let inside = self.range(time, range.from, range.to)
        return range.admitsMissing ? "(\(inside) OR \(time) IS NULL)" : inside
    }

    // MARK: Values

    /// A value in brackets where it would bind too loosely.
    mutating func operand(_ expression: PlanExpression) -> SQLFragment {
        SQLArgument(value(expression), needsBrackets: isLoose(expression)).operand
    }

    private func isLoose(_ expression: PlanExpression) -> Bool {
        switch expression {
        case .constant, .field, .column, .caseFolded: false
        // A subquery has brackets of its own, EXISTS has none.
        case .aggregate: false
        default: true
        }
    }

    /// A value as a result shows it: conditions are 0 or 1, never NULL.
    mutating func output(_ expression: PlanExpression) -> SQLFragment { value(expression) }

    mutating func value(_ expression: PlanExpression) -> SQLFragment {
        switch expression {
        case .constant(let value): return "\(value)"
        case .field(let row, let field, _): return column(row, field)
        case .column(let index, _):
            // SQLite would put a constant that a column is held against in its place elsewhere, and might never work it
            // out.
            return doubtfulColumns.contains(index) ? "+rows.\(name: "c\(index)")" : "rows.\(name: "c\(index)")"
        case .definition(let id, let row, _): return sharedMetric(id, row)
        case .comparison, .between, .range, .membership, .textMatch, .isMissing, .and, .or, .not:
            return "(\(condition(expression))) IS TRUE"
        case .caseFolded(let v): return dialect.caseFolded(value(v))
        case .bucket(let v, let seed): return dialect.bucket(value(v), seed: "\(Value.text(seed))")
        case .arithmetic(let sign, let l, let r, let type): return arithmetic(sign, l, r, type)
        case .negate(let v, let type):
            let isExact = type.kind == .number || Magnitude.of(v) <= Magnitude.limit
            return isExact ? "-\(operand(v))" : dialect.checked("-", "0", operand(v))
        case .decimal(let decimal): return self.decimal(decimal)
        case .localDay(let v): return localDay(operand(v))
        case .call(let operation, let arguments, _): return call(operation, arguments)
        case .conditional(let arms, let otherwise, _):
            let cases = arms.map { arm -> SQLFragment in "WHEN \(condition(arm.condition)) THEN \(value(arm.value))" }
            let last: SQLFragment = otherwise.map { rest in " ELSE \(value(rest))" } ?? ""
            return "CASE \(cases.joined(separator: " "))\(last) END"
        case .exists(let records): return existence(records)
        case .aggregate(let aggregate): return scalar(aggregate)
        case .sequence(let sequence): return existence(sequence)
        case .groupAggregate(let function, let v, let parameter, let filter, let isDistinct, _):
            let result = self.function(
                function, v.map { value($0) }, isDistinct, filter: filter.map { condition($0) }, parameter: parameter)
            return finite(result, function, of: v)
        }
    }

    /// A sum or a mean of numbers that may leave the largest one on the way.
    private func finite(_ result: SQLFragment, _ function: AggregateFunction, of value: PlanExpression?) -> SQLFragment
    {
        guard function == .sum || function == .avg, let value, value.type.kind == .number,
              !(Magnitude.of(value) * Magnitude.recordLimit).isFinite else { return result }
        return dialect.finite(result)
    }

    private mutating func sharedMetric(_ id: DefinitionID, _ row: RowReference) -> SQLFragment {
        let definition = plan.definitions[id.index]
        if definition.kind == .segment { return "(\(condition(.definition(id, of: row, .bool)))) IS TRUE" }
        let name = SQLGenerator.name(definition)
        let alias = "\(alias(row)) \(definition.name)"
        let key = column(row, plan.model.customerEntity.key)
        add(
            Join(alias: alias, clause: "LEFT JOIN \(name: name) AS \(name: alias) ON \(name: alias).key = \(key)"),
            to: row.variable)
        return "\(name: alias).value"
    }

    private mutating func arithmetic(
        _ sign: ArithmeticOperator, _ l: PlanExpression, _ r: PlanExpression, _ type: ValueType
    ) -> SQLFragment {
        let (left, right) = (operand(l), operand(r))
        let bound = Magnitude.of(.arithmetic(sign, l, r, type))
        if type.kind == .date {
            return dialect.withinCalendar("\(left) \(SQLFragment(stringLiteral: sign.rawValue)) \(right)")
        }
        let isWhole = type.kind != .number && sign != .divide
        if type.kind == .int || type.kind == .money, sign != .divide, bound > Magnitude.limit {
            return dialect.checked(sign.rawValue, left, right)
        }
        let result: SQLFragment =
            sign == .divide
            ? "CAST(\(left) AS REAL) / \(right)" : "\(left) \(SQLFragment(stringLiteral: sign.rawValue)) \(right)"
        return isWhole || bound.isFinite ? result : dialect.finite(result)
    }

    /// Beyond 64 bits, SQL continues in floating point.
    private mutating func decimal(_ decimal: PlanDecimal) -> SQLFragment {
        var terms: [SQLFragment] = []
        for term in decimal.terms {
            let factor: [SQLFragment] = term.factor == 1 && !term.values.isEmpty ? [] : ["\(number: term.factor)"]
            terms.append((factor + term.values.map { operand($0) }).joined(separator: " * "))
        }
        return "CAST(\(terms.joined(separator: " + ")) AS REAL) / \(number: decimal.divisor)"
    }

    private mutating func call(_ operation: ScalarFunction.Operation, _ arguments: [PlanExpression]) -> SQLFragment {
        let function = operation.function
        var values = arguments.map { SQLArgument(value($0), needsBrackets: isLoose($0)) }
        if case .clock = function.kernel { values = values.map { SQLArgument(localMicroseconds($0.operand)) } }
        let isSmall = arguments.allSatisfy { Magnitude.of($0) <= Magnitude.limit }
        return dialect.call(function, values, isSmall: isSmall)
    }

    /// Days of the question's time zone.
    private func localDay(_ instant: SQLFragment) -> SQLFragment {
        let zone = plan.time.zone
        guard zone.transitions.isEmpty else { return dialect.localDay(instant, zone: zone.name) }
        return dialect.day(ofMicroseconds: localMicroseconds(instant))
    }

    /// Microseconds by the local clock of the question's time zone.
    private func localMicroseconds(_ instant: SQLFragment) -> SQLFragment {
        let zone = plan.time.zone
        guard zone.transitions.isEmpty else { return dialect.localMicroseconds(instant, zone: zone.name) }
        if zone.initialOffsetSeconds == 0 { return instant }
        return "(\(instant) + \(number: Int64(zone.initialOffsetSeconds) * Instant.microsecondsPerSecond))"
    }

    // MARK: Aggregates

    /// Tables, joins and conditions of the records, seen from the row they belong to.
    mutating func records(_ set: RecordSet, value: PlanExpression?, testing condition: PlanExpression?)
        -> (source: SQLFragment, filter: SQLFragment, value: SQLFragment?) {
        let (source, filter, values) = records(set, values: value.map { [$0] } ?? [], testing: condition)
        return (source, filter, values.first)
    }

    mutating func records(_ set: RecordSet, values expressions: [PlanExpression], testing condition: PlanExpression?)
        -> (source: SQLFragment, filter: SQLFragment, values: [SQLFragment]) {
        joins[set.row] = nil
        let row = RowReference.variable(set.row)
        let top = (1..<set.path.count).reduce(row) { inner, _ in .owner(inner) }
        join(top)
        var conditions: [SQLFragment] = []
        if let owner = plan.model.entities[set.path[0]].owner, let anchor = entity(of: set.anchor) {
            conditions.append("\(column(top, owner.field)) = \(column(set.anchor, plan.model.entities[anchor].key))")
        }
        conditions += set.timeRanges.map { self.condition($0) }
        if let condition { conditions.append("(\(self.condition(condition)))") }
        let values = expressions.map { value($0) }
        // Records of all customers without a time have no condition at all.
        let filter: SQLFragment = conditions.isEmpty ? "1" : conditions.joined(separator: " AND ")
        return (from(row, set.entity), filter, values)
    }

    private mutating func existence(_ set: RecordSet) -> SQLFragment {
        let (source, filter, _) = records(set, value: nil, testing: set.condition)
        return "EXISTS (SELECT 1 FROM \(source) WHERE \(filter))"
    }

    private mutating func scalar(_ aggregate: PlanAggregate) -> SQLFragment {
        let set = aggregate.records
        if let kind = aggregate.gaps { return gaps(kind, aggregate) }
        if let credit = aggregate.credit { return balance(credit, of: aggregate) }
        let (source, filter, value) = records(set, value: aggregate.value, testing: set.condition)
        guard let direction = aggregate.direction else {
            let result = function(
                aggregate.function, value, aggregate.isDistinct, filter: nil, parameter: aggregate.parameter)
            return "(SELECT \(finite(result, aggregate.function, of: aggregate.value)) FROM \(source) WHERE \(filter))"
        }
        let order = timeOrder(set).map { term -> SQLFragment in
            "\(term.value)\(direction.sql)\(term.isKey ? "" : " NULLS LAST")"
        }
        return
            "(SELECT \(value ?? "1") FROM \(source) WHERE \(filter) ORDER BY \(order.joined(separator: ", ")) LIMIT 1\(direction.offset))"
    }

    /// The innermost event time, where there is one, then the key.
    mutating func timeOrder(_ set: RecordSet) -> [(value: SQLFragment, isKey: Bool)] {
        let key = (value: column(.variable(set.row), plan.model.entities[set.entity].key), isKey: true)
        guard let timed = set.timeRanges.last else { return [key] }
        return [(column(timed.row, timed.field), false), key]
    }

    /// `count` and `sum` of nothing are 0 (law 2).
    func function(
        _ function: AggregateFunction, _ value: SQLFragment?, _ isDistinct: Bool, filter: SQLFragment?,
        parameter: Double? = nil
    ) -> SQLFragment {
        let filter: SQLFragment = filter.map { " FILTER (WHERE \($0))" } ?? ""
        if function.declaration.statistic != nil {
            return "\(name: "clientele_" + function.rawValue)(\(value ?? "0"))\(filter)"
        }
        return switch function {
        case .count: value.map { "count(\(isDistinct ? "DISTINCT " : "")\($0))\(filter)" } ?? "count(*)\(filter)"
        case .sum: dialect.sum(value ?? "0", filter: filter)
        case .avg: "avg(\(value ?? "0"))\(filter)"
        case .median: "\(dialect.median(value ?? "0"))\(filter)"
        case .quantile: "\(dialect.quantile(value ?? "0", share: "\(Value.number(parameter ?? 0.5))"))\(filter)"
        case .min: "min(\(value ?? "0"))\(filter)"
        case .max: "max(\(value ?? "0"))\(filter)"
        case .mode: "\(dialect.mode(value ?? "0"))\(filter)"
        default: "count(*)\(filter)"
        }
    }
}
