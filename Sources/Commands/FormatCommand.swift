import Running
import Analyses
import Engine
import Formatting
import Glibc
import Output
import REPL
import Syntax

struct FormatCommand: Command {
    static let declaration = CommandDeclaration(
        name: "fmt", summary: "Lay out scripts in the one style",
        usage: ["clientele fmt FILE.cq ... [OPTIONS]", "clientele fmt < script.cq"],
        operand: .init(
            name: "FILE.cq ...",
            help:
                "scripts, rewritten in place; a folder stands for every .cq file below it, - or nothing for standard input",
            counts: 0...Int.max),
        options: ScriptRewriting.declarations + [StoreOptions.errorFormat],
        remarks: """
            A script that does not parse stays as it is.
            Exit codes: 0 done, 1 something would change, 2 not understood.

            Examples:
              clientele fmt audience.cq lib
              clientele fmt --check .
              clientele fmt --diff audience.cq
            """)

    private let operands: [String]
    private let rewriting: ScriptRewriting
    private let reporter: Reporter

    init(_ arguments: ParsedArguments) throws(Failure) {
        if arguments.operands.isEmpty, isatty(STDIN_FILENO) == 1 {
            throw ParsedArguments.failure("FILE.cq is missing", FormatCommand.declaration)
        }
        operands = arguments.operands.isEmpty ? ["-"] : arguments.operands
        rewriting = ScriptRewriting(arguments)
        reporter = Reporter(arguments)
    }

    func run() throws {
        var status = ExitStatus.success
        try ScriptFiles(operands).forEach(reporter, &status) { source, path in
            switch Formatter.format(Parser.parse(source, analyses: Analyses.forms)) {
            case .formatted(let script): return try rewriting.finish(source, path: path, edits: script.edits)
            case .refused(let diagnostics):
                var sources = SourceMap()
                _ = sources.add(name: source.name, bytes: source.bytes)
                reporter.report(diagnostics, sources: sources)
                return .usageError
            case .internalError:
                throw Failure(
                    .internalLayoutError, "\(source.name) stays as it is: laid out, it would mean something else",
                    notes: ["this is a mistake of Clientele's; please report it with the file"])
            }
        }
        try rewriting.flush()
        try CommandExit.check(status)
    }
}
