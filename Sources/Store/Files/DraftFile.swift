internal import Glibc

/// A file on its way to its place: written beside it under a name of its own, and renamed once it is complete.
///
/// The draft is made exclusively: what somebody has put under its name is neither followed nor written to. Whoever
/// writes it holds a lock on it, so that one without a lock is known to be left over from a process that was killed;
/// the next that writes the same file removes it. A process that is asked to end removes its own (`DraftNames`).
package final class DraftFile {
    package let descriptor: Int32
    /// Where it is to go.
    package let path: String
    /// Where it is until then.
    package let draft: String
    private let name: DraftNames.Place?
    private var isOpen = true
    private var isThere = true

    /// The system's error for a file that can't be written.
    package struct Refusal: Error {
        package let code: Int32

        package var reason: String { String(cString: strerror(code)) }

        package init(_ code: Int32) { self.code = code }
    }

    /// - Parameters:
    ///   - mode: less what the user's umask takes.
    ///   - ending: of the draft's name, for programs that go by it.
    package init(for path: String, mode: UInt32, ending: String = "") throws(Refusal) {
        DraftFile.removeLeftovers(of: path, ending: ending)
        for serial in 0..<1_000 {
            let draft = "\(path).partial-\(getpid())-\(serial)\(ending)"
            // Known before it is there: a signal may come in between.
            let name = DraftNames.add(draft)
            let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
            guard descriptor >= 0 else {
                let code = errno
                if let name { DraftNames.remove(name) }
                if code == EEXIST { continue }
                throw Refusal(code)
            }
            // Between the two calls another process may have taken it for a leftover.
            _ = flock(descriptor, LOCK_EX | LOCK_NB)
            var status = stat()
            if fstat(descriptor, &status) == 0, status.st_nlink > 0 {
                (self.descriptor, self.path, self.draft, self.name) = (descriptor, path, draft, name)
                return
            }
            if let name { DraftNames.remove(name) }
            close(descriptor)
        }
        throw Refusal(EEXIST)
    }

    deinit { discard() }

    /// Removes all that this process has not completed, where it ends on the spot. Safe in a signal handler.
    package static func unlinkAll() { DraftNames.unlinkAll() }

    package func write(_ bytes: [UInt8]) throws(Refusal) { try DraftFile.write(bytes, to: descriptor) }

    package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Refusal) {
        var written = 0
        while written < bytes.count {
            // The pointer covers the bytes that are left and is used within the call only.
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count < 0, errno != EINTR { throw Refusal(errno) }
            written += max(0, count)
        }
    }

    /// Puts the file in its place, whatever is there.
    ///
    /// - Parameter isSynced: the file is there after a power cut as well.
    package func commit(isSynced: Bool) throws(Refusal) {
        if isSynced, fsync(descriptor) != 0 { throw failed() }
        isOpen = false
        // Some file systems say no sooner than here that there was no room.
        guard close(descriptor) == 0, rename(draft, path) == 0 else { throw failed() }
        forget()
        if isSynced { DraftFile.syncDirectory(of: path) }
    }

    /// Puts the file in its place where there is nothing yet. Unlike a renaming, a link never replaces what somebody
    /// else has made meanwhile.
    package func commitAsNew() throws(Refusal) {
        var status = stat()
        if link(draft, path) != 0 {
            // File systems without hard links.
            guard errno != EEXIST, lstat(path, &status) != 0, rename(draft, path) == 0 else { throw failed() }
        }
        isOpen = false
        // Here it is too late to say that there was no room: whoever has to know has synced before.
        close(descriptor)
        unlink(draft)
        forget()
        DraftFile.syncDirectory(of: path)
    }

    package func discard() {
        if isOpen { close(descriptor) }
        isOpen = false
        guard isThere else { return }
        unlink(draft)
        unlink(draft + "-journal")
        forget()
    }

    private func forget() {
        isThere = false
        if let name { DraftNames.remove(name) }
    }

    private func failed() -> Refusal {
        let refusal = Refusal(errno)
        discard()
        return refusal
    }

    /// Flushes a directory's entries to disk. Some file systems have no such call, and need none.
    package static func syncDirectory(of path: String) {
        let descriptor = open(Opening.directory(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    // MARK: Leftovers

    /// Removes drafts of a file that nobody writes any more.
    package static func removeLeftovers(of path: String, ending: String = "") {
        let directory = Opening.directory(of: path)
        let name =
            path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
        for entry in entries(of: directory) where isDraft(entry, of: name, ending) {
            removeIfLeftOver(directory + "/" + entry)
        }
    }

    private static func isDraft(_ entry: String, of name: String, _ ending: String) -> Bool {
        guard entry.hasPrefix(name + ".partial-"), entry.hasSuffix(ending) else { return false }
        let numbers = entry.dropFirst(name.count + 9).dropLast(ending.count)
            .split(separator: "-", omittingEmptySubsequences: false)
        return numbers.count == 2
            && numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }

    private static func removeIfLeftOver(_ draft: String) {
        let descriptor = open(draft, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var (opened, named) = (stat(), stat())
        guard fstat(descriptor, &opened) == 0, opened.st_mode & S_IFMT == S_IFREG, opened.st_uid == geteuid(),
            flock(descriptor, LOCK_EX | LOCK_NB) == 0, lstat(draft, &named) == 0, opened.st_ino == named.st_ino
        else { return }
        unlink(draft)
        unlink(draft + "-journal")
    }

    private static func entries(of directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // The name is terminated inside its field, which the system declares with room for 256 bytes.
            names.append(withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            })
        }
        return names
    }
}
