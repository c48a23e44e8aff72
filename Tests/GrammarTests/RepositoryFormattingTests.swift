import Analyses
import Formatting
import Glibc
import Syntax
import Testing

/// The texts of this repository.
struct RepositoryFormattingTests {
    static let scripts = Repository.files(endingIn: ".cq", below: ["Sources", "examples", "Tests"])
    static let goldenScripts = Repository.files(endingIn: ".test", below: ["Tests/Scripts"])
    static let documents = Repository.files(endingIn: ".md", below: ["docs"]) + ["README.md", "CONTRIBUTING.md"]

    /// `clientele fmt Sources examples Tests` makes it so.
    @Test(arguments: scripts) func scriptsAreLaidOut(_ path: String) throws {
        let text = String(decoding: try Repository.bytes(path), as: UTF8.self)
        #expect(Formatter.format(text, analyses: Analyses.forms).script?.text == text)
    }

    /// Definitions of the files that are shipped are found by their layout.
    @Test(arguments: ["standard", "prelude"]) func headingsAreTheDefinitions(_ name: String) throws {
        let source = SourceText(
            id: SourceID(0), name: name, bytes: try Repository.bytes("Sources/Engine/Resources/\(name).cq"))
        #expect(
            StatementHeading.all(in: source).count
                == Parser.parse(source, analyses: Analyses.forms).tree.root.nodes.count)
    }

    @Test(arguments: goldenScripts) func goldenScriptsKeepTheLaws(_ path: String) throws {
        var block: [String]?
        let lines = String(decoding: try Repository.bytes(path), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        for line in lines + ["=== "] {
            if line.hasPrefix("=== ") || line.hasPrefix("--- ") {
                if let text = block?.joined(separator: "\n") { RepositoryFormattingTests.check(text, path) }
                block = line.hasPrefix("=== ") ? [] : nil
            } else {
                block?.append(line)
            }
        }
    }

    @Test(arguments: documents) func fencesKeepTheLaws(_ path: String) throws {
        var block: [String]?
        for line in String(decoding: try Repository.bytes(path), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            if line.hasPrefix("```") {
                if let text = block?.joined(separator: "\n") { RepositoryFormattingTests.check(text, path) }
                block = block == nil && line.hasPrefix("```clientele") ? [] : nil
            } else {
                block?.append(String(line))
            }
        }
    }

    /// Those that parse.
    private static func check(_ text: String, _ path: String) {
        let parsed = FormattingLaw.parse(text)
        if parsed.diagnostics.isEmpty {
            FormattingLaw.check(text, path)
        } else {
            #expect(Formatter.format(parsed).script == nil, "\(path): \(text)")
        }
    }
}

extension Repository {
    /// Paths from the top of the repository, in order.
    static func files(endingIn ending: String, below folders: [String], here: String = #filePath) -> [String] {
        let root = here.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        func files(_ folder: String) -> [String] {
            guard let directory = opendir(root + "/" + folder) else { return [] }
            defer { closedir(directory) }
            var found: [String] = []
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name.hasPrefix(".") { continue }
                let path = folder + "/" + name
                if entry.pointee.d_type == UInt8(DT_DIR) {
                    found += files(path)
                } else if name.hasSuffix(ending) {
                    found.append(path)
                }
            }
            return found
        }
        return folders.flatMap(files).sorted()
    }
}
