package import Columns
internal import Glibc
package import Model
package import Store

/// A store's columns: gives a snapshot of the store as it is at each question.
///
/// Enters: a store's connections and its model. Leaves: snapshots. Never: gives columns of a state that is not the
/// store's when it is asked, or mixes two.
package final class SnapshotStore: @unchecked Sendable {
    package let model: DataModel
    private let reader: StoreReader
    /// The snapshot of the state that was met last.
    private var latest: (snapshot: Snapshot, version: ReadVersion)?
    /// Files that had lost something when the latest snapshot was made.
    private var losses = 0

    private let directory: ColumnDirectory?

    /// Bytes of a store below which nothing is kept: to read it again takes no longer than to find its columns, and
    /// nothing lies beside it.
    package static let smallestKept: Int64 = 4 << 20

    /// Whether the store is so small that its columns are not kept.
    package let isSmall: Bool

    /// - Parameters:
    ///   - smallest: bytes of a store below which columns live in memory only.
    ///   - first: a connection to the store that is open already; used from the thread that asks.
    ///   - environment: reads a variable of the process: `CLIENTELE_COLUMNS_LIMIT`, `CLIENTELE_COLUMNS_MEMORY`,
    ///     `XDG_CACHE_HOME`, `HOME`.
    package init(
        _ connections: StoreConnections, model: DataModel, keepingFrom smallest: Int64 = 0, first: Database? = nil,
        environment: (String) -> String? = SnapshotStore.variable
    ) throws(ColumnSourceError) {
        self.model = model
        isSmall = SnapshotStore.size(connections.path) + SnapshotStore.size(connections.path + "-wal") < smallest
        reader = try StoreReader(
            connections, first: first, isAlone: isSmall, memoryLimit: BuildBudget.limit(environment))
        directory =
            isSmall
            ? nil
            : ColumnDirectory(store: connections.path, isBeside: !connections.isAttached, environment: environment)
    }

    private static func size(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    deinit { waitForFiles() }

    /// Files are written after the columns have been handed out; returns when they are.
    package func waitForFiles() { FileWriting.shared.wait() }

    package static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Where the files are; nil where columns live in memory only.
    package var directoryPath: String? { directory?.path }

    /// Why columns are not kept in files; nil where they are.
    package var problem: String? {
        isSmall
            ? nil
            : directory == nil
                ? "neither the store's directory nor a cache directory can be written" : directory?.problem
    }

    /// Begins a question, or enters the one that has begun: the columns that the snapshot gives until `endQuestion` are
    /// of one state of the store, the one that it is in when the outermost question begins. Costs microseconds where
    /// nothing has changed since the last question.
    ///
    /// - Throws: `ColumnSourceError` where the store can't be read.
    package func beginQuestion() throws(ColumnSourceError) -> Snapshot {
        try reader.lock.withLock { () throws(ColumnSourceError) in
            try reader.begin()
            if let latest, latest.version == reader.version, losses == MappedFiles.losses { return latest.snapshot }
            losses = MappedFiles.losses
            let snapshot = Snapshot(reader, model: model, directory: directory)
            latest = (snapshot, reader.version)
            return snapshot
        }
    }

    /// Ends the question: others may write again. The snapshot's columns stay usable.
    ///
    /// - Throws: `ColumnSourceError` where the store was changed meanwhile, which nothing could keep others from, or a
    ///   file of columns was: what was answered from it does not hold.
    package func endQuestion() throws(ColumnSourceError) {
        defer { FileWriting.shared.start() }
        try reader.lock.withLock { () throws(ColumnSourceError) in
            try reader.end()
            MappedFiles.check()
            guard losses != MappedFiles.losses else { return }
            latest = nil
            throw ColumnSourceError(StoreError.lost(directory?.path ?? reader.connections.path))
        }
    }

    package func withSnapshot<Result>(_ body: (Snapshot) throws -> Result) throws -> Result {
        let snapshot = try beginQuestion(), result: Result
        do { result = try body(snapshot) } catch {
            try? endQuestion()
            throw error
        }
        try endQuestion()
        return result
    }
}
