package import Columns
package import Model

/// A store's columns: gives a snapshot of the store as it is at each question.
///
/// Enters: a store's connections and its model. Leaves: snapshots. Never: gives columns of a state that is not the store's when it is
/// asked, or mixes two.
package final class SnapshotStore: @unchecked Sendable {
    package let model: DataModel
    private let reader: StoreReader
    /// Of the state that was met last.
    private var latest: (snapshot: Snapshot, dataVersion: Int64, generation: Int)?

    package init(_ connections: StoreConnections, model: DataModel) throws(ColumnSourceError) {
        self.model = model
        reader = try StoreReader(connections)
    }

    /// Begins a question: the columns that the snapshot gives until `endQuestion` are of one state of the store, the one it is in now.
    /// Costs microseconds where nothing has changed since the last question.
    ///
    /// - Throws: `ColumnSourceError` where the store can't be read.
    package func beginQuestion() throws(ColumnSourceError) -> Snapshot {
        try reader.lock.withLock { () throws(ColumnSourceError) in
            try reader.begin()
            if let latest, latest.dataVersion == reader.dataVersion, latest.generation == reader.generation { return latest.snapshot }
            let snapshot = Snapshot(reader, model: model)
            latest = (snapshot, reader.dataVersion, reader.generation)
            return snapshot
        }
    }

    /// Ends the question: others may write again. The snapshot's columns stay usable.
    package func endQuestion() {
        reader.lock.withLock { reader.end() }
    }

    package func withSnapshot<Result, Failure: Error>(_ body: (Snapshot) throws(Failure) -> Result) throws -> Result {
        let snapshot = try beginQuestion()
        defer { endQuestion() }
        return try body(snapshot)
    }
}
