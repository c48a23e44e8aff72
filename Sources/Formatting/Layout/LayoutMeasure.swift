import Syntax

/// How wide the parts of a layout are on one line, and which groups comments break.
struct LayoutMeasure {
    /// For each item the columns of those before it, on one line.
    private(set) var columnsBefore: [Int] = [0]
    /// From each item on the columns up to where the line can end.
    private(set) var columnsToLineEnd: [Int]
    /// For each `open` the place of its `close`.
    private(set) var closes: [Int]
    /// Whether the group that opens here can't stand on one line.
    private(set) var isBroken: [Bool]

    init(_ items: [LayoutItem], _ tokens: ScriptTokens) {
        columnsToLineEnd = Array(repeating: 0, count: items.count + 1)
        closes = Array(repeating: items.count, count: items.count)
        isBroken = Array(repeating: false, count: items.count)
        columnsBefore.reserveCapacity(items.count + 1)

        // Groups that are open, and whether something stands in them already.
        var groups: [(open: Int, hasContent: Bool)] = []
        for (index, item) in items.enumerated() {
            var columns = 0
            var isContent = false
            switch item {
            case .open(let isForced):
                groups.append((index, false))
                if isForced { breakGroups(groups.map(\.open)) }
            case .close: if let group = groups.popLast() { closes[group.open] = index }
            case .token(let place), .comments(let place):
                // In front of what a group starts with, comments are outside of it.
                if !tokens.comments[place].isEmpty { breakGroups(groups.filter(\.hasContent).map(\.open)) }
                if case .token = item { columns = LayoutMeasure.columns(of: tokens.token(place), tokens) }
                isContent = true
            case .space: columns = 1
            case .line, .fillLine: (columns, isContent) = (1, true)
            case .softLine: isContent = true
            case .commaIfBroken, .entry, .indent, .dedent: break
            }
            if isContent {
                // Groups around one with content have content too.
                for place in groups.indices.reversed() {
                    if groups[place].hasContent { break }
                    groups[place].hasContent = true
                }
            }
            columnsBefore.append(columnsBefore[index] + columns)
        }

        for (index, item) in items.enumerated().reversed() {
            switch item {
            case .line, .softLine, .fillLine, .comments: columnsToLineEnd[index] = 0
            case .commaIfBroken: columnsToLineEnd[index] = 1 + columnsToLineEnd[index + 1]
            default:
                columnsToLineEnd[index] = columnsBefore[index + 1] - columnsBefore[index] + columnsToLineEnd[index + 1]
            }
        }
    }

    private mutating func breakGroups(_ opens: [Int]) {
        for open in opens { isBroken[open] = true }
    }

    /// Columns of the group on one line, with those of whatever must follow it on the same line.
    func columns(ofGroup open: Int) -> Int {
        let close = min(closes[open], columnsBefore.count - 1)
        return columnsBefore[close] - columnsBefore[open] + columnsToLineEnd[min(close + 1, columnsToLineEnd.count - 1)]
    }

    static func columns(of token: Token, _ tokens: ScriptTokens) -> Int {
        let range = token.utf8Range
        return DisplayWidth.of(tokens.tree.source.bytes, from: range.lowerBound, to: range.upperBound)
    }
}
