import Concurrency
internal import Glibc
internal import Store
internal import Synchronization
internal import Syntax

/// The bytes of an input, in order, read by one thread and stopped by another.
// Sendable because the descriptor and the closure never change, and the flag is atomic.
final class ByteSource: ByteStream, @unchecked Sendable {
    let name: String
    /// nil where the input has no known size.
    let totalBytes: Int64?
    /// Fills the front of the buffer; 0 at the end of the input.
    private let readBytes: (UnsafeMutableRawBufferPointer) throws(StoreError) -> Int
    private let ownedDescriptor: Int32?
    private let stopped = Atomic(false)
    /// How many bytes have been read: how far an import is, whatever is made of them.
    private let bytesRead = Atomic<Int64>(0)
    var position: Int64 { bytesRead.load(ordering: .relaxed) }
    /// A file that can be read again, and the place in it at which the input begins.
    private var beginning: (descriptor: Int32, offset: Int)?

    /// /dev/null: major number 1, minor number 3.
    private static let nullDevice: dev_t = 1 << 8 | 3

    /// For tests: any sequence of chunks.
    init(
        name: String, totalBytes: Int64? = nil,
        read: @escaping (UnsafeMutableRawBufferPointer) throws(StoreError) -> Int
    ) {
        self.name = name
        self.totalBytes = totalBytes
        readBytes = read
        ownedDescriptor = nil
    }

    init(_ source: ImportSource) throws(StoreError) {
        let name = source.name
        let descriptor: Int32
        switch source.origin {
        case .descriptor(let number):
            descriptor = number
            ownedDescriptor = nil
        case .file(let path):
            descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw StoreError(.unreadableInput, "cannot read \(path): \(String(cString: strerror(errno)))")
            }
            ownedDescriptor = descriptor
        }
        var status = stat()
        let hasStatus = fstat(descriptor, &status) == 0
        let kind = hasStatus ? status.st_mode & S_IFMT : S_IFREG
        // A terminal ends when somebody says so; /dev/zero and its like never do. /dev/null has ended.
        let isEndless =
            (kind == S_IFCHR && isatty(descriptor) == 0 && status.st_rdev != ByteSource.nullDevice) || kind == S_IFBLK
        if kind == S_IFDIR || isEndless {
            if let ownedDescriptor { Glibc.close(ownedDescriptor) }
            throw StoreError(.unreadableInput, "cannot read \(name): it is a \(isEndless ? "device" : "directory")")
        }
        self.name = name
        totalBytes = hasStatus && status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
        readBytes = { buffer throws(StoreError) in
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if count >= 0 { return count }
                if errno != EINTR, errno != EAGAIN {
                    throw StoreError(.unreadableInput, "cannot read \(name): \(String(cString: strerror(errno)))")
                }
            }
        }
        waitsOn = totalBytes == nil ? descriptor : nil
        // Nothing has been read yet.
        if totalBytes != nil { beginning = (descriptor, max(0, lseek(descriptor, 0, SEEK_CUR))) }
    }

    var isRepeatable: Bool { beginning != nil }
    /// Asked before every read, and told on to whoever reads the same bytes again. Set before the first read.
    var cancellation = CancellationToken.never

    /// The same bytes from the beginning, whatever has been read of them; nil where the input is gone once it is read.
    /// To be used as long as this one lives.
    func again() -> ByteSource? {
        guard let (descriptor, start) = beginning else { return nil }
        let name = name
        var offset = start
        let source = ByteSource(name: name, totalBytes: totalBytes) { buffer throws(StoreError) in
            while true {
                let count = pread(descriptor, buffer.baseAddress, buffer.count, offset)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else {
                    throw StoreError(.unreadableInput, "cannot read \(name): \(String(cString: strerror(errno)))")
                }
                offset += count
                return count
            }
        }
        source.beginning = beginning
        source.cancellation = cancellation
        return source
    }

    // MARK: Any place

    /// Reads at a place of a file.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        if isStopped { throw StoreError(.interrupted, "interrupted") }
        try cancellation.checkStore()
        guard let (descriptor, start) = beginning, let place = Int(exactly: offset), place <= Int.max - start else {
            throw StoreError(.unreadableInput, "cannot read \(name): it can't be read but from its beginning")
        }
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, start + place)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw StoreError(.unreadableInput, "cannot read \(name): \(String(cString: strerror(errno)))")
            }
            bytesRead.add(Int64(count), ordering: .relaxed)
            return count
        }
    }

    /// Bytes of a file from a place on; fewer where it ends.
    func bytes(at offset: UInt64, count: Int) throws(StoreError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count), filled = 0
        while filled < count {
            let start = filled
            let result = bytes.withUnsafeMutableBytes { buffer -> Result<Int, StoreError> in
                do throws(StoreError) {
                    let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
                    return .success(try read(at: offset + UInt64(start), into: rest))
                } catch {
                    return .failure(error)
                }
            }
            let found = try result.get()
            if found == 0 { break }
            filled += found
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// A descriptor that may have nothing to give for a long time: a pipe, a terminal.
    private var waitsOn: Int32?

    deinit {
        if let ownedDescriptor { Glibc.close(ownedDescriptor) }
    }

    /// Makes the reading thread give up at its next read.
    func stop() { stopped.store(true, ordering: .relaxed) }

    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        if let waitsOn {
            var request = pollfd(fd: waitsOn, events: Int16(POLLIN), revents: 0)
            while !isStopped, poll(&request, 1, 100) == 0 {}
        }
        if isStopped { throw StoreError(.interrupted, "interrupted") }
        try cancellation.checkStore()
        let count = try readBytes(buffer)
        bytesRead.add(Int64(count), ordering: .relaxed)
        return count
    }
}
