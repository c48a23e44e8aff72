import Model
import Semantics

/// Plans as text, for `explain --stage plan` and for telling whether a rule changed something.
extension Plan {
    package var outline: String {
        var writer = PlanWriter(plan: self)
        writer.write()
        return writer.lines.joined(separator: "\n") + "\n"
    }
}

private struct PlanWriter {
    let plan: Plan
    private let entityOfVariable: [Int: Int]
    var lines: [String] = []

    init(plan: Plan) {
        self.plan = plan
        entityOfVariable = plan.entityOfVariable
    }

    mutating func write() {
        let last = Instant(microseconds: plan.time.end.microseconds - 1)
        lines.append("as of \(plan.time.zone.day(of: last)) \(plan.time.zone.name)")
        for definition in plan.definitions {
            let ranking =
                definition.ranking.map { "\($0.function.rawValue)\($0.parts.map { " in \($0)" } ?? "") of " } ?? ""
            let keys = definition.ranking?.partition.map { text($0) }.joined(separator: ", ") ?? ""
            let population = (keys.isEmpty ? "" : " by \(keys)")
                + (definition.ranking?.population.map { " among \(text($0))" } ?? "")
            // The question's own day goes without saying.
            let isOfItsDay =
                definition.existence == plan.time.existence(of: .variable(0), entity: plan.model.customerEntity)
            let existence = isOfItsDay ? "" : definition.existence.map { " [\(text($0))]" } ?? ""
            lines.append(
                "once \(definition.kind) \(definition.name) = \(ranking)\(text(definition.expression))\(population)\(existence)"
            )
        }
        write(plan.root, 0)
    }

    private mutating func write(_ relation: RelationNode, _ depth: Int) {
        func line(_ text: String) { lines.append(String(repeating: "  ", count: depth) + text) }
        switch relation {
        case .scan(let scan):
            let ranges = scan.timeRanges.map(text).joined(separator: ", ")
            line("scan \(plan.model.entities[scan.entity].name) r\(scan.row)" + (ranges.isEmpty ? "" : " [\(ranges)]"))
            return
        case .filter(_, let condition): line("filter \(text(condition))")
        case .sort(_, let keys):
            line("sort " + keys.map { text($0.expression) + ($0.isDescending ? " desc" : "") }.joined(separator: ", "))
        case .take(_, let count): line("take \(count)")
        case .window(_, let functions): line("window " + functions.map { text($0) }.joined(separator: ", "))
        case .project(_, let columns): line("project " + text(columns))
        case .group(_, let keys, let aggregates): line("group [\(text(keys))] { \(text(aggregates)) }")
        case .fill(_, let fill): line("fill " + text(fill))
        }
        if let input = relation.input { write(input, depth + 1) }
    }

    private func text(_ function: PlanRowFunction) -> String {
        let value = function.value.map { text($0) } ?? "", count = function.count == 1 ? "" : " \(function.count)"
        let keys = function.partition.map { text($0) }.joined(separator: ", ")
        return "\(function.name)\(count)(\(value))" + (keys.isEmpty ? "" : " by \(keys)")
    }

    private func text(_ fill: PlanFill) -> String {
        let bounds = [fill.first, fill.last].map { $0.map { "\($0)" } ?? "…" }
        let values = fill.values.map { text($0) }.joined(separator: ", ")
        return "#\(fill.period) of \(fill.keyCount) by \(fill.step), \(bounds[0]) to \(bounds[1]) { \(values) }"
    }

    private func text(_ columns: [PlanColumn]) -> String {
        columns.map { "\($0.name) = \(text($0.expression))" }.joined(separator: ", ")
    }

    private func name(_ row: RowReference) -> String {
        switch row {
        case .variable(let id): "r\(id)"
        case .owner(let inner): "\(name(inner)).owner"
        case .reference(let inner, let field): "\(name(inner)).ref\(field)"
        }
    }

    /// The entity that a row is of, found from the aggregate or scan that brings its variable.
    private func fieldName(_ row: RowReference, _ field: Int) -> String {
        guard let entity = plan.entityIndex(of: row, entityOfVariable) else { return "\(name(row)).\(field)" }
        return "\(name(row)).\(plan.model.entities[entity].fields[field].name)"
    }

    private func text(_ range: TimeRange) -> String {
        func moment(_ value: Int64) -> String {
            range.kind == .date ? CivilDate(daysSinceEpoch: Int32(clamping: value)).description
                : plan.time.zone.text(of: Instant(microseconds: value))
        }
        let lower = range.from.map { "\(moment($0)) <= " } ?? ""
        let upper = range.to.map { " < \(moment($0))" } ?? ""
        return lower + fieldName(range.row, range.field) + upper + (range.admitsMissing ? "?" : "")
    }

    func text(_ expression: PlanExpression) -> String {
        switch expression {
        case .constant(let value): return text(value)
        case .field(let row, let field, _): return fieldName(row, field)
        case .column(let index, _): return "#\(index)"
        case .definition(let id, let row, _): return "\(plan.definitions[id.index].name)(\(name(row)))"
        case .comparison(let sign, let l, let r): return "(\(text(l)) \(sign.rawValue) \(text(r)))"
        case .between(let v, let l, let h): return "(\(text(v)) between \(text(l)) and \(text(h)))"
        case .range(let v, let from, let to):
            let kind = v.type.kind
            func moment(_ value: Int64) -> String {
                kind == .date ? CivilDate(daysSinceEpoch: Int32(clamping: value)).description
                    : plan.time.zone.text(of: Instant(microseconds: value))
            }
            return "(" + (from.map { moment($0) + " <= " } ?? "") + text(v) + (to.map { " < " + moment($0) } ?? "")
                + ")"
        case .membership(let v, let members): return "(\(text(v)) in (\(members.map(text).joined(separator: ", "))))"
        case .textMatch(let sign, let v, let p): return "(\(text(v)) \(sign.name) \(text(p)))"
        case .caseFolded(let v): return "fold(\(text(v)))"
        case .bucket(let v, let seed): return "bucket(\(text(v)), \"\(seed)\")"
        case .isMissing(let v): return "(\(text(v)) is missing)"
        case .and(let operands): return "(" + operands.map(text).joined(separator: " and ") + ")"
        case .or(let operands): return "(" + operands.map(text).joined(separator: " or ") + ")"
        case .not(let v): return "not \(text(v))"
        case .arithmetic(let sign, let l, let r, _): return "(\(text(l)) \(sign.rawValue) \(text(r)))"
        case .negate(let v, _): return "-\(text(v))"
        case .decimal(let decimal):
            let terms = decimal.terms.map { ([String($0.factor)] + $0.values.map(text)).joined(separator: " * ") }
            return "((\(terms.joined(separator: " + "))) / \(decimal.divisor))"
        case .localDay(let v): return "day(\(text(v)))"
        case .call(let operation, let arguments, _):
            return "\(operation)(\(arguments.map(text).joined(separator: ", ")))"
        case .conditional(let arms, let otherwise, _):
            let texts =
                arms.map { "\(text($0.value)) when \(text($0.condition))" } + [
                    otherwise.map { "else " + text($0) } ?? "else missing"
                ]
            return "{ \(texts.joined(separator: ", ")) }"
        case .exists(let records): return "exists(\(text(records)))"
        case .aggregate(let aggregate): return text(aggregate)
        case .sequence(let sequence): return "sequence(" + sequence.steps.map(text).joined(separator: " then ") + ")"
        case .groupAggregate(let function, let v, let parameter, let filter, let isDistinct, _):
            return
                "\(function.rawValue)(\(isDistinct ? "distinct " : "")\(v.map(text) ?? "")\(parameter.map { ", \($0)" } ?? "")\(filter.map { " where " + text($0) } ?? ""))"
        }
    }

    private func text(_ aggregate: PlanAggregate) -> String {
        var result = "\(aggregate.function.rawValue)(\(aggregate.isDistinct ? "distinct " : "")"
        if let value = aggregate.value {
            result +=
                (aggregate.gaps.map { $0 == .days ? "gaps of distinct " : "gaps of " } ?? "") + text(value) + " of "
        }
        if let credit = aggregate.credit {
            result +=
                "booked \(text(credit.time)), lapsing \(text(credit.expiry)), linked \(credit.reversalKey.map(text) ?? "to nothing"), before \(credit.end) of "
        }
        return result + text(aggregate.records) + (aggregate.parameter.map { ", \($0)" } ?? "") + ")"
    }

    private func text(_ records: RecordSet) -> String {
        var result =
            "\(name(records.anchor)).\(records.path.map { plan.model.entities[$0].name }.joined(separator: ".")) r\(records.row)"
        if !records.timeRanges.isEmpty { result += " [" + records.timeRanges.map(text).joined(separator: ", ") + "]" }
        if let condition = records.condition { result += " where " + text(condition) }
        return result
    }

    private func text(_ step: PlanSequence.Step) -> String {
        var result = text(step.events.records)
        switch step.limit {
        case .exact(let length): result += " within \(length)µs"
        case .days(let count): result += " within \(count) days"
        case .months(let count): result += " within \(count) months"
        case nil: break
        }
        if !step.exclusions.isEmpty {
            result += " without " + step.exclusions.map { text($0.records) }.joined(separator: ", ") + " between"
        }
        return result
    }

    private func text(_ value: Value) -> String {
        switch value {
        case .missing: "missing"
        case .bool(let value): String(value)
        case .int(let value): String(value)
        case .number(let value): String(value)
        case .money(let value): "\(value)¤"
        case .text(let value): "\"\(value)\""
        case .date(let value): value.description
        case .time(let value): plan.time.zone.text(of: value)
        case .duration(let value): "\(value)µs"
        }
    }
}

extension RelationNode {
    package var input: RelationNode? {
        switch self {
        case .scan: nil
        case .filter(let input, _), .sort(let input, _), .take(let input, _), .window(let input, _),
            .project(let input, _), .group(let input, _, _), .fill(let input, _):
            input
        }
    }
}

extension Plan {
    /// The entity that a row is of.
    func entityIndex(of row: RowReference, _ entityOfVariable: [Int: Int]) -> Int? {
        switch row {
        case .variable(let id): entityOfVariable[id]
        case .owner(let inner): entityIndex(of: inner, entityOfVariable).flatMap { model.owner(of: $0) }
        case .reference(let inner, let field):
            entityIndex(of: inner, entityOfVariable).flatMap { model.entities[$0].fields[field].reference }.flatMap {
                model.entityIndex(named: $0)
            }
        }
    }

    /// Which entity each row variable ranges over.
    package var entityOfVariable: [Int: Int] {
        var entities = [0: model.customer]
        entities[root.scan.row] = root.scan.entity
        func note(_ expression: PlanExpression) {
            for set in expression.recordSets { entities[set.row] = set.entity }
        }
        root.visitExpressions(note)
        for definition in definitions { definition.visitExpressions(note) }
        return entities
    }
}
