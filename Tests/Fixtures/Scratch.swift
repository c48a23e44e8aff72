import Glibc

/// A directory of its own for one test, removed with everything in it when the object goes.
package final class Scratch {
    package let path: String

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package init() throws {
        var template = Array("/tmp/clientele-test-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else { throw Failure(description: "no directory: \(String(cString: strerror(errno)))") }
        path = made
    }

    deinit { Scratch.remove(path) }

    package func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file and gives its path.
    @discardableResult
    package func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        guard let stream = fopen(file(name), "w") else { throw Failure(description: "cannot write \(name)") }
        defer { fclose(stream) }
        guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else {
            throw Failure(description: "cannot write all of \(name)")
        }
        return file(name)
    }

    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    package func read(_ name: String) throws -> String { String(decoding: try readBytes(name), as: UTF8.self) }

    package func readBytes(_ name: String) throws -> [UInt8] {
        guard let stream = fopen(file(name), "r") else { throw Failure(description: "cannot read \(name)") }
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, stream)
        return Array(bytes[..<count])
    }

    /// The files in the directory, sorted.
    package var names: [String] { Scratch.names(in: path) }

    private static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            // The name is terminated inside its field, which the system declares with room for 256 bytes.
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    package static func remove(_ path: String) {
        for name in names(in: path) where unlink(path + "/" + name) != 0 { remove(path + "/" + name) }
        rmdir(path)
    }
}
