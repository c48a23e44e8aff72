internal import CSQLite

/// The database file of a connection, read through SQLite's own descriptor: closing another one of the same file would
/// give up the locks that this process holds on it.
struct MainFile {
    let file: UnsafeMutablePointer<sqlite3_file>

    init?(_ connection: OpaquePointer?) {
        var file: UnsafeMutablePointer<sqlite3_file>?
        guard let connection, sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK,
              let file else { return nil }
        self.file = file
    }

    /// The database header (file format, 1.3).
    struct Header {
        /// Whether commits go through a write-ahead log.
        let isLogged: Bool
        let changeCounter: UInt32
    }

    var header: Header? {
        guard let read = file.pointee.pMethods?.pointee.xRead else { return nil }
        var bytes = [UInt8](repeating: 0, count: 10)
        // An empty file has no header and no commits.
        let code = read(file, &bytes, 10, 18)
        guard code == SQLITE_OK || code == SQLITE_IOERR | (2 << 8) else { return nil }
        return Header(isLogged: bytes[1] == 2, changeCounter: bytes[6...].reduce(0) { $0 << 8 | UInt32($1) })
    }

    /// Whether another file, or none, is found under the name by now.
    var hasMoved: Bool {
        var hasMoved: Int32 = 0
        guard let control = file.pointee.pMethods?.pointee.xFileControl,
              control(file, SQLITE_FCNTL_HAS_MOVED, &hasMoved) == SQLITE_OK else { return true }
        return hasMoved != 0
    }
}
