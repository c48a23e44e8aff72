internal import Model
internal import Store

/// Which of the rows that were in a table before an import the import has met: by their numbers, in constant memory.
///
/// Rows that came in behind them have higher numbers and need no note.
struct SeenRows {
    private let first: Int64
    private let last: Int64
    /// One bit a row; empty until the first is met.
    private var bits: [UInt64] = []
    /// Where numbers lie too far apart for that.
    private var others: Set<Int64> = []
    private var rest: ScratchTable?

    private static let bitLimit: Int64 = 1 << 27
    private static let otherLimit = 1 << 16

    /// - Parameters: the lowest and the highest number of a row; the highest is below the lowest where there are none.
    init(from first: Int64, through last: Int64) {
        self.first = first
        self.last = last
    }

    func isOfBefore(_ row: Int64) -> Bool { row <= last }

    /// Notes a row; false where it has been noted before.
    mutating func insert(_ row: Int64) throws(StoreError) -> Bool {
        let (span, overflow) = last.subtractingReportingOverflow(first)
        guard !overflow, span < SeenRows.bitLimit, row >= first, row <= last else { return try insertOther(row) }
        if bits.isEmpty { bits = [UInt64](repeating: 0, count: Int(span / 64) + 1) }
        let place = Int(row - first), mask = UInt64(1) << UInt64(place % 64)
        if bits[place / 64] & mask != 0 { return false }
        bits[place / 64] |= mask
        return true
    }

    private mutating func insertOther(_ row: Int64) throws(StoreError) -> Bool {
        if others.contains(row) { return false }
        if others.count < SeenRows.otherLimit {
            others.insert(row)
            return true
        }
        let table = if let rest { rest } else { try ScratchTable() }
        rest = table
        return try table.insert(.int(row))
    }
}
