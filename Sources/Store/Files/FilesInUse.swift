internal import Concurrency
internal import Glibc

/// The files that this process has read: databases that it has opened, scripts and models. No result may replace them.
///
/// Files are identified by path and compared when something is to be written: by then another file may have the name.
package enum FilesInUse {
    private static let databases = Monitor<Set<String>>([])
    private static let texts = Monitor<Set<String>>([])

    static func note(database path: String) { databases.locked { _ = $0.insert(path) } }
    package static func note(text path: String) { texts.locked { _ = $0.insert(path) } }

    static var openedDatabases: Set<String> { databases.locked { $0 } }
    static var readTexts: Set<String> { texts.locked { $0 } }
}

/// Whether something may be written under a name.
package enum OutputPlace {
    /// Why not, beginning with the path; nil where it may.
    ///
    /// - Parameters:
    ///   - inputs: files that are being read.
    ///   - replacesTexts: whether scripts are what is written, which replaces those that were read.
    package static func refusal(of path: String, inputs: [String] = [], replacesTexts: Bool = false) -> String? {
        let real = resolved(path)
        if let database = database(of: real) {
            return database == real ? "\(path) is a database, and nothing is written over one"
                : "\(path) belongs to the database \(database)"
        }
        guard let file = identity(path) else { return nil }
        let texts = replacesTexts ? [] : FilesInUse.readTexts
        let isRead =
            (inputs + texts).contains { identity($0) == file } || (!replacesTexts && identity(of: STDIN_FILENO) == file)
        return isRead ? "\(path) is what is being read, and would be replaced" : nil
    }

    /// A descriptor for what a path that the user has named stands for where that is written as it comes: a pipe, a
    /// device, or what the shell has opened for this process (`/dev/stdout`), be it a file. nil for files, which are
    /// replaced as a whole.
    ///
    /// - Returns: the descriptor, or the `errno` of a failure.
    package static func stream(_ path: String) -> (descriptor: Int32, code: Int32)? {
        var status = stat()
        if let own = ownDescriptor(path) {
            let descriptor = fcntl(own, F_DUPFD_CLOEXEC, 3)
            return (descriptor, errno)
        }
        guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return nil }
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        return (descriptor, errno)
    }

    private static func ownDescriptor(_ path: String) -> Int32? {
        if path == "/dev/stdout" { return STDOUT_FILENO }
        if path == "/dev/stderr" { return STDERR_FILENO }
        for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
            return Int32(path.dropFirst(folder.count))
        }
        return nil
    }

    /// Where links lead, also where there is nothing yet.
    package static func resolved(_ path: String) -> String {
        var path = path
        for _ in 0..<40 {
            if let real = realpath(path, nil) {
                defer { free(real) }
                return String(cString: real)
            }
            guard let target = link(path) else { break }
            path = target.hasPrefix("/") ? target : Opening.directory(of: path) + "/" + target
        }
        // The folder at least may be there.
        guard let folder = realpath(Opening.directory(of: path), nil) else { return path }
        defer { free(folder) }
        let name =
            path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
        return (strcmp(folder, "/") == 0 ? "" : String(cString: folder)) + "/" + name
    }

    private static func link(_ path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { buffer in
            buffer.withMemoryRebound(to: CChar.self) { names in
                names.baseAddress.map { readlink(path, $0, names.count) } ?? -1
            }
        }
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }

    // MARK: Databases

    /// Suffixes of the files that SQLite and the columns put beside a database.
    private static let companions = ["-wal", "-journal", "-shm", ".columns"]

    /// The database that a path is, or belongs to.
    private static func database(of path: String) -> String? {
        let file = identity(path)
        for opened in FilesInUse.openedDatabases {
            let real = resolved(opened)
            if let file, file == identity(real) { return path }
            if let file, companions.contains(where: { identity(real + $0) == file }) { return real }
            if companions.contains(where: { path == real + $0 || path.hasPrefix(real + $0 + "/") }) { return real }
        }
        if let file, file.isRegular, beginsAsDatabase(path) { return path }
        for companion in companions {
            let folder = companion == ".columns" ? Opening.directory(of: path) : path
            for name in [path, folder] where name.hasSuffix(companion) {
                let owner = String(name.dropLast(companion.count))
                if identity(owner)?.isRegular == true, beginsAsDatabase(owner) { return owner }
            }
        }
        return nil
    }

    /// Not to be asked of a database that this process has open: closing the descriptor would give up SQLite's locks.
    private static func beginsAsDatabase(_ path: String) -> Bool {
        let isOpen = FilesInUse.openedDatabases.contains { identity($0).map { $0 == identity(path) } ?? false }
        if isOpen { return true }
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 16)
        return pread(descriptor, &bytes, 16, 0) == 16 && bytes == Array("SQLite format 3\0".utf8)
    }

    // MARK: Identities

    private struct Identity: Equatable {
        let device: UInt64
        let inode: UInt64
        let isRegular: Bool

        init(_ status: stat) {
            (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
            isRegular = status.st_mode & S_IFMT == S_IFREG
        }
    }

    private static func identity(_ path: String) -> Identity? {
        var status = stat()
        return stat(path, &status) == 0 ? Identity(status) : nil
    }

    /// nil for what is no file: to write to the terminal or the pipe that one reads from spoils nothing.
    private static func identity(of descriptor: Int32) -> Identity? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        let identity = Identity(status)
        return identity.isRegular ? identity : nil
    }
}
