internal import CSQLite
internal import Syntax

// Readings: whatever is read between `beginReading` and `endReading` is of one state of the file, the one that it was
// in when the outermost of them began.

/// A reading by what it sees: two with the same version have seen the same state.
package struct ReadVersion: Hashable, Sendable {
    /// Versions that SQLite counts on different connections can't be compared.
    let connection: Int
    /// Another after every commit of someone else.
    let dataVersion: Int64
}

extension Database {
    package var isReading: Bool { readingDepth > 0 }

    package func beginReading() throws(StoreError) {
        if readingDepth == 0 { try openReading() }
        readingDepth += 1
    }

    /// - Throws: `StoreError` E0534: the file could not be kept from changing, and has changed.
    package func endReading() throws(StoreError) {
        readingDepth -= 1
        guard readingDepth == 0 else { return }
        // A statement that has begun and not ended goes on reading the same state.
        do { try execute("COMMIT") } catch { rollback() }
        try unlockedFile?.check()
    }

    private func openReading() throws(StoreError) {
        // A result that somebody is still reading keeps its connection, and with it the state that it is of.
        if isBeingRead || isUnlockedFileOutdated { try reconnect() }
        for attempt in 0..<3 {
            try beginTransaction()
            let status = FileStatus(location)
            let isStale = isReplaced(status) || isOverwritten(status)
            lastReading = (readVersion, status)
            if !isStale || attempt == 2 { return }
            rollback()
            try reconnect()
        }
    }

    private func beginTransaction() throws(StoreError) {
        try execute("BEGIN")
        do {
            let dataVersion = try integer("PRAGMA main.data_version") ?? 0
            if dataVersion != readVersion.dataVersion, readVersion.connection == connectionNumber {
                for check in commitChecks { try check(self) }
            }
            readVersion = ReadVersion(connection: connectionNumber, dataVersion: dataVersion)
        } catch {
            rollback()
            throw error
        }
    }

    // MARK: Files that change under a connection

    private var isBeingRead: Bool { handle.map { sqlite3_txn_state($0, "main") != SQLITE_TXN_NONE } ?? false }

    /// SQLite would read a file that it was told never changes as it was, or half as it was.
    private var isUnlockedFileOutdated: Bool {
        unlockedFile.map { $0.hasChanged || Opening.hasLog(location) } ?? false
    }

    /// Whether the file is no longer the one that is found under its name.
    private func isReplaced(_ status: FileStatus?) -> Bool {
        guard isFile else { return false }
        guard let identity, let status else { return true }
        return !status.isSameFile(as: identity)
    }

    /// Whether something other than SQLite has written to the file: it has changed, and SQLite counts no commit. Where
    /// there is a log, what is in it is copied into the file without a commit.
    private func isOverwritten(_ status: FileStatus?) -> Bool {
        if let lastReading, lastReading.version != readVersion { return false }
        let known = if let lastReading { lastReading.file } else { identity }
        return known != status && MainFile(handle)?.header?.isLogged == false
    }
}
