import Analyses
import Engine
import LanguageService
import Linting
import REPL
import Semantics
import Syntax

/// Compiles scripts for the linter, each on its own, and knows what they use of each other.
struct LintCompiler {
    struct Script {
        var compilation: Compilation
        /// nil for standard input.
        var path: String?
    }

    let context: CompilationContext
    let parameters: [String: String]
    /// The store's facts about its values; nil without a store.
    var knowledge: StoreKnowledge?

    /// nil for a model: it has no questions, and is no script.
    func compile(_ source: SourceText, path: String?) -> Script? {
        let parsed = Parser.parse(source, analyses: Analyses.forms)
        if parsed.diagnostics.allSatisfy({ $0.severity != .error }), parsed.tree.root.first(.entityDeclaration) != nil {
            return nil
        }
        let declared = DeclaredParameters(of: source.bytes)
        let compilation = context.compile(
            name: source.name, bytes: source.bytes, path: path,
            arguments: parameters.filter { name, _ in declared.take(name) }, recordsNames: true)
        return Script(compilation: compilation, path: path)
    }

    /// Names that scripts use from the files that they import, by the identity of the file.
    func namesUsed(in scripts: [Script]) -> [String: Set<String>] {
        var names: [String: Set<String>] = [:]
        for script in scripts {
            for use in script.compilation.names.uses {
                guard case .definition(let declaration, let file?) = use.meaning else { continue }
                names[DiskImports().identity(of: file.path), default: []].insert(declaration.name)
            }
        }
        return names
    }

    /// Warnings of the binder and findings of the linter, in the order of the text.
    ///
    /// - Parameter uses: the result of `namesUsed`.
    func findings(in script: Script, _ uses: [String: Set<String>]) -> [Diagnostic] {
        let compilation = script.compilation
        let linted = LintedScript(
            compilation.parsed, script: compilation.script, environment: compilation.environment,
            builtin: context.environment,
            names: compilation.names,
            namesUsedElsewhere: script.path.flatMap { uses[DiskImports().identity(of: $0)] } ?? [])
        let unknown = knowledge?.unknownValues(in: compilation, within: StoreKnowledge.Budget(seconds: 30)) ?? []
        return Linter.lint(linted, warnings: compilation.diagnostics + unknown)
    }
}
