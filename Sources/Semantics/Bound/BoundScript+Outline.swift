package import Model
import Syntax

/// Bound scripts as text, for `explain --stage bound`.
extension BoundScript {
    package func outline(model: DataModel) -> String {
        let writer = BoundWriter(script: self, model: model)
        var lines = definitions.map {
            "\($0.kind) \($0.name): \($0.expression.type.name) = \(writer.text($0.expression))"
        }
        for statement in statements {
            switch statement {
            case .definition: continue
            case .query(let query): lines += writer.text(query)
            case .analysis(let analysis): lines += writer.text(analysis)
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension BoundScript {
    /// An expression as text that is the same for all that ask the same: rows are numbered by their first appearance.
    package func comparableText(_ expression: BoundExpression, model: DataModel) -> String {
        BoundWriter(script: self, model: model, numbering: RowNumbering()).text(expression)
    }
}

struct BoundWriter {
    let script: BoundScript
    let model: DataModel
    /// Numbers rows anew, so that expressions which are alike read alike.
    var numbering: RowNumbering?
    /// Numbers to write for definitions, by index, where names do not count; columns then have no names.
    var meanings: [Int]?

    func text(_ columns: [BoundColumn]) -> String {
        columns.map { column in
            let name = meanings == nil ? "\(column.name): " : ""
            return "\(name)\(column.expression.type.name) = \(text(column.expression))"
        }.joined(separator: ", ")
    }

    func text(_ query: BoundQuery) -> [String] {
        var lines = ["from \(model.entities[query.source.entity].name) \(text(.variable(query.source.row)))"]
        if let window = query.source.window { lines.append("  in \(text(window))") }
        if let condition = query.source.condition { lines.append("  where \(text(condition))") }
        lines += query.stages.map { "  | " + text($0) }
        return lines + ["  columns " + text(query.columns)]
    }

    func text(_ analysis: BoundAnalysis) -> [String] {
        if let (condition, customer) = analysis.explained {
            return ["explain \(customer.map { text($0) + " in " } ?? "")\(text(condition))"]
        }
        let clauses = analysis.clauses.map { " \($0.name): \(text($0.argument))" }
        return text(analysis.query).dropLast() + ["  | \(analysis.word)" + clauses.joined(separator: ",")]
    }

    private func text(_ argument: BoundAnalysis.Argument) -> String {
        switch argument {
        case .value(let column): text(column.expression)
        case .moment(let moment): text(moment)
        case .columns(let columns): text(columns)
        case .records(let records, _): text(records)
        case .period(let period): period.text
        case .count(let count): "\(count)"
        case .flag: "yes"
        case .totals(let totals):
            totals.levels.map { $0.map { text($0) }.joined(separator: " | ") }.joined(separator: "; ")
        }
    }

    func text(_ stage: BoundStage) -> String {
        switch stage {
        case .filter(let condition): "where " + text(condition)
        case .sort(let keys):
            "sort " + keys.map { text($0.expression) + ($0.isDescending ? " desc" : "") }.joined(separator: ", ")
        case .take(let count): "take \(count)"
        case .window(let functions): "window " + functions.map { text($0) }.joined(separator: ", ")
        case .project(let columns): "select " + text(columns)
        case .group(let keys, let aggregates): "group by \(text(keys)) { \(text(aggregates)) }"
        case .fill(let fill): "every \(fill.function.name) in #\(fill.period)"
        }
    }

    private func text(_ function: BoundRowFunction) -> String {
        let value = function.value.map { text($0) } ?? "", count = function.count == 1 ? "" : " \(function.count)"
        let keys = function.partition.map { text($0) }.joined(separator: ", ")
        return "\(function.function.name)\(count)(\(value))" + (keys.isEmpty ? "" : " by \(keys)")
    }

    func text(_ row: RowReference) -> String {
        switch row {
        case .variable(let id): "r\(numbering?.number(of: id) ?? id)"
        case .owner(let inner): text(inner) + ".owner"
        case .reference(let inner, let field): text(inner) + ".ref\(field)"
        }
    }

    func text(_ moment: BoundMoment) -> String {
        switch moment {
        case .ago(let count, let unit): "\(count) \(unit.rawValue) ago"
        case .start(let expression): "start of " + text(expression)
        case .end(let expression): "end of " + text(expression)
        }
    }

    func text(_ window: BoundWindow) -> String {
        switch window {
        case .last(let count, let unit): "last \(count) \(unit.rawValue)"
        case .lastFull(let count, let unit): "last \(count) full \(unit.rawValue)"
        case .next(let count, let unit): "next \(count) \(unit.rawValue)"
        case .current(let unit): "this \(unit.rawValue)"
        case .range(let from, let to): "[\(from.map(text) ?? "…"), \(to.map(text) ?? "…"))"
        }
    }

    /// As reflection would write it, which takes several times as long: rules are compared by their texts.
    private func text(_ value: Value) -> String {
        switch value {
        case .missing: "missing"
        case .bool(let flag): flag ? "bool(true)" : "bool(false)"
        case .int(let number): "int(\(number))"
        case .money(let amount): "money(\(amount))"
        case .text(let text): "text(\(text.debugDescription))"
        case .number, .date, .time, .duration: "\(value)"
        }
    }

    func text(_ expression: BoundExpression) -> String {
        func fold(_ ignoringCase: Bool) -> String { ignoringCase ? " ignoring case" : "" }
        switch expression.kind {
        case .literal(let value): return text(value)
        case .decimal(let value): return "\(value.number)"
        case .period(let first, let next): return "[\(first), \(next))"
        case .localTime(let local): return local.description
        case .today: return "today"
        case .ago(let count, let unit): return "\(count) \(unit.rawValue) ago"
        case .duration(let count, let unit): return "\(count) \(unit.rawValue)"
        case .field(let row, let field): return "\(text(row)).#\(field)"
        case .column(let index): return "#\(index)"
        case .definition(let id, let row):
            let name = meanings.map { "d\($0[id.index])" } ?? script[id].name
            return "\(name)(\(text(row)))"
        case .comparison(let sign, let l, let r, let ignoring):
            return "(\(text(l)) \(sign.rawValue) \(text(r))\(fold(ignoring)))"
        case .between(let v, let l, let h): return "(\(text(v)) between \(text(l)) and \(text(h)))"
        case .membership(let v, let members, let ignoring):
            return "(\(text(v)) in [\(members.map(text).joined(separator: ", "))]\(fold(ignoring)))"
        case .textMatch(let sign, let v, let p, let ignoring):
            return "(\(text(v)) \(sign.name) \(text(p))\(fold(ignoring)))"
        case .isMissing(let v): return "(\(text(v)) is missing)"
        case .window(let v, let window): return "(\(text(v)) in \(text(window)))"
        case .anniversary(let v, let window): return "(anniversary of \(text(v)) in \(text(window)))"
        case .and(let operands): return "(" + operands.map(text).joined(separator: " and ") + ")"
        case .or(let operands): return "(" + operands.map(text).joined(separator: " or ") + ")"
        case .not(let v): return "not " + text(v)
        case .arithmetic(let sign, let l, let r): return "(\(text(l)) \(sign.rawValue) \(text(r)))"
        case .negate(let v): return "-" + text(v)
        case .sample(let threshold, let seed, let row): return "(bucket of \(text(row)) by \"\(seed)\" < \(threshold))"
        case .conditional(let arms, let otherwise):
            return "{ " + arms.map { "\(text($0.value)) when \(text($0.condition)), " }.joined()
                + "else \(text(otherwise)) }"
        case .restricted(let v, let window): return "(\(text(v)) over \(text(window)))"
        case .asOf(let v, let moment, _): return "(\(text(v)) as of \(text(moment)))"
        case .call(let function, let arguments):
            return "\(function.name)(\(arguments.map(text).joined(separator: ", ")))"
        case .aggregate(let aggregate):
            var result = "\(aggregate.function.rawValue)(\(aggregate.isDistinct ? "distinct " : "")"
            if let value = aggregate.value {
                result +=
                    (aggregate.gaps.map { $0 == .days ? "gaps of distinct " : "gaps of " } ?? "") + text(value) + " of "
            }
            if let credit = aggregate.credit {
                result += "lapsing \(text(credit.expiry)) linked \(credit.reversalKey.map(text) ?? "nothing") of "
            }
            return result + text(aggregate.records) + (aggregate.parameter.map { ", \($0)" } ?? "") + ")"
        case .sequence(let sequence): return "sequence(" + sequence.steps.map(text).joined(separator: " then ") + ")"
        case .ranking(let ranking, let row):
            let keys = ranking.partition.isEmpty ? "" : " by " + ranking.partition.map { text($0) }.joined(separator: ", ")
            return
                "\(ranking.function.rawValue)(\(ranking.parts.map { "\($0), " } ?? "")\(text(ranking.value))\(keys), of \(text(row)))"
        case .among(let v, let condition): return "(\(text(v)) among \(text(condition)))"
        case .groupAggregate(let function, let v, let parameter, let filter, let isDistinct):
            return
                "\(function.rawValue)(\(isDistinct ? "distinct " : "")\(v.map(text) ?? "")\(parameter.map { ", \($0)" } ?? "")\(filter.map { " where " + text($0) } ?? ""))"
        }
    }

    private func text(_ records: BoundRecords) -> String {
        var result =
            "\(text(records.anchor)).\(records.path.map { model.entities[$0].name }.joined(separator: ".")) \(text(.variable(records.row)))"
        if let window = records.window { result += " in " + text(window) }
        if let condition = records.condition { result += " where " + text(condition) }
        return result
    }

    private func text(_ step: BoundStep) -> String {
        var result = text(step.events.records)
        if let limit = step.limit { result += " within \(limit.count) \(limit.unit)" }
        if !step.exclusions.isEmpty {
            result += " without " + step.exclusions.map { text($0.records) }.joined(separator: ", ") + " between"
        }
        return result
    }
}

/// Row variables by the order in which they are met.
final class RowNumbering {
    private var numbers: [Int: Int] = [:]

    func number(of row: Int) -> Int {
        let number = numbers[row] ?? numbers.count
        numbers[row] = number
        return number
    }
}
