import Glibc

/// A folder for the commands of each document, with the stores that all of them ask: `cdnow.db`, `shop.db`, and
/// `examples`.
enum DocumentedStores {
    /// Made once for a run of the tests; the commands are those that README and examples tell people to type.
    private static let made: Result<String, any Error> = Result {
        let folder = try makeFolder()
        for command in [
            "ln -s '\(Repository.root)/examples' examples",
            "examples/cdnow/import cdnow.db",
            "clientele generate shop.db --customers 2000 --seed 1 --no-progress",
        ] {
            let shown = try TerminalProcess.run(command + " || echo FAILED", in: folder)
            if shown.contains("FAILED") { throw Failed(command: command, shown: shown) }
        }
        return folder
    }

    struct Failed: Error, CustomStringConvertible {
        let command, shown: String
        var description: String { "\(command)\n\(shown)" }
    }

    /// Runs `body` in a folder of its own that has the stores.
    static func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let stores = try made.get()
        let folder = try makeFolder()
        defer { _ = try? TerminalProcess.run("rm -rf '\(folder)'", in: "/") }
        _ = try TerminalProcess.run("ln -s '\(stores)'/* .", in: folder)
        return try body(folder)
    }

    private static func makeFolder() throws -> String {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((base + "/clientele-docs.XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw TerminalProcess.Failure(what: "no temporary folder") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
