internal import Synchronization

/// How far the columns of one entity are, for a person who waits.
package struct BuildProgress: Sendable, Hashable {
    /// Whose columns: `orders`.
    package let entity: String
    /// Rows that have been read.
    package let rows: Int
    /// Parts of the work.
    package let done: Int64
    /// nil where nobody knows how many rows there are.
    package let total: Int64?
}

/// Counts what the connections that build an entity's columns have done, and tells it.
final class BuildMeter: Sendable {
    private let entity: String
    private let report: (@Sendable (BuildProgress?) -> Void)?
    private let rows = Atomic<Int>(0)
    private let done = Atomic<Int64>(0)
    /// 0 where that is not known.
    private let total = Atomic<Int64>(0)
    /// Values are put in their places so many times faster than rows are read.
    private static let readingCosts: Int64 = 16

    init(_ entity: String, _ report: (@Sendable (BuildProgress?) -> Void)?) {
        self.entity = entity
        self.report = report
    }

    /// Announces the rows that a pass over the table will read, and the number of columns to be made of them.
    ///
    /// - Parameter rows: counted by row numbers; nil if these do not tell.
    func expect(rows: Int64?, columns: Int) {
        guard let rows, rows > 0 else { return }
        let (work, overflows) = rows.multipliedReportingOverflow(by: BuildMeter.readingCosts + Int64(columns))
        if !overflows { total.wrappingAdd(work, ordering: .relaxed) }
    }

    /// - Parameters:
    ///   - rows: that were read.
    ///   - numbers: how many of the row numbers that were expected are behind them.
    func read(rows count: Int, numbers: Int64) {
        rows.wrappingAdd(count, ordering: .relaxed)
        tell(numbers &* BuildMeter.readingCosts)
    }

    /// A column is made of what was read.
    func encoded() { tell(Int64(rows.load(ordering: .relaxed))) }

    /// Nothing is being built any more, for now.
    func end() { report?(nil) }

    private func tell(_ work: Int64) {
        let done = done.wrappingAdd(work, ordering: .relaxed).newValue
        guard let report else { return }
        let total = total.load(ordering: .relaxed)
        report(
            BuildProgress(
                entity: entity, rows: rows.load(ordering: .relaxed), done: done, total: total > 0 ? total : nil))
    }
}
