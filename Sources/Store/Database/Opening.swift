internal import CSQLite
internal import Glibc
internal import Syntax

/// How a file is opened, and what is done about files that cannot be opened plainly.
struct Opening {
    let path: String
    /// The path that messages give.
    let name: String
    let busyTimeoutMilliseconds: Int32

    /// Turns off SQLite's memory statistics: nothing reads them, and counting takes a lock at every allocation, of
    /// which a schema needs thousands.
    private static let countsNoMemory = clientele_disable_memory_statistics() == SQLITE_OK

    struct Connection {
        let handle: OpaquePointer
        /// nil where SQLite keeps others from changing what is being read.
        var unlockedFile: UnlockedFile?
    }

    func open(_ mode: Database.Mode) throws(StoreError) -> Connection {
        _ = Opening.countsNoMemory
        // SQLite makes a temporary file where there is no name.
        if path != ":memory:", !path.isEmpty {
            try check(mode)
            FilesInUse.note(database: path)
        }
        switch mode {
        case .readWrite: return Connection(handle: try connect(path, SQLITE_OPEN_READWRITE))
        case .create: return Connection(handle: try connect(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE))
        case .readOnly: return try openForReading(mayTakeBack: true)
        case .attached: return try openForReading(mayTakeBack: false)
        }
    }

    /// Says plainly what SQLite would call "unable to open database file".
    func check(_ mode: Database.Mode) throws(StoreError) {
        var status = stat()
        if stat(path, &status) != 0 {
            let reason = errno
            if reason == ENOENT, mode == .create {
                let directory = Opening.directory(of: path)
                if stat(directory, &status) != 0 {
                    throw StoreError(.cannotOpenStore, "cannot create \(name): there is no directory \(directory)")
                }
                if access(directory, W_OK) != 0 {
                    throw StoreError(
                        .storeReadOnly, "cannot create \(name): the directory \(directory) cannot be written")
                }
                return
            }
            if reason == ENOENT || reason == ENOTDIR { throw StoreError(.noSuchStore, "there is no file \(name)") }
            throw StoreError(.cannotOpenStore, "cannot open \(name): \(String(cString: strerror(reason)))")
        }
        if status.st_mode & S_IFMT == S_IFDIR { throw StoreError(.cannotOpenStore, "\(name) is a directory") }
        if access(path, R_OK) != 0 { throw StoreError(.cannotOpenStore, "\(name) may not be read: permission denied") }
        if mode == .readWrite, access(path, W_OK) != 0 { throw .sqlite(SQLITE_READONLY, detail: "", path: name) }
    }

    /// Reading needs two detours: a journal that a killed writer left behind must be played back first, which
    /// takes a writer; and a WAL database in a directory that cannot be written has no place for its shared memory.
    private func openForReading(mayTakeBack: Bool) throws(StoreError) -> Connection {
        do {
            return Connection(handle: try connect(path, SQLITE_OPEN_READONLY))
        } catch where error.code == .unfinishedWrite {
            guard mayTakeBack, access(path, W_OK) == 0, mayWriteBeside else { throw error }
            sqlite3_close_v2(try connect(path, SQLITE_OPEN_READWRITE))
            return Connection(handle: try connect(path, SQLITE_OPEN_READONLY))
        } catch where error.code == .cannotOpenStore || error.code == .storeReadOnly {
            guard !mayWriteBeside, let unlocked = try openUnlocked() else { throw error }
            return unlocked
        }
    }

    /// Without the shared memory of its log nobody learns that a file is being read: it may change, which has to be
    /// found out when it has been read. nil for files that have no log: what keeps them from being opened is something
    /// else.
    private func openUnlocked() throws(StoreError) -> Connection? {
        // Whatever is written after this gives the file another time of change.
        var file = FileStatus(path)
        for _ in 0..<500 where file?.isSettled == false {
            usleep(5_000)
            file = FileStatus(path)
        }
        guard let file, file.isSettled else { throw .sqlite(SQLITE_BUSY, detail: "", path: name) }
        // A log with content holds commits that the file itself does not: reading past it would answer wrongly.
        if Opening.hasLog(path) {
            let reason = "it has a write-ahead log, which only someone who may write to its directory can read"
            throw StoreError(
                .cannotOpenStore, "cannot open \(name): \(reason)",
                notes: ["closing the program that writes to it, or `PRAGMA wal_checkpoint`, empties the log"])
        }
        let location = "file:" + Opening.percentEncoded(path) + "?immutable=1"
        let handle = try connect(location, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
        guard MainFile(handle)?.header?.isLogged == true else {
            sqlite3_close_v2(handle)
            return nil
        }
        return Connection(handle: handle, unlockedFile: UnlockedFile(location: path, name: name, status: file))
    }

    private var mayWriteBeside: Bool { access(Opening.directory(of: Opening.target(of: path)), W_OK) == 0 }

    static func hasLog(_ path: String) -> Bool {
        var log = stat()
        return stat(target(of: path) + "-wal", &log) == 0 && log.st_size > 0
    }

    /// Where a link leads: journals and logs lie beside the file itself.
    private static func target(of path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Opens and reads the schema once, so that what is wrong with the file is said here and not by the first query.
    private func connect(_ location: String, _ flags: Int32) throws(StoreError) -> OpaquePointer {
        // Some builds of SQLite read any name that starts with `file:` as a URI; here a path is always a path.
        let isURI = flags & SQLITE_OPEN_URI != 0
        let location = !isURI && location.utf8.starts(with: "file:".utf8) ? "./" + location : location
        var handle: OpaquePointer?
        // Each connection is used by one thread at a time, so SQLite need not lock around every call.
        var code = sqlite3_open_v2(location, &handle, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard let handle else { throw StoreError(.cannotOpenStore, "cannot open \(name): no memory") }
        if code == SQLITE_OK {
            sqlite3_extended_result_codes(handle, 1)
            sqlite3_busy_timeout(handle, busyTimeoutMilliseconds)
            code = sqlite3_exec(handle, "PRAGMA schema_version", nil, nil, nil)
        }
        guard code == SQLITE_OK else {
            let error = StoreError.sqlite(
                sqlite3_extended_errcode(handle), detail: String(cString: sqlite3_errmsg(handle)), path: name)
            sqlite3_close_v2(handle)
            throw error
        }
        return handle
    }

    static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The three characters that mean something to SQLite in a URI's path.
    private static func percentEncoded(_ path: String) -> String {
        var encoded = ""
        for scalar in path.unicodeScalars {
            switch scalar {
            case "%": encoded += "%25"
            case "?": encoded += "%3f"
            case "#": encoded += "%23"
            default: encoded.unicodeScalars.append(scalar)
            }
        }
        return encoded
    }
}
