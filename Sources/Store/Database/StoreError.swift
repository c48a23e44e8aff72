internal import Glibc
internal import CSQLite
package import Syntax

/// Something that the world refused: a file, a disk, a lock, SQLite.
package struct StoreError: Error, Sendable, Hashable {
    package let code: DiagnosticCode
    /// Stands alone; names the file.
    package let message: String
    /// Advice, or further details.
    package let notes: [String]

    package init(_ code: DiagnosticCode, _ message: String, notes: [String] = []) {
        self.code = code
        self.message = message
        self.notes = notes
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        ([code.id + ": " + message] + notes.map { "note: " + $0 }).joined(separator: "\n")
    }
}

extension StoreError {
    /// The file was changed while a question was answered from it.
    package static func changed(_ path: String) -> StoreError {
        StoreError(.storeChanged, "\(path) was changed while it was read", notes: ["ask again"])
    }

    /// A file of columns has lost its end while a question was answered from it.
    package static func lost(_ directory: String) -> StoreError {
        StoreError(.storeChanged, "another program has truncated files in \(directory) while they were read",
                   notes: ["ask again: what they held is built anew from the store"])
    }

    /// The error that an SQLite result code means for the store at `path`.
    ///
    /// - Parameters:
    ///   - code: an extended result code.
    ///   - system: the operating system's last error (errno); 0 if unknown.
    ///   - detail: SQLite's own message.
    ///   - sql: the statement, if there was one.
    static func sqlite(_ code: Int32, system: Int32 = 0, detail: String, path: String, sql: String? = nil) -> StoreError
    {
        if code == SQLITE_READONLY | (3 << 8) {  // SQLITE_READONLY_ROLLBACK
            return StoreError(.unfinishedWrite, "\(path) holds an interrupted write that must be taken back first",
                              notes: ["open it once with permission to write the file and its directory"])
        }
        switch code & 0xFF {
        case SQLITE_NOTADB:
            return StoreError(.notADatabase, "\(path) is not an SQLite file")
        case SQLITE_BUSY, SQLITE_LOCKED:
            return StoreError(
                .storeLocked, "\(path) is in use by another process", notes: ["nothing was changed; try again"])
        case SQLITE_READONLY, SQLITE_PERM:
            return StoreError(.storeReadOnly, "\(path) cannot be written",
                              notes: ["the file and its directory both need write permission"])
        case SQLITE_FULL:
            return StoreError(
                .diskFull, "no space left on the disk that holds \(path)", notes: ["the store is as it was before"])
        case SQLITE_IOERR where system == EFBIG:
            return StoreError(
                .diskFull, "\(path) may not grow any further: files here are limited in size",
                notes: ["the store is as it was before", "`ulimit -f` says how large a file may be"])
        case SQLITE_CANTOPEN:
            return StoreError(.cannotOpenStore, "cannot open \(path): \(detail)")
        case SQLITE_IOERR:
            return StoreError(.cannotOpenStore, "the disk that holds \(path) reports an error: \(detail)")
        case SQLITE_CORRUPT:
            return StoreError(.storeDamaged, "\(path) is damaged: \(detail)")
        case SQLITE_INTERRUPT:
            return StoreError(.interrupted, "interrupted")
        case SQLITE_ERROR where detail == ScalarFunctions.overflowMessage:
            return StoreError(.integerOverflow, "a result is larger than 64 bits can hold")
        default:
            return StoreError(
                .storeFailure, "\(path): SQLite: \(detail)", notes: sql.map { ["statement: " + $0] } ?? [])
        }
    }
}
