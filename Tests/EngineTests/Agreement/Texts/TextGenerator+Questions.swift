import Analyses
import Model
import Semantics
import Syntax

/// Questions and their stages.
extension TextGenerator {
    enum QuestionKind: CaseIterable {
        case segment, pipeline, explanation, customerExplanation, overflow, analysis
    }

    /// By its first word; `TextAgreementTests` holds the list against the language's.
    enum StageKind: String, CaseIterable {
        case filter = "where", sort, take, select, classify, derive, group, distinct, aggregate
    }

    mutating func question() -> String {
        let customer = TextScope.row(of: model.customer, model)
        switch dice.choose(
            QuestionKind.allCases + Array(repeating: .pipeline, count: 8) + [
                .segment, .segment, .explanation, .analysis
            ])
            ?? .pipeline
        {
        case .segment: return "segment where \(condition(customer, 4).text)"
        case .explanation: return "explain \(condition(customer, 3).operand)"
        case .customerExplanation:
            let known = dice.any(values[model.customer][model.customerEntity.key])
            let key =
                switch known {
                case .int(let number): String(number)
                case .text(let text): quoted(text)
                case nil, .missing, .bool, .number, .money, .date, .time, .duration: "1"
                }
            return "explain customer \(key) in \(condition(customer, 3).operand)"
        case .pipeline: return pipeline()
        case .overflow: return overflow()
        case .analysis: return analysis()
        }
    }

    /// Customers, with stages that keep them, behind any of the analyses by its form.
    private mutating func analysis() -> String {
        let segments = definitions.filter { $0.isSegment && $0.entity == model.customer }
        var scope = TextScope.row(of: model.customer, model)
        let all = model.customerEntity.name
        var text = "from \(dice.chance(3) ? dice.any(segments)?.name ?? all : all)"
        if dice.chance(3) { text += " where \(condition(scope, 2).text)" }
        guard let form = dice.any(Analyses.forms) else { return text }
        let stages: [StageKind] =
            form.subject == .population ? [.filter, .sort] : [.filter, .classify, .sort, .take, .derive]
        for kind in stages where dice.chance(5) { text += "\n  | \(stage(kind, &scope))" }
        if form.subject == .groups { return text + "\n  | " + pivot(form, scope) }
        var choices = AnalysisChoices(), clauses: [String] = []
        for clause in form.clauses {
            if clause.isOptional, !choices.mayHave(clause) || !dice.chance(2) { continue }
            let operand = argument(clause.operand, of: form, &choices, scope)
            clauses.append((clause.words + [operand]).filter { !$0.isEmpty }.joined(separator: " "))
        }
        return text + "\n  | " + ([form.word] + clauses).joined(separator: " ")
    }

    /// What earlier clauses leave to later ones.
    private struct AnalysisChoices {
        var records: Int?
        /// How long a period is, and in which unit lengths are whole ones.
        var period = (count: 1, unit: "months")
        var hasFigures = false
        var isUnbounded = false

        func mayHave(_ clause: AnalysisForm.Clause) -> Bool {
            switch clause.operand {
            case .nothing: clause.words == ["or", "later"] || hasFigures
            case .recordFigures: !isUnbounded
            default: true
            }
        }
    }

    private mutating func argument(
        _ operand: AnalysisForm.Operand, of form: AnalysisForm, _ choices: inout AnalysisChoices, _ scope: TextScope
    ) -> String {
        switch operand {
        case .value where form.word == "retention":
            return field(scope) { $0.isTemporal }?.operand ?? "joined_at"
        case .records: return records(&choices, scope)
        case .period: return period(of: form, &choices)
        case .length: return "\(choices.period.count * dice.number(1...5)) \(choices.period.unit)"
        case .figures:
            var columns: [TextColumn] = []
            return "{ \(aggregates(scope.inAnotherTime, &columns)) }"
        case .recordFigures:
            choices.hasFigures = true
            return recordFigures(choices)
        case .nothing:
            // The only words that stand without figures.
            if !choices.hasFigures { choices.isUnbounded = true }
            return ""
        case .value:
            var columns: [TextColumn] = []
            let scope = scope.inAnotherTime
            let classes = scope.locals.map(\.name) + definitions.filter { $0.entity == model.customer }.map(\.name)
            if dice.chance(2), let name = dice.any(classes) { return name }
            return "(\(key(scope, &columns).split(separator: "=", maxSplits: 1)[1].dropFirst()))"
        case .moment: return moment(nil, 0).operand
        case .conditions:
            return (0..<dice.number(1...4)).map { _ in "\(newName("x")) = \(condition(scope, 2).text)" }
                .joined(separator: ", ")
        case .column, .columns: return ""
        }
    }

    /// Records of the customer that have a time.
    private mutating func records(_ choices: inout AnalysisChoices, _ scope: TextScope) -> String {
        let timed = model.children(of: model.customer).filter { model.entities[$0].eventTime != nil }
        guard let entity = dice.any(timed) else { return "orders" }
        choices.records = entity
        var text = model.entities[entity].name
        if dice.chance(4) { text += " " + window(nil, 0, style: .records) }
        if dice.chance(2) { text += " where \(condition(TextScope.row(of: entity, model), 1).text)" }
        return text
    }

    private mutating func period(of form: AnalysisForm, _ choices: inout AnalysisChoices) -> String {
        if form.word == "retention", dice.chance(3) {
            let count = dice.number(1...40)
            choices.period = (count, "days")
            return "\(count) days"
        }
        let unit = dice.oneOf(["day", "week", "month", "quarter", "year"])
        choices.period = (1, unit + "s")
        return unit
    }

    /// Counts and sums, which can be added up and divided.
    private mutating func recordFigures(_ choices: AnalysisChoices) -> String {
        let entity = choices.records ?? model.customer
        let figures = (0..<dice.number(1...2)).map { _ -> String in
            let value = field(TextScope.row(of: entity, model)) { $0.kind == .money || $0.kind == .int }
            let sum = value.map { "sum(\($0.operand))" } ?? "count()"
            return "\(newName("x")) = \(dice.oneOf(["count()", sum]))"
        }
        return "{ \(figures.joined(separator: ", ")) }"
    }

    /// A group, perhaps with stages that keep its columns, and the values of one key as columns.
    private mutating func pivot(_ form: AnalysisForm, _ scope: TextScope) -> String {
        var keys: [TextColumn] = [], figures: [TextColumn] = []
        var keyTexts = (0..<dice.number(1...3)).map { _ in key(scope, &keys) }
        if dice.chance(3), let period = period(scope, &keys) { keyTexts.append(period) }
        let group = "group by \(keyTexts.joined(separator: ", ")) { \(aggregates(scope, &figures)) }"
        var scope = TextScope(columns: keys + figures), stages = [group]
        for kind in [StageKind.filter, .sort, .take] where dice.chance(4) { stages.append(stage(kind, &scope)) }
        let column = dice.any(keys)?.name ?? "", values = figures.map(\.name).joined(separator: ", ")
        return (stages + ["\(form.word) \(column) { \(values) }"]).joined(separator: "\n  | ")
    }

    /// Products that 64 bits may not hold, asked of every row, so that no reader can get round them.
    private mutating func overflow() -> String {
        let factor = dice.oneOf([
            "9223372036854775807", "4611686018427387904", "92233720368547758", "100000000000000000", "-3037000500",
        ])
        let entity = dice.any(Array(model.entities.indices)) ?? model.customer
        let scope = TextScope.row(of: entity, model),
            isExact = { (type: ValueType) in type.kind == .int || type.kind == .money }
        guard let field = member(of: entity, prefix: "", where: isExact) else { return pipeline() }
        let product = "\(field.operand) * \(factor)"
        let source = model.entities[entity].name
        switch dice.number(0...3) {
        case 0: return "from \(source) | select x = \(product)"
        case 1: return "from \(source) | aggregate { x = \(dice.oneOf(["sum", "max", "min", "avg"]))(\(product)) }"
        case 2:
            guard scope.hasCustomer(model), let sum = aggregate(.number, .row(of: model.customer, model), 1),
                isExact(sum.type)
            else { return "from \(source) | select x = -(\(product))" }
            return "from \(model.customerEntity.name) | select x = \(sum.text) * \(factor)"
        default: return "from \(source) | sort \(product) desc | select \(field.text)"
        }
    }

    private mutating func pipeline() -> String {
        let segments = definitions.filter { $0.isSegment && $0.entity == model.customer }
        var entity = model.customer, text = "from "
        if dice.chance(3), let segment = dice.any(segments) {
            text += segment.name
        } else {
            let owning = model.entities.indices.filter { !model.children(of: $0).isEmpty && $0 != model.customer }
            entity =
                dice.chance(3)
                ? model.customer : dice.any(dice.chance(2) ? owning : Array(model.entities.indices)) ?? model.customer
            text += model.entities[entity].name
        }
        hasTotals = false
        var scope = TextScope.row(of: entity, model)
        let isTimed = model.hasTime(entity) || model.entities[entity].eventTime != nil
        if isTimed, dice.chance(3) { text += " " + window(nil, 0, style: .records) }
        if dice.chance(2) { text += " where \(condition(scope, 2).text)" }
        for _ in 0..<(dice.chance(4) ? dice.number(3...6) : dice.number(0...3)) {
            text += "\n  | \(stage(&scope))"
        }
        return text
    }

    private mutating func stage(_ scope: inout TextScope) -> String {
        let kind = dice.choose(StageKind.allCases + [.select, .filter, .derive]) ?? .filter
        if hasTotals, [.group, .distinct, .aggregate].contains(kind) { return stage(.derive, &scope) }
        return stage(kind, &scope)
    }

    private mutating func stage(_ kind: StageKind, _ scope: inout TextScope) -> String {
        switch kind {
        case .filter: return "where \(condition(scope, 2).text)"
        case .sort:
            let keys = (0..<dice.number(1...2)).map { _ in sortKey(scope) }
            return "sort \(keys.joined(separator: ", "))"
        case .take:
            let parameter = dice.any(parameters.filter { $0.kind == .int && !$0.isList })
            let count = dice.chance(4) ? parameter.map { "$\($0.name)" } ?? "7" : String(dice.number(0...30))
            guard dice.chance(3) else { return "take \(count)" }
            let keys = (0..<dice.number(1...2)).map { _ in partition(scope) }
            return "take \(count) by \(keys.joined(separator: ", "))"
        case .select:
            var columns: [TextColumn] = []
            let text = (0..<dice.number(1...5)).map { _ in column(scope, &columns) }.joined(separator: ", ")
            scope = TextScope(columns: columns)
            return "select \(text)"
        case .classify:
            let name = newName("x"), classes = classes(scope, 1)
            add(TextColumn(name: name, type: classes.type), to: &scope)
            return "classify \(name) \(classes.text)"
        case .derive:
            let columns = (0..<dice.number(1...2)).map { _ in derived(&scope) }
            return "derive \(columns.joined(separator: ", "))"
        case .group:
            var columns: [TextColumn] = []
            var keys = (0..<dice.number(1...2)).map { _ in key(scope, &columns) }
            if dice.chance(2), let period = period(scope, &columns) {
                if dice.chance(2) { (keys, columns) = ([], columns.suffix(1)) }
                keys.append(period)
            }
            let aggregates = dice.chance(8) ? "" : aggregates(scope, &columns)
            scope = TextScope(columns: columns)
            hasTotals = dice.chance(4)
            return "group by \(keys.joined(separator: ", ")) \(hasTotals ? "with totals " : ""){ \(aggregates) }"
        case .distinct:
            var columns: [TextColumn] = []
            let keys = (0..<dice.number(1...3)).map { _ in key(scope, &columns) }.joined(separator: ", ")
            scope = TextScope(columns: columns)
            return "distinct \(keys)"
        case .aggregate:
            var columns: [TextColumn] = []
            let aggregates = aggregates(scope, &columns)
            scope = TextScope(columns: columns)
            return "aggregate { \(aggregates) }"
        }
    }

    /// One more name for the stages behind.
    private func add(_ column: TextColumn, to scope: inout TextScope) {
        guard scope.columns == nil else { return scope.columns?.append(column) ?? () }
        var column = column
        column.isOfRows = column.isOfRows || scope.locals.contains(where: \.isOfRows)
        scope.locals.append(column)
    }

    private mutating func derived(_ scope: inout TextScope) -> String {
        let name = newName("x")
        var inner = scope
        inner.isDeriving = true
        let category = dice.chance(2) ? .number : dice.choose(Category.allCases) ?? .number
        let value = (!dice.chance(3) ? rowFunction(category, inner, 2) : nil) ?? self.value(category, inner, 3)
        add(TextColumn(name: name, type: value.type, isOfRows: true), to: &scope)
        return "\(name) = \(value.text)"
    }

    private mutating func sortKey(_ scope: TextScope) -> String {
        value(dice.choose(Category.allCases) ?? .number, scope, 2).text + dice.oneOf(["", " asc", " desc", " desc"])
    }

    private mutating func column(_ scope: TextScope, _ columns: inout [TextColumn]) -> String {
        let name = newName("x")
        // Columns that change places, or stand in two.
        if dice.chance(3), let known = dice.any(scope.columns ?? []) {
            columns.append(TextColumn(name: name, type: known.type))
            return "\(name) = \(known.name)"
        }
        let value = value(dice.choose(Category.allCases) ?? .number, scope, 3)
        columns.append(TextColumn(name: name, type: value.type))
        return "\(name) = \(value.text)"
    }

    private mutating func aggregates(_ scope: TextScope, _ columns: inout [TextColumn]) -> String {
        var rows = scope
        rows.isOverRows = true
        var text: [String] = []
        for _ in 0..<dice.number(1...3) {
            let
                value = value(
                    dice.choose([Category.number, .number, .number, .temporal, .text, .duration]) ?? .number, rows, 3),
                name = newName("x")
            columns.append(TextColumn(name: name, type: value.type))
            text.append("\(name) = \(value.text)")
        }
        return text.joined(separator: ", ")
    }

    /// A period of a field, which the next one follows.
    private mutating func period(_ scope: TextScope, _ columns: inout [TextColumn]) -> String? {
        let functions = ScalarFunction.all.filter(\.isPeriod)
        guard scope.columns == nil, let entity = scope.frames.last, let function = dice.choose(functions) else {
            return nil
        }
        let event = model.entities[entity].eventTime.map { model.entities[entity].fields[$0] }
        let fields = model.entities[entity].fields.filter { function.parameters[0].accepts($0.type) }
        // The field that windows look at more often than others.
        let chosen = dice.chance(3) ? event : dice.any(fields) ?? event
        guard let field = chosen, function.parameters[0].accepts(field.type) else { return nil }
        // Over decades there are many days.
        if [.day, .week].contains(function.operation), !dice.chance(2) { return nil }
        let name = newName("x"), isNumber = function.result == .type(.int)
        columns.append(TextColumn(name: name, type: isNumber ? .int : .date))
        return "\(name) = every \(function.name)(\(field.name))"
    }

    /// What rows can be told apart by exactly: no numbers with fractions.
    mutating func key(_ scope: TextScope, _ columns: inout [TextColumn]) -> String {
        for _ in 0..<4 {
            let value = value(dice.choose(Category.allCases) ?? .text, scope, 2)
            if value.type.kind == .number, !value.isConstant { continue }
            let name = newName("x")
            columns.append(TextColumn(name: name, type: value.type))
            return "\(name) = \(value.text)"
        }
        let name = newName("x")
        columns.append(TextColumn(name: name, type: .bool))
        return "\(name) = \(condition(scope, 1).text)"
    }
}
