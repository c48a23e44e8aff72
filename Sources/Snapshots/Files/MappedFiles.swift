internal import Concurrency
internal import Glibc
internal import Synchronization

/// The files that are mapped, for the moment at which another program takes the end of one away.
///
/// Reading behind the new end raises a signal that ends the process. Here zeros replace the missing bytes, and the loss
/// is counted: an answer during which something was lost does not count. Positions of rows and bytes are kept in copies
/// (`ColumnFileContent`), so zeros are wrong values but never out-of-range positions.
enum MappedFiles {
    private static let count = 4096
    /// For threads that change the ranges: whether the signal is watched for. The handler takes no lock.
    private static let isWatched = Monitor(false)
    private static let lost = Atomic(0)
    // unsafe: read by the signal handler, which can take no lock. Pairs of first byte and end; 0 where there is none.
    nonisolated(unsafe) private static let ranges: UnsafeMutablePointer<UInt> = {
        let ranges = UnsafeMutablePointer<UInt>.allocate(capacity: count * 2)
        ranges.initialize(repeating: 0, count: count * 2)
        return ranges
    }()

    // unsafe: written once, under the lock, before there is a handler that reads it.
    nonisolated(unsafe) private static var former = sigaction()

    /// By first byte.
    private static let files = Monitor<[UInt: File]>([:])

    private struct File {
        let path: String
        let device: UInt64
        let inode: UInt64
        let size: Int
        var hasLost = false

        /// Whether the file is still the one under its name, and shorter.
        var isCut: Bool {
            var status = stat()
            return stat(path, &status) == 0 && UInt64(status.st_dev) == device && UInt64(status.st_ino) == inode
                && status.st_size < size
        }
    }

    /// How often something was lost since the process began.
    static var losses: Int { lost.load(ordering: .sequentiallyConsistent) }

    /// Counts what no signal told: the rest of the page that a file ends in reads as zeros without one.
    static func check() {
        files.locked { files in
            for start in files.keys where files[start]?.hasLost == false && files[start]?.isCut == true {
                files[start]?.hasLost = true
                lost.wrappingAdd(1, ordering: .sequentiallyConsistent)
            }
        }
    }

    /// nil where the system refuses.
    ///
    /// - Parameter status: the file's.
    static func map(_ descriptor: Int32, at path: String, _ status: stat) -> UnsafeRawBufferPointer? {
        let size = Int(status.st_size)
        guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            return nil
        }
        let start = UInt(bitPattern: address)
        let file = File(path: path, device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: size)
        files.locked { $0[start] = file }
        isWatched.locked { isWatched in
            if !isWatched { watch() }
            isWatched = true
            guard let place = (0..<count).first(where: { ranges[$0 * 2] == 0 }) else { return }
            ranges[place * 2 + 1] = start + UInt(size)
            ranges[place * 2] = start
        }
        return UnsafeRawBufferPointer(start: address, count: size)
    }

    static func unmap(_ bytes: UnsafeRawBufferPointer) {
        let start = UInt(bitPattern: bytes.baseAddress)
        files.locked { _ = $0.removeValue(forKey: start) }
        isWatched.locked { _ in
            if let place = (0..<count).first(where: { ranges[$0 * 2] == start }) { ranges[place * 2] = 0 }
        }
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }

    private static func watch() {
        var action = sigaction()
        action.sa_flags = SA_SIGINFO
        action.__sigaction_handler.sa_sigaction = { _, information, _ in
            let address = UInt(bitPattern: information?.pointee._sifields._sigfault.si_addr)
            // A fault outside our files ends the process as before: the same access meets the former handler.
            if !MappedFiles.replace(address) { sigaction(SIGBUS, &MappedFiles.former, nil) }
        }
        sigaction(SIGBUS, &action, &former)
    }

    /// Called by the signal handler.
    private static func replace(_ address: UInt) -> Bool {
        let page = address & ~UInt(4095)
        for place in 0..<count
        where ranges[place * 2] != 0 && ranges[place * 2] <= address && address < ranges[place * 2 + 1] {
            let rest = Int(ranges[place * 2 + 1] - page)
            let zeros = mmap(
                UnsafeMutableRawPointer(bitPattern: page), rest, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
                0)
            lost.wrappingAdd(1, ordering: .sequentiallyConsistent)
            return zeros != MAP_FAILED
        }
        return false
    }
}
