import Model
import Semantics

/// What an expression consists of, for whoever walks through it.
extension BoundExpression {
    enum Part {
        /// Asked of the rows at hand.
        case operand(BoundExpression)
        /// Of the customer in row variable 0, whoever that is.
        case ofEveryCustomer(BoundExpression)
        /// Records, and what is asked of each of them besides their own condition.
        case records(BoundRecords, [BoundExpression])
        case window(BoundWindow)
        case moment(BoundMoment)
        case row(RowReference)
    }

    var parts: [Part] {
        switch kind {
        case .literal, .decimal, .period, .localTime, .today, .ago, .duration, .column: []
        case .field(let row, _), .definition(_, let row), .sample(_, _, let row): [.row(row)]
        case .comparison(_, let left, let right, _), .textMatch(_, let left, let right, _),
            .arithmetic(_, let left, let right):
            [.operand(left), .operand(right)]
        case .between(let value, let low, let high): [.operand(value), .operand(low), .operand(high)]
        case .membership(let value, let members, _): [.operand(value)] + members.map { .operand($0) }
        case .isMissing(let operand), .not(let operand), .negate(let operand): [.operand(operand)]
        case .window(let operand, let window), .anniversary(let operand, let window),
            .restricted(let operand, let window):
            [.operand(operand), .window(window)]
        case .and(let operands), .or(let operands), .call(_, let operands): operands.map { .operand($0) }
        case .conditional(let arms, let otherwise):
            arms.flatMap { [.operand($0.condition), .operand($0.value)] } + [.operand(otherwise)]
        case .asOf(let operand, let moment, let row):
            [.operand(operand), .moment(moment)] + (row.map { [.row($0)] } ?? [])
        case .aggregate(let aggregate):
            [
                .records(
                    aggregate.records,
                    [aggregate.value, aggregate.credit?.time, aggregate.credit?.expiry, aggregate.credit?.reversalKey]
                        .compactMap(\.self))
            ]
        case .ranking(let ranking, let row):
            ([ranking.value] + ranking.partition).map { .ofEveryCustomer($0) } + [.row(row)]
        case .among(let operand, let condition): [.operand(operand), .ofEveryCustomer(condition)]
        case .sequence(let sequence):
            sequence.steps.flatMap { [$0.events] + $0.exclusions }.map { .records($0.records, []) }
        case .groupAggregate(_, let operand, _, let filter, _):
            [operand, filter].compactMap(\.self).map { .operand($0) }
        }
    }

    /// Whether an aggregate over the rows of a group is in it.
    var looksAtGroup: Bool {
        if case .groupAggregate = kind { return true }
        return parts.contains { if case .operand(let operand) = $0 { operand.looksAtGroup } else { false } }
    }

    /// The rows that it names and does not bring in itself.
    ///
    /// - Parameter customers: their entity; a path that starts with it is everybody's, whatever row it stands at.
    func outerRows(customers: Int) -> [RowReference] {
        // The rows of a group are brought by the group.
        if case .groupAggregate = kind { return [] }
        return parts.flatMap { part -> [RowReference] in
            switch part {
            case .operand(let operand): operand.outerRows(customers: customers)
            case .ofEveryCustomer: []
            case .records(let records, let values):
                (records.path.first == customers ? [] : [records.anchor])
                    + (records.window.map { $0.outerRows(customers: customers) } ?? [])
                    + (values + [records.condition].compactMap(\.self)).flatMap { $0.outerRows(customers: customers) }
                    .filter { $0.variable != records.row }
            case .window(let window): window.outerRows(customers: customers)
            case .moment(let moment): moment.outerRows(customers: customers)
            case .row(let row): [row]
            }
        }
    }
}

extension BoundWindow {
    var moments: [BoundMoment] {
        switch self {
        case .last, .lastFull, .next, .current: []
        case .range(let from, let to): [from, to].compactMap(\.self)
        }
    }

    fileprivate func outerRows(customers: Int) -> [RowReference] {
        moments.flatMap { $0.outerRows(customers: customers) }
    }
}

extension BoundMoment {
    /// What is to be worked out to know it.
    var expression: BoundExpression? {
        switch self {
        case .ago: nil
        case .start(let expression), .end(let expression): expression
        }
    }

    fileprivate func outerRows(customers: Int) -> [RowReference] {
        expression.map { $0.outerRows(customers: customers) } ?? []
    }
}
