@testable import Importing
import Store
import Testing

/// What a stage hands on does not depend on how much room there is for it.
struct ByteStreamTests {
    private static let json = """
        [{"id": 1,
          "name": "a\\nb", "tags": [1, [2]]} ,

         {"id":2},{"id":3}

        ,
          "text", 5, {"name": "ü€😀"}
        ]
        """

    private static func source(_ bytes: [UInt8], by count: Int) -> ByteSource {
        var position = 0
        return ByteSource(name: "bytes") { buffer in
            let taken = min(count, buffer.count, bytes.count - position)
            buffer.copyBytes(from: bytes[position..<(position + taken)])
            position += taken
            return taken
        }
    }

    private static func all(_ stream: any ByteStream, room: Int) throws -> String {
        var result: [UInt8] = [], buffer = [UInt8](repeating: 0, count: room)
        // A stage that makes no progress must not keep the test for ever.
        for _ in 0..<100_000 {
            let count = try buffer.withUnsafeMutableBytes { try stream.read(into: $0) }
            if count == 0 { return String(decoding: result, as: UTF8.self) }
            result += buffer[..<count]
        }
        Issue.record("the stream does not end")
        return ""
    }

    @Test(arguments: [1, 2, 3, 4, 7, 64], [1, 5, 1_000])
    func objectsOfJSON(room: Int, chunk: Int) throws {
        let stream = JSONObjectStream(ByteStreamTests.source(Array(ByteStreamTests.json.utf8), by: chunk), name: "x")
        let lines = try ByteStreamTests.all(stream, room: room).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines.map { String($0.filter { $0 != " " }) } == [
                "{\"id\":1,\"name\":\"a\\nb\",\"tags\":[1,[2]]}", "", "", "{\"id\":2}", "{\"id\":3}", "", "",
                "\"text\"", "5", "{\"name\":\"ü€😀\"}"
            ])
    }

    @Test(arguments: [1, 2, 3, 4, 7, 64], [1, 5, 1_000])
    func otherEncodings(room: Int, chunk: Int) throws {
        let text = "a,é€😀\n客户,b\n", units = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let stream = DecodingStream(
            ByteStreamTests.source(units, by: chunk), encoding: .utf16LittleEndian, name: "x", currency: nil)
        #expect(try ByteStreamTests.all(stream, room: room) == text)
    }
}
