import Syntax

/// Layouts → bytes.
///
/// Whatever a layout says, a comment ends its line: where a layout has no line end there, what follows goes onto the
/// next line all the same.
struct LayoutPrinter {
    /// Columns of a terminal that a line may take, comments aside.
    static let lineWidth = 100
    static let indentation = 2

    private enum Separator {
        case none, space
        case line(indent: Int)
    }

    private let tokens: ScriptTokens
    private(set) var bytes: [UInt8] = []
    private var column = 0
    private var separator = Separator.none

    init(_ tokens: ScriptTokens) {
        self.tokens = tokens
        bytes.reserveCapacity(tokens.tree.source.bytes.count + 64)
    }

    // MARK: Between statements

    mutating func printShebang() {
        guard let shebang = tokens.shebang else { return }
        append(shebang)
        startLine(indent: 0)
    }

    /// The comments in front of a statement, or of the end of the file.
    mutating func printComments(before place: Int) {
        // Comments that are indented directly below a statement belong to it.
        let ownColumn = tokens.column(of: tokens.token(place))
        var isBelowStatement = place > 0
        for comment in tokens.comments[place] {
            if comment.isTrailing {
                printTrailing(comment)
            } else {
                isBelowStatement = isBelowStatement && !comment.hasBlankAbove && comment.column > ownColumn
                endLine(blank: comment.hasBlankAbove, indent: isBelowStatement ? LayoutPrinter.indentation : 0)
                append(comment.range)
            }
        }
        endLine(blank: tokens.hasBlankAbove[place], indent: 0)
    }

    mutating func endFile() {
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: " ") { bytes.removeLast() }
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "\n")) }
    }

    private mutating func endLine(blank: Bool, indent: Int) {
        guard !bytes.isEmpty else { return }
        if bytes.last != UInt8(ascii: "\n") { startLine(indent: 0) }
        if blank { startLine(indent: 0) }
        startLine(indent: indent, isNew: false)
    }

    // MARK: Statements

    /// - Parameter items: a statement whose first token has no comments before it that are still to be printed.
    mutating func print(_ items: [LayoutItem]) {
        let measure = LayoutMeasure(items, tokens)
        var groups: [Bool] = []
        var indent = 0
        var keepsBlank = false
        // The token whose comments are printed already: the first one, to begin with.
        var done = items.firstToken
        separator = .none
        for (index, item) in items.enumerated() {
            let isBroken = groups.last ?? true
            switch item {
            case .token(let place):
                printToken(
                    place, comments: place == done ? [] : tokens.comments[place], indent: indent, keepsBlank: keepsBlank
                )
                keepsBlank = false
            case .comments(let place):
                printComments(tokens.comments[place], indent: indent)
                done = place
            case .space: if case .none = separator { separator = .space }
            case .line: separator = isBroken ? .line(indent: indent) : .space
            case .softLine: if isBroken { separator = .line(indent: indent) }
            case .fillLine:
                let fits = column + 1 + columnsOfNext(items, index + 1, measure) <= LayoutPrinter.lineWidth
                separator = isBroken && (!fits || hasComments(items, index + 1)) ? .line(indent: indent) : .space
            case .commaIfBroken: if isBroken { append([UInt8(ascii: ",")], columns: 1) }
            case .entry: keepsBlank = isBroken
            case .open:
                let start = switch separator {
                case .none: column
                case .space: column + 1
                case .line(let indent): indent
                }
                groups.append(
                    isBroken
                        && (measure.isBroken[index]
                            || start + measure.columns(ofGroup: index) > LayoutPrinter.lineWidth)
                )
            case .close: groups.removeLast()
            case .indent: indent += LayoutPrinter.indentation
            case .dedent: indent -= LayoutPrinter.indentation
            }
        }
    }

    private func columnsOfNext(_ items: [LayoutItem], _ index: Int, _ measure: LayoutMeasure) -> Int {
        guard index < items.count else { return 0 }
        if case .open = items[index] { return measure.columns(ofGroup: index) }
        return measure.columnsToLineEnd[index]
    }

    /// Whether there are comments in front of the next token.
    private func hasComments(_ items: [LayoutItem], _ index: Int) -> Bool {
        for item in items[index...] {
            if case .token(let place) = item { return !tokens.comments[place].isEmpty }
        }
        return false
    }

    private mutating func printToken(_ place: Int, comments: [Comment], indent: Int, keepsBlank: Bool) {
        if !comments.isEmpty {
            // A line that ends where the layout has none goes on indented, so that no line starts like a statement.
            let lineIndent =
                if case .line(let indent) = separator { indent } else { indent + LayoutPrinter.indentation }
            for comment in comments { print(comment, indent: lineIndent, keepsBlank: keepsBlank) }
            separator = .line(indent: lineIndent)
        }
        switch separator {
        case .none: break
        case .space: append([UInt8(ascii: " ")], columns: 1)
        case .line(let indent):
            if keepsBlank, tokens.hasBlankAbove[place] { bytes.append(UInt8(ascii: "\n")) }
            startLine(indent: indent)
        }
        separator = .none
        append(tokens.token(place).utf8Range)
    }

    /// Those in front of a closing bracket.
    private mutating func printComments(_ comments: [Comment], indent: Int) {
        for comment in comments { print(comment, indent: indent, keepsBlank: true) }
    }

    private mutating func print(_ comment: Comment, indent: Int, keepsBlank: Bool) {
        if comment.isTrailing { return printTrailing(comment) }
        if keepsBlank, comment.hasBlankAbove { bytes.append(UInt8(ascii: "\n")) }
        startLine(indent: indent)
        append(comment.range)
    }

    private mutating func printTrailing(_ comment: Comment) {
        bytes += "  ".utf8
        append(comment.range)
    }

    // MARK: Bytes

    private mutating func startLine(indent: Int, isNew: Bool = true) {
        if isNew { bytes.append(UInt8(ascii: "\n")) }
        for _ in 0..<indent { bytes.append(UInt8(ascii: " ")) }
        column = indent
    }

    private mutating func append(_ range: Range<Int>) {
        append(
            tokens.tree.source.bytes[range],
            columns: DisplayWidth.of(tokens.tree.source.bytes, from: range.lowerBound, to: range.upperBound))
    }

    private mutating func append(_ text: some Sequence<UInt8>, columns: Int) {
        bytes.append(contentsOf: text)
        column += columns
    }
}
