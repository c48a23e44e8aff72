package import Store

/// The transaction of an input: all kinds of records that it holds are written, or none of them.
///
/// A rehearsal with other inputs runs in the one transaction that `Importer.rehearse` has begun.
final class ImportTransaction {
    private let database: Database
    private let isRehearsed: Bool
    private var isOpen = false
    /// Whether nothing but the part at hand has been written.
    private var isFirstPart = true
    private var witness: CommitWitness?
    private(set) var recording: ChangeRecording?
    /// By table, of the parts that are kept.
    private var changes: [String: ChangeLog.Change] = [:]
    /// Whether those are all changes.
    private var isAccountedFor = true
    private var hasChanges = false

    /// Pages of the database that SQLite keeps at hand, in KiB. Larger ones were measured to be no faster: rows are
    /// appended and indexes sorted.
    private static let cacheKiB = 4 << 10

    /// How long to wait for another import to end, and for readers to let the commit through.
    private static let patienceMilliseconds = 30_000

    private static let savepoint = "clientele_import"

    init(on database: Database) {
        self.database = database
        isRehearsed = database.isInTransaction
    }

    fileprivate static func begin(on database: Database) throws(StoreError) {
        // EXTRA: what is reported as imported stays. Without it the deleted journal may be back after a power cut, and
        // takes the import back.
        try database.execute("""
            PRAGMA cache_size = -\(cacheKiB);
            PRAGMA secure_delete = FAST;
            PRAGMA synchronous = EXTRA;
            PRAGMA busy_timeout = \(patienceMilliseconds);
            BEGIN IMMEDIATE
            """)
    }

    // MARK: Parts

    /// Begins one kind of records. A savepoint is for the second: it costs a second copy of pages.
    func beginPart() throws(StoreError) {
        isFirstPart = !isRehearsed && !isOpen
        if isFirstPart {
            try ImportTransaction.begin(on: database)
            isOpen = true
            recording = ChangeRecording(database)
            witness = isRehearsed ? nil : try CommitWitness(of: database)
        } else {
            try database.execute("SAVEPOINT \(ImportTransaction.savepoint)")
            recording?.beginPart()
        }
    }

    /// - Parameters:
    ///   - changes: of tables of records.
    ///   - isAccountedFor: whether there are no others.
    func keepPart(_ changes: [String: ChangeLog.Change], isAccountedFor: Bool) throws(StoreError) {
        if !isFirstPart { try database.execute("RELEASE \(ImportTransaction.savepoint)") }
        hasChanges = true
        self.isAccountedFor = self.isAccountedFor && isAccountedFor
        self.changes.merge(changes) { former, change in
            guard case .appended(let above) = former, case .appended(let other) = change else { return .rewritten }
            return .appended(above: min(above, other))
        }
    }

    /// Takes back what the part has written. Harmless where SQLite has done so already.
    func dropPart() {
        if isFirstPart { return rollback() }
        let name = ImportTransaction.savepoint
        try? database.execute("ROLLBACK TO \(name); RELEASE \(name)")
    }

    // MARK: All of it

    /// - Parameter isTried: whether nothing is to stay.
    /// - Throws: `StoreError` where that was not possible; the store is as before, or the error says that it is not.
    func commit(isTried: Bool) throws(StoreError) {
        if isRehearsed || !isOpen { return }
        if isTried || !hasChanges { return rollback() }
        do throws(StoreError) {
            if isAccountedFor { try recording?.write(changes) }
            try database.execute("COMMIT")
            isOpen = false
        } catch {
            rollback()
            guard witness?.sawCommit() == true else { throw error }
            throw StoreError(
                error.code, error.message,
                notes: error.notes + ["the rows are in the store; import the file again to be sure that they stay"])
        }
    }

    func rollback() {
        guard isOpen else { return }
        database.rollback()
        isOpen = false
    }
}

extension Importer {
    /// Imports in `body` are only tried, each knowing what those before have brought; none of it stays.
    package static func rehearse<Result>(in store: ManagedStore, _ body: () throws -> Result) throws -> Result {
        try ImportTransaction.begin(on: store.database)
        defer { store.database.rollback() }
        return try body()
    }
}
