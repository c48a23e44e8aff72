import Columns
import Engine
import Model
import Testing

struct ResultColumnTests {
    /// Columns of a result hold what its rows hold: numbers, times, texts, and what is missing.
    @Test func columnsAreTheRowsTurned() throws {
        let session = try Session.open(try GeneratedShop.path(), asOf: LawTests.day, engine: .columns)
        let text = "from customers | select id, name, birthday, accepts_email, average_order_value, recency, monetary"
        let compilation = session.compile(name: "test", bytes: Array(text.utf8))
        let query = try #require(compilation.queries.first)
        let rows = try session.run(query, of: compilation)
        let columns = try #require(try session.run(query, of: compilation).columnsOfValues)
        var row: [Value] = [], place = 0
        while try rows.advance() {
            rows.read(into: &row)
            #expect(columns.map { $0.value(place) } == row)
            place += 1
        }
        #expect(place > 100 && columns.contains { $0.isKnown != nil })
    }
}

extension ResultVector {
    fileprivate func value(_ row: Int) -> Value {
        if let isKnown, isKnown[row] == 0 { return .missing }
        switch values {
        case .numbers(let values): return .number(values[row])
        case .texts(let offsets, let bytes):
            return .text(String(decoding: bytes[offsets[row]..<offsets[row + 1]], as: UTF8.self))
        case .integers(let values):
            return switch kind {
            case .bool: .bool(values[row] != 0)
            case .int, .text, .number: .int(values[row])
            case .money: .money(values[row])
            case .date: .date(CivilDate(daysSinceEpoch: Int32(values[row])))
            case .time: .time(Instant(microseconds: values[row]))
            case .duration: .duration(values[row])
            }
        }
    }
}
