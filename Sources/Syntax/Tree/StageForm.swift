/// A stage of a pipeline, declared once: its words, its node, and what it makes of the rows.
///
///     StageForm(.takeStage, [.take], .cuts, "So many rows from the first.", example: "from vip | sort monetary desc | take 10")
///
/// Messages, completion, hovers, lints, the binder and the names of columns read it. Analyses have forms of their own.
package struct StageForm: Sendable {
    package let kind: SyntaxKind
    /// The words that the stage starts with.
    package let words: [Keyword]
    package let effect: Effect
    /// One sentence on what the stage does.
    package let summary: String
    package let example: String

    private init(_ kind: SyntaxKind, _ words: [Keyword], _ effect: Effect, _ summary: String, example: String) {
        (self.kind, self.words, self.effect) = (kind, words, effect)
        (self.summary, self.example) = (summary, example)
    }

    package enum Effect: Sendable {
        /// Some of the rows, in the order in which they come.
        case filters
        /// The first rows.
        case cuts
        /// The same rows in another order.
        case orders
        /// One more column.
        case extends
        /// Other columns of the same rows, in the same order.
        case projects
        /// A row for each combination of values, in the order of the values.
        case groups
        /// One row.
        case aggregates

        /// Whether the names of columns mean the same behind the stage.
        package var keepsColumns: Bool {
            switch self {
            case .filters, .cuts, .orders: true
            case .extends, .projects, .groups, .aggregates: false
            }
        }

        /// Whether the rows behind the stage are others, each made of several.
        package var isOfOtherRows: Bool {
            switch self {
            case .groups, .aggregates: true
            case .filters, .cuts, .orders, .extends, .projects: false
            }
        }

        /// Whether the order in which the rows come is lost.
        package var losesOrder: Bool {
            switch self {
            case .orders, .groups, .aggregates: true
            case .filters, .cuts, .extends, .projects: false
            }
        }
    }

    package static let all: [StageForm] = [
        StageForm(
            .whereStage, [.where], .filters, "Keeps what fulfils a condition.",
            example: "count(orders where status = \"paid\")"),
        StageForm(
            .selectStage, [.select], .projects, "The columns of the result.", example: "from vip | select id, monetary"),
        StageForm(
            .sortStage, [.sort], .orders, "Orders the rows; missing values come last.",
            example: "from vip | sort monetary desc"),
        StageForm(
            .takeStage, [.take], .cuts, "So many rows from the first.", example: "from vip | sort monetary desc | take 10"),
        StageForm(
            .groupStage, [.group, .by], .groups, "One row for each combination of values.",
            example: "from vip | group by city { n = count() }"),
        StageForm(
            .distinctStage, [.distinct], .groups, "Each value, or each combination of values, once.",
            example: "from vip | distinct country, city"),
        StageForm(
            .aggregateStage, [.aggregate], .aggregates, "One row over all.",
            example: "from vip | aggregate { spend = sum(monetary) }"),
        StageForm(
            .deriveStage, [.derive], .extends, "Adds columns, each worked out of the row or of those around it.",
            example: "from orders | group by m = month(ordered_at) { n = count() } | derive change = n - previous(n)"),
        StageForm(
            .classifyStage, [.classify], .extends, "Gives each customer the value of the first rule that holds.",
            example: "classify size { \"large\" when monetary > 1000, else \"small\" }"),
    ]

    /// As a message writes it: `group by`.
    package var spelling: String { words.map(\.rawValue).joined(separator: " ") }

    package static func of(_ kind: SyntaxKind) -> StageForm? { all.first { $0.kind == kind } }

    package static func withWord(_ word: Keyword) -> StageForm? { all.first { $0.words.contains(word) } }
}
