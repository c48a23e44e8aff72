package import Engine
internal import Glibc
internal import Store
import Syntax

/// Whole files and standard input, for scripts and models.
package enum InputFile {
    package static func read(path: String) throws -> [UInt8] {
        do { return try bytes(path: path) } catch { throw failure(path, error) }
    }

    package static func readStandardInput() throws -> [UInt8] {
        do { return try bytes(descriptor: STDIN_FILENO) } catch { throw failure("standard input", error) }
    }

    /// What the system says of a file that it does not give.
    package struct Refusal: Error {
        package let reason: String

        init() { reason = String(cString: strerror(errno)) }
    }

    package static func bytes(path: String) throws(Refusal) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Refusal() }
        defer { close(descriptor) }
        FilesInUse.note(text: path)
        return try bytes(descriptor: descriptor)
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
        do throws(InputFile.Refusal) { return try InputFile.bytes(path: path) } catch { throw UnreadableImport(reason: error.reason) }
    }
}
