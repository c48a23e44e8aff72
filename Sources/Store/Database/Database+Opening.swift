internal import CSQLite
internal import Glibc
internal import Syntax

/// How a file is opened, and what is done about files that cannot be opened plainly.
extension Database {
    static func open(_ path: String, _ mode: Mode, busyTimeoutMilliseconds: Int32) throws(StoreError) -> OpaquePointer {
        if path != ":memory:" { try check(path, mode) }
        switch mode {
        case .readWrite:
            return try connect(path, SQLITE_OPEN_READWRITE, busyTimeoutMilliseconds)
        case .create:
            return try connect(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, busyTimeoutMilliseconds)
        case .readOnly:
            return try openForReading(path, busyTimeoutMilliseconds)
        }
    }

    /// Says plainly what SQLite would call "unable to open database file".
    private static func check(_ path: String, _ mode: Mode) throws(StoreError) {
        var status = stat()
        if stat(path, &status) != 0 {
            let reason = errno
            if reason == ENOENT, mode == .create {
                let directory = directory(of: path)
                if stat(directory, &status) != 0 {
                    throw StoreError(.cannotOpenStore, "cannot create \(path): there is no directory \(directory)")
                }
                if access(directory, W_OK) != 0 {
                    throw StoreError(.storeReadOnly, "cannot create \(path): the directory \(directory) cannot be written")
                }
                return
            }
            if reason == ENOENT || reason == ENOTDIR { throw StoreError(.noSuchStore, "there is no file \(path)") }
            throw StoreError(.cannotOpenStore, "cannot open \(path): \(String(cString: strerror(reason)))")
        }
        if status.st_mode & S_IFMT == S_IFDIR { throw StoreError(.cannotOpenStore, "\(path) is a directory") }
        if access(path, R_OK) != 0 { throw StoreError(.cannotOpenStore, "\(path) may not be read: permission denied") }
        if mode == .readWrite, access(path, W_OK) != 0 {
            throw .sqlite(SQLITE_READONLY, detail: "", path: path)
        }
    }

    /// Reading needs two detours: a journal that a killed writer left behind must be played back first, which
    /// takes a writer; and a WAL database in a directory that cannot be written has no place for its shared memory.
    private static func openForReading(_ path: String, _ timeout: Int32) throws(StoreError) -> OpaquePointer {
        do {
            return try connect(path, SQLITE_OPEN_READONLY, timeout)
        } catch where error.code == .unfinishedWrite {
            guard access(path, W_OK) == 0, access(directory(of: path), W_OK) == 0 else { throw error }
            let writer = try connect(path, SQLITE_OPEN_READWRITE, timeout)
            sqlite3_close_v2(writer)
            return try connect(path, SQLITE_OPEN_READONLY, timeout)
        } catch where error.code == .cannotOpenStore || error.code == .storeReadOnly {
            var wal = stat()
            // A log with content holds commits that the file itself does not: reading past it would answer wrongly.
            if stat(path + "-wal", &wal) == 0, wal.st_size > 0 { throw error }
            guard access(directory(of: path), W_OK) != 0 else { throw error }
            return try connect("file:" + percentEncoded(path) + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, timeout,
                               named: path)
        }
    }

    /// Opens and reads the schema once, so that what is wrong with the file is said here and not by the first query.
    private static func connect(_ location: String, _ flags: Int32, _ timeout: Int32,
                                named name: String? = nil) throws(StoreError) -> OpaquePointer {
        let path = name ?? location
        // Some builds of SQLite read any name that starts with `file:` as a URI; here a path is always a path.
        let plain = name == nil && location.utf8.starts(with: "file:".utf8) ? "./" + location : location
        var handle: OpaquePointer?
        // Each connection is used by one thread at a time, so SQLite need not lock around every call.
        var code = sqlite3_open_v2(plain, &handle, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard let handle else { throw StoreError(.cannotOpenStore, "cannot open \(path): no memory") }
        if code == SQLITE_OK {
            sqlite3_extended_result_codes(handle, 1)
            sqlite3_busy_timeout(handle, timeout)
            code = sqlite3_exec(handle, "PRAGMA schema_version", nil, nil, nil)
        }
        guard code == SQLITE_OK else {
            let error = StoreError.sqlite(sqlite3_extended_errcode(handle), detail: String(cString: sqlite3_errmsg(handle)), path: path)
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
