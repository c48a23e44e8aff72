internal import Glibc

/// Identifies the state of a file without reading it.
struct FileStamp: Sendable, Hashable {
    private let device: UInt
    private let inode: UInt
    let bytes: Int
    private let seconds: Int
    private let nanoseconds: Int

    /// nil where there is no such file.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
        bytes = Int(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
