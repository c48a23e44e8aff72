import Glibc
import Testing

/// A file of the repository as lines.
struct SourceFile {
    /// Relative to the repository.
    let path: String
    let lines: [String]

    /// The folder below Sources.
    var target: String { String(path.split(separator: "/")[1]) }

    /// Modules that import lines name, whatever their access level.
    var imports: [String] {
        lines.compactMap { line in
            // Text in a string of several lines is indented.
            if line.hasPrefix(" ") { return nil }
            var words = line.split(separator: " ").map(String.init)
            while let first = words.first,
                [
                    "package", "internal", "public", "private", "fileprivate", "@testable", "@preconcurrency",
                    "@_exported"
                ].contains(first)
            {
                words.removeFirst()
            }
            // Prose in a string literal is indented.
            guard words.first == "import", words.count >= 2, line.first != " " else { return nil }
            // `import struct Module.Name` names the module before the point.
            let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
            return String(name.split(separator: ".").first ?? "")
        }
    }

    /// The line without what stands behind `//`.
    static func code(_ line: String) -> Substring {
        let scalars = Array(line.utf8)
        for i in scalars.indices.dropLast() where scalars[i] == UInt8(ascii: "/") && scalars[i + 1] == UInt8(ascii: "/")
        {
            // Part of a literal such as "https://"?
            let quotes = scalars[..<i].reduce(0) { $1 == UInt8(ascii: "\"") ? $0 + 1 : $0 }
            if quotes % 2 == 0 { return Substring(decoding: scalars[..<i], as: UTF8.self) }
        }
        return line[...]
    }

    static let repository: String = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    static func text(_ path: String) throws -> String {
        let stream = try #require(fopen(repository + "/" + path, "r"), "cannot open \(path)")
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, stream)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    /// Every Swift and C file below a folder, sorted.
    static func all(in folder: String) -> [SourceFile] {
        names(in: folder).flatMap { name -> [SourceFile] in
            let path = folder + "/" + name
            if [".swift", ".c", ".h"].contains(where: { name.hasSuffix($0) }) {
                let lines = ((try? text(path)) ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(
                    String.init)
                return [SourceFile(path: path, lines: lines)]
            }
            return name == "module.modulemap" ? [SourceFile(path: path, lines: [])] : all(in: path)
        }
    }

    static func exists(_ path: String) -> Bool { access(repository + "/" + path, F_OK) == 0 }

    static func names(in folder: String) -> [String] {
        guard let directory = opendir(repository + "/" + folder) else { return [] }
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
}
