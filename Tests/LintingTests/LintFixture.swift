import Engine
import Linting
import Model
import Semantics
import Syntax

/// Texts compiled on the standard model, and linted.
struct LintFixture {
    private let context: CompilationContext

    init() throws {
        context = try Session(
            settings: Session.Settings(now: Instant(microseconds: 1_780_000_000_000_000), importReader: NamedFiles())
        ).context
    }

    func compile(_ text: String) -> Compilation {
        context.compile(name: "script", bytes: Array(text.utf8), recordsNames: true)
    }

    /// What the linter finds, and what the binder warns of, each by its code.
    func findings(_ text: String, usedElsewhere: Set<String> = []) -> [Diagnostic] {
        let compilation = compile(text)
        if compilation.hasErrors { return compilation.diagnostics }
        return Linter.lint(
            LintedScript(
                compilation.parsed, script: compilation.script, environment: compilation.environment,
                builtin: context.withoutDefinitions.environment, names: compilation.names,
                namesUsedElsewhere: usedElsewhere))
    }

    func codes(_ text: String) -> [String] { findings(text).map(\.code.id) }

    /// The text with a fix made.
    static func mended(_ text: String, _ edits: [Diagnostic.Edit]) -> String {
        let source = SourceText(id: SourceID(0), name: "script", text: text)
        return String(
            decoding: source.bytes(applying: edits.sorted { $0.span.utf8Start < $1.span.utf8Start }), as: UTF8.self)
    }
}

private struct NamedFiles: ImportReader {
    func identity(of path: String) -> String { path }

    func read(_ path: String) throws(UnreadableImport) -> [UInt8] {
        guard path == "lib/metrics.cq" else { throw UnreadableImport(reason: "no such file") }
        return Array("metric aov = monetary / frequency\nsegment vip where monetary >= 5000\n".utf8)
    }
}
