import Concurrency
package import Model
package import Planning

/// Works plans out. All executors give the same rows for the same plan; the naive reader of the tests holds them to it.
package protocol PlanExecutor: AnyObject {
    /// Starts a plan. A value beyond 64 bits is an error, whether it counts or not, unless the plan says that it is
    /// missing.
    ///
    /// - Throws: `Failure`: the store can't be read; E0533, a value beyond 64 bits; E0701 to E0703; the interruption.
    func execute(_ plan: Plan) throws(Failure) -> any RowSource

    /// Everything that `body` executes is of the state that the store is in when the outermost call begins. Others may
    /// not be able to write meanwhile: nothing in it waits for a person.
    ///
    /// - Throws: `Failure`: what `body` throws; the store can't be read; E0534, it could not be kept from changing.
    func inOneState<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result

    /// The engine that answers a question, and the data it reads, as lines of text.
    func describe(_ plan: Plan) throws(Failure) -> String
}

/// Rows of a plan, one after the other, in the plan's order.
package protocol RowSource: AnyObject {
    /// How many there are in all; nil while that is not known.
    var count: Int? { get }

    /// Whether there is no row; to be asked before the first.
    var isEmpty: Bool { get }

    /// Moves to the next row; false behind the last.
    func advance() throws(Failure) -> Bool

    /// Appends the first values of the row at hand, as many as asked for.
    func read(_ columns: Int, into row: inout [Value])

    func isMissing(_ column: Int) -> Bool
    func isTrue(_ column: Int) -> Bool

    /// Goes back before the first row; false where the rows have not been kept.
    func rewind() -> Bool
}

/// Rows that can't be read again: their memory has been released.
final class DiscardedRows: RowSource {
    var count: Int? { 0 }
    var isEmpty: Bool { true }
    func advance() -> Bool { false }
    func read(_ columns: Int, into row: inout [Value]) {}
    func isMissing(_ column: Int) -> Bool { true }
    func isTrue(_ column: Int) -> Bool { false }
    func rewind() -> Bool { false }
}

/// Rows that are kept while they go by, to be gone through again, unless they are too many.
final class KeptRows: RowSource {
    /// Values that may be kept: some hundred megabytes of them.
    static let limit = 4 << 20

    /// Where rows come from until they have all been; another one goes on where it stopped.
    var source: any RowSource
    private let columns: Int
    private var values: [Value] = []
    private var isTooLarge = false
    private var isWhole = false
    /// The index of the current row, once all are kept.
    private var place = -1

    init(_ source: any RowSource, columns: Int) {
        self.source = source
        self.columns = columns
    }

    var count: Int? { isWhole ? (columns == 0 ? 0 : values.count / columns) : source.count }
    var isEmpty: Bool { isWhole ? values.isEmpty : source.isEmpty }

    func advance() throws(Failure) -> Bool {
        if isWhole {
            guard (place + 2) * columns <= values.count, columns > 0 else { return false }
            place += 1
            return true
        }
        guard try source.advance() else {
            isWhole = !isTooLarge
            place = (count ?? 0) - 1
            return false
        }
        if !isTooLarge {
            source.read(columns, into: &values)
            if values.count > KeptRows.limit { (isTooLarge, values) = (true, []) }
        }
        return true
    }

    func read(_ columns: Int, into row: inout [Value]) {
        guard isWhole else { return source.read(columns, into: &row) }
        row.append(contentsOf: values[place * self.columns..<place * self.columns + columns])
    }

    func isMissing(_ column: Int) -> Bool { source.isMissing(column) }
    func isTrue(_ column: Int) -> Bool { source.isTrue(column) }

    func rewind() -> Bool {
        place = -1
        return isWhole
    }
}
