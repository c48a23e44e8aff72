package import Syntax

/// An analysis with its names resolved and its types known: the rows that it is about, and what stands in its clauses.
///
/// The target `Analyses` decides what to ask of the store and what to make of the answers.
package struct BoundAnalysis: Sendable {
    /// The word of its form: `migrate`, `explain`.
    package var word: String
    /// The rows before the analysis.
    package var query: BoundQuery
    /// In the order of the form's clauses; those that were left out are not among them.
    package var clauses: [Clause]
    package var span: SourceSpan

    package struct Clause: Sendable {
        package var name: String
        package var argument: Argument
        package var span: SourceSpan
    }

    package enum Argument: Sendable {
        /// One value of each row, under the name that a column of it has.
        case value(BoundColumn)
        case moment(BoundMoment)
        /// Values of each row, each under its name.
        case columns([BoundColumn])
        /// The customer's records; `asRows` are the same in a row variable of their own, for questions whose rows they
        /// are.
        case records(BoundRecords, asRows: BoundRecords)
        case period(BoundPeriod)
        /// How many periods.
        case count(Int)
        /// The words are there.
        case flag
        case totals(BoundTotals)
    }
}

/// The totals of a group: for each, what its rows are grouped by in place of all keys.
package struct BoundTotals: Sendable {
    /// The place of the group among the stages.
    package var stages: Range<Int>
    /// In their place, those that keep fewer keys, the last of them none; the columns are the same, with nothing in
    /// those of the other keys.
    package var levels: [[BoundStage]]

    package var expressions: [BoundExpression] { levels.flatMap { $0.flatMap(\.allExpressions) } }
}

extension BoundAnalysis {
    package func clause(_ name: String) -> Clause? { clauses.first { $0.name == name } }

    package func value(_ name: String) -> BoundColumn? {
        if case .value(let column)? = clause(name)?.argument { column } else { nil }
    }

    package func moment(_ name: String) -> BoundMoment? {
        if case .moment(let moment)? = clause(name)?.argument { moment } else { nil }
    }

    package func records(_ name: String) -> BoundRecords? {
        if case .records(let records, _)? = clause(name)?.argument { records } else { nil }
    }

    package func recordsAsRows(_ name: String) -> BoundRecords? {
        if case .records(_, let records)? = clause(name)?.argument { records } else { nil }
    }

    package func period(_ name: String) -> BoundPeriod? {
        if case .period(let period)? = clause(name)?.argument { period } else { nil }
    }

    package func count(_ name: String) -> Int? {
        if case .count(let count)? = clause(name)?.argument { count } else { nil }
    }

    package static let totalsWord = "totals"

    /// The totals that a question is to have; nil for any other analysis.
    package var totals: BoundTotals? {
        if case .totals(let totals)? = clause(BoundAnalysis.totalsWord)?.argument { totals } else { nil }
    }

    package func columns(_ name: String) -> [BoundColumn] {
        if case .columns(let columns)? = clause(name)?.argument { columns } else { [] }
    }

    /// Every whole expression of the rows and the clauses.
    package var expressions: [BoundExpression] {
        query.expressions
            + clauses.flatMap { clause -> [BoundExpression] in
                switch clause.argument {
                case .value(let column): [column.expression]
                case .moment(let moment): BoundWindow.range(from: moment, to: nil).expressions
                case .columns(let columns): columns.map(\.expression)
                case .records(let records, _): records.expressions
                case .period, .count, .flag: []
                case .totals(let totals): totals.expressions
                }
            }
    }
}

/// The parts of `explain CONDITION` and `explain customer KEY in CONDITION`, which is a statement of its own.
extension BoundAnalysis {
    /// - Parameters:
    ///   - condition: of the customer in row variable 0, like the definitions it leads into.
    ///   - customer: the key of the one customer to explain it for, a constant; nil for all of them together.
    init(explaining condition: BoundExpression, ofCustomer customer: BoundExpression?, _ query: BoundQuery) {
        func clause(_ name: String, _ expression: BoundExpression) -> Clause {
            Clause(name: name, argument: .value(BoundColumn(name: name, expression: expression)), span: expression.span)
        }
        self.init(
            word: BoundAnalysis.explainWord, query: query,
            clauses: (customer.map { [clause("customer", $0)] } ?? []) + [clause("condition", condition)],
            span: query.span)
    }

    package static let explainWord = "explain"

    /// The subject of `explain`; nil for any other analysis.
    package var explained: (condition: BoundExpression, customer: BoundExpression?)? {
        guard word == BoundAnalysis.explainWord, let condition = value("condition") else { return nil }
        return (condition.expression, value("customer")?.expression)
    }
}
