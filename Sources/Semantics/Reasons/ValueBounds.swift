package import Model

/// Facts known about a value before any record is read: whether it can be missing, and how low and high it can be.
package struct ValueBounds: Sendable {
    /// For a value that may be anything.
    static let nothing = ValueBounds()

    package private(set) var canBeMissing = true
    /// Included; nil is unknown.
    var lowest: Double?
    var highest: Double?

    private init() {}

    /// - Parameter entity: what the rows are of that the expression names.
    package init(
        _ expression: BoundExpression, of script: BoundScript, model: DataModel, entity: (RowReference) -> Entity
    ) {
        func know(_ operand: BoundExpression) -> ValueBounds {
            ValueBounds(operand, of: script, model: model, entity: entity)
        }
        switch expression.kind {
        case .literal(let value):
            canBeMissing = value.isMissing
            lowest = expression.plainNumber ?? value.amount
            highest = lowest
        case .decimal(let value):
            canBeMissing = false
            (lowest, highest) = (value.number, value.number)
        case .period, .localTime, .today, .ago, .duration, .sample: canBeMissing = false
        case .comparison, .between, .membership, .textMatch, .isMissing, .window, .anniversary, .and, .or, .not,
            .sequence:
            canBeMissing = false
        case .field(let row, let field): canBeMissing = field != entity(row).key || row != .variable(row.variable)
        case .definition(let id, _): self = script[id].knowledge
        case .restricted(let operand, _), .among(let operand, _): self = know(operand)
        case .asOf(let operand, _, _):
            // A row that was not there yet has no value, and no condition holds for it.
            self = know(operand)
            canBeMissing = canBeMissing || expression.type.kind != .bool
        case .negate(let operand):
            let inner = know(operand)
            (canBeMissing, lowest, highest) = (inner.canBeMissing, inner.highest.map { -$0 }, inner.lowest.map { -$0 })
        case .arithmetic(let sign, let left, let right):
            let (l, r) = (know(left), know(right))
            canBeMissing = l.canBeMissing || r.canBeMissing || sign == .divide
            guard expression.type.isNumeric else { break }
            if sign == .add {
                lowest = l.lowest.flatMap { a in r.lowest.map { a + $0 } }
                highest = l.highest.flatMap { a in r.highest.map { a + $0 } }
            } else if sign == .subtract {
                lowest = l.lowest.flatMap { a in r.highest.map { a - $0 } }
                highest = l.highest.flatMap { a in r.lowest.map { a - $0 } }
            }
        case .call(let function, let arguments):
            canBeMissing = arguments.contains { know($0).canBeMissing }
            (lowest, highest) = (function.least, function.greatest)
            if function.operation == .daysSince, let argument = arguments.first,
                ValueBounds.isPast(argument, script, entity)
            {
                lowest = 0
            }
        case .aggregate(let aggregate):
            canBeMissing = aggregate.function.canBeMissing
            if aggregate.function == .count { lowest = 0 }
        case .conditional(let arms, let otherwise):
            canBeMissing = (arms.map(\.value) + [otherwise]).contains { know($0).canBeMissing }
        case .ranking(let ranking, _):
            // Shares of a total have no bounds: some values may be negative.
            switch ranking.function {
            case .rank: lowest = 1
            case .ntile, .quantileScore: (lowest, highest) = (1, ranking.parts.map { Double($0) })
            case .percentileRank: (lowest, highest) = (0, 1)
            case .share, .cumulativeShare: break
            }
        case .column, .groupAggregate: break
        }
    }

    /// Whether a moment can't lie behind the as-of instant: the event time of something that exists.
    private static func isPast(_ expression: BoundExpression, _ script: BoundScript, _ entity: (RowReference) -> Entity)
        -> Bool
    {
        switch expression.kind {
        case .field(let row, let field): row == .variable(row.variable) && entity(row).eventTime == field
        case .definition(let id, _): isPast(script[id].expression, script, entity)
        case .aggregate(let aggregate) where aggregate.function != .count:
            aggregate.value.map { isPast($0, script, entity) } ?? false
        default: false
        }
    }
}

extension Value {
    /// An amount in the units in which it is compared.
    var amount: Double? {
        switch self {
        case .money(let value), .duration(let value): Double(value)
        default: nil
        }
    }
}
