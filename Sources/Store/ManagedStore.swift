internal import Glibc
package import Model
internal import Syntax

/// A store that `clientele init` made: one SQLite file with a table per entity, and its own description of itself.
package final class ManagedStore {
    package let database: Database
    private let description: Description

    package var currency: Currency { description.currency }
    /// IANA name: what a local time, a day and a month mean in this store.
    package var timeZoneName: String { description.timeZoneName }
    /// The model in the language, UTF-8, as it was given when the store was made.
    package var modelText: [UInt8] { description.modelText }
    /// Domains of the model's keys that are texts here: see `DataModel.withTextKeys`.
    package var textKeys: Set<String> { description.textKeys }
    package var formatVersion: Int { description.formatVersion }

    private init(_ database: Database, _ description: Description) {
        self.database = database
        self.description = description
    }

    /// Makes a store at `path` and opens it for writing. The file appears when it is complete, or not at all.
    ///
    /// - Parameter addRecords: to the store before it is in its place: it appears with them, or not at all.
    /// - Throws: `StoreError` (E0527 where there is a file already; a store never replaces one).
    package static func create(
        path: String, modelText: String, model: DataModel, currency: Currency, timeZoneName: String,
        addRecords: (ManagedStore) throws(StoreError) -> Void = { _ in }
    ) throws(StoreError) -> ManagedStore {
        var status = stat()
        if lstat(path, &status) == 0 {
            // Drafts of a process that was killed when the store was already in place.
            DraftFile.removeLeftovers(of: path)
            throw alreadyExists(path)
        }
        if let reason = OutputPlace.refusal(of: path) {
            throw StoreError(.cannotOpenStore, "cannot create a store there: \(reason)")
        }
        let file = try draftFile(path)
        let draft = file.draft
        defer { file.discard() }
        let draftDatabase = try Database(path: draft, named: path, mode: .create)
        defer { draftDatabase.close() }
        try draftDatabase.execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA")
        try draftDatabase.transaction { () throws(StoreError) in
            try describe(draftDatabase, modelText, model, currency, timeZoneName)
        }
        try addRecords(ManagedStore(draftDatabase, try Description(of: draftDatabase)))
        draftDatabase.close()
        do { try file.commitAsNew() } catch {
            if error.code == EEXIST { throw alreadyExists(path) }
            throw StoreError(.cannotOpenStore, "cannot create \(path): \(error.reason)")
        }
        // The draft's own descriptor is closed by now: to close it while SQLite has the file open would give up
        // SQLite's locks.
        return try open(path: path, mode: .readWrite)
    }

    /// An empty file that its owner alone may read: records name people. What SQLite makes beside it gets the same
    /// rights.
    private static func draftFile(_ path: String) throws(StoreError) -> DraftFile {
        try Opening(path: path, name: path, busyTimeoutMilliseconds: 0).check(.create)
        do { return try DraftFile(for: path, mode: 0o600) } catch {
            throw StoreError(
                error.code == ENOSPC ? .diskFull : .cannotOpenStore, "cannot create \(path): \(error.reason)")
        }
    }

    /// - Throws: `StoreError` (E0522 where the file is an SQLite database but not a managed store, E0526 where it is of
    ///   a newer format).
    package static func open(path: String, mode: Database.Mode = .readOnly,
                             busyTimeoutMilliseconds: Int = 5000) throws(StoreError) -> ManagedStore {
        // A store is made by `create` only: opening never makes a file.
        let database = try Database(path: path, mode: mode == .create ? .readWrite : mode,
                                    busyTimeoutMilliseconds: busyTimeoutMilliseconds)
        let description = try Description(of: database)
        database.whenReconnected { (database) throws(StoreError) in
            try check(
                database, description,
                "another store, with a model, a currency or a time zone of its own, has taken the place of \(path)")
        }
        database.whenCommitted { (database) throws(StoreError) in try checkKeys(database, description) }
        return ManagedStore(database, description)
    }

    /// The store as it describes itself now: an import may have made texts of keys.
    package func reread() throws(StoreError) -> ManagedStore { ManagedStore(database, try Description(of: database)) }

    /// The store as it is now, where nothing but what keys are has changed since it was opened; nil elsewhere.
    package func withOtherTextKeys() throws(StoreError) -> ManagedStore? {
        var now = try Description(of: database)
        let store = ManagedStore(database, now)
        now.textKeys = description.textKeys
        return now == description ? store : nil
    }

    /// Behind the beginning of a transaction: nobody has changed what keys are since the store was opened.
    package func checkKeys() throws(StoreError) { try ManagedStore.checkKeys(database, description) }

    private static func checkKeys(_ database: Database, _ description: Description) throws(StoreError) {
        try check(database, description, "an import has made texts of keys in \(database.path)")
    }

    /// Keys, amounts and times mean what the description says, which whoever opened the store goes by.
    private static func check(_ database: Database, _ description: Description, _ change: String) throws(StoreError) {
        guard try Description(of: database) == description else {
            throw StoreError(.storeChanged, change, notes: ["at the prompt, `.open \(database.path)` opens it"])
        }
    }

    /// A store's own description.
    private struct Description: Equatable {
        let currency: Currency
        let timeZoneName: String
        let modelText: [UInt8]
        var textKeys: Set<String>
        let formatVersion: Int

        init(of database: Database) throws(StoreError) {
            let path = database.path
            guard try database.integer("PRAGMA application_id") == Schema.applicationID else {
                throw StoreError(.notAStore, "\(path) is an SQLite file, but not a store that `clientele init` made",
                                 notes: ["give its model with --model FILE.cq, or make a store with `clientele init`"])
            }
            formatVersion = Int(try database.integer("PRAGMA user_version") ?? 0)
            guard formatVersion <= Schema.formatVersion else {
                throw StoreError(
                    .newerStoreFormat,
                    "\(path) is of format \(formatVersion); this version knows formats up to \(Schema.formatVersion)")
            }
            var meta: [String: String] = [:]
            var modelText: [UInt8]?
            let rows = try database.prepare("SELECT key, value FROM clientele_meta")
            while try rows.step() {
                let key = rows.text(0)
                if key == "model" { modelText = rows.withUTF8(1) { Array($0) } } else { meta[key] = rows.text(1) }
            }
            guard let modelText, let zone = meta["time_zone"], let code = meta["currency"],
                  let digits = meta["currency_minor_digits"].flatMap({ Int($0) }), [0, 2, 3].contains(digits) else {
                throw StoreError(.storeDamaged, "\(path) is damaged: its description of itself is incomplete")
            }
            self.modelText = modelText
            textKeys = TextKeys.domains(meta[TextKeys.name] ?? "")
            timeZoneName = zone
            currency = Currency(code: code, minorDigits: digits)
        }
    }

    private static func describe(
        _ database: Database, _ modelText: String, _ model: DataModel, _ currency: Currency, _ timeZoneName: String
    ) throws(StoreError) {
        try database.execute(
            "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(Schema.formatVersion)")
        try database.execute(Schema.descriptionTables)
        let insert = try database.prepare("INSERT INTO clientele_meta VALUES (?, ?)")
        let meta: [(String, Value)] = [
            ("model", .text(modelText)), ("currency", .text(currency.code)),
            ("currency_minor_digits", .int(Int64(currency.minorDigits))), ("time_zone", .text(timeZoneName)),
        ]
        for (key, value) in meta {
            try insert.bind(key, at: 1)
            try insert.bind(value, at: 2)
            try insert.run()
        }
        for statement in Schema.statements(for: model, currency: currency) { try database.execute(statement) }
    }

    private static func alreadyExists(_ path: String) -> StoreError {
        StoreError(
            .storeExists, "\(path) exists already", notes: ["import into it, name another file, or remove it yourself"])
    }
}
