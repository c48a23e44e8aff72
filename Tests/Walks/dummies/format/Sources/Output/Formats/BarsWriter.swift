internal import Model

/// Values with a bar behind each.
struct BarsWriter: ResultWriter {
    private let sink: ByteSink
    private let format: ValueFormat
    private var types: [ValueType] = []

    init(sink: ByteSink, format: ValueFormat) {
        self.sink = sink
        self.format = format
    }

    mutating func begin(_ columns: [ResultColumn]) throws { types = columns.map(\.type) }

    mutating func write(_ row: [Value]) throws {
        for (value, type) in zip(row, types) {
            format.append(value, of: type, to: &sink.bytes)
            sink.bytes.append(UInt8(ascii: "|"))
        }
        sink.bytes.append(UInt8(ascii: "\n"))
        try sink.flushIfFull()
    }

    mutating func end(_ summary: ResultSummary) throws { try sink.flush() }
}
