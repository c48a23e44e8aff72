package import Concurrency

extension CancellationToken {
    /// - Throws: `StoreError` E0531, as a statement that was stopped does.
    package func checkStore() throws(StoreError) {
        if isCancelled { throw StoreError(.interrupted, "interrupted") }
    }
}
