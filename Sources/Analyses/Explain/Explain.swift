package import Model
package import Semantics
package import Syntax

/// `explain CONDITION`, `explain customer KEY in CONDITION`: how many customers each clause leaves, or what each clause
/// comes to for one customer.
///
/// It is a statement, which the parser takes by itself; behind the binder it is an analysis like others.
package struct Explain: Analysis {
    package static let form = AnalysisForm(
        "explain", "Says why customers are in a segment, clause by clause; of one customer, why that one is or is not.",
        [.init("condition", .conditions)], example: "explain customer 42 in vip")

    private enum Kind {
        case segment(SegmentExplanation)
        case customer(CustomerExplanation)
    }

    private let kind: Kind
    package let outlinedQuestions: [BoundQuery]

    package init(_ analysis: BoundAnalysis, in context: AnalysisContext) {
        outlinedQuestions = [analysis.query]
        // Other analyses can't be explained: they get a condition that holds for no customer.
        let (condition, customer) = analysis.explained ?? (
            BoundExpression(.literal(.bool(false)), .bool, analysis.span), nil
        )
        let clause = PredicateTree.read(condition, of: context.script, model: context.model)
        kind = customer.map { .customer(CustomerExplanation(clause, of: condition, forCustomer: $0, in: context)) }
            ?? .segment(SegmentExplanation(clause, of: condition, in: context))
    }

    package var questions: [BoundQuery] {
        switch kind {
        case .segment(let explanation): explanation.questions
        case .customer(let explanation): explanation.questions
        }
    }

    package func timelessFollowUp(to answers: [ResultTable]) -> BoundQuery? {
        if case .customer(let explanation) = kind { explanation.followUp(to: answers) } else { nil }
    }

    package func result(of answers: [ResultTable]) throws(AnalysisRefusal) -> AnalysisResult {
        switch kind {
        case .segment(let explanation): explanation.result(of: answers)
        case .customer(let explanation): try explanation.result(of: answers)
        }
    }
}
