internal import JSON
internal import Model

/// One JSON array of objects, an object a line, written as the rows come. The last line of a member of another object
/// stays open.
///
/// Numbers and money are JSON numbers, money with all its decimals; days, times and durations are strings; missing
/// values and numbers that are not finite are `null`.
struct JSONWriter: ResultWriter {
    private let sink: ByteSink
    private var object: JSONObjectText
    private var isEmpty = true
    private let isMember: Bool

    init(sink: ByteSink, format: ValueFormat, isMember: Bool) {
        self.sink = sink
        self.isMember = isMember
        object = JSONObjectText(format: format)
    }

    mutating func begin(_ columns: [ResultColumn]) throws {
        object.setColumns(columns)
        isEmpty = true
        sink.bytes.append(UInt8(ascii: "["))
    }

    mutating func write(_ row: [Value]) throws {
        sink.bytes.append(contentsOf: (isEmpty ? "\n" : ",\n").utf8)
        isEmpty = false
        object.append(row, to: &sink.bytes)
        try sink.flushIfFull()
    }

    mutating func end(_ summary: ResultSummary) throws {
        sink.bytes.append(contentsOf: (isEmpty ? "]" : "\n]").utf8)
        if !isMember { sink.bytes.append(UInt8(ascii: "\n")) }
        try sink.flush()
    }
}

/// A row as a JSON object without line breaks.
struct JSONObjectText {
    private let format: ValueFormat
    private var types: [ValueType] = []
    /// `{"id":`, `,"name":`
    private var keys: [[UInt8]] = []

    init(format: ValueFormat) {
        self.format = format
    }

    mutating func setColumns(_ columns: [ResultColumn]) {
        types = columns.map(\.type)
        keys = columns.enumerated().map { index, column in
            var key = [UInt8(ascii: index == 0 ? "{" : ",")]
            JSONText.append(column.name, to: &key)
            key.append(UInt8(ascii: ":"))
            return key
        }
    }

    func append(_ row: [Value], to bytes: inout [UInt8]) {
        if row.isEmpty { bytes.append(UInt8(ascii: "{")) }
        for index in row.indices {
            bytes.append(contentsOf: keys[index])
            append(row[index], of: types[index], to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private func append(_ value: Value, of type: ValueType, to bytes: inout [UInt8]) {
        switch value {
        case .missing: bytes.append(contentsOf: "null".utf8)
        case .text(let text): JSONText.append(text, to: &bytes)
        case .number(let number) where !number.isFinite: bytes.append(contentsOf: "null".utf8)
        case .bool, .int, .number, .money: format.append(value, of: type, to: &bytes)
        case .date, .time, .duration:
            bytes.append(UInt8(ascii: "\""))
            format.append(value, of: type, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
    }
}
