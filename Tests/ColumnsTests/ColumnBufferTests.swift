import Columns
import Testing

struct ColumnBufferTests {
    @Test func valuesAreReadWhereTheyStand() {
        let buffer = ColumnBuffer<Int32>([3, -1, 7])
        #expect(buffer.count == 3 && buffer[1] == -1)
        let bytes = ColumnBytes(copying: [UInt64(1), 2, 3])
        let part = ColumnBuffer<UInt64>(bytes, offset: 8, count: 2)
        #expect((0..<part.count).map { part[$0] } == [2, 3])
    }

    @Test func textsHaveTheirCodes() {
        let words = ["", "Ann", "李娜"]
        var offsets: [UInt32] = [0], bytes: [UInt8] = []
        for word in words {
            bytes += word.utf8
            offsets.append(UInt32(bytes.count))
        }
        let dictionary = TextDictionary(offsets: ColumnBuffer(offsets), bytes: ColumnBuffer(bytes))
        #expect(dictionary.count == 3 && (0..<3).map(dictionary.text) == words)
    }
}
