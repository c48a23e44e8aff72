internal import Model

/// Formatted cells, row after row, in one run of bytes, each with its width in columns.
struct CellBuffer {
    struct Cell {
        /// Bytes of the cell in `bytes`.
        var start: Int
        var end: Int
        var width: Int
        var isMissing: Bool
    }

    /// Decides what becomes of special characters and of missing values.
    enum Target {
        case terminal, markdown

        /// On a terminal an empty text stays empty, so the two can be told apart.
        var missingMark: String { self == .terminal ? "·" : "" }
    }

    private let target: Target
    private(set) var bytes: [UInt8] = []
    private(set) var cells: [Cell] = []

    init(target: Target) {
        self.target = target
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        cells.removeAll(keepingCapacity: true)
    }

    mutating func append(_ value: Value, of column: ResultColumn, format: ValueFormat) {
        switch value {
        case .missing: append(target.missingMark, isMissing: true)
        case .text(let text): append(text)
        default:
            let start = bytes.count
            if case .number(let number) = value, column.type.unit == .percent {
                ValueFormat.append(percentage: number, to: &bytes)
            } else if case .number(let number) = value, column.type.unit != .money, !column.isStored {
                ValueFormat.append(rounded: number, to: &bytes)
            } else {
                format.append(value, of: column.type, to: &bytes)
            }
            cells.append(Cell(start: start, end: bytes.count, width: bytes.count - start, isMissing: false))
        }
    }

    mutating func append(_ text: String, isMissing: Bool = false) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        let width = switch target {
        case .terminal: DisplayText.makePrintable(&bytes, from: start)
        case .markdown: MarkdownText.escape(&bytes, from: start)
        }
        cells.append(Cell(start: start, end: bytes.count, width: width, isMissing: isMissing))
    }

    /// Whether there are rows, and none has a value in the column.
    func hasOnlyMissing(inColumn column: Int, of columnCount: Int) -> Bool {
        !cells.isEmpty && stride(from: column, to: cells.count, by: columnCount).allSatisfy { cells[$0].isMissing }
    }

    /// The widest cell of one of `columnCount` columns; 0 where there are no rows.
    func width(ofColumn column: Int, of columnCount: Int) -> Int {
        stride(from: column, to: cells.count, by: columnCount).reduce(0) { max($0, cells[$1].width) }
    }
}

extension ValueType {
    /// Numbers stand right-aligned, so that their digits line up, and are never shortened: a cut number is a wrong one.
    var isRightAligned: Bool { isNumeric || kind == .duration }
}
