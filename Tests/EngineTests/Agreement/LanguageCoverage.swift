import Model
import Semantics
import Syntax

/// Which cases of the language bound scripts consist of, by name, and how many scripts hold each. Whatever is added to the language is a
/// case that does not compile here until it has a name.
struct LanguageCoverage {
    private(set) var counts: [String: Int] = [:]

    /// Counts what a script holds.
    mutating func count(_ features: Set<String>) {
        for name in features { counts[name, default: 0] += 1 }
    }

    /// What a script holds, each thing once.
    static func features(of script: BoundScript, model: DataModel) -> Set<String> {
        var walk = CoverageWalk(script: script, model: model)
        walk.visitAll()
        return walk.found
    }

    /// What can come up, but is mostly something else by the time that a script is bound.
    static let rarities = ["decimal"]

    /// Everything that comes up.
    static let everything: [String] = Self.statements + Self.expressions + Self.windows + Self.aggregates + Self.others

    private static let statements = [
        "statement.definition", "statement.segment", "statement.query", "statement.explanation", "statement.customer explanation", "source.customers",
        "source.records", "source.records of records", "source.looked up", "source.window", "source.condition", "stage.filter", "stage.sort", "stage.sort down",
        "stage.take", "stage.project", "stage.group", "stage.aggregate", "stage.aggregate, constants alone", "definition.metric", "definition.segment", "definition.of definition",
        "definition.standing", "definition.used by two",
    ]

    private static let expressions = [
        "literal.bool", "literal.int", "literal.number", "literal.money", "literal.text", "literal.date", "literal.time", "period", "local time",
        "today", "ago", "duration.minute", "duration.hour", "duration.day", "duration.week", "duration.month", "duration.quarter", "duration.year", "field",
        "field of owner", "field of reference", "column", "definition.named", "definition.of owner", "between", "membership", "membership, case ignored",
        "is missing", "window", "anniversary", "and", "or", "not", "negate", "sample", "conditional", "conditional, arms of two types", "conditional, else alone", "restricted", "as of", "as of in as of", "over in over",
        "among", "among in among", "sequence", "group aggregate",
    ] + ["=", "!=", "<", "<=", ">", ">="].map { "comparison \($0)" } + ["comparison, case ignored"]
        + ["contains", "starts with", "ends with", "matches"].flatMap { ["text match \($0)", "text match \($0), case ignored"] }
        + ["+", "-", "*", "/"].flatMap { ["arithmetic \($0)"] } + ["arithmetic of days"] + ScalarFunction.all.map { "call \($0.name)" }
        + StandingFunction.allCases.map { "standing \($0.rawValue)" } + ["standing of days"]

    private static let windows = DurationUnit.allCases.flatMap { unit in
        ["window last \(unit)", "window next \(unit)", "moment ago \(unit)"]
            + (unit == .minute || unit == .hour ? [] : ["window full \(unit)", "window current \(unit)"])
    } + ["window range", "window since", "window before", "moment start, constant", "moment start, own", "moment end, constant", "moment end, own"]

    private static let aggregates = AggregateFunction.allCases.flatMap { function -> [String] in
        let name = "aggregate \(function.rawValue)"
        let forms = ["window, constant", "window, own", "of customer", "of record", "of everybody", "of records of records", "condition", "over", "as of"]
        let values = function.operand == .records || function == .balance ? [] : ["gaps"]
        return (function == .balance ? forms.filter { $0 != "of everybody" } : forms).map { "\(name), \($0)" } + values.map { "\(name), \($0)" }
    } + ["aggregate count, records", "aggregate count, value", "aggregate count, distinct", "aggregate count, distinct gaps", "aggregate balance, link", "aggregate, function of value"]
        + AggregateFunction.allCases.filter(\.worksOnGroups).flatMap { ["group \($0.rawValue)", "group \($0.rawValue), filter"] }
        + ["group count, rows", "group count, distinct"]

    private static let others = [
        "sequence, three steps", "sequence, exclusion", "sequence, two exclusions", "sequence, records of records", "sequence, days and times", "sequence, window",
    ] + DurationUnit.allCases.map { "sequence, within \($0)" }
}

/// Goes through a script and notes the names of what it meets.
private struct CoverageWalk {
    let script: BoundScript
    let model: DataModel
    var found: Set<String> = []
    private var users: [Int: Int] = [:]

    init(script: BoundScript, model: DataModel) {
        self.script = script
        self.model = model
    }

    /// What stands around the expression at hand.
    private struct Place {
        var isOver = false
        var isAsOf = false
        var isAmong = false
        /// Inside braces, and not inside a function over rows.
        var isOverRows = false
    }

    private mutating func note(_ name: String) { found.insert(name) }

    mutating func visitAll() {
        for definition in script.definitions {
            switch definition.kind {
            case .metric: note("definition.metric")
            case .segment: note("definition.segment")
            }
            if definition.hasStanding { note("definition.standing") }
            let before = users
            visit(definition.expression, Place())
            if users != before { note("definition.of definition") }
        }
        for statement in script.statements { visit(statement) }
        if users.values.contains(where: { $0 > 1 }) { note("definition.used by two") }
    }

    private mutating func visit(_ statement: BoundStatement) {
        switch statement {
        case .definition: note("statement.definition")
        case .query(let query): visit(query)
        case .explanation(let explanation):
            note(explanation.customer == nil ? "statement.explanation" : "statement.customer explanation")
            visit(explanation.condition, Place())
        }
    }

    private mutating func visit(_ query: BoundQuery) {
        note(query.isSegment && query.stages.isEmpty ? "statement.segment" : "statement.query")
        let owners = model.ownershipPath(from: query.source.entity)
        note(query.source.entity == model.customer ? "source.customers" : owners.last != model.customer ? "source.looked up" : owners.count > 2 ? "source.records of records" : "source.records")
        if let window = query.source.window {
            note("source.window")
            visit(window, Place())
        }
        if let condition = query.source.condition {
            note("source.condition")
            visit(condition, Place())
        }
        for stage in query.stages { visit(stage) }
        for column in query.columns { visit(column.expression, Place()) }
    }

    private mutating func visit(_ stage: BoundStage) {
        switch stage {
        case .filter(let condition):
            note("stage.filter")
            visit(condition, Place())
        case .sort(let keys):
            for key in keys {
                note(key.isDescending ? "stage.sort down" : "stage.sort")
                visit(key.expression, Place())
            }
        case .take: note("stage.take")
        case .project(let columns):
            note("stage.project")
            for column in columns { visit(column.expression, Place()) }
        case .group(let keys, let aggregates):
            note(keys.isEmpty ? "stage.aggregate" : "stage.group")
            for column in keys { visit(column.expression, Place()) }
            for column in aggregates { visit(column.expression, Place(isOverRows: true)) }
            if keys.isEmpty, !aggregates.contains(where: { CoverageWalk.looksAtRows($0.expression) }) { note("stage.aggregate, constants alone") }
        }
    }

    private static func looksAtRows(_ expression: BoundExpression) -> Bool {
        if case .groupAggregate = expression.kind { return true }
        return expression.operands.contains(where: looksAtRows)
    }

    // MARK: Expressions

    private mutating func visit(_ expression: BoundExpression, _ place: Place) {
        var inner = place
        switch expression.kind {
        case .literal(let value): visit(value)
        case .decimal: note("decimal")
        case .period: note("period")
        case .localTime: note("local time")
        case .today: note("today")
        case .ago: note("ago")
        case .duration(_, let unit): note("duration.\(unit)")
        case .field(let row, _):
            switch row {
            case .variable: note("field")
            case .owner: note("field of owner")
            case .reference: note("field of reference")
            }
        case .column: note("column")
        case .definition(let id, let row):
            note("definition.named")
            if case .owner = row { note("definition.of owner") }
            users[id.index, default: 0] += 1
        case .comparison(let sign, _, _, let ignoringCase): note(ignoringCase ? "comparison, case ignored" : "comparison \(sign.rawValue)")
        case .between: note("between")
        case .membership(_, _, let ignoringCase): note(ignoringCase ? "membership, case ignored" : "membership")
        case .textMatch(let sign, _, _, let ignoringCase): note("text match \(sign.rawValue)\(ignoringCase ? ", case ignored" : "")")
        case .isMissing: note("is missing")
        case .window: note("window")
        case .anniversary: note("anniversary")
        case .and: note("and")
        case .or: note("or")
        case .not: note("not")
        case .arithmetic(let sign, let left, _): note(left.type.isTemporal ? "arithmetic of days" : "arithmetic \(sign.rawValue)")
        case .negate: note("negate")
        case .sample: note("sample")
        case .conditional(let arms, let otherwise):
            note("conditional")
            if Set((arms.map(\.value) + [otherwise]).map(\.type.kind)).count > 1 { note("conditional, arms of two types") }
            if arms.isEmpty { note("conditional, else alone") }
        case .call(let function, _): if ScalarFunction.named(function.name) != nil { note("call \(function.name)") }
        case .restricted:
            note(place.isOver ? "over in over" : "restricted")
            inner.isOver = true
        case .asOf:
            note(place.isAsOf ? "as of in as of" : "as of")
            inner.isAsOf = true
        case .aggregate(let aggregate): visit(aggregate, place)
        case .standing(let standing, _):
            note("standing \(standing.function.rawValue)")
            if standing.value.type.isTemporal { note("standing of days") }
        case .among:
            note(place.isAmong ? "among in among" : "among")
            inner.isAmong = true
        case .sequence(let sequence): visit(sequence)
        case .groupAggregate(let function, let operand, _, let filter, let isDistinct):
            note("group aggregate")
            inner.isOverRows = false
            note(operand == nil ? "group count, rows" : isDistinct ? "group count, distinct" : "group \(function.rawValue)")
            if filter != nil { note("group \(function.rawValue), filter") }
        }
        for part in expression.parts {
            switch part {
            case .operand(let operand): visit(operand, inner)
            case .ofEveryCustomer(let operand): visit(operand, inner)
            case .records(let records, let values):
                for value in values { visit(value, inner) }
                if let condition = records.condition { visit(condition, inner) }
                if let window = records.window { visit(window, inner) }
            case .window(let window): visit(window, place)
            case .moment(let moment): visit(moment, place)
            case .row: break
            }
        }
    }

    private mutating func visit(_ value: Value) {
        switch value {
        case .bool: note("literal.bool")
        case .int: note("literal.int")
        case .number: note("literal.number")
        case .money: note("literal.money")
        case .text: note("literal.text")
        case .date: note("literal.date")
        case .time: note("literal.time")
        // Neither can be written out.
        case .missing, .duration: break
        }
    }

    // MARK: Windows

    private mutating func visit(_ window: BoundWindow, _ place: Place) {
        switch window {
        case .last(_, let unit): note("window last \(unit)")
        case .lastFull(_, let unit): note("window full \(unit)")
        case .next(_, let unit): note("window next \(unit)")
        case .current(let unit): note("window current \(unit)")
        case .range(let from, let to):
            note(from == nil ? "window before" : to == nil ? "window since" : "window range")
            for moment in [from, to].compactMap(\.self) { visit(moment, place) }
        }
    }

    private mutating func visit(_ moment: BoundMoment, _ place: Place) {
        switch moment {
        case .ago(_, let unit): note("moment ago \(unit)")
        case .start(let expression): note("moment start, \(expression.isConstant ? "constant" : "own")")
        case .end(let expression): note("moment end, \(expression.isConstant ? "constant" : "own")")
        }
        // `30 days ago` is a value here only in name.
        if let expression = moment.expression {
            if case .ago = expression.kind { return }
            visit(expression, place)
        }
    }

    // MARK: Records

    private mutating func visit(_ aggregate: BoundAggregate, _ place: Place) {
        let name = "aggregate \(aggregate.function.rawValue)", records = aggregate.records
        if aggregate.function == .count {
            note(aggregate.gaps != nil ? (aggregate.isDistinct ? "\(name), distinct gaps" : "\(name), gaps") : aggregate.isDistinct ? "\(name), distinct" : aggregate.value == nil ? "\(name), records" : "\(name), value")
        } else if aggregate.gaps != nil {
            note("\(name), gaps")
        }
        if let window = records.window { note("\(name), window, \(window.moments.contains { $0.expression.map { !$0.isConstant } ?? false } ? "own" : "constant")") }
        if records.condition != nil { note("\(name), condition") }
        if place.isOver { note("\(name), over") }
        if place.isAsOf { note("\(name), as of") }
        let anchored = records.path.first.flatMap { model.owner(of: $0) }
        note(records.path.first == model.customer ? "\(name), of everybody" : anchored == model.customer ? "\(name), of customer" : "\(name), of record")
        if records.path.count > 1, records.path.first != model.customer { note("\(name), of records of records") }
        if place.isOverRows { note("aggregate of no row") }
        if aggregate.credit?.link != nil { note("\(name), link") }
        if case .call? = aggregate.value?.kind { note("aggregate, function of value") }
    }

    private mutating func visit(_ sequence: BoundSequence) {
        if sequence.steps.count > 2 { note("sequence, three steps") }
        for step in sequence.steps {
            if let limit = step.limit { note("sequence, within \(limit.unit)") }
            if !step.exclusions.isEmpty { note(step.exclusions.count > 1 ? "sequence, two exclusions" : "sequence, exclusion") }
            if step.events.records.path.count > 1 { note("sequence, records of records") }
            if step.events.records.window != nil { note("sequence, window") }
        }
        if Set(sequence.steps.map(\.events.timeKind)).count > 1 { note("sequence, days and times") }
        note("sequence")
    }
}
