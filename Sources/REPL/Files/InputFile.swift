package import Engine
internal import Glibc
internal import Store
import Syntax

/// Whole files and standard input, for scripts and models.
///
/// Only a regular file of a size that somebody can have written is one: a device or a pipe may have no end, or may
/// never begin.
package enum InputFile {
    /// The longest script or model, in bytes.
    package static let limit = 16 << 20

    package static func read(path: String) throws -> [UInt8] {
        do { return try bytes(path: path) } catch { throw failure(path, error) }
    }

    package static func readStandardInput() throws -> [UInt8] {
        do { return try bytes(descriptor: STDIN_FILENO) } catch { throw failure("standard input", error) }
    }

    /// Why a file is not read.
    package struct Refusal: Error {
        package let reason: String

        /// With the system's message for `errno`.
        init() { reason = String(cString: strerror(errno)) }

        fileprivate init(_ reason: String) { self.reason = reason }

        fileprivate static let tooLong = Refusal(
            "it is larger than \(InputFile.limit >> 20) MiB, the most a script may have")
    }

    package static func bytes(path: String) throws(Refusal) -> [UInt8] {
        // Some devices do something when they are opened, so they are not; what takes the name's place meanwhile does
        // not block.
        try check { stat(path, &$0) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw Refusal() }
        defer { close(descriptor) }
        try check { fstat(descriptor, &$0) }
        FilesInUse.note(text: path)
        return try bytes(descriptor: descriptor)
    }

    private static func check(_ status: (inout stat) -> Int32) throws(Refusal) {
        var found = stat()
        guard status(&found) == 0 else { throw Refusal() }
        let kind: String? = switch found.st_mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: "a directory"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
        if let kind { throw Refusal("it is \(kind), not a regular file") }
        if found.st_size > limit { throw .tooLong }
    }

    private static func bytes(descriptor: Int32) throws(Refusal) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Refusal() }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            // A file that grows, and standard input, which has no size.
            if bytes.count > limit { throw .tooLong }
        }
    }

    private static func failure(_ path: String, _ refusal: Refusal) -> Failure {
        Failure(.unreadableScript, "can't read \(path): \(refusal.reason)")
    }
}

/// Imported files, from the disk.
package struct DiskImports: ImportReader {
    package init() {}

    package func identity(of path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    package func read(_ path: String) throws(UnreadableImport) -> [UInt8] {
        do throws(InputFile.Refusal) { return try InputFile.bytes(path: path) } catch {
            throw UnreadableImport(reason: error.reason)
        }
    }
}
