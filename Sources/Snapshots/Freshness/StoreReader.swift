internal import Columns
internal import Glibc
internal import Store

/// The connections of a snapshot, and the transaction in which one question reads: everything is of one state of the store.
///
/// Its methods are called by whoever holds `lock`.
final class StoreReader: @unchecked Sendable {
    let lock = RecursiveLock()
    let connections: StoreConnections
    private(set) var first: Database
    private var second: Database?
    private var version: Statement
    private var depth = 0
    /// Of the transaction that is open; nil where the store changed so often that none could be told.
    private(set) var state: StoreState?
    /// Of the connection: another after every commit of someone else.
    private(set) var dataVersion: Int64 = 0
    /// Connections are made anew when the file was replaced; versions of different ones can't be compared.
    private(set) var generation = 0
    /// Of the question that the transaction was opened for.
    private(set) var interruption: BuildInterruption

    /// Whether a second connection would take longer to open than it saves.
    private let isAlone: Bool
    let memoryLimit: Int

    /// - Parameters:
    ///   - first: a connection that is open already.
    ///   - isAlone: whether it is to stay the only one.
    ///   - memoryLimit: bytes that a pass over a table may hold.
    init(_ connections: StoreConnections, first: Database? = nil, isAlone: Bool = false, memoryLimit: Int) throws(ColumnSourceError) {
        self.memoryLimit = memoryLimit
        self.connections = connections
        self.isAlone = isAlone
        interruption = BuildInterruption(connections.interrupter)
        if let first { self.first = first } else { self.first = try connections.connect() }
        version = try StoreReader.versionStatement(self.first)
    }

    private static func versionStatement(_ database: Database) throws(ColumnSourceError) -> Statement {
        do { return try database.prepare("PRAGMA main.data_version") } catch { throw ColumnSourceError(error) }
    }

    // MARK: Transactions

    /// Opens a transaction, or enters the one that is open.
    func begin() throws(ColumnSourceError) {
        depth += 1
        if depth > 1 { return }
        interruption = BuildInterruption(connections.interrupter)
        do throws(ColumnSourceError) { try open() } catch {
            depth = 0
            throw error
        }
    }

    func end() {
        depth -= 1
        guard depth == 0 else { return }
        try? first.execute("COMMIT")
        version.reset()
    }

    private func open() throws(ColumnSourceError) {
        if let known = state, let now = first.state(), known.inode != now.inode || known.device != now.device { try reconnect() }
        for attempt in 0..<20 {
            let before = first.state()
            do throws(StoreError) {
                try first.execute("BEGIN")
                _ = try version.step()
                dataVersion = version.int64(0)
                version.reset()
            } catch {
                first.rollback()
                throw ColumnSourceError(error)
            }
            let after = first.state()
            if before == after || attempt == 19 {
                state = before == after ? after : nil
                return
            }
            first.rollback()
        }
    }

    /// How the store came to the state of the open transaction. Nobody keeps a log of what is done to an attached database.
    var history: StoreHistory {
        guard let state else { return StoreHistory(nil) }
        guard !connections.isAttached, let entries = try? ChangeLog.entries(in: first), let schema = try? first.integer("PRAGMA main.schema_version") else { return StoreHistory(state) }
        return StoreHistory(state, schemaVersion: schema, entries: entries)
    }

    private func reconnect() throws(ColumnSourceError) {
        second = nil
        first = try connections.connect()
        version = try StoreReader.versionStatement(first)
        generation += 1
    }

    /// Runs `body` in the open transaction with one connection or, where that can be had, two that see the same.
    func read<Result>(_ body: ([Database]) throws(ColumnSourceError) -> Result) throws(ColumnSourceError) -> Result {
        if second == nil, !isAlone { second = try? connections.connect() }
        guard let second, let state else { return try body([first]) }
        do throws(StoreError) {
            try second.execute("BEGIN")
            _ = try second.integer("PRAGMA main.schema_version")
        } catch {
            second.rollback()
            return try body([first])
        }
        defer { second.rollback() }
        return try body(second.state() == state ? [first, second] : [first])
    }
}

/// A lock that its holder may take again.
final class RecursiveLock: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init() {
        mutex = .allocate(capacity: 1)
        var attributes = pthread_mutexattr_t()
        pthread_mutexattr_init(&attributes)
        pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
        pthread_mutex_init(mutex, &attributes)
        pthread_mutexattr_destroy(&attributes)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withLock<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }
}
