package import Syntax

/// A condition on one customer, taken apart the way it was written.
///
/// `condition` is whole: whatever stands around the clause (`as of`, `over`, `among`) is wrapped around it again, so
/// that an engine which is asked for it gives what the clause is worth where it stands.
package struct Clause: Sendable {
    package enum Form: Sendable, Hashable {
        /// Every part must hold, in the order written.
        case conjunction
        /// One part must hold.
        case disjunction
        /// The one part must not hold.
        case negation
        /// A segment by its name; the one part is its condition.
        case segment
        /// Has no parts: it compares values, or looks for records.
        case test
    }

    package var form: Form
    package var condition: BoundExpression
    /// The clause as the user wrote it, in whichever text that was.
    package var span: SourceSpan
    package var parts: [Clause]
    /// For a test: the expression by itself, whose kind says what is compared.
    package var subject: BoundExpression
    /// For a test: the values that decide it, in the order of `subject`'s operands, whole like `condition`.
    package var values: [BoundExpression]
    /// For a test: where its values come from.
    package var details: [ClauseDetail]
    package var contexts: [ClauseContext]
}

/// An operator around a clause that decides which records the clause sees.
package enum ClauseContext: Sendable {
    case over(BoundWindow)
    case asOf(BoundMoment)
    case among(BoundExpression)
}

/// A line below a test that says where one of its values comes from.
package struct ClauseDetail: Sendable {
    package enum Kind: Sendable {
        /// A metric that the test names: its value, and, where it sums up records, how many of them.
        case metric(DefinitionID, records: BoundExpression?, entity: Int?)
        /// The window that records or values must lie in.
        case window(BoundWindow, SourceSpan)
        /// The latest record if there were no window.
        case latest(entity: Int)
        /// Records that a sequence steps on, and how many of them there are, whatever their order.
        case step(SourceSpan, entity: Int)
        /// The day on which the values are those.
        case asOf(BoundMoment)
    }

    package var kind: Kind
    /// Below the test, from 0.
    package var depth: Int
    package var value: BoundExpression?
    package var contexts: [ClauseContext]
}

extension BoundExpression {
    /// The expression of the customer in row variable 0 where the contexts, the outermost first, surround it.
    package func inside(_ contexts: [ClauseContext]) -> BoundExpression {
        contexts.reversed().reduce(self) { inner, context in
            switch context {
            case .over(let window): BoundExpression(.restricted(inner, window), inner.type, inner.span)
            case .asOf(let moment): BoundExpression(.asOf(inner, moment, of: .variable(0)), inner.type, inner.span)
            case .among(let members): BoundExpression(.among(inner, members), inner.type, inner.span)
            }
        }
    }
}
