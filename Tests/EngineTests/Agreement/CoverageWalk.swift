import Model
import Semantics
import Syntax

/// Goes through a script and notes the names of what it meets.
struct CoverageWalk {
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
            if definition.hasRanking { note("definition.standing") }
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
        case .analysis(let analysis):
            guard let (condition, customer) = analysis.explained else {
                visit(analysis.query)
                guard let totals = analysis.totals else {
                    note("statement.\(analysis.word)")
                    for expression in analysis.expressions { visit(expression, Place()) }
                    return
                }
                note(totals.levels.count > 1 ? "totals of two keys" : "totals of one key")
                return
            }
            note(customer == nil ? "statement.explanation" : "statement.customer explanation")
            visit(condition, Place())
        }
    }

    private mutating func visit(_ query: BoundQuery) {
        note(query.isSegment && query.stages.isEmpty ? "statement.segment" : "statement.query")
        let owners = model.ownershipPath(from: query.source.entity)
        if query.source.entity == model.customer {
            note("source.customers")
        } else if owners.last != model.customer {
            note("source.looked up")
        } else {
            note(owners.count > 2 ? "source.records of records" : "source.records")
        }
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
        case .window(let functions):
            for function in functions {
                note("rows \(function.function.name)")
                if !function.partition.isEmpty { note("rows, by") }
                for expression in function.expressions { visit(expression, Place()) }
            }
        case .project(let columns):
            note("stage.project")
            for column in columns { visit(column.expression, Place()) }
        case .group(let keys, let aggregates):
            note(keys.isEmpty ? "stage.aggregate" : "stage.group")
            for column in keys { visit(column.expression, Place()) }
            for column in aggregates { visit(column.expression, Place(isOverRows: true)) }
            if keys.isEmpty, !aggregates.contains(where: { CoverageWalk.looksAtRows($0.expression) }) {
                note("stage.aggregate, constants alone")
            }
        case .fill(let fill):
            note("every \(fill.function.name)")
            note(fill.isOfWindow ? "every, of the window" : "every, of the rows")
            if fill.keyCount > 1 { note("every, beside keys") }
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
        case .comparison(let sign, _, _, let ignoringCase):
            note(ignoringCase ? "comparison, case ignored" : "comparison \(sign.rawValue)")
        case .between: note("between")
        case .membership(_, let members, let ignoringCase):
            note(ignoringCase ? "membership, case ignored" : "membership")
            if !members.allSatisfy(\.isConstant) { note("membership, own values") }
        case .textMatch(let sign, _, _, let ignoringCase):
            note("text match \(sign.name)\(ignoringCase ? ", case ignored" : "")")
        case .isMissing: note("is missing")
        case .window: note("window")
        case .anniversary: note("anniversary")
        case .and: note("and")
        case .or: note("or")
        case .not: note("not")
        case .arithmetic(let sign, let left, _):
            note(left.type.isTemporal ? "arithmetic of days" : "arithmetic \(sign.rawValue)")
        case .negate: note("negate")
        case .sample: note("sample")
        case .conditional(let arms, let otherwise):
            note("conditional")
            if Set((arms.map(\.value) + [otherwise]).map(\.type.kind)).count > 1 {
                note("conditional, arms of two types")
            }
            if arms.isEmpty { note("conditional, else alone") }
        case .call(let function, _):
            // What has no name is what the binder puts in.
            if ScalarFunction.named(function.name) != nil { note("call \(function.name)") }
        case .restricted:
            note(place.isOver ? "over in over" : "restricted")
            inner.isOver = true
        case .asOf:
            note(place.isAsOf ? "as of in as of" : "as of")
            inner.isAsOf = true
        case .aggregate(let aggregate): visit(aggregate, place)
        case .ranking(let ranking, _):
            note("standing \(ranking.function.rawValue)")
            if ranking.value.type.isTemporal { note("standing of days") }
            if !ranking.partition.isEmpty { note("standing, by") }
        case .among:
            note(place.isAmong ? "among in among" : "among")
            inner.isAmong = true
        case .sequence(let sequence): visit(sequence)
        case .groupAggregate(let function, let operand, _, let filter, let isDistinct):
            note("group aggregate")
            inner.isOverRows = false
            note(
                operand == nil
                    ? "group count, rows" : isDistinct ? "group count, distinct" : "group \(function.rawValue)")
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
        if aggregate.gaps != nil {
            note("\(name), \(aggregate.isDistinct ? "distinct gaps" : "gaps")")
        } else if aggregate.function == .count {
            note("\(name), \(aggregate.isDistinct ? "distinct" : aggregate.value == nil ? "records" : "value")")
        }
        if let window = records.window {
            let isOwn = window.moments.contains { $0.expression.map { !$0.isConstant } ?? false }
            note("\(name), window, \(isOwn ? "own" : "constant")")
        }
        if records.condition != nil { note("\(name), condition") }
        if place.isOver { note("\(name), over") }
        if place.isAsOf { note("\(name), as of") }
        let anchored = records.path.first.flatMap { model.owner(of: $0) }
        let isEverybodys = records.path.first == model.customer
        note("\(name), of \(isEverybodys ? "everybody" : anchored == model.customer ? "customer" : "record")")
        if records.path.count > 1, records.path.first != model.customer { note("\(name), of records of records") }
        if records.anchor.isReferredTo { note("aggregate of what is referred to") }
        if place.isOverRows { note("aggregate of no row") }
        if aggregate.credit?.reversalKey != nil { note("\(name), link") }
        if case .call? = aggregate.value?.kind { note("aggregate, function of value") }
    }

    private mutating func visit(_ sequence: BoundSequence) {
        if sequence.steps.count > 2 { note("sequence, three steps") }
        for step in sequence.steps {
            if let limit = step.limit { note("sequence, within \(limit.unit)") }
            if !step.exclusions.isEmpty {
                note(step.exclusions.count > 1 ? "sequence, two exclusions" : "sequence, exclusion")
            }
            if step.events.records.path.count > 1 { note("sequence, records of records") }
            if step.events.records.window != nil { note("sequence, window") }
        }
        if Set(sequence.steps.map(\.events.timeKind)).count > 1 { note("sequence, days and times") }
        note("sequence")
    }
}
