internal import Glibc

/// A file as this program left it.
struct KeptFile: Hashable {
    var path: String
    var size: Int64
    /// Nanoseconds since 1970.
    var modified: Int64

    init(path: String, size: Int64, modified: Int64) {
        self.path = path
        self.size = size
        self.modified = modified
    }

    /// As it is now; nil where there is no regular file.
    init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        self.init(path: path, size: Int64(status.st_size),
                  modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec))
    }

    /// Removes it where nobody has changed it since.
    ///
    /// - Returns: whether it was there, and was removed.
    func removeUnchanged() -> Bool { KeptFile(path: path) == self && unlink(path) == 0 }
}
