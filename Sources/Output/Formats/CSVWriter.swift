internal import Model

/// Comma-separated values (RFC 4180) with LF line ends and a header of names.
///
/// A missing value is an empty field, an empty text is `""`: that tells them apart for readers that look. Fields are
/// quoted only where they must be. Values are never altered: a text that starts with `=` stays as it is.
struct CSVWriter: ResultWriter {
    private let sink: ByteSink
    private let format: ValueFormat
    private var types: [ValueType] = []

    init(sink: ByteSink, format: ValueFormat) {
        self.sink = sink
        self.format = format
    }

    mutating func begin(_ columns: [ResultColumn]) throws {
        types = columns.map(\.type)
        for (index, column) in columns.enumerated() {
            if index > 0 { sink.bytes.append(comma) }
            CSVWriter.append(text: column.name, to: &sink.bytes)
        }
        sink.bytes.append(lineFeed)
        try sink.flushIfFull()
    }

    mutating func write(_ row: [Value]) throws {
        append(row, to: &sink.bytes)
        try sink.flushIfFull()
    }

    mutating func end(_ summary: ResultSummary) throws { try sink.flush() }

    private func append(_ row: [Value], to bytes: inout [UInt8]) {
        for index in row.indices {
            if index > 0 { bytes.append(comma) }
            // Only texts can hold what needs quotes.
            if case .text(let text) = row[index] {
                CSVWriter.append(text: text, to: &bytes)
            } else {
                format.append(row[index], of: types[index], to: &bytes)
            }
        }
        bytes.append(lineFeed)
    }

    /// Appends the text as it is, and only where it turns out to need quotes writes it again.
    private static func append(text: String, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        guard needsQuotes(bytes, from: start) else { return }
        bytes.removeLast(bytes.count - start)
        bytes.append(quote)
        for byte in text.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }

    private static func needsQuotes(_ bytes: [UInt8], from start: Int) -> Bool {
        if start == bytes.count { return true }
        for index in start..<bytes.count {
            switch bytes[index] {
            case comma, quote, lineFeed, carriageReturn: return true
            default: continue
            }
        }
        return false
    }
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
