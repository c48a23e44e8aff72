import Engine
import Glibc
import Importing
import Model
import Output
import REPL
import Store
import Syntax

/// Where mappings of sources come from: the program itself, the user's folder, a file that is named.
enum MappingFiles {
    /// - Parameter path: a file that is named, whose mappings alone count; nil for those of the program and the user.
    /// - Throws: E0619 for a file that is named and has errors. Those in the folder are said, and left out.
    static func load(_ path: String?, _ reporter: Reporter) throws -> [SourceMapping] {
        let vocabulary = ShippedMappings.all.filter { $0.source == "*" }
        if let path {
            let (mappings, errors) = try read(path, reporter)
            guard errors == 0 else {
                throw Failure(.badMapping, "\(path) has \(counted(errors, "error", "errors")); nothing was imported")
            }
            guard !mappings.isEmpty else { throw Failure(.badMapping, "\(path) holds no mapping") }
            return mappings + vocabulary
        }
        let own = folder.map { files(in: $0) } ?? []
        return own.flatMap { path -> [SourceMapping] in
            do { return try read(path, reporter).mappings } catch {
                reporter.remark("\(path) can't be read, and was left out")
                return []
            }
        } + ShippedMappings.all
    }

    private static func read(_ path: String, _ reporter: Reporter) throws -> (mappings: [SourceMapping], errors: Int) {
        var sources = SourceMap()
        let (mappings, diagnostics) = MappingReader.read(sources.add(name: path, bytes: try InputFile.read(path: path)))
        reporter.report(diagnostics, sources: sources)
        return (mappings, diagnostics.count)
    }

    /// `~/.config/clientele/mappings`
    private static var folder: String? {
        PromptCommand.folder("XDG_CONFIG_HOME", ".config").map { $0 + "/clientele/mappings" }
    }

    private static func files(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".cq"), !name.hasPrefix(".") { names.append("\(folder)/\(name)") }
        }
        return names.sorted()
    }

    /// Nothing that is there is replaced.
    static func save(_ parts: [SourceMapping], to path: String, of file: String, _ model: DataModel) throws {
        guard var mapping = parts.first else { return }
        mapping.parts = parts.flatMap(\.parts)
        let text = MappingText.text(
            of: mapping, in: model,
            comment: "What the columns of \(file) are. Read it over, and use it with --mapping.")
        try NewTextFile.write(text, to: path)
    }
}
