import Syntax

/// The kinds of thing that a text can define and then name.
package enum DefinitionKind: String, Sendable {
    /// A value of a customer or a record. Classes are metrics, too.
    case metric
    /// The customers or records for which a condition holds.
    case segment
    /// A figure over many rows, worked out wherever it is named over the rows at hand.
    case measure

    init(_ keyword: Keyword) {
        self = keyword == .segment ? .segment : keyword == .measure ? .measure : .metric
    }
}
