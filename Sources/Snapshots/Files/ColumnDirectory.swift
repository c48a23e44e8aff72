internal import Glibc
internal import Model
internal import Store

/// The directory that holds a store's column files: beside the store, or, where that can't be written, in the user's
/// cache.
///
/// Nothing here throws: where no file can be written, columns live in memory.
final class ColumnDirectory: @unchecked Sendable {
    let path: String
    /// Bytes that all files together may take: of the store, or, in the user's cache, of all stores that have files
    /// there.
    let limit: Int64
    /// Where it lies in the user's cache; nil beside a store.
    private let cache: String?
    private let store: stat
    /// Guards what follows: columns are written by other threads than they are read by.
    private let lock = RecursiveLock()
    private var serial = 0
    /// Why files are not written any more; nil while they are.
    private var refusal: String?

    var problem: String? { lock.withLock { refusal } }

    /// - Parameters:
    ///   - isBeside: whether the files may lie beside the store.
    ///   - environment: reads a variable of the process.
    init?(store path: String, isBeside: Bool, environment: (String) -> String?) {
        var status = stat()
        guard let real = realpath(path, nil), stat(path, &status) == 0 else { return nil }
        defer { free(real) }
        store = status
        let name = String(cString: real)
        if isBeside, let directory = ColumnDirectory.beside(name, status) {
            self.path = directory
            cache = nil
        } else {
            guard let cache = ColumnDirectory.cache(environment), let directory = ColumnDirectory.make(name, in: cache)
            else { return nil }
            self.path = directory
            self.cache = cache
        }
        limit = ColumnDirectory.limit(self.path, environment)
        removeLeftovers()
    }

    private static func beside(_ store: String, _ status: stat) -> String? {
        let path = store + ".columns"
        // Read access to the store gives read access to its columns.
        let readers = status.st_mode & 0o444
        let mode = 0o700 | readers | readers >> 2
        if mkdir(path, 0o700) == 0 {
            chmod(path, mode)
            // Only the administrator may give a directory away; for everybody else it is theirs.
            _ = chown(path, status.st_uid, status.st_gid)
        }
        return isUsable(path, owners: [status.st_uid, geteuid()]) ? path : nil
    }

    /// nil where there is no home.
    private static func cache(_ environment: (String) -> String?) -> String? {
        func absolute(_ name: String) -> String? { environment(name).flatMap { $0.hasPrefix("/") ? $0 : nil } }
        guard let root = absolute("XDG_CACHE_HOME") ?? absolute("HOME").map({ $0 + "/.cache" }) else { return nil }
        mkdir(root, 0o700)
        return root + "/clientele"
    }

    private static func make(_ store: String, in cache: String) -> String? {
        let bytes = Array(store.utf8)
        let digest = bytes.withUnsafeBufferPointer { String(StableHash.digest($0, seed: 0), radix: 16) }
        let path = cache + "/" + digest
        for directory in [cache, path] { mkdir(directory, 0o700) }
        return isUsable(path, owners: [geteuid()]) ? path : nil
    }

    /// A directory, no link, that we may write and nobody has put there for us.
    private static func isUsable(_ path: String, owners: [uid_t]) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && owners.contains(status.st_uid)
            && access(path, W_OK | X_OK | R_OK) == 0
    }

    /// As `CLIENTELE_COLUMNS_LIMIT` says (bytes, or with K, M, G), or 4 GiB, or a quarter of what the disk has left for
    /// us.
    private static func limit(_ path: String, _ environment: (String) -> String?) -> Int64 {
        if let text = environment("CLIENTELE_COLUMNS_LIMIT"), let limit = bytes(text) { return limit }
        var disk = statvfs()
        guard statvfs(path, &disk) == 0 else { return 0 }
        let free = Int64(clamping: disk.f_bavail).multipliedReportingOverflow(by: Int64(clamping: disk.f_frsize))
        return min(4 << 30, ((free.overflow ? Int64.max : free.partialValue) / 4))
    }

    static func bytes(_ text: String) -> Int64? {
        let shift: Int64 = switch text.last { case "K", "k": 10; case "M", "m": 20; case "G", "g": 30; default: 0 }
        guard let number = Int64(shift == 0 ? text : String(text.dropLast())), number >= 0 else { return nil }
        return number > Int64.max >> shift ? Int64.max : number << shift
    }

    // MARK: Files

    /// A file's content and state where it is whole, of this signature and of a useful state. One that is damaged is
    /// removed.
    func read(_ name: String, _ signature: UInt64, where isUseful: (StoreState) -> Bool) -> (
        content: ColumnFileContent, state: StoreState
    )? {
        let file = path + "/" + name
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        switch ColumnFile.read(descriptor, at: file, signature, where: isUseful) {
        case .content(let content, let state):
            // Now: what is used least recently goes first.
            futimens(descriptor, nil)
            return (content, state)
        case .other: return nil
        case .damaged:
            unlink(file)
            return nil
        }
    }

    /// Written aside and renamed into place: whoever reads finds the old file or the new one, and of two writers the
    /// last one wins.
    func write(_ name: String, _ content: ColumnFileContent, _ identity: ColumnFile.Identity) {
        let size = Int64(ColumnFile.size(content))
        // The system would end the process that writes more than it may.
        var most = rlimit()
        guard size <= limit, getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &most) == 0,
            UInt64(size) < most.rlim_cur
        else { return }
        let number: Int? = lock.withLock {
            guard refusal == nil, makeRoom(for: size, keeping: name) else { return nil }
            serial += 1
            return serial
        }
        guard let number else { return }
        if cache != nil { mkdir(path, 0o700) }
        let draft = path + "/\(getpid())-\(number)-\(UInt(bitPattern: ObjectIdentifier(self).hashValue))-\(name).draft"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return refuse(errno) }
        // Read access to the store gives read access to its columns beside it; in a user's cache, only that user has
        // it.
        fchmod(descriptor, cache == nil ? store.st_mode & 0o666 | 0o600 : 0o600)
        _ = fchown(descriptor, store.st_uid, store.st_gid)
        let isWritten = ColumnFile.write(content, identity, to: descriptor)
        let reason = errno
        if close(descriptor) != 0 || !isWritten || rename(draft, path + "/" + name) != 0 {
            refuse(isWritten ? errno : reason)
            unlink(draft)
        }
    }

    private func refuse(_ reason: Int32) {
        lock.withLock { refusal = "cannot write to \(path): \(String(cString: strerror(reason)))" }
    }

    /// Removes what was used least recently until there is room.
    private func makeRoom(for size: Int64, keeping name: String) -> Bool {
        var files: [(path: String, size: Int64, used: Int64)] = [], total: Int64 = 0
        for directory in [path] + others() {
            for entry in ColumnDirectory.entries(directory)
            where entry.hasSuffix(".column") && (entry != name || directory != path) {
                var status = stat()
                guard lstat(directory + "/" + entry, &status) == 0 else { continue }
                files.append(
                    (
                        directory + "/" + entry, Int64(status.st_size),
                        Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
                    ))
                total += Int64(status.st_size)
            }
        }
        for file in files.sorted(by: { $0.used < $1.used }) where total + size > limit {
            if unlink(file.path) == 0 { total -= file.size }
        }
        return total + size <= limit
    }

    /// Directories of other stores in the user's cache. Many of these stores are no more: nobody says so when a
    /// database is deleted, but their files are used no more either.
    private func others() -> [String] {
        guard let cache else { return [] }
        return ColumnDirectory.entries(cache).filter { !$0.hasPrefix(".") }.map { cache + "/" + $0 }.filter {
            $0 != path && ColumnDirectory.isUsable($0, owners: [geteuid()])
        }
    }

    /// Drafts of processes that are no more, and directories in the cache that nothing is in.
    private func removeLeftovers() {
        for directory in [path] + others() {
            for entry in ColumnDirectory.entries(directory) where entry.hasSuffix(".draft") {
                guard let process = entry.split(separator: "-").first.flatMap({ pid_t($0) }), process != getpid() else {
                    continue
                }
                if kill(process, 0) != 0, errno == ESRCH { unlink(directory + "/" + entry) }
            }
            // Goes where it is empty; who is about to put something there makes it again.
            if directory != path { rmdir(directory) }
        }
    }

    private static func entries(_ path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // The name is terminated inside its field, which the system declares with room for 256 bytes.
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }
}
