/// A small result that is complete: what an analysis has made of the answers to its questions.
///
///     ResultTable([ResultColumn("before", .text), ResultColumn("n", .int)], [[.text("gold"), .int(3)]])
///
/// Its rows are tidy, one fact a row, as CSV and JSON write them. `presentation` says how people are shown the same.
package struct ResultTable: Sendable, Hashable {
    package var columns: [ResultColumn]
    /// As many values in each row as there are columns.
    package var rows: [[Value]]
    package var presentation: Presentation

    package init(_ columns: [ResultColumn], _ rows: [[Value]], as presentation: Presentation = .rows) {
        assert(rows.allSatisfy { $0.count == columns.count }, "a row with more or fewer values than columns")
        self.columns = columns
        self.rows = rows
        self.presentation = presentation
    }

    /// How tables for people show the rows; formats for programs never ask. Columns are named by their places.
    package enum Presentation: Sendable, Hashable {
        case rows
        /// A line for each row, indented by its level. The mark is `pass`, `fail` or missing; of `optional`, columns
        /// without any value are left out.
        case tree(level: Int, text: Int, mark: Int?, optional: [Int])
        /// A row for each value of one column and a column for each value of another, with totals of `count`; of
        /// `share`, in brackets behind each count, nothing is added up. Where `apart` is true the row's own value does
        /// not exist, and it stands below the others under a name of its own.
        case matrix(rows: Int, columns: Int, count: Int, share: Int, apart: Int, named: String)
        /// A row for each cohort with its size, and a column for each period, of one value; a period that is not
        /// complete is marked. Where the values are rates, a last row has that of all cohorts together, in complete
        /// periods.
        case cohorts(cohort: Int, size: Int, period: Int, value: Int, count: Int, complete: Int)
        /// From a row on totals, apart from the others; the last column, which says so, is not shown. For each of them
        /// the column that has the word in it.
        case totals(from: Int, labels: [Int?])
    }
}

/// One column of a result.
package struct ResultColumn: Sendable, Hashable {
    /// Name in the language; the header of every format but markdown.
    package var name: String
    /// Name for people; the header in markdown, which ends up in reports.
    package var label: String?
    package var type: ValueType
    /// Where a terminal is too narrow, columns of lower priority are left out first, among equals the one furthest to
    /// the right. The first column always stays.
    package var priority: Int
    /// Not requested by name: a table leaves it out where it has no value at all.
    package var isImplied: Bool
    /// Values as they are stored; tables for people round the others, of which no more is known.
    package var isStored: Bool

    package init(
        name: String, label: String? = nil, type: ValueType, priority: Int = 0, isImplied: Bool = false,
        isStored: Bool = false
    ) {
        self.name = name
        self.label = label
        self.type = type
        self.priority = priority
        self.isImplied = isImplied
        self.isStored = isStored
    }
}
