import Synchronization

/// The bytes that a question may take for values computed for all rows at once: definitions, standings, the columns of
/// stages.
///
/// Memory for a batch is not counted: it is as large as the batch, and there is one batch per thread. Nor are the
/// columns of the store, which are mapped. Counted bytes are never given back, so a question stays below its budget
/// whatever is alive at a time.
package final class MemoryBudget: Sendable {
    /// Bytes that may be taken in any case, and, found out when they are not enough, the limit.
    private let certain: Int
    private let limit: @Sendable () -> Int
    private let taken = Atomic<Int>(0)

    package init(bytes: Int) {
        certain = bytes
        limit = { bytes }
    }

    /// - Parameter limit: bytes, asked for where a question takes more than are certain: to know it takes longer than
    ///   many a question.
    package init(atLeast certain: Int, limit: @escaping @Sendable () -> Int) {
        self.certain = certain
        self.limit = limit
    }

    /// - Throws: `ExecutionError.memory` where that is more than is left.
    func take(_ bytes: Int) throws(ExecutionError) {
        let (sum, overflow) = taken.wrappingAdd(bytes, ordering: .relaxed).oldValue.addingReportingOverflow(bytes)
        if !overflow, sum <= certain { return }
        let limit = max(certain, limit())
        if overflow || sum > limit { throw ExecutionError.memory(limit: limit) }
    }
}
