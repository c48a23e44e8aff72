internal import CSQLite
internal import Glibc

/// What tells one committed state of a database file from every other: it is the same only where nothing was committed between.
///
/// SQLite counts commits in the file's header; where there is a write-ahead log, the last commit in it is named by its checksum,
/// which covers everything before it. Size and time of the last change are there for files that someone has put in the place of others.
package struct StoreState: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
    package let size: Int64
    /// Nanoseconds since 1970.
    package let modified: Int64
    /// As the header counts them; see the SQLite file format, 1.3.7.
    package let changeCounter: UInt32
    /// Salts, number and checksum of the last commit in the write-ahead log; zeros where there is none.
    package let log: SIMD4<UInt32>
    package let logFrame: UInt32

    package var hasLog: Bool { logFrame > 0 }

    package init(device: UInt64, inode: UInt64, size: Int64, modified: Int64, changeCounter: UInt32, log: SIMD4<UInt32>, logFrame: UInt32) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changeCounter = changeCounter
        self.log = log
        self.logFrame = logFrame
    }
}

extension Database {
    /// The state that the file is in now. It is that of a transaction where it is the same before and after the transaction began.
    ///
    /// nil where the file is not to be found under its name, as after it was replaced.
    package func state() -> StoreState? {
        var status = stat()
        guard stat(path, &status) == 0, let counter = headerWord(at: 24) else { return nil }
        let log = WriteAheadLog.lastCommit(path + "-wal")
        return StoreState(device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
                          modified: Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec), changeCounter: counter,
                          log: log?.identity ?? SIMD4(repeating: 0), logFrame: log?.frame ?? 0)
    }

    /// Read through SQLite's own descriptor: closing one of ours would give up the locks that this process holds on the file.
    private func headerWord(at offset: Int64) -> UInt32? {
        guard let handle else { return nil }
        var file: UnsafeMutablePointer<sqlite3_file>?
        guard sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK, let file, let methods = file.pointee.pMethods,
              let read = methods.pointee.xRead else { return nil }
        var word: UInt32 = 0
        // An empty file has no header and no commits.
        let code = read(file, &word, 4, offset)
        return code == SQLITE_OK || code == SQLITE_IOERR | (2 << 8) ? UInt32(bigEndian: word) : nil
    }
}

/// The file in which SQLite keeps commits that are not in the database yet (file format, 4).
private enum WriteAheadLog {
    static func lastCommit(_ path: String) -> (identity: SIMD4<UInt32>, frame: UInt32)? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let header = words(descriptor, at: 0, count: 8) else { return nil }
        let pageSize = Int(header[2]), salts = (header[4], header[5])
        var last: (SIMD4<UInt32>, UInt32)?
        var frame: UInt32 = 0
        // Frames behind the last commit of this round have the salts of an earlier one, or none.
        while let words = words(descriptor, at: 32 + Int(frame) * (24 + pageSize), count: 6), words[2] == salts.0, words[3] == salts.1 {
            frame += 1
            if words[1] != 0 { last = (SIMD4(salts.0, salts.1, words[4], words[5]), frame) }
        }
        return last
    }

    private static func words(_ descriptor: Int32, at offset: Int, count: Int) -> [UInt32]? {
        var words = [UInt32](repeating: 0, count: count)
        guard pread(descriptor, &words, count * 4, offset) == count * 4 else { return nil }
        return words.map(UInt32.init(bigEndian:))
    }
}
