import Analyses
import Model
package import Semantics
package import Syntax

/// Everything that a text is compiled against, as a value: a copy of it may be used on any thread, and compiling with
/// it leaves no trace.
package struct CompilationContext: Sendable {
    /// The names in scope: the model, ready-made definitions, definitions of the session's earlier texts.
    package internal(set) var environment: Environment
    /// The names in scope at the start of an imported file.
    let builtin: Environment
    /// The ready-made definitions, the model, and texts that the session knows.
    package internal(set) var sources: SourceMap
    package let prelude: SourceText
    package let modelText: SourceText
    /// Where imported files come from; nil where none can be imported.
    package var importReader: (any ImportReader)?

    init(_ model: PreparedModel, currency: Currency, importReader: (any ImportReader)?) {
        var environment = Environment(model: model.model, currency: currency)
        environment.declareBuiltin(
            model.prelude, StandardLibrary.headings, order: StandardLibrary.orderOfHeadings)
        if let parsed = model.parsed { environment.declareAll(in: parsed, origin: .prelude) }
        self.environment = environment
        builtin = environment
        sources = model.sources
        prelude = model.prelude
        modelText = model.text
        self.importReader = importReader
    }

    /// The context for a file on its own: ready-made definitions, but none of earlier texts.
    package var withoutDefinitions: CompilationContext {
        var context = self
        context.environment = builtin
        return context
    }

    /// Compiles a text. Nothing runs, and nothing is remembered.
    ///
    /// - Parameters:
    ///   - path: of the file that the text is, which its imports are relative to; nil for any other text, whose imports
    ///     are relative to the working directory.
    ///   - recordsNames: whether the compilation is to say what each name of the text means.
    ///   - checksFixes: whether fixes that do not hold are left out, which may take several times as long.
    ///   - earlier: of an earlier version of the text, made in this context but for what imported files hold, with
    ///     names: what an edit left alone is taken over from it, which is faster and changes nothing.
    package func compile(
        name: String, bytes: [UInt8], path: String? = nil, arguments: [String: String] = [:],
        recordsNames: Bool = false,
        checksFixes: Bool = true, after earlier: Compilation? = nil
    ) -> Compilation {
        var compilation = compileUnchecked(
            name: name, bytes: bytes, path: path, arguments: arguments, recordsNames: recordsNames, after: earlier)
        guard checksFixes else { return compilation }
        compilation.diagnostics = checkingFixes(
            of: nil, in: compilation, path: path, arguments: arguments, recordsNames: recordsNames)
        return compilation
    }

    /// Diagnostics of a compilation that was made without a check of their fixes, with those that hold.
    ///
    /// - Parameter asked: nil for all.
    package func checkingFixes(
        of asked: [Diagnostic]?, in compilation: Compilation, path: String?, arguments: [String: String] = [:],
        recordsNames: Bool
    ) -> [Diagnostic] {
        FixItCheck.confirmed(compilation.diagnostics, asked: asked, of: compilation.source) { mended in
            compileUnchecked(
                name: compilation.source.name, bytes: mended.bytes, path: path, arguments: arguments,
                recordsNames: recordsNames, after: recordsNames ? compilation : nil
            ).diagnostics
        }
    }

    /// - Returns: a compilation whose fixes may leave errors behind.
    private func compileUnchecked(
        name: String, bytes: [UInt8], path: String?, arguments: [String: String], recordsNames: Bool,
        after earlier: Compilation?
    ) -> Compilation {
        var sources = sources
        let source = sources.add(name: name, bytes: bytes)
        let parsed = Parser.parse(source, analyses: Analyses.forms)
        var loading = ImportLoading(importReader, sources: sources)
        let imports = loading.load(importsOf: parsed, path: path)
        let bound = Binder.bind(
            parsed, in: environment, imports: imports, builtin: builtin, arguments: arguments,
            recordsNames: recordsNames, after: earlier?.memo)
        let checks = bound.script.statements.flatMap { statement in
            guard case .analysis(let analysis) = statement else { return [] as [Diagnostic] }
            return Analyses.implementation(of: analysis).check(analysis) { source.text($0) }
        }
        let diagnostics = parsed.diagnostics(with: loading.diagnostics + bound.diagnostics + checks)
        return Compilation(
            parsed: parsed, diagnostics: diagnostics, script: bound.script, environment: bound.environment,
            names: bound.names,
            sources: loading.sources, memo: bound.memo)
    }
}

/// A text with what it asks, or with what is wrong with it.
package struct Compilation: Sendable {
    package let parsed: ParsedSource
    package fileprivate(set) var diagnostics: [Diagnostic]
    package let script: BoundScript
    package let environment: Environment
    /// The meanings of the names in the text; empty unless requested.
    package let names: NameIndex
    /// The texts that spans of the diagnostics and of the names are in.
    package let sources: SourceMap
    /// For the next version of the text.
    fileprivate let memo: BindingCache?

    /// How many definitions and other statements were taken over from the version before.
    package var reusedCount: Int { memo?.reusedCount ?? 0 }

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
    package var source: SourceText { parsed.tree.source }

    /// The text's own imports, with the names that each gave it.
    package var importedFiles: [(alias: String, path: String, names: [String])] {
        ImportStatement.all(in: parsed).compactMap { statement in
            environment.imports[statement.alias].map { file in
                (statement.alias, file.path, file.declarations.map { "\(statement.alias).\($0.name)" })
            }
        }
    }

    package var queries: [BoundQuery] {
        script.statements.compactMap { if case .query(let query) = $0 { query } else { nil } }
    }

    /// Whether there is a statement with something to show.
    package var asksSomething: Bool { resultCount > 0 }

    /// Statements that have something to show.
    package var resultCount: Int {
        script.statements.count { if case .definition = $0 { false } else { true } }
    }
}
