package import Model
package import Syntax

/// Counts of customers who are in a result only because a value is missing, or because they have no records; made while
/// the result is read.
package struct ResultCounters: Sendable {
    package enum Cause: Sendable {
        /// A comparison with this value, negated, is true of those who have none.
        case missingValue(name: SourceSpan)
        /// `all` over these records, as the user wrote them, is true of those who have none.
        case noRecords(path: SourceSpan, function: SourceSpan)
    }

    package struct Item: Sendable {
        package var cause: Cause
        /// The clause of the conjunction.
        package var clause: SourceSpan
        /// The column of the question to look at: missing, or for records true, is what is counted.
        package var column: Int
    }

    package private(set) var items: [Item] = []
    /// The question with hidden columns behind its own, and its script with what they need.
    package private(set) var query: BoundQuery
    package private(set) var script: BoundScript
    /// How many columns are hidden.
    package var hiddenColumns: Int { query.columns.count - visibleColumns }

    private let visibleColumns: Int
    private let model: DataModel
    /// More tell nobody more.
    private static let itemLimit = 4

    package init(_ query: BoundQuery, of script: BoundScript, model: DataModel) {
        self.query = query
        self.script = script
        self.model = model
        visibleColumns = query.columns.count
        guard query.isSegment, query.source.entity == model.customer else { return }
        var conditions = [query.source.condition].compactMap(\.self)
        for stage in query.stages {
            switch stage {
            case .filter(let condition): conditions.append(condition)
            case .sort: continue
            // `take` leaves only a part of the segment, functions of rows look at all of it, and projections and groups
            // have columns of their own.
            case .take, .window, .project, .group, .fill: return
            }
        }
        for condition in conditions { look(condition, negated: false, clause: condition.span, row: query.source.row) }
    }

    /// - Parameter row: the customer that the expression is of: the question's, or 0 inside a definition.
    private mutating func look(_ expression: BoundExpression, negated: Bool, clause: SourceSpan, row: Int) {
        switch (expression.kind, negated) {
        case (.and(let operands), false), (.or(let operands), true):
            for operand in operands {
                look(operand, negated: negated, clause: negated ? clause : operand.span, row: row)
            }
        case (.not(let operand), _): look(operand, negated: !negated, clause: clause, row: row)
        case (.definition(let id, .variable(row)), _) where script[id].kind == .segment:
            look(
                script[id].expression, negated: negated,
                clause: negated && clause.source == script[id].expression.span.source
                    ? clause : script[id].expression.span, row: 0)
        case (.comparison(.notEqual, let left, let right, _), false):
            watch(left, clause, row)
            watch(right, clause, row)
        case (.comparison(let sign, let left, let right, _), true) where sign != .notEqual:
            watch(left, clause, row)
            watch(right, clause, row)
        case (.membership(let value, _, _), true), (.between(let value, _, _), true),
            (.textMatch(_, let value, _, _), true), (.window(let value, _), true),
             (.anniversary(let value, _), true): watch(value, clause, row)
        case (.field, true) where expression.type.kind == .bool: watch(expression, clause, row)
        case (.aggregate(let aggregate), false) where aggregate.function == .all: watch(aggregate, expression.span, row)
        default: return
        }
    }

    private mutating func watch(_ value: BoundExpression, _ clause: SourceSpan, _ row: Int) {
        let model = model
        let knowledge = ValueBounds(value, of: script, model: model) { _ in model.customerEntity }
        guard items.count < ResultCounters.itemLimit, !value.isConstant, knowledge.canBeMissing else { return }
        items.append(Item(cause: .missingValue(name: value.span), clause: clause, column: column(of: value, row)))
    }

    private mutating func watch(_ aggregate: BoundAggregate, _ span: SourceSpan, _ row: Int) {
        guard items.count < ResultCounters.itemLimit, let path = aggregate.records.pathSpan else { return }
        var none = aggregate
        none.function = .none
        none.records.condition = nil
        let expression = BoundExpression(.aggregate(none), .bool, span)
        items.append(
            Item(cause: .noRecords(path: path, function: span), clause: span, column: column(of: expression, row)))
    }

    /// A column that has the value already, or a new one.
    private mutating func column(of value: BoundExpression, _ row: Int) -> Int {
        let known = query.columns.firstIndex { column in
            switch (column.expression.kind, value.kind) {
            case (.definition(let a, .variable(query.source.row)), .definition(let b, .variable(row))): a == b
            case (.field(.variable(query.source.row), let a), .field(.variable(row), let b)): a == b
            default: false
            }
        }
        if let known { return known }
        var expression = value
        if row != query.source.row {
            // A definition's values are about row variable 0: as a definition of its own, this one is asked of the row.
            script.definitions.append(
                BoundDefinition(
                    name: "watched \(script.definitions.count)", kind: .metric, label: nil, expression: value))
            expression = BoundExpression(
                .definition(DefinitionID(script.definitions.count - 1), of: .variable(query.source.row)), value.type,
                value.span)
        }
        query.columns.append(BoundColumn(name: "watched \(query.columns.count)", expression: expression))
        return query.columns.count - 1
    }
}
