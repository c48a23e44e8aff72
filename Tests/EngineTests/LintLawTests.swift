import Engine
import Linting
import Semantics
import Syntax
import Testing

/// What fixes of lints keep, on the texts of all golden scripts.
struct LintLawTests {
    /// Every fix compiles and leaves fewer findings of its kind; those that are made without being asked for leave
    /// every answer as it is.
    @Test(arguments: GoldenScriptTests.scripts.filter { !$0.hasPrefix("errors/") }) func fixesKeepTheirWord(
        _ name: String
    ) throws {
        let file = try ScriptFile(try Files.read(Files.scripts + "/" + name))
        var sessions: [(settings: ScriptFile.Settings, session: Session)] = []
        for block in file.blocks {
            let settings = block.settings
            let session = try sessions.first { $0.settings == settings }?.session
                ?? Session.open(
                    try settings.store.map { try FixtureStore.path($0) }, asOf: settings.asOf ?? "2026-06-30",
                    timeZone: settings.timeZone, files: settings.files)
            sessions.append((settings, session))
            let context = session.context
            func compile(_ bytes: [UInt8]) -> Compilation {
                context.compile(
                    name: "script", bytes: bytes, path: settings.path, arguments: settings.parameters,
                    recordsNames: true)
            }
            let compilation = compile(block.source)
            guard !compilation.hasErrors else { continue }
            let findings = LintLawTests.findings(compilation, context)
            let text = String(decoding: block.source, as: UTF8.self)
            for finding in findings {
                for fix in finding.fixIts {
                    let mended = compile(
                        compilation.source.bytes(applying: fix.edits.sorted { $0.span.utf8Start < $1.span.utf8Start }))
                    let left = mended.hasErrors ? findings : LintLawTests.findings(mended, context)
                    #expect(
                        left.count { $0.code == finding.code } < findings.count { $0.code == finding.code },
                        "\(name):\(block.line): \(finding.code.id), \(fix.title): \(String(decoding: mended.source.bytes, as: UTF8.self))"
                    )
                }
            }
            let edits = Linter.safeEdits(for: findings)
            guard !edits.isEmpty else { continue }
            let mended = compile(compilation.source.bytes(applying: edits))
            #expect(!mended.hasErrors, "\(name):\(block.line): \(text)")
            guard settings.store != nil, !mended.hasErrors, let before = try? session.answer(compilation) else {
                continue
            }
            #expect(
                try session.answer(mended) == before,
                "\(name):\(block.line): \(String(decoding: mended.source.bytes, as: UTF8.self))")
        }
    }

    private static func findings(_ compilation: Compilation, _ context: CompilationContext) -> [Diagnostic] {
        Linter.lint(
            LintedScript(
                compilation.parsed, script: compilation.script, environment: compilation.environment,
                builtin: context.withoutDefinitions.environment,
                names: compilation.names))
    }
}
