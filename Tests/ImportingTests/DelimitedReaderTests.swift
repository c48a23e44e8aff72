import Fixtures
@testable import Importing
import Model
@testable import Store
import Testing

/// The bytes of `text`, at most `chunk` at a time.
func chunked(_ text: [UInt8], _ chunk: Int) -> ByteSource {
    var position = 0
    return ByteSource(name: "test") { buffer throws(StoreError) in
        let count = min(chunk, buffer.count, text.count - position)
        buffer.copyBytes(from: text[position..<(position + count)])
        position += count
        return count
    }
}

struct DelimitedReaderTests {
    /// Each record as "line: [cell][cell]", quoted cells in angle brackets; broken ones as "line! reason".
    private func read(_ bytes: [UInt8], chunk: Int, capacity: Int = 4, limit: Int = 1 << 16, delimiter: Character = ",")
        throws -> [String]
    {
        let reader = DelimitedReader(RecordBuffer(chunked(bytes, chunk), capacity: capacity, limit: limit),
                                     delimiter: try #require(delimiter.asciiValue))
        var records: [String] = []
        while true {
            switch try reader.next() {
            case .end: return records
            case .malformed(let row, let reason):
                records.append("\(reader.line)! \(String(decoding: row, as: UTF8.self)): \(reason.prefix(15))")
            case .record:
                records.append("\(reader.line): " + reader.cells.map { cell in
                    let text = String(decoding: reader.bytes(cell), as: UTF8.self)
                    return cell.isQuoted ? "<\(text)>" : "[\(text)]"
                }.joined())
            }
        }
    }

    /// The same whatever the pieces in which the input arrives.
    private func expect(
        _ text: String, _ expected: [String], delimiter: Character = ",",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let bytes = Array(text.utf8)
        for chunk in 1...max(1, bytes.count) {
            #expect(
                try read(bytes, chunk: chunk, delimiter: delimiter) == expected, "in chunks of \(chunk)",
                sourceLocation: sourceLocation)
        }
        #expect(
            try read(bytes, chunk: 1000, capacity: 1 << 16, delimiter: delimiter) == expected,
            sourceLocation: sourceLocation)
    }

    @Test func readsPlainRecords() throws {
        try expect("a,b\n1,2\n", ["1: [a][b]", "2: [1][2]"])
        try expect("a,b\n1,2", ["1: [a][b]", "2: [1][2]"])
        try expect("", [])
        try expect(",\n", ["1: [][]"])
        try expect("a,", ["1: [a][]"])
        try expect("a\tb,c\n", ["1: [a][b,c]"], delimiter: "\t")
    }

    @Test func readsEveryLineBreak() throws {
        try expect("a,b\r\n1,2\r\n", ["1: [a][b]", "2: [1][2]"])
        try expect("a,b\r1,2\r", ["1: [a][b]", "2: [1][2]"])
        try expect("a\r\n\r\nb\n\nc\r\rd", ["1: [a]", "3: [b]", "5: [c]", "7: [d]"])
    }

    @Test func readsQuotedCells() throws {
        try expect("\"a\",\"b,c\"\n", ["1: <a><b,c>"])
        try expect("\"\",\n", ["1: <>[]"])
        try expect("\"\"\n", ["1: <>"])
        try expect("\"say \"\"hi\"\"\",x\n\"\"\"\"\n", ["1: <say \"hi\">[x]", "2: <\">"])
        try expect("5\" pipe,a\"b\n", ["1: [5\" pipe][a\"b]"])
        try expect("\"a\"", ["1: <a>"])
    }

    @Test func countsPhysicalLines() throws {
        try expect("\"a\nb\",c\nd,e\n", ["1: <a\nb>[c]", "3: [d][e]"])
        try expect("\"a\r\nb\r\nc\"\r\nd\r\n", ["1: <a\r\nb\r\nc>", "4: [d]"])
        try expect("\"a\rb\"\rd", ["1: <a\rb>", "3: [d]"])
    }

    @Test func aBrokenLineDoesNotTakeOthersWithIt() throws {
        try expect("a,\"b\nc,d\ne,f\n", ["1! a,\"b: a quote is open", "2: [c][d]", "3: [e][f]"])
        try expect("\"a\"b,c\nd,e\n", ["1! \"a\"b,c: text follows a ", "2: [d][e]"])
        try expect("\"a\r\nb", ["1! \"a: a quote is open", "2: [b]"])
    }

    @Test func recordsHaveALimit() throws {
        let long = "a," + String(repeating: "x", count: 100) + "\nb,c\n"
        for chunk in [1, 7, 200] {
            let records = try read(Array(long.utf8), chunk: chunk, capacity: 16, limit: 32)
            #expect(records == ["1! \(long.split(separator: "\n")[0]): the record is l", "2: [b][c]"])
        }
    }

    @Test func cellsMayHoldAnyByte() throws {
        let bytes: [UInt8] = [0x00, 0xFF, 0x2C, 0xC3, 0x28, 0x0A]
        let reader = DelimitedReader(RecordBuffer(chunked(bytes, 1)), delimiter: UInt8(ascii: ","))
        guard case .record = try reader.next() else { return #expect(Bool(false), "no record") }
        #expect(reader.cells.map { Array(reader.bytes($0)) } == [[0x00, 0xFF], [0xC3, 0x28]])
    }

    @Test func thousandsOfColumns() throws {
        let row = (0..<20_000).map { "\($0)" }.joined(separator: ",") + "\n"
        let reader = DelimitedReader(
            RecordBuffer(chunked(Array((row + row).utf8), 4096), capacity: 64), delimiter: UInt8(ascii: ","))
        for _ in 0..<2 {
            guard case .record = try reader.next() else { return #expect(Bool(false), "no record") }
            #expect(reader.cells.count == 20_000)
            #expect(Array(reader.bytes(reader.cells[19_999])) == Array("19999".utf8))
        }
    }

    @Test func whatIsWrittenByTheRulesIsReadBack() throws {
        var random = SystemRandomNumberGenerator()
        let alphabet: [UInt8] = Array(",\"\n\r ab".utf8) + [0xC3, 0x00]
        for _ in 0..<500 {
            let width = Int.random(in: 2...4, using: &random)
            let records: [[[UInt8]]] = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                (0..<width).map { _ in
                    (0..<Int.random(in: 0...6, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
                }
            }
            let lineBreak: [UInt8] = [[0x0A], [0x0D, 0x0A], [0x0D]].randomElement(using: &random) ?? []
            var text: [UInt8] = []
            for record in records {
                for (i, cell) in record.enumerated() {
                    if i > 0 { text.append(UInt8(ascii: ",")) }
                    let mustQuote = cell.contains { [0x2C, 0x22, 0x0A, 0x0D].contains($0) }
                    guard mustQuote || Bool.random(using: &random) else {
                        text += cell
                        continue
                    }
                    text += [0x22] + cell.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
                }
                text += lineBreak
            }
            let reader = DelimitedReader(
                RecordBuffer(chunked(text, Int.random(in: 1...9, using: &random)), capacity: 4),
                delimiter: UInt8(ascii: ","))
            for record in records {
                guard case .record = try reader.next() else { throw Lost(text: text) }
                #expect(reader.cells.map { Array(reader.bytes($0)) } == record, "in \(text)")
            }
            guard case .end = try reader.next() else { throw Lost(text: text) }
        }
    }

    /// A record that was written and not read, or read and not written.
    private struct Lost: Error { let text: [UInt8] }

    /// The first vectors of the reference, `vectors_sip128`.
    @Test func digestsAreSipHash() {
        func hex(_ count: UInt8) -> String {
            var digest = RowDigest(key: (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908))
            Array(0..<count).withUnsafeBufferPointer { digest.update($0) }
            let words = digest.finish()
            return [words.0, words.1].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
                .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        #expect(hex(0) == "a3817f04ba25a8e66df67214c7550293")
        #expect(hex(1) == "da87c1d86b99af44347659119b22fc45")
        #expect(hex(8) == "3b62a9ba6258f5610f83e264f31497b4")
    }
}
