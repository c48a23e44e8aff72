import Glibc

/// The repository's files, found from this file's own place in it.
enum Files {
    static let repository: String = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")
    static let scripts = repository + "/Tests/Scripts"

    struct Unreadable: Error, CustomStringConvertible {
        let path: String
        var description: String { "cannot open \(path): \(String(cString: strerror(errno)))" }
    }

    static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw Unreadable(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else { throw Unreadable(path: path) }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Unreadable(path: path) }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Names in a directory, sorted; none where there is no such directory.
    static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            // The name is terminated inside its field, which the system declares with room for 256 bytes.
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Paths of the files below a directory that end in `suffix`, relative to it, sorted.
    static func below(_ path: String, suffix: String) -> [String] {
        names(in: path).flatMap { name -> [String] in
            if name.hasSuffix(suffix) { return [name] }
            return below(path + "/" + name, suffix: suffix).map { name + "/" + $0 }
        }
    }
}
