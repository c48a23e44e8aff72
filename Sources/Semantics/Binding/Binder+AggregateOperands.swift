import Model
import Syntax

/// The expressions between an aggregate and its records: `gap(…)`, or functions of the value.
extension Binder {
    /// `count(distinct month(orders.ordered_at in last 6 full months))`: the records, with their condition, stand
    /// innermost.
    struct AggregateOperand {
        /// Holds the path, its window and the condition.
        var argument: SyntaxNode
        /// Those of the value, the outermost first, each with its call.
        var functions: [(function: ScalarFunction, call: SyntaxNode)] = []
        /// The days between the records, or between the different days of theirs, are meant.
        var gap: GapKind?
    }

    /// Looks through functions of one value down to the records; nil after a report.
    mutating func operand(of function: AggregateFunction, _ argument: SyntaxNode) -> AggregateOperand? {
        var operand = AggregateOperand(argument: argument)
        var gap: SyntaxNode?
        while let node = operand.argument.nodes.first, operand.gap != .records {
            let isWindowed = node.kind == .windowTest || node.kind == .between
            guard let call = isWindowed ? node.nodes.first : node, call.kind == .call,
                let name = call.tokens.first?.contents
            else { break }
            let scalar = ScalarFunction.named(name)
            let isGap = name == RecordExpression.gap.rawValue && gap == nil
            guard isGap || scalar?.parameters.count == 1 && readsRecords(call) else { break }
            let arguments = call.all(.argument)
            guard arguments.count == 1, let inner = arguments.first else {
                report(
                    .wrongArgumentCount(
                        name, expected: 1, found: arguments.count, example: RecordExpression.gap.example, at: call.span)
                )
                return nil
            }
            let clause = operand.argument.first(.whereClause)
            if isWindowed || clause != nil {
                let misplaced = (isWindowed ? node.nodes.last?.span : nil) ?? clause?.span ?? node.span
                report(
                    .clauseOutside(
                        clause.map { isWindowed ? misplaced.union($0.span) : misplaced } ?? misplaced, of: name,
                        call: call))
                return nil
            }
            let distinct = inner.tokens.first { $0.keyword == .distinct }
            if let distinct, !isGap {
                report(.misplacedClause("distinct", name, at: distinct.span))
                return nil
            }
            operand.argument = inner
            if let scalar {
                operand.functions.append((scalar, call))
            } else {
                if let outer = operand.functions.first {
                    report(.functionOfGap(outer.call, call))
                    return nil
                }
                if distinct == nil, let value = inner.nodes.first, value.kind == .call, readsRecords(value) {
                    report(.functionInGap(value))
                    return nil
                }
                (operand.gap, gap) = (distinct == nil ? .records : .days, call)
            }
        }
        if let gap, function.operand == .records {
            report(.gapNotRecords(function, gap, comparison: nil, at: gap.span))
            return nil
        }
        return operand
    }

    /// Whether a path to records stands innermost in a call.
    private func readsRecords(_ call: SyntaxNode) -> Bool {
        guard let argument = call.all(.argument).first?.nodes.first else { return false }
        let operand = argument.kind == .windowTest || argument.kind == .between ? argument.nodes.first : argument
        guard let operand else { return false }
        if operand.kind == .call {
            return operand.tokens.first?.contents == RecordExpression.gap.rawValue || readsRecords(operand)
        }
        guard operand.kind == .path else { return false }
        // `customer.orders` are records of the customer at hand.
        let words = operand.pathTokens.drop { $0.contents == "customer" }
        guard let first = words.first else { return false }
        if model.entityIndex(named: first.contents) != nil { return true }
        let frame = scope.frames.last { model.entities[$0.entity].fieldIndex(named: first.contents) != nil }
        return frame.map { leadsToRecords(words, from: $0.entity) } ?? false
    }

    /// Whether words lead through what fields refer to, and on to records of it: `referrer.orders`.
    private func leadsToRecords(_ words: ArraySlice<SyntaxToken>, from entity: Int) -> Bool {
        guard let word = words.first else { return false }
        guard let index = model.entities[entity].fieldIndex(named: word.contents) else {
            return model.entityIndex(named: word.contents).flatMap { model.owner(of: $0) } == entity
        }
        let target = model.entities[entity].fields[index].reference.flatMap { model.entityIndex(named: $0) }
        return target.map { leadsToRecords(words.dropFirst(), from: $0) } ?? false
    }

    /// `any(gap(orders) > 30)`, which asks the largest gap; false where the operand is something else.
    mutating func reportsGapInCondition(_ function: AggregateFunction, _ operand: SyntaxNode, _ call: SyntaxNode)
        -> Bool
    {
        guard operand.kind == .comparison, let gap = operand.nodes.first, gap.isGap else { return false }
        report(.gapNotRecords(function, gap, comparison: operand, at: call.span))
        return true
    }

    /// The value looked at in each record: one of its own, with functions around it, or its event time for gaps. The
    /// outer optional is nil after a report, the inner one where the records themselves are meant.
    mutating func bindOperandValue(_ operand: AggregateOperand, _ found: RecordsInScope, of function: AggregateFunction)
        -> BoundExpression?? {
        switch operand.gap {
        case .records: bindEventTime(of: found).map { .some($0) }
        case .days: bindDay(operand, found, of: function).map { .some($0) }
        case nil: bindValue(operand, found, of: function)
        }
    }

    /// The event time for `gap(orders)`.
    private mutating func bindEventTime(of found: RecordsInScope) -> BoundExpression? {
        guard found.rest.isEmpty else {
            report(.valueInGap(found.path, words: found.rest.count))
            return nil
        }
        guard let events = events(found.records, of: .gap, at: found.path) else { return nil }
        return BoundExpression(
            .field(events.timeRow, field: events.timeField), ValueType(events.timeKind), found.path.span)
    }

    /// The day for `gap(distinct day(orders.ordered_at))`.
    private mutating func bindDay(_ operand: AggregateOperand, _ found: RecordsInScope, of function: AggregateFunction)
        -> BoundExpression? {
        guard found.records.path.first != model.customer else {
            report(.everybodysEvents(.gap, found.path))
            return nil
        }
        guard !found.rest.isEmpty else {
            let timed = eventTime(found.records.row, found.records.entity).map { model.entities[$0.entity] }
            let time = timed.flatMap { entity in entity.eventTime.map { entity.fields[$0].name } }
            report(.dayNeededInGap(found.path, operand.argument, time: time))
            return nil
        }
        guard case .some(let day?) = bindValue(operand, found, of: function) else { return nil }
        guard day.type.kind == .date else {
            report(.noDayInGap(day.type, operand.argument, at: day.span))
            return nil
        }
        return day
    }

    /// A value of the records with functions around.
    private mutating func bindValue(
        _ operand: AggregateOperand, _ found: RecordsInScope, of function: AggregateFunction
    ) -> BoundExpression?? {
        let (records, path, rest) = (found.records, found.path, found.rest)
        var value: BoundExpression?
        if records.entity == model.customer,
            let definition = definition(rest, of: NameScope.Frame(entity: model.customer, row: .variable(records.row)))
        {
            guard let id = bindDefinition(definition, named: rest, at: path.span) else { return nil }
            value = BoundExpression(.definition(id, of: .variable(records.row)), script[id].expression.type, path.span)
        } else if !rest.isEmpty {
            switch within(found.scope, { $0.follow(rest, from: .variable(records.row), entity: records.entity) }) {
            case .value(let expression): value = expression
            case .row(let reference, let entity):
                let key = model.entities[entity].key
                value = BoundExpression(
                    .field(reference, field: key), model.entities[entity].fields[key].type, path.span)
            case .records:
                report(.recordsNeeded(function.rawValue, example: function.example, at: path.span))
                return nil
            case nil: return nil
            }
            value?.span = path.span
        }
        guard let outermost = operand.functions.first else { return .some(value) }
        guard let value else {
            let entity = model.entities[records.entity]
            let field =
                entity.eventTime.map { entity.fields[$0].name }
                ?? entity.fields.first { $0.name != entity.keyField.name }?.name
            report(.valueNeeded(outermost.function.name, entity: entity.name, field: field, at: path.span))
            return nil
        }
        return apply(operand.functions, to: value).map { .some($0) }
    }

    /// Applies the functions around a value of the records, the innermost first.
    private mutating func apply(_ functions: [(function: ScalarFunction, call: SyntaxNode)], to value: BoundExpression)
        -> BoundExpression?
    {
        var result = value
        for (function, call) in functions.reversed() {
            guard let next = self.call(function, [result], at: [value.span], call.span) else { return nil }
            result = next
        }
        return result
    }
}

extension SyntaxNode {
    var isGap: Bool { kind == .call && tokens.first?.contents == RecordExpression.gap.rawValue }
}
