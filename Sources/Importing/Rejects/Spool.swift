internal import Glibc
internal import Store

/// Bytes that wait in a file without a name until they may go where they are to go: memory stays constant.
final class Spool {
    private let file: UnsafeMutablePointer<FILE>
    private var descriptor: Int32 { fileno(file) }

    /// nil where there is no room for temporary files, with the reason in `errno`.
    init?() {
        guard let file = tmpfile() else { return nil }
        self.file = file
    }

    deinit { fclose(file) }

    func append(_ bytes: [UInt8]) throws(DraftFile.Refusal) { try DraftFile.write(bytes, to: descriptor) }

    func clear() {
        ftruncate(descriptor, 0)
        lseek(descriptor, 0, SEEK_SET)
    }

    /// All of it, from the beginning.
    func copy(to target: Int32) throws(DraftFile.Refusal) {
        lseek(descriptor, 0, SEEK_SET)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw DraftFile.Refusal(errno)
            }
            try DraftFile.write(Array(buffer[..<count]), to: target)
        }
    }
}
