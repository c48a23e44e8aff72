import Engine
import Glibc
import Syntax

/// Whole files and standard input, for scripts and models.
enum InputFile {
    static func read(path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        return try read(descriptor: descriptor, name: path)
    }

    static func readStandardInput() throws -> [UInt8] { try read(descriptor: STDIN_FILENO, name: "standard input") }

    private static func read(descriptor: Int32, name: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(name) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    private static func failure(_ path: String) -> Failure {
        Failure(.unreadableScript, "can't read \(path): \(String(cString: strerror(errno)))")
    }
}
