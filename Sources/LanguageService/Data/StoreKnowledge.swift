package import Concurrency
import Analyses
package import Engine
package import Model
import Planning
import Semantics
import Synchronization
import Syntax

/// Facts about the store's values for an editor: their counts, their distribution, the sizes of segments.
///
/// Input: a subject, a time limit, whether the answer is still wanted. Output: facts, or nil where the time was up. It
/// never shows a value of a personal field or of anything derived from one, and never exceeds the time limit.
///
/// It asks in the language itself, through a session of its own or one that nobody else uses meanwhile.
package final class StoreKnowledge {
    /// How long an answer may take, and a look at whether anybody still waits for it, from any thread.
    package struct Budget: Sendable {
        package var seconds: Double
        package var cancellation: CancellationToken

        package init(seconds: Double, _ cancellation: CancellationToken = .never) {
            self.seconds = seconds
            self.cancellation = cancellation
        }
    }

    package let session: Session
    /// Answers stay until somebody writes to the store.
    private var values: [String: ValueList] = [:]
    private var facts: [DataSubject: [String]] = [:]
    private var mark: StoreMark?

    package init(_ session: Session) { self.session = session }

    package struct ValueCount: Sendable, Hashable {
        package var value: Value
        package var count: Int
    }

    /// Values of a field, the most frequent first.
    package struct ValueList: Sendable {
        package var values: [ValueCount]
        /// Whether there are no others.
        package var isComplete: Bool
    }

    /// Whatever is asked in `body` is of one state of the store, and nothing that is remembered is of an earlier one.
    private func ofOneState<Result>(_ body: () -> Result?) -> Result? {
        // First the mark: what is asked behind it is of no earlier state.
        let present = session.storeMark
        if present == nil || present != mark { (values, facts, mark) = ([:], [:], present) }
        return (try? session.inOneState { () throws(Failure) in body() }) ?? nil
    }

    static let valueLimit = 500

    /// The values of a field, the most frequent first; where there are too many, those that begin with `prefix`.
    ///
    /// - Returns: nil for personal data, for what is no field of the store, and where the time was up.
    package func values(of subject: DataSubject, startingWith prefix: String = "", within budget: Budget) -> ValueList?
    {
        guard case .field(let entity, let field, let type) = subject else { return nil }
        return ofOneState { values(of: field, type, in: entity, startingWith: prefix, within: budget) }
    }

    private func values(
        of field: String, _ type: ValueType, in entity: String, startingWith prefix: String, within budget: Budget
    ) -> ValueList? {
        let key = "\(entity).\(field)"
        if let known = values[key], known.isComplete || prefix.isEmpty { return known }
        let isNarrowed = values[key] != nil && type.kind == .text
        let condition = isNarrowed ? "where \(field.asName) starts with \(prefix.stringLiteral) " : ""
        guard
            let rows = rows(
                of:
                    "from \(entity.asName) \(condition)| where \(field.asName) is known | group by value = \(field.asName) { n = count() } | sort n desc | take \(StoreKnowledge.valueLimit + 1)",
                within: budget)
        else { return nil }
        let counted = rows.compactMap { row -> ValueCount? in
            guard row.count == 2, case .int(let count) = row[1] else { return nil }
            return ValueCount(value: row[0], count: Int(count))
        }
        let list = ValueList(
            values: Array(counted.prefix(StoreKnowledge.valueLimit)),
            isComplete: counted.count <= StoreKnowledge.valueLimit)
        if isNarrowed { return ValueList(values: list.values, isComplete: false) }
        values[key] = list
        if list.isComplete || prefix.isEmpty { return list }
        return self.values(of: field, type, in: entity, startingWith: prefix, within: budget)
    }

    /// Facts about the values, a line each: the share that is missing, extremes and quartiles, or the most frequent.
    package func facts(about subject: DataSubject, in script: ScriptAnalysis? = nil, within budget: Budget) -> [String]?
    {
        ofOneState { facts(about: subject, script, budget) }
    }

    private func facts(about subject: DataSubject, _ script: ScriptAnalysis?, _ budget: Budget) -> [String]? {
        if script == nil, let known = facts[subject] { return known }
        let found: [String]? = switch subject {
            case .field(let entity, let field, let type):
                distribution(of: field.asName, type, over: entity.asName, list: subject, script, budget)
            case .metric(let name, let type):
                distribution(
                    of: name, type, over: session.environment.model.customerEntity.name.asName, list: nil, script,
                    budget)
        case .records(let entity): count(of: entity, budget)
        case .segment(let name): size(ofSegment: name, script, budget)
        }
        if script == nil { facts[subject] = found }
        return found
    }

    /// How many customers a segment holds that the script defines, or that is ready-made.
    package func size(ofSegment name: String, in script: ScriptAnalysis?, within budget: Budget) -> Int? {
        guard
            case .int(let count)? = rows(
                of: "from \(name) | aggregate { n = count() }", behind: script, within: budget)?.first?.first
        else { return nil }
        return Int(count)
    }

    /// The rows of a question of the script, by its place among those that ask something; nil where there is none, and
    /// where the time was up.
    package func rows(ofQuestion index: Int, in script: ScriptAnalysis, limit: Int, within budget: Budget) -> (
        table: ResultTable, isWhole: Bool
    )? {
        let compilation = compile(script, asking: "")
        let asking = compilation.script.statements.filter { if case .definition = $0 { false } else { true } }
        guard !compilation.hasErrors, asking.indices.contains(index) else { return nil }
        return rows(of: asking[index], compilation, limit: limit, within: budget)
    }

    private func rows(of question: String, behind script: ScriptAnalysis? = nil, within budget: Budget) -> [[Value]]? {
        let compilation = compile(script, asking: question)
        guard !compilation.hasErrors, let query = compilation.queries.last else { return nil }
        return rows(of: .query(query), compilation, limit: .max, within: budget)?.table.rows
    }

    /// Compiles a script with a question behind it, as a text of its own: the session remembers nothing of it.
    private func compile(_ script: ScriptAnalysis?, asking question: String) -> Compilation {
        var context = session.context
        if let script { context.importReader = script.context.compilation.importReader }
        return context.compile(
            name: "question", bytes: (script?.source.bytes ?? []) + Array("\n\(question)\n".utf8), path: script?.path)
    }

    private func rows(of statement: BoundStatement, _ compilation: Compilation, limit: Int, within budget: Budget) -> (
        table: ResultTable, isWhole: Bool
    )? {
        guard let stop = session.stop, !budget.cancellation.isCancelled else { return nil }
        return TimeLimit.run(seconds: budget.seconds, cancellation: budget.cancellation, stop: stop) {
            do throws(Failure) {
                switch statement {
                case .definition: return nil
                case .query(let query):
                    return try ResultTable.first(limit, rowsOf: session.run(query, of: compilation))
                case .analysis(let analysis):
                    var table = try session.run(analysis, of: compilation).table
                    let isWhole = table.rows.count <= limit
                    if !isWhole { table.rows = Array(table.rows.prefix(limit)) }
                    return (table, isWhole)
                }
            } catch { return nil }
        }
    }

    // MARK: Facts

    private func count(of entity: Int, _ budget: Budget) -> [String]? {
        let entity = session.environment.model.entities[entity]
        guard
            case .int(let count)? = rows(of: "from \(entity.name.asName) | aggregate { n = count() }", within: budget)?
                .first?.first
        else { return nil }
        return ["\(Int(count).grouped) as of \(session.asOfDescription)"]
    }

    private func size(ofSegment name: String, _ script: ScriptAnalysis?, _ budget: Budget) -> [String]? {
        guard let size = size(ofSegment: name, in: script, within: budget), let all = try? session.customerCount()
        else { return nil }
        return [
            "\(size.grouped) of \(all.grouped) customers (\(Double(size).share(of: Double(all)))), as of \(session.asOfDescription)"
        ]
    }

    private func distribution(
        of name: String, _ type: ValueType, over source: String, list: DataSubject?, _ script: ScriptAnalysis?,
        _ budget: Budget
    ) -> [String]? {
        let hasQuartiles = type.isNumeric, hasExtremes = hasQuartiles || type.isTemporal || type.kind == .duration
        var measures = ["total = count()", "known = count(\(name) where \(name) is known)"]
        if hasExtremes { measures += ["least = min(\(name))", "most = max(\(name))"] }
        if hasQuartiles {
            measures += ["lower = quantile(\(name), 25%)", "middle = median(\(name))", "upper = quantile(\(name), 75%)"]
        }
        if type.kind == .text || type.kind == .bool, list == nil {
            measures.append("different = count(distinct \(name))")
        }
        let compilation = compile(script, asking: "from \(source) | aggregate { \(measures.joined(separator: ", ")) }")
        guard !compilation.hasErrors, let query = compilation.queries.last,
            let row = rows(of: .query(query), compilation, limit: 1, within: budget)?.table.rows.first,
              case .int(let total) = row[0], case .int(let known) = row[1] else { return nil }
        let format = session.valueFormat
        func cell(_ place: Int) -> String { format.text(row[place], of: query.columns[place].expression.type) }
        var lines = [
            "\(Int(known).grouped) of \(Int(total).grouped) known"
                + (total > known ? ", \(Double(total - known).share(of: Double(total))) missing" : "")
        ]
        // Values derived from personal data are withheld like the data itself.
        guard known > 0, !query.columns.contains(where: \.isPersonal) else { return lines }
        if hasQuartiles {
            lines.append("from \(cell(2)) to \(cell(3)); quartiles \(cell(4)), \(cell(5)), \(cell(6))")
        } else if hasExtremes {
            lines.append("from \(cell(2)) to \(cell(3))")
        }
        if type.kind == .text || type.kind == .bool {
            if let list, let values = self.values(of: list, within: budget) {
                let shown = values.values.prefix(5).map {
                    "\(format.text($0.value, of: type)) \(Double($0.count).share(of: Double(known)))"
                }
                lines.append(
                    "\(values.isComplete ? values.values.count.grouped : "over \(StoreKnowledge.valueLimit)") different: "
                        + shown.joined(separator: ", ") + (values.values.count > 5 ? ", …" : ""))
            } else if list == nil, case .int(let different) = row[2] {
                lines.append("\(Int(different).grouped) different")
            }
        }
        return lines
    }
}

extension Int {
    /// `4,110`
    var grouped: String {
        let digits = String(magnitude)
        var result = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return (self < 0 ? "-" : "") + result
    }
}

extension Double {
    /// `12.5 %`; never 0 or 100 where it is neither.
    func share(of total: Double) -> String {
        guard total > 0 else { return "0 %" }
        let tenths = (self / total * 1000).rounded()
        if tenths == 0, self > 0 { return "< 0.1 %" }
        if tenths == 1000, self < total { return "> 99.9 %" }
        let whole = Int(tenths)
        return whole % 10 == 0 ? "\(whole / 10) %" : "\(whole / 10).\(whole % 10) %"
    }
}
