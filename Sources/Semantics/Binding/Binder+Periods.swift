import Model
import Syntax

/// The records and the periods that an analysis counts by: `of orders where is_purchase by month for 12 months`.
extension Binder {
    /// More periods than this are no table that anybody reads.
    private static let mostPeriods = 120

    /// The customer's own records, with an event time.
    mutating func bindRecords(_ node: SyntaxNode, of form: AnalysisForm, _ query: BoundQuery, _ rows: NameScope)
        -> BoundAnalysis.Argument?
    {
        guard let operand = node.nodes.first,
            var found = within(rows, {
                $0.bindRecords(operand, of: form.word, example: form.example, takesRecords: true)
            })
        else { return nil }
        guard found.rest.isEmpty, found.records.path.first != model.customer,
            found.records.anchor == .variable(query.source.row)
        else {
            report(.ownRecordsNeeded(form.word, at: operand.span))
            return nil
        }
        guard let timed = timedRow(found.records.row, found.records.entity, at: operand.span),
            bindCondition(node.first(.whereClause), of: &found)
        else { return nil }
        found.records.windowRow = timed
        let row = makeRow(of: found.records.entity)
        return .records(found.records, asRows: found.records.inRow(row))
    }

    /// `month`, `30 days`
    mutating func bindPeriod(_ node: SyntaxNode) -> BoundPeriod? {
        guard let unit = node.tokens.last?.keyword?.durationUnit else { return nil }
        if unit.isClock {
            report(.clockPeriods(node.text, at: node.span))
            return nil
        }
        guard node.tokens.count > 1, let number = node.tokens.first else { return .calendar(unit) }
        guard let count = wholeNumber(number, in: node), count > 0, count <= Binder.durationLimit else {
            report(.badDuration(number.text, at: number.span))
            return nil
        }
        switch unit {
        case .day: return .days(count)
        case .week: return .days(7 * count)
        case .month, .quarter, .year, .hour, .minute:
            report(.periodOfDays(node.text, unit, at: node.span))
            return nil
        }
    }

    /// How many of the periods `for 12 months` are.
    mutating func bindCount(_ node: SyntaxNode, behind clauses: [BoundAnalysis.Clause]) -> Int? {
        guard let number = node.tokens.first, let unit = node.tokens.last?.keyword?.durationUnit,
            let period = clauses.lazy.compactMap(\.period).first
        else { return nil }
        guard let length = wholeNumber(number, in: node) else { return nil }
        guard let count = period.count(in: length, unit) else {
            report(.noWholePeriods(node.text, period, at: node.span))
            return nil
        }
        guard (1...Binder.mostPeriods).contains(count) else {
            report(.tooManyPeriods(count, Binder.mostPeriods, at: node.span))
            return nil
        }
        return count
    }
}

extension BoundAnalysis.Clause {
    var recordsAsRows: BoundRecords? { if case .records(_, let records) = argument { records } else { nil } }
    var period: BoundPeriod? { if case .period(let period) = argument { period } else { nil } }
}
