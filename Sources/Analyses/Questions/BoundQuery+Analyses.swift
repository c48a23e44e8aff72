import Model
import Planning
import Semantics
import Syntax

/// Questions as analyses ask them, made of the rows before the analysis.
extension BoundQuery {
    /// How many rows there are of each combination of keys, in the order of the keys, in a last column `n`. Texts that
    /// differ by case alone, where that makes no difference, are one key: shown without case.
    func grouped(by keys: [BoundColumn]) -> BoundQuery {
        let count = BoundColumn(
            name: "n",
            expression: BoundExpression(.groupAggregate(.count, nil, filter: nil, isDistinct: false), .int, span))
        let keys = keys.map { key in
            var key = key
            if key.isCaseless { key.expression = key.expression.withoutCase }
            return key
        }
        var query = self
        query.stages.append(.group(keys: keys, aggregates: [count]))
        query.columns = keys + [count]
        query.isSegment = false
        return query
    }

    /// A value of each row's customer as it stood at another moment.
    func value(_ expression: BoundExpression, asOf moment: BoundMoment) -> BoundExpression {
        BoundExpression(.asOf(expression, moment, of: .variable(source.row)), expression.type, expression.span)
    }

    /// A condition that holds of every customer there is: with `as of` around it, of those who were there.
    func exists(in model: DataModel) -> BoundExpression {
        let key = BoundExpression(
            .field(.variable(source.row), field: model.customerEntity.key), model.customerEntity.keyField.type, span)
        return BoundExpression(.not(BoundExpression(.isMissing(key), .bool, span)), .bool, span)
    }
}

extension BoundExpression {
    /// True or false, also where a flag is missing: as conditions are everywhere.
    var twoValued: BoundExpression {
        func literal(_ value: Bool) -> BoundExpression { BoundExpression(.literal(.bool(value)), .bool, span) }
        return BoundExpression(
            .conditional([BoundArm(condition: self, value: literal(true))], else: literal(false)), .bool, span)
    }
}

extension Value {
    /// The number in a count column; 0 for any other value.
    var count: Int64 { if case .int(let count) = self { count } else { 0 } }
}

extension AnalysisContext {
    /// A moment in words: its day, with the clock where it is not a day's end.
    func text(of moment: BoundMoment) -> String {
        Lowering.moment(moment, of: script, model: model, time: time)?.text ?? "a day that no calendar has"
    }
}
