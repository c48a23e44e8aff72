import Model
import Syntax

/// Values for which letter case makes no difference: fields declared so, and what is picked of them.
extension Binder {
    func isCaseless(_ expression: BoundExpression) -> Bool {
        guard expression.type.kind == .text else { return false }
        return switch expression.kind {
        case .field(let row, let field): entity(of: row).fields[field].isCaseless
        case .definition(let id, _): isCaseless(script[id].expression)
        case .column(let index): column(index)?.isCaseless ?? false
        case .restricted(let operand, _), .asOf(let operand, _, _), .among(let operand, _): isCaseless(operand)
        case .conditional(let arms, let otherwise): (arms.map(\.value) + [otherwise]).contains(where: isCaseless)
        case .aggregate(let aggregate): aggregate.value.map(isCaseless) ?? false
        case .groupAggregate(_, let operand, _, _, _): operand.map(isCaseless) ?? false
        case .call(let function, let arguments):
            function.operation == .textOfCaselessKey || arguments.contains(where: isCaseless)
        default: false
        }
    }

    /// The value where equal ones are put together: of caseless texts, what those that are the same have in common.
    func comparable(_ value: BoundExpression) -> BoundExpression { isCaseless(value) ? value.withoutCase : value }

    /// The value that the least and the greatest is found by.
    func ordered(_ value: BoundExpression) -> BoundExpression {
        isCaseless(value) ? BoundExpression(.call(.caselessKey, [value]), .text, value.span) : value
    }

    /// The value that an aggregate works on.
    func operand(of function: AggregateFunction, _ value: BoundExpression, isDistinct: Bool) -> BoundExpression {
        switch function {
        case .count where isDistinct: comparable(value)
        case .min, .max: ordered(value)
        case .mode: comparable(value)
        default: value
        }
    }

    /// The text again, where an aggregate works on what texts are put in order by.
    func result(of aggregate: BoundExpression, on value: BoundExpression?) -> BoundExpression {
        guard case .call(let function, _)? = value?.kind, function.operation == .caselessKey,
              aggregate.type.kind == .text else { return aggregate }
        return BoundExpression(.call(.textOfCaselessKey, [aggregate]), .text, aggregate.span)
    }
}

extension BoundExpression {
    /// The text with differences of case removed.
    package var withoutCase: BoundExpression { BoundExpression(.call(.caseFolded, [self]), .text, span) }
}

extension BoundExpression {
    /// Itself, or a column where it is missing.
    fileprivate func orColumn(_ index: Int) -> BoundExpression {
        let isKnown = BoundExpression(.not(BoundExpression(.isMissing(self), .bool, span)), .bool, span)
        let other = BoundExpression(.column(index), type, span)
        return BoundExpression(.conditional([BoundArm(condition: isKnown, value: self)], else: other), type, span)
    }
}

extension BoundStage {
    /// Groups by keys some of which are caseless: rows are put together by what equal texts have in common, and the
    /// least of them, as it is stored, is shown. Behind that the columns are those that were asked for.
    ///
    /// - Parameter fill: the periods without rows. A row of these shows what equal texts have in common.
    static func grouping(by keys: [BoundColumn], _ aggregates: [BoundColumn], _ fill: BoundFill?) -> [BoundStage] {
        let caseless = keys.indices.filter { keys[$0].isCaseless }, filling = fill.map { [BoundStage.fill($0)] } ?? []
        guard !caseless.isEmpty else { return [.group(keys: keys, aggregates: aggregates)] + filling }
        var groupKeys = keys, shown: [BoundColumn] = []
        for index in caseless {
            let text = keys[index].expression
            groupKeys[index].expression = text.withoutCase
            shown.append(
                BoundColumn(
                    name: "text of \(keys[index].name)",
                    expression: BoundExpression(
                        .groupAggregate(.min, text, filter: nil, isDistinct: false), .text, text.span)))
        }
        let columns = (keys + aggregates).enumerated().map { index, column in
            let place = caseless.firstIndex(of: index).map { keys.count + aggregates.count + $0 } ?? index
            var result = column
            result.expression = BoundExpression(.column(place), column.expression.type, column.expression.span)
            if fill != nil, place != index { result.expression = result.expression.orColumn(index) }
            return result
        }
        return [.group(keys: groupKeys, aggregates: aggregates + shown)] + filling + [.project(columns)]
    }
}
