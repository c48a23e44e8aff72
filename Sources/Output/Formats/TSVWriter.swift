internal import Model

/// Tab-separated values with a header of names: one row a line, always, so that `cut`, `sort` and `awk` can be trusted.
///
/// Tab, line feed, carriage return and backslash inside a text are `\t`, `\n`, `\r` and `\\`. Missing values and empty
/// texts are both empty.
struct TSVWriter: ResultWriter {
    private let sink: ByteSink
    private let format: ValueFormat
    private var types: [ValueType] = []

    init(sink: ByteSink, format: ValueFormat) {
        self.sink = sink
        self.format = format
    }

    mutating func begin(_ columns: [ResultColumn]) throws {
        types = columns.map(\.type)
        try write(columns.map { .text($0.name) })
    }

    mutating func write(_ row: [Value]) throws {
        append(row, to: &sink.bytes)
        try sink.flushIfFull()
    }

    mutating func end(_ summary: ResultSummary) throws { try sink.flush() }

    private func append(_ row: [Value], to bytes: inout [UInt8]) {
        for index in row.indices {
            if index > 0 { bytes.append(UInt8(ascii: "\t")) }
            if case .text(let text) = row[index] {
                TSVWriter.append(text: text, to: &bytes)
            } else {
                format.append(row[index], of: types[index], to: &bytes)
            }
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func append(text: String, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        guard let first = (start..<bytes.count).first(where: { letter(escaping: bytes[$0]) != nil }) else { return }
        bytes.removeLast(bytes.count - first)
        for byte in text.utf8.dropFirst(first - start) {
            if let letter = letter(escaping: byte) {
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(letter)
            } else {
                bytes.append(byte)
            }
        }
    }

    private static func letter(escaping byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\t"): UInt8(ascii: "t")
        case UInt8(ascii: "\n"): UInt8(ascii: "n")
        case UInt8(ascii: "\r"): UInt8(ascii: "r")
        case UInt8(ascii: "\\"): UInt8(ascii: "\\")
        default: nil
        }
    }
}
