@testable import Columns
import Model
import Testing

struct RowLimitTests {
    /// Rows are numbered by 32 bits: more are refused before any column of them is made.
    @Test func moreRowsThanCanBeNumberedAreRefused() throws {
        let key = Field(name: "id", type: .int)
        let entity = Entity(name: "events", table: "events", fields: [key], key: 0)
        try EntityRows.check(Int(Int32.max), of: entity)
        let error = #expect(throws: ColumnSourceError.self) { try EntityRows.check(Int(Int32.max) + 1, of: entity) }
        #expect(error?.message == "events has 2147483648 records, and columns hold at most 2147483647")
    }
}
