import Glibc

/// The files that are documentation, and the folder they are in.
enum Repository {
    static let root: String = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
        separator: "/")

    /// Paths, relative to the root, of every text that speaks to people.
    static let documents: [String] =
        (["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] + files(under: "docs") + files(under: "examples"))
        .filter { $0.hasSuffix(".md") }

    static let scripts: [String] = files(under: "examples").filter { $0.hasSuffix(".cq") }

    /// Paths of the tests that are written in Swift.
    static func swiftTests() -> [String] { files(under: "Tests").filter { $0.hasSuffix(".swift") } }

    /// All sources in Swift, and the tests of the engines, one text after the other.
    static func swiftSources() throws -> String {
        try (files(under: "Sources") + files(under: "Tests/EngineTests")).filter { $0.hasSuffix(".swift") }
            .map { try text($0) }.joined()
    }

    struct Unreadable: Error, CustomStringConvertible {
        let path: String
        var description: String { "can't read or write \(path): \(String(cString: strerror(errno)))" }
    }

    static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    static func bytes(_ path: String) throws -> [UInt8] {
        guard let file = fopen(root + "/" + path, "re") else { throw Unreadable(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    static func write(_ text: String, to path: String) throws {
        guard let file = fopen(root + "/" + path, "we") else { throw Unreadable(path: path) }
        let bytes = Array(text.utf8)
        let count = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else { throw Unreadable(path: path) }
    }

    static func exists(_ path: String) -> Bool { access(root + "/" + path, F_OK) == 0 }
    static func isExecutable(_ path: String) -> Bool { access(root + "/" + path, X_OK) == 0 }

    /// Files in a folder and in the folders inside it, sorted.
    private static func files(under folder: String) -> [String] {
        guard let directory = opendir(root + "/" + folder) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(".") { continue }
            let path = folder + "/" + name
            if entry.pointee.d_type == UInt8(DT_DIR) { found += files(under: path) } else { found.append(path) }
        }
        return found.sorted()
    }
}
