/// How a table is fitted to where it is shown.
package struct TableStyle: Sendable, Hashable {
    /// Columns of the terminal; nil where nothing limits a line.
    package var maximumWidth: Int?
    /// Rows to show; nil for all of them.
    package var maximumRows: Int?
    /// Whether the rule, missing values and what was hidden are dim, and the header bold.
    package var isColored: Bool
    /// How to see the rows and the columns that were hidden, in a few words: "`.last` shows all".
    package var rowsHint: String?
    package var columnsHint: String?

    package init(
        maximumWidth: Int? = nil, maximumRows: Int? = nil, isColored: Bool = false, rowsHint: String? = nil,
        columnsHint: String? = nil
    ) {
        self.rowsHint = rowsHint
        self.columnsHint = columnsHint
        self.maximumWidth = maximumWidth.map { max(1, $0) }
        self.maximumRows = maximumRows.map { max(0, $0) }
        self.isColored = isColored
    }

    /// `… 4,010 more rows (.last shows all)`
    static func moreRows(_ count: Int, hint: String?) -> String {
        "… \(counted(count, "more row", "more rows"))" + aside(hint)
    }

    static func aside(_ hint: String?) -> String { hint.map { " (\($0))" } ?? "" }

    /// Everything, without colour.
    package static let plain = TableStyle()
}
