import Running
import Engine
import Output
import REPL
import Syntax

/// Scripts that a command looks at one by one: files, every script below a folder, standard input.
struct ScriptFiles {
    private let operands: [String]

    /// - Parameter operands: paths, or `-` for standard input.
    init(_ operands: [String]) { self.operands = operands }

    /// Does the same with every script. What fails for one is reported, and the others are done all the same.
    ///
    /// - Parameters:
    ///   - status: becomes the worst of what happened.
    ///   - body: gets the text, and the path of one that is in a file.
    /// - Throws: what is no `Failure`, such as a closed pipe.
    func forEach(_ reporter: Reporter, _ status: inout ExitStatus, _ body: (SourceText, String?) throws -> ExitStatus)
        throws
    {
        var worst = status
        func note(_ status: ExitStatus) { if status.rawValue > worst.rawValue { worst = status } }
        func report(_ failure: Failure) {
            reporter.report(failure)
            note(ExitStatus(failure))
        }
        defer { status = worst }

        func visit(_ name: String, _ path: String?) throws {
            do {
                let bytes = try path.map { try InputFile.read(path: $0) } ?? InputFile.readStandardInput()
                note(try body(SourceText(id: SourceID(0), name: name, bytes: bytes), path))
            } catch let failure as Failure { report(failure) }
        }

        var paths: [String] = []
        var readsInput = false
        for operand in operands {
            if operand == "-" { readsInput = true } else { paths.append(operand) }
        }
        if readsInput { try visit("<stdin>", nil) }
        for path in ScriptPaths.all(paths, report: report) { try visit(path, path) }
    }
}
