package import Concurrency
internal import CSQLite
internal import Glibc
internal import Syntax

/// One connection to an SQLite file. Used by one thread at a time; `interrupter` alone may be used from any.
package final class Database {
    package enum Mode: Sendable {
        /// Writes nothing, whoever may write to the file, but takes back what a killed writer left half done.
        case readOnly
        /// Writes nothing at all: the file is someone else's.
        case attached
        /// The file must exist.
        case readWrite
        /// Makes the file where there is none.
        case create
    }

    /// The file as messages name it.
    package let path: String
    package let mode: Mode
    package let interrupter: Interrupter
    private let opening: Opening

    /// nil once closed.
    package private(set) var handle: OpaquePointer?
    /// The file that is open, as it was before that; nil where it can't be told.
    private(set) var identity: FileStatus?
    /// Where nothing keeps others from changing the file while it is read.
    package private(set) var unlockedFile: UnlockedFile?
    /// Counts the connections to the file, of which each takes the place of the one before.
    private(set) var connectionNumber = 0
    /// Run on each new connection: they set it up, and throw if it can't be used.
    private var preparations: [(Database) throws(StoreError) -> Void] = []
    /// Run in a reading that finds someone else's commit.
    private(set) var commitChecks: [(Database) throws(StoreError) -> Void] = []
    /// Registered when the first table is scanned.
    private var collector: RowCollector?
    private var hasFunctions = false

    // The state of `Database+Reading`.
    var readingDepth = 0
    /// The version of the reading begun last.
    package internal(set) var readVersion = ReadVersion(connection: -1, dataVersion: 0)
    var lastReading: (version: ReadVersion, file: FileStatus?)?

    /// The file as the system names it.
    var location: String { opening.path }
    var isFile: Bool { location != ":memory:" }

    func rowCollector() throws(StoreError) -> RowCollector {
        if let collector { return collector }
        let registered = try RowCollector.register(in: self)
        collector = registered
        return registered
    }

    /// Stops whatever the connection is running. Harmless when it runs nothing or is closed.
    package final class Interrupter: Sendable {
        /// The connection's address; 0 once it is closed.
        private let address: Monitor<UInt>
        private let source = CancellationSource()
        /// Interrupters of connections that work on the same questions.
        private let followers = Monitor<[Interrupter]>([])

        /// A token for work beside the connection that polls it: cancelled by the next interruption.
        package var token: CancellationToken { source.token }

        init(_ handle: OpaquePointer) { address = Monitor(UInt(bitPattern: handle)) }

        /// Never waits: the lock is held only while the connection closes. It is no function for a signal handler.
        package func interrupt() {
            source.cancel()
            _ = address.lockedIfFree {
                if let handle = OpaquePointer(bitPattern: $0) { sqlite3_interrupt(handle) }
            }
            _ = followers.lockedIfFree { for follower in $0 { follower.interrupt() } }
        }

        /// Whatever stops this connection stops the other one from now on.
        package func lead(_ other: Interrupter) { followers.locked { $0.append(other) } }

        /// - Parameter close: closes the connection that was there until now.
        func turn(to handle: OpaquePointer?, _ close: () -> Void) {
            address.locked {
                close()
                $0 = UInt(bitPattern: handle)
            }
        }
    }

    /// - Parameter busyTimeoutMilliseconds: how long to wait for another process's lock.
    /// - Throws: `StoreError` where there is no such file, it is not SQLite's, or it cannot be opened as asked.
    package convenience init(path: String, mode: Mode, busyTimeoutMilliseconds: Int = 5000) throws(StoreError) {
        try self.init(path: path, named: path, mode: mode, busyTimeoutMilliseconds: busyTimeoutMilliseconds)
    }

    /// - Parameter named: the path that messages give, where the file is a draft of that one.
    init(path: String, named name: String, mode: Mode, busyTimeoutMilliseconds: Int = 5000) throws(StoreError) {
        self.path = name
        self.mode = mode
        opening = Opening(path: path, name: name, busyTimeoutMilliseconds: Int32(clamping: busyTimeoutMilliseconds))
        let found = FileStatus(path), connection = try opening.open(mode)
        handle = connection.handle
        unlockedFile = connection.unlockedFile
        interrupter = Interrupter(connection.handle)
        identity = openFile(found)
    }

    /// Registers the functions whose names begin with `clientele_` before the first statement that calls one: a start
    /// of the program that answers from columns needs none of them.
    private func registerFunctions(for sql: String) throws(StoreError) {
        guard !hasFunctions, sql.withCString(Database.callsFunction) else { return }
        hasFunctions = true
        try ScalarFunctions.register(in: self)
        try PatternFunction.register(in: self)
        try ListFunction.register(in: self)
        try HashFunction.register(in: self)
        try QuantileFunctions.register(in: self)
        try StatisticFunctions.register(in: self)
        try ModeFunction.register(in: self)
        try BalanceFunction.register(in: self)
        try SumFunction.register(in: self)
    }

    /// Whether a name that begins with `clientele_` has an opening bracket behind it: that of a table has none.
    private static func callsFunction(_ sql: UnsafePointer<CChar>) -> Bool {
        var rest = strstr(sql, "clientele_")
        while let name = rest {
            var end = UnsafePointer(name)
            while end.pointee == UInt8(ascii: "_") || isalnum(Int32(end.pointee)) != 0 { end += 1 }
            if end.pointee == UInt8(ascii: "(") { return true }
            rest = strstr(end, "clientele_")
        }
        return false
    }

    /// Does something to each connection that takes the place of this one.
    func whenReconnected(_ body: @escaping (Database) throws(StoreError) -> Void) { preparations.append(body) }

    /// Looks at what others have committed, in the first reading that sees it; an error refuses the reading.
    func whenCommitted(_ check: @escaping (Database) throws(StoreError) -> Void) { commitChecks.append(check) }

    /// Opens the file that is found under the name now. Statements that are still alive keep the connection that they
    /// are of.
    ///
    /// - Throws: `StoreError` where that can't be had, or is not what was opened first.
    func reconnect() throws(StoreError) {
        let found = FileStatus(location), connection = try opening.open(mode), last = handle
        interrupter.turn(to: connection.handle) { _ = sqlite3_close_v2(last) }
        handle = connection.handle
        unlockedFile = connection.unlockedFile
        (collector, lastReading) = (nil, nil)
        connectionNumber += 1
        // Without an identity the next reading tries again.
        identity = nil
        for prepare in preparations { try prepare(self) }
        identity = openFile(found)
    }

    /// The file that SQLite has open, where it is still the one that is found under its name.
    ///
    /// - Parameter found: what was found there before it was opened.
    private func openFile(_ found: FileStatus?) -> FileStatus? {
        guard let status = FileStatus(location), let file = MainFile(handle), !file.hasMoved else { return nil }
        return found?.isSameFile(as: status) == true ? found : status
    }

    deinit { close() }

    /// Statements that are still alive keep the connection until they go; further use of this object is an error.
    package func close() {
        guard let handle else { return }
        self.handle = nil
        interrupter.turn(to: nil) { _ = sqlite3_close_v2(handle) }
    }

    package func interrupt() { interrupter.interrupt() }

    /// Runs statements that return no rows and take no bindings.
    package func execute(_ sql: String) throws(StoreError) {
        try registerFunctions(for: sql)
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        if code != SQLITE_OK { throw error(sql: sql) }
    }

    package func prepare(_ sql: String) throws(StoreError) -> Statement {
        try registerFunctions(for: sql)
        return try Statement(self, sql)
    }

    /// The first column of the first row as an integer; nil where there is no row or it is NULL.
    package func integer(_ sql: String) throws(StoreError) -> Int64? {
        let statement = try prepare(sql)
        return try statement.step() && !statement.isNull(0) ? statement.int64(0) : nil
    }

    /// Rows that the latest INSERT, UPDATE or DELETE changed.
    package var changes: Int { Int(sqlite3_changes64(handle)) }

    /// Rows that were ever written through this connection, those of triggers and cascades included.
    package var totalChanges: Int64 { sqlite3_total_changes64(handle) }

    package var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(handle) }

    package var isInTransaction: Bool { handle.map { sqlite3_get_autocommit($0) == 0 } ?? false }

    /// Runs `body` in one transaction: all of it is kept, or, where it throws, none.
    package func transaction<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        try execute("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            rollback()
            throw error
        }
    }

    /// Takes an open transaction back. SQLite has done so already after some errors (a full disk); that is no error
    /// here.
    package func rollback() {
        if isInTransaction { try? execute("ROLLBACK") }
        // After an error of the disk the journal stays for the next reader to play back. This is that reader.
        _ = try? integer("PRAGMA schema_version")
    }

    /// SQLite's latest error.
    ///
    /// - Parameter connection: the statement's connection; nil for the current one.
    package func error(sql: String? = nil, on connection: OpaquePointer? = nil) -> StoreError {
        // SQLite keeps none of a failing COMMIT.
        let system = errno
        guard let handle = connection ?? handle else {
            return StoreError(
                .storeFailure, "\(path): the connection is closed", notes: sql.map { ["statement: " + $0] } ?? [])
        }
        return .sqlite(
            sqlite3_extended_errcode(handle), system: system == EFBIG ? system : sqlite3_system_errno(handle),
            detail: String(cString: sqlite3_errmsg(handle)), path: path, sql: sql)
    }
}
