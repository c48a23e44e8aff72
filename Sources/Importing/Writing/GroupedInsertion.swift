internal import Model
internal import Store

/// Inserts several rows with one statement: to begin and end a statement costs as much as a row of it.
///
/// Enters: rows of a batch whose key is the number of the row. Leaves: how many of them were inserted; those behind are
/// written one by one, because one of them has a key that is held already, or can't be stored. Never: rows in another
/// order.
final class GroupedInsertion {
    private let database: Database
    private let statement: Statement
    private let stride: Int
    /// Rows of one statement.
    static let rows = 16

    /// Rows to be written one by one before the next group is tried: twice as many after every one in vain, because a
    /// file of keys that are held already would pay for all of them.
    private var pause = 0, nextPause = 1
    private static let longestPause = 1 << 12

    init(into table: String, _ columns: [String], in database: Database) throws(StoreError) {
        self.database = database
        stride = columns.count
        statement = try database.prepare(
            Statement.insertion(into: table, columns, rows: GroupedInsertion.rows))
    }

    /// Whether a group is worth trying at the row.
    func isWorthwhile(_ batch: RecordBatch, from first: Int) -> Bool {
        guard first + GroupedInsertion.rows <= batch.rowCount else { return false }
        if pause == 0 { return true }
        pause -= 1
        return false
    }

    /// - Returns: how many rows were inserted.
    func insert(_ batch: RecordBatch, from first: Int) throws(StoreError) -> Int {
        let text = batch.text
        var code: Int32 = 0, parameter = 1
        for number in first..<(first + GroupedInsertion.rows) {
            let row = batch.row(number)
            for i in 0..<stride {
                code |= statement.bind(row[i], text, at: parameter)
                parameter += 1
            }
        }
        try statement.check(code)
        if try statement.runUnlessRefused() {
            nextPause = 1
            return GroupedInsertion.rows
        }
        pause = nextPause
        nextPause = min(nextPause * 2, GroupedInsertion.longestPause)
        return database.changes
    }
}
