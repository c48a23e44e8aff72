internal import Model

/// One JSON object a line and nothing else; values as in `JSONWriter`.
struct JSONLinesWriter: ResultWriter {
    private let sink: ByteSink
    private var object: JSONObjectText

    init(sink: ByteSink, format: ValueFormat) {
        self.sink = sink
        object = JSONObjectText(format: format)
    }

    mutating func begin(_ columns: [ResultColumn]) throws { object.setColumns(columns) }

    mutating func write(_ row: [Value]) throws {
        object.append(row, to: &sink.bytes)
        sink.bytes.append(UInt8(ascii: "\n"))
        try sink.flushIfFull()
    }

    mutating func end(_ summary: ResultSummary) throws { try sink.flush() }
}
