import Running
import Engine
import Glibc
import Output
import REPL
import Syntax

/// The output of commands that change scripts: new files, a list, a difference, or standard output.
struct ScriptRewriting {
    static let declarations = [
        OptionDeclaration(name: "check", help: "write nothing; name the files that would change"),
        OptionDeclaration(name: "diff", help: "write nothing; show what would change"),
    ]

    /// Write no file; the exit code says whether one would change.
    let isDry: Bool
    private let showsDifference: Bool
    private let sink = ByteSink(fileDescriptor: STDOUT_FILENO, isText: true)

    init(_ arguments: ParsedArguments) {
        showsDifference = arguments.has("diff")
        isDry = showsDifference || arguments.has("check")
    }

    /// - Parameters:
    ///   - path: nil for standard input.
    ///   - edits: what is to change, in order; empty where nothing is.
    /// - Returns: `failure` where something would change and is not to be written.
    /// - Throws: `Failure` E0808; what the sink throws.
    func finish(_ source: SourceText, path: String?, edits: [Diagnostic.Edit]) throws -> ExitStatus {
        if isDry {
            guard !edits.isEmpty else { return .success }
            guard showsDifference else { return try name(source) }
            sink.bytes += UnifiedDiff(source, edits).bytes(old: source.name, new: source.name)
            try sink.flushIfFull()
            return .failure
        }
        guard let path else {
            sink.bytes += source.bytes(applying: edits)
            try sink.flush()
            return .success
        }
        if !edits.isEmpty { try ScriptRewriting.replace(path, with: source.bytes(applying: edits)) }
        return .success
    }

    /// Names a script on standard output, as one with something to do.
    func name(_ source: SourceText) throws -> ExitStatus {
        sink.bytes += Array("\(source.name)\n".utf8)
        try sink.flushIfFull()
        return .failure
    }

    func flush() throws { try sink.flush() }

    /// The file's old content stays until the new one is complete.
    private static func replace(_ path: String, with bytes: [UInt8]) throws {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(.unwritableOutput, "can't write \(path): it is no regular file")
        }
        // Renaming needs no right to write the file, and the superuser has every right: neither is leave to change it.
        guard status.st_mode & 0o222 != 0, access(path, W_OK) == 0 else {
            throw Failure(.unwritableOutput, "can't write \(path): it is read-only")
        }
        let file = try OutputFile(path: path, .script)
        let sink = ByteSink(fileDescriptor: file.descriptor)
        sink.bytes += bytes
        do { try sink.flush() } catch let error as WriteError {
            throw Failure(.unwritableOutput, "can't write \(path): \(error.reason)")
        }
        try file.commit()
    }
}
