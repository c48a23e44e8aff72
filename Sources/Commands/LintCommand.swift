import Running
import Engine
import Glibc
import LanguageService
import Linting
import Output
import Semantics
import Syntax

struct LintCommand: Command {
    static let declaration = CommandDeclaration(
        name: "lint", summary: "Look for what is odd in scripts, and mend it",
        usage: ["clientele lint FILE.cq ... [OPTIONS]", "clientele lint < script.cq"],
        operand: .init(
            name: "FILE.cq ...",
            help: "scripts; a folder stands for every .cq file below it, - or nothing for standard input",
            counts: 0...Int.max),
        options: [
            OptionDeclaration(name: "fix", help: "mend what can be mended without a change of answers, in place"),
            OptionDeclaration(name: "check", help: "write nothing; only name the files in which something is odd"),
            OptionDeclaration(name: "diff", help: "write nothing; show what --fix would change")
        ] + StoreOptions.declarations + ParameterOptions.declarations,
        remarks: """
            Without a store, scripts are read on the standard model. Findings have a page
            each (clientele explain L0103); a comment `-- lint: allow L0103` above a
            statement allows one there.
            Exit codes: 0 nothing odd, 1 something is, 2 not understood.

            Examples:
              clientele lint audience.cq lib
              clientele lint --fix audience.cq
              clientele lint --diff .
            """)

    private let operands: [String]
    private let mends: Bool
    private let namesOnly: Bool
    private let rewriting: ScriptRewriting
    private let storeOptions: StoreOptions
    private let parameters: [String: String]

    init(_ arguments: ParsedArguments) throws(Failure) {
        if arguments.operands.isEmpty, isatty(STDIN_FILENO) == 1 {
            throw ParsedArguments.failure("FILE.cq is missing", LintCommand.declaration)
        }
        operands = arguments.operands.isEmpty ? ["-"] : arguments.operands
        rewriting = ScriptRewriting(arguments)
        mends = arguments.has("fix") && !rewriting.isDry
        namesOnly = arguments.has("check") && !arguments.has("diff")
        storeOptions = StoreOptions(arguments)
        parameters = try ParameterOptions.values(arguments)
    }

    func run() throws {
        let path = storeOptions.store ?? ProcessEnvironment.variable("CLIENTELE_STORE")
        let session = try path.map { try storeOptions.open($0) } ?? Session(settings: storeOptions.settings)
        let compiler = LintCompiler(
            context: session.context.withoutDefinitions, parameters: parameters,
            knowledge: path == nil ? nil : StoreKnowledge(session))
        let reporter = storeOptions.reporter
        var status = ExitStatus.success
        // All are read before the first is looked at: scripts that import each other use what the other defines.
        var scripts: [LintCompiler.Script] = []
        try ScriptFiles(operands).forEach(reporter, &status) { source, path in
            if let script = compiler.compile(source, path: path) { scripts.append(script) }
            return .success
        }
        let uses = compiler.namesUsed(in: scripts)
        for script in scripts {
            do {
                let next = try finish(script, compiler, uses, reporter)
                if next.rawValue > status.rawValue { status = next }
            } catch let failure as Failure {
                reporter.report(failure)
                let next = ExitStatus(failure)
                if next.rawValue > status.rawValue { status = next }
            }
        }
        try rewriting.flush()
        try CommandExit.check(status)
    }

    private func finish(
        _ script: LintCompiler.Script, _ compiler: LintCompiler, _ uses: [String: Set<String>], _ reporter: Reporter
    ) throws -> ExitStatus {
        let compilation = script.compilation
        guard !compilation.hasErrors else {
            reporter.report(compilation.diagnostics, sources: compilation.sources)
            return .usageError
        }
        let findings = compiler.findings(in: script, uses)
        if namesOnly { return findings.isEmpty ? .success : try rewriting.name(compilation.source) }
        if mends {
            let edits = Linter.safeEdits(for: findings)
            let mended = compilation.source.bytes(applying: edits)
            // The fixed script must compile; otherwise the script stays as it is.
            if let result = compiler.compile(
                SourceText(id: compilation.source.id, name: compilation.source.name, bytes: mended), path: script.path),
               !result.compilation.hasErrors {
                _ = try rewriting.finish(compilation.source, path: script.path, edits: edits)
                return report(compiler.findings(in: result, uses), result.compilation, reporter)
            }
        }
        if rewriting.isDry {
            _ = try rewriting.finish(compilation.source, path: script.path, edits: Linter.safeEdits(for: findings))
        }
        return report(findings, compilation, reporter)
    }

    private func report(_ findings: [Diagnostic], _ compilation: Compilation, _ reporter: Reporter) -> ExitStatus {
        if findings.isEmpty { return .success }
        reporter.report(findings, sources: compilation.sources)
        return .failure
    }
}
