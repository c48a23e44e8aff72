import Synchronization

/// How many bytes the values that a question works out for all rows at once may take: definitions, standings, the
/// columns of stages.
///
/// What a batch needs is not counted; it is as large as the batch, and there is one a thread. Nor are the columns of
/// the store: they are mapped. What is counted is never given back, so that a question stays below its budget whatever
/// is alive at a time.
package final class MemoryBudget: Sendable {
    /// Bytes.
    package let limit: Int
    private let taken = Atomic<Int>(0)

    package init(bytes: Int) { limit = bytes }

    /// - Throws: `ExecutionError.memory` where that is more than is left.
    func take(_ bytes: Int) throws(ExecutionError) {
        let (sum, overflow) = taken.wrappingAdd(bytes, ordering: .relaxed).oldValue.addingReportingOverflow(bytes)
        if overflow || sum > limit { throw ExecutionError.memory(limit: limit) }
    }
}
