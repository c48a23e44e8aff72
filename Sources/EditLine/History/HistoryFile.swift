internal import Glibc

/// The statements of all sessions, in a file that is only ever appended to.
///
/// Sessions may append at the same time: an entry is one write under a lock. A line that can't be read, such as half of
/// one that a killed session left, costs that entry and no other.
package struct HistoryFile: Sendable {
    package let path: String

    /// - Parameter path: the file; it and the directory it is in are made, private to the user, when first needed.
    package init(path: String) {
        self.path = path
    }

    /// The last entries, oldest first, at most `limit`, from the last 4 MiB of the file. None where there is no file
    /// yet.
    package func entries(limit: Int) throws(HistoryError) -> [String] {
        // A pipe must not hold up the prompt.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return [] }
            throw HistoryError(action: "read", path: path, code: errno)
        }
        defer { close(descriptor) }
        guard isRegular(descriptor) else { return [] }
        let tail = try tail(of: descriptor, limit: 4 << 20)

        var entries: [String] = []
        var lines = tail.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        // An entry without its newline is incomplete.
        _ = lines.popLast()
        while entries.count < limit, let line = lines.popLast() {
            if let entry = HistoryEntryCoding.decoded(line) { entries.append(entry) }
        }
        return entries.reversed()
    }

    package func append(_ statement: String) throws(HistoryError) {
        let flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK
        var descriptor = open(path, flags, 0o600)
        if descriptor < 0, errno == ENOENT {
            try makeDirectory()
            descriptor = open(path, flags, 0o600)
        }
        guard descriptor >= 0 else { throw HistoryError(action: "write", path: path, code: errno) }
        defer { close(descriptor) } // and with it the lock
        // A link to `/dev/null` means that no history is wanted, and the device stays accessible to everybody.
        guard isRegular(descriptor) else { return }
        // Statements name customers: a file with wider permissions, copied here or made by hand, is narrowed. Only its
        // owner can do so, and where that fails the entry is still kept.
        _ = fchmod(descriptor, 0o600)
        // Where the file system has no locks an append of one write is as good as it gets.
        _ = flock(descriptor, LOCK_EX)

        var line = HistoryEntryCoding.encoded(statement) + [UInt8(ascii: "\n")]
        if try !endsInNewline(descriptor) { line.insert(UInt8(ascii: "\n"), at: 0) }
        let end = lseek(descriptor, 0, SEEK_END)
        let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == line.count else {
            let code = written < 0 ? errno : ENOSPC
            // Half an entry is none.
            if written > 0, end >= 0 { ftruncate(descriptor, end) }
            throw HistoryError(action: "write", path: path, code: code)
        }
    }

    private func isRegular(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private func tail(of descriptor: Int32, limit: Int) throws(HistoryError) -> [UInt8] {
        let size = Int(lseek(descriptor, 0, SEEK_END))
        guard size >= 0 else { throw HistoryError(action: "read", path: path, code: errno) }
        let start = max(0, size - limit)
        var bytes = [UInt8](repeating: 0, count: size - start)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return pread(descriptor, rest.baseAddress, rest.count, off_t(start + filled))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw HistoryError(action: "read", path: path, code: errno) }
            if count == 0 { break }
            filled += count
        }
        bytes.removeSubrange(filled...)
        // A tail most likely begins inside an entry.
        if start > 0, let newline = bytes.firstIndex(of: UInt8(ascii: "\n")) { bytes.removeSubrange(...newline) }
        return bytes
    }

    private func endsInNewline(_ descriptor: Int32) throws(HistoryError) -> Bool {
        let size = lseek(descriptor, 0, SEEK_END)
        guard size > 0 else { return true }
        var last: UInt8 = 0
        guard pread(descriptor, &last, 1, size - 1) == 1 else {
            throw HistoryError(action: "read", path: path, code: errno)
        }
        return last == UInt8(ascii: "\n")
    }

    /// Makes the directory of the file and those above it that are missing.
    private func makeDirectory() throws(HistoryError) {
        for slash in path.indices.dropFirst() where path[slash] == "/" {
            let directory = String(path[..<slash])
            if mkdir(directory, 0o700) != 0, errno != EEXIST {
                throw HistoryError(action: "make the directory of", path: path, code: errno)
            }
        }
    }
}

/// The history can't be read or kept; the prompt works without it.
package struct HistoryError: Error, CustomStringConvertible {
    package let action: String
    package let path: String
    /// An `errno`.
    package let code: Int32

    package var description: String {
        "cannot \(action) the history \(path): \(String(cString: strerror(code)))"
    }
}
