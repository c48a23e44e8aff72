internal import Glibc

/// Files for an editor to show, which can be made again at any time.
enum CacheFile {
    /// Writes the file aside and renames it, so that nobody reads half of it. Missing folders are made.
    ///
    /// - Returns: whether the file is there.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t) -> Bool {
        makeDirectory(of: path)
        let draft = "\(path).\(getpid())"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { return false }
        let isWritten = write(bytes, descriptor)
        close(descriptor)
        if isWritten, rename(draft, path) == 0 { return true }
        unlink(draft)
        return false
    }

    static func makeDirectory(of path: String) {
        var folder = ""
        for part in path.split(separator: "/").dropLast() {
            folder += "/" + part
            mkdir(folder, 0o700)
        }
    }

    private static func write(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0, errno != EINTR { return false }
            written += max(0, count)
        }
        return true
    }
}
