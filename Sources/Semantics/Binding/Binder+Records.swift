import Model
import Syntax

/// `path [WINDOW] [where CONDITION]`, as aggregates and the steps of a sequence read it.
extension Binder {
    /// Records whose condition is still to be bound, and what names mean in it.
    struct RecordsInScope {
        var records: BoundRecords
        var scope: NameScope
        /// The words behind the last entity.
        var rest: ArraySlice<SyntaxToken>
        var path: SyntaxNode
    }

    /// - Parameters:
    ///   - operand: the path, or the path and its window.
    ///   - takesRecords: whether the function looks at records, so that `orders.paid` is hardly a value of them.
    mutating func bindRecords(_ operand: SyntaxNode, of function: String, example: String, takesRecords: Bool)
        -> RecordsInScope?
    {
        let isWindowed = operand.kind == .windowTest || operand.kind == .between
        guard let path = isWindowed ? operand.nodes.first : operand, path.kind == .path else {
            let words = operand.descendantTokens
            let isRecords =
                takesRecords && words.count > 2 && words[1].kind == .dot
                && model.entityIndex(named: words[0].contents) != nil
            report(.recordsNeeded(function, example: example, at: operand.span, dot: isRecords ? words[1].span : nil))
            return nil
        }
        guard let meaning = everybody(path) ?? resolve(path) else { return nil }
        guard case .records(let anchor, let entities, let rest) = meaning else {
            // Within an order, `orders.amount` is its own amount.
            if let first = path.pathTokens.first, let entity = model.entityIndex(named: first.contents),
                entity != model.customer,
                scope.frames.contains(where: { $0.entity == entity }), model.owner(of: entity) == model.customer
            {
                let everybodys = "\(model.customerEntity.name).\(path.text)"
                report(
                    .ownRowForRecords(
                        function, path: path.text, entity: first.contents, everybodys: everybodys, at: path.span))
                return nil
            }
            report(.recordsNeeded(function, example: example, at: path.span))
            return nil
        }
        let row = makeRow(of: entities[entities.count - 1])
        var records = BoundRecords(anchor: anchor, path: entities, row: row, pathSpan: operand.span)
        var inner = NameScope(frames: scope.frames)
        for (depth, entity) in entities.enumerated() {
            let reference = (depth + 1..<entities.count).reduce(RowReference.variable(row)) { inner, _ in .owner(inner)
            }
            inner.frames.append(NameScope.Frame(entity: entity, row: reference))
        }
        if isWindowed {
            // The window's own operands see what stands outside the records.
            guard let window = bindWindow(operand), let windowRow = timedRow(row, records.entity, at: operand.span)
            else { return nil }
            records.window = window
            records.windowHasParameter = parameterSpans.contains(operand.span)
            records.windowRow = windowRow
        }
        return RecordsInScope(records: records, scope: inner, rest: rest, path: path)
    }

    /// Adds the condition, if there is one; false after a report.
    mutating func bindCondition(_ clause: SyntaxNode?, of found: inout RecordsInScope) -> Bool {
        guard let clause else { return true }
        guard let syntax = clause.nodes.first, let condition = within(found.scope, { $0.bindCondition(syntax) }) else {
            return false
        }
        within(found.scope) { $0.warnOfConstants(in: condition) }
        found.records.condition = condition
        return true
    }

    /// Whether everybody's records are looked at beside a row outside of them, which is reported.
    mutating func reportsOuterRow(of records: BoundRecords, _ value: BoundExpression?, _ path: SyntaxNode) -> Bool {
        guard records.path.first == model.customer else { return false }
        let asked = records.expressions + [value].compactMap(\.self)
        let outer = asked.first { expression in
            expression.firstColumn != nil || expression.freeRows(in: model).contains { $0.variable != records.row }
        }
        guard let outer else { return false }
        report(.outerRowOfEverybody(path.text, at: outer.span))
        return true
    }

    /// Whether records of the row at hand are looked at in braces, where there are many rows; everybody's are the same
    /// for all.
    mutating func reportsManyRows(_ function: AggregateFunction, _ records: BoundRecords, _ call: SyntaxNode) -> Bool {
        guard scope.isOverRows, records.path.first != model.customer else { return false }
        report(.recordsOfManyRows(function, at: call.span))
        return true
    }

    /// The record or what it belongs to, whichever has an event time.
    mutating func timedRow(_ row: Int, _ entity: Int, at span: SourceSpan) -> RowReference? {
        guard let (reference, _) = eventTime(row, entity) else {
            report(.noEventTime(model.entities[entity].name, at: span))
            return nil
        }
        return reference
    }

    /// The row that has the event time of a record, and the entity it is of.
    func eventTime(_ row: Int, _ entity: Int) -> (row: RowReference, entity: Int)? {
        var reference = RowReference.variable(row)
        for index in model.ownershipPath(from: entity) where index != model.customer || index == entity {
            if model.entities[index].eventTime != nil { return (reference, index) }
            reference = .owner(reference)
        }
        return nil
    }

    /// Records as events of their own time: those of a sequence, those between which a gap is.
    mutating func events(_ records: BoundRecords, of form: RecordExpression, at path: SyntaxNode) -> BoundEvents? {
        guard records.path.first != model.customer else {
            report(.everybodysEvents(form, path))
            return nil
        }
        guard let (row, entity) = eventTime(records.row, records.entity), let field = model.entities[entity].eventTime
        else {
            report(.noOrderInTime(model.entities[records.entity].name, form, at: path.span))
            return nil
        }
        return BoundEvents(
            records: records, timeRow: row, timeField: field, timeKind: model.entities[entity].fields[field].type.kind)
    }
}
