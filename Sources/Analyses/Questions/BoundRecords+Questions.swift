import Model
import Planning
import Semantics
import Syntax

/// Questions about the records of customers.
extension BoundRecords {
    /// Their event time.
    func time(in script: BoundScript, _ model: DataModel, _ span: SourceSpan) -> BoundExpression? {
        guard let row = windowRow, let entity = script.entity(of: row, in: model),
            let field = model.entities[entity].eventTime
        else { return nil }
        return BoundExpression(.field(row, field: field), model.entities[entity].fields[field].type, span)
    }

    /// Those of a time as well.
    func restricted(to window: BoundWindow, at time: BoundExpression?) -> BoundRecords {
        var result = self
        if result.window == nil {
            result.window = window
        } else if let time {
            let test = BoundExpression(.window(time, window), .bool, time.span)
            result.condition = result.condition.map { .both($0, test) } ?? test
        }
        return result
    }

    /// Whether a customer has any.
    func exist(_ span: SourceSpan) -> BoundExpression {
        BoundExpression(.aggregate(BoundAggregate(function: .any, records: self)), .bool, span)
    }

    /// The value of the first or the last of them.
    func pick(_ function: AggregateFunction, _ value: BoundExpression) -> BoundExpression {
        BoundExpression(
            .aggregate(BoundAggregate(function: function, records: self, value: value)), value.type, value.span)
    }

    /// The customer of one of them.
    func customer(in model: DataModel) -> RowReference {
        model.ownershipPath(from: entity).prefix { $0 != model.customer }.reduce(RowReference.variable(row)) { row, _ in
            .owner(row)
        }
    }
}

extension BoundQuery {
    /// The records of its customers as rows; nil where customers are picked by their place among the rows.
    func rows(of records: BoundRecords, in model: DataModel) -> BoundQuery? {
        guard let population else { return nil }
        let condition = population.replacingRow(source.row, by: records.customer(in: model))
        let own = records.condition?.replacingRow(source.row, by: records.customer(in: model))
        var query = self
        query.source.entity = records.entity
        query.source.row = records.row
        query.source.window = records.window
        query.source.windowRow = records.window == nil ? nil : records.windowRow
        query.source.condition = own.map { .both(condition, $0) } ?? condition
        (query.stages, query.columns, query.isSegment) = ([], [], false)
        return query
    }

    /// One row of figures over all of its rows.
    func aggregated(_ figures: [BoundColumn]) -> BoundQuery {
        var query = self
        query.stages.append(.group(keys: [], aggregates: figures))
        query.columns = figures
        query.isSegment = false
        return query
    }

    /// How many of its rows there are for which a condition holds.
    func count(where condition: BoundExpression? = nil) -> BoundExpression {
        BoundExpression(.groupAggregate(.count, nil, filter: condition, isDistinct: false), .int, span)
    }
}
