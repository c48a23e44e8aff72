internal import Model

/// Which columns of a table are shown, and how wide.
///
/// Where the terminal is too narrow, texts are shortened first, the widest most; then whole columns are left out by
/// `ResultColumn.priority`. The first column is never left out, and shortened only where it alone is too wide.
struct TableLayout: Equatable {
    struct Column: Equatable {
        /// Index among the result's columns.
        var index: Int
        var width: Int
        var isRightAligned: Bool
        /// Whether a longer cell is cut; else it is written whole and pushes its row to the right.
        var isShortened: Bool
    }

    private(set) var shown: [Column]
    /// Indexes of the columns left out, ascending.
    private(set) var hidden: [Int]

    static let gap = 2
    /// Texts and headers are not shortened below this, in columns.
    private static let smallestText = 10

    /// The widths that the rows seen so far need.
    struct Measure {
        var headerWidth: Int
        /// The widest cell.
        var cellWidth: Int

        var natural: Int { max(headerWidth, cellWidth, 1) }
    }

    /// - Parameter empty: columns that are not shown in any case, and not counted as hidden.
    init(columns: [ResultColumn], measures: [Measure], maximumWidth: Int?, leavingOut empty: [Int] = []) {
        let natural = measures.map(\.natural)
        var widths = natural
        var kept = columns.indices.filter { !empty.contains($0) }
        hidden = []
        if let maximumWidth {
            let smallest = columns.indices.map { index in
                if index == 0 { return natural[0] }
                let header = min(measures[index].headerWidth, TableLayout.smallestText)
                let cell = columns[index].type.kind == .text
                    ? min(measures[index].cellWidth, TableLayout.smallestText) : measures[index].cellWidth
                return max(header, cell, 1)
            }
            while kept.count > 1, TableLayout.total(kept.map { smallest[$0] }) > maximumWidth {
                // `min` keeps the first of equals; the columns are gone through from the right.
                let candidates = kept.dropFirst().reversed()
                guard let victim = candidates.min(by: { columns[$0].priority < columns[$1].priority }) else { break }
                kept.removeAll { $0 == victim }
                hidden.append(victim)
            }
            hidden.sort()
            let fitted = TableLayout.fit(
                smallest: kept.map { smallest[$0] }, natural: kept.map { natural[$0] }, into: maximumWidth)
            for (index, width) in zip(kept, fitted) { widths[index] = width }
            if kept.count == 1, columns[0].type.kind == .text { widths[0] = min(widths[0], maximumWidth) }
        }
        shown = kept.map { index in
            Column(index: index, width: widths[index], isRightAligned: columns[index].type.isRightAligned,
                   isShortened: maximumWidth != nil && columns[index].type.kind == .text)
        }
    }

    private static func total(_ widths: [Int]) -> Int {
        widths.reduce(0, +) + gap * max(0, widths.count - 1)
    }

    /// Gives what is left beyond the smallest widths to the columns that want more, a column at a time to the
    /// narrowest of them.
    private static func fit(smallest: [Int], natural: [Int], into maximumWidth: Int) -> [Int] {
        if total(natural) <= maximumWidth { return natural }
        var widths = smallest
        var spare = maximumWidth - total(widths)
        while spare > 0, let narrowest = widths.indices.filter({ widths[$0] < natural[$0] })
            .min(by: { widths[$0] < widths[$1] }) {
            widths[narrowest] += 1
            spare -= 1
        }
        return widths
    }
}
