internal import Engine
internal import LanguageService
internal import Linting
internal import Semantics
internal import Syntax

/// The linter's findings in the texts, computed once for each state of a text.
struct LintFindings {
    private var known: [String: (edition: Int, findings: [Diagnostic])] = [:]

    func findings(in script: AnalysedScript) -> [Diagnostic]? {
        known[script.uri].flatMap { $0.edition == script.edition ? $0.findings : nil }
    }

    /// - Parameter others: scripts that may import this one and use its definitions.
    mutating func lint(_ script: AnalysedScript, among others: [AnalysedScript], identity: (String) -> String)
        -> [Diagnostic]
    {
        if let found = findings(in: script) { return found }
        let compilation = script.analysis.compilation
        var findings: [Diagnostic] = []
        if !compilation.hasErrors, !script.isModel {
            let own = script.analysis.path.map(identity)
            var used: Set<String> = []
            for other in others where own != nil {
                for use in other.analysis.compilation.names.uses {
                    if case .definition(let declaration, let file?) = use.meaning, identity(file.path) == own {
                        used.insert(declaration.name)
                    }
                }
            }
            findings = Linter.lint(
                LintedScript(
                    compilation.parsed, script: compilation.script, environment: compilation.environment,
                    builtin: script.analysis.context.compilation.environment, names: compilation.names,
                    namesUsedElsewhere: used))
        }
        known[script.uri] = (script.edition, findings)
        return findings
    }

    mutating func forget(_ uri: String) { known[uri] = nil }
}

extension AnalysedScript {
    /// A model is held in the same kind of file: it has entities and asks nothing.
    var isModel: Bool { analysis.tree.root.first(.entityDeclaration) != nil }
}

extension Server {
    /// All findings in a text; the linter's in a long text only where known already or requested.
    func findings(in script: AnalysedScript, evenIfLong: Bool = false) -> [Diagnostic] {
        valueFindings(in: script) + lintFindings(in: script, evenIfLong: evenIfLong)
    }

    private func lintFindings(in script: AnalysedScript, evenIfLong: Bool) -> [Diagnostic] {
        if let found = lints.findings(in: script) { return found }
        guard evenIfLong || script.text.bytes.count <= ScriptAnalysis.promptLength else { return [] }
        // Only what others may import is used by others.
        let others = script.analysis.path == nil ? [] : workspaceScripts()
        return lints.lint(script, among: others, identity: settings.disk.identity)
    }
}
