package import Model
import Syntax

/// The questions that reasons are made of. They are ordinary ones, so that an explanation can't disagree with the
/// answer.
extension BoundQuery {
    /// The customers who fulfil a condition, by their keys.
    package static func customers(where condition: BoundExpression, model: DataModel) -> BoundQuery {
        var query = values([key(of: model, condition.span)], where: condition, model: model)
        query.isSegment = true
        return query
    }

    /// How many customers fulfil every condition of a list, a column for each list, among those who fulfil the common
    /// ones.
    package static func counts(of lists: [[BoundExpression]], among common: [BoundExpression], model: DataModel)
        -> BoundQuery
    {
        let span = SourceSpan(source: SourceID(0), utf8Start: 0, utf8End: 0)
        let columns = lists.enumerated().map { index, list in
            BoundColumn(name: "c\(index)", expression: BoundExpression(
                .groupAggregate(.count, nil, filter: .conjunction(of: list), isDistinct: false), .int, span))
        }
        let source = BoundSource(entity: model.customer, row: 0, condition: .conjunction(of: common))
        return BoundQuery(
            source: source, stages: [.group(keys: [], aggregates: columns)], columns: columns, isSegment: false,
            span: span)
    }

    /// Values of the one customer with a key.
    package static func values(_ values: [BoundExpression], ofCustomer customer: BoundExpression, model: DataModel)
        -> BoundQuery
    {
        let isOne = BoundExpression(
            .comparison(.equal, key(of: model, customer.span), customer, ignoringCase: false), .bool, customer.span)
        return self.values(values, where: isOne, model: model)
    }

    private static func values(_ values: [BoundExpression], where condition: BoundExpression, model: DataModel)
        -> BoundQuery
    {
        let columns = values.enumerated().map { BoundColumn(name: "c\($0.offset)", expression: $0.element) }
        return BoundQuery(
            source: BoundSource(entity: model.customer, row: 0, condition: condition), stages: [.project(columns)],
            columns: columns,
            isSegment: false, span: condition.span)
    }

    private static func key(of model: DataModel, _ span: SourceSpan) -> BoundExpression {
        BoundExpression(.field(.variable(0), field: model.customerEntity.key), model.customerEntity.keyField.type, span)
    }
}

extension BoundExpression {
    /// nil for no conditions.
    static func conjunction(of conditions: [BoundExpression]) -> BoundExpression? {
        guard conditions.count > 1, let first = conditions.first else { return conditions.first }
        return BoundExpression(.and(conditions), .bool, first.span)
    }
}
