internal import Store

/// Whether columns that are being built are still wanted.
struct BuildInterruption: Sendable {
    private let interrupter: Database.Interrupter?
    /// Requests before the question was asked were not meant for it.
    private let before: Int

    init(_ interrupter: Database.Interrupter?) {
        self.interrupter = interrupter
        before = interrupter?.requestCount ?? 0
    }

    /// - Throws: `StoreError` E0531, as a statement that was stopped does.
    func check() throws(StoreError) {
        if let interrupter, interrupter.requestCount != before { throw StoreError(.interrupted, "interrupted") }
    }
}
