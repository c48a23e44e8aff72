import Model
package import Syntax

extension Binder {
    package struct Result: Sendable {
        package var script: BoundScript
        /// The names available to the next script of the session.
        package var environment: Environment
        package var diagnostics: [Diagnostic]
        /// Empty unless asked for.
        package var names: NameIndex
        /// For the next version of the text; nil unless names were asked for, or where nothing could be taken over.
        package var memo: BindingCache?
    }

    /// Binds a script.
    ///
    /// - Parameters:
    ///   - imports: the files that it imports, parsed.
    ///   - readyMade: what imported files can name before they define or import anything; nil for `environment`.
    ///   - arguments: values from outside for the script's parameters, as text, by name; those of an imported file by
    ///     the import's name and their own, `m.min`.
    ///   - recordsNames: whether to say what each name means.
    ///   - memo: of an earlier version of the text, bound in this environment: what the edit left alone is taken over
    ///     from it. The result is the same without it, but for the numbers of row variables.
    package static func bind(
        _ parsed: ParsedSource, in environment: Environment, imports: ParsedImports = ParsedImports(),
        builtin: Environment? = nil,
        arguments: [String: String] = [:], recordsNames: Bool = false, after memo: BindingCache? = nil
    ) -> Result {
        let memo = arguments.isEmpty ? memo : nil
        let prepared = PreparedScript(
            parsed, in: environment, imports: imports, builtin: builtin ?? environment, arguments: arguments,
            recordsNames: recordsNames, after: memo)
        if let memo,
            let rebinding = IncrementalBinding(
                parsed, after: memo, ground: prepared.ground, declarations: prepared.declarations),
           memo.files.holds(for: imports) {
            let binder = prepared.bound(with: rebinding)
            // Where something was met whose report depends on the order of statements, only that order can tell.
            if binder.isRepeatable, !binder.isSilenced { return prepared.result(of: binder, isMemorable: true) }
        }
        return prepared.result(of: prepared.bound(with: nil), isMemorable: arguments.isEmpty)
    }
}

/// A script with everything that it can name, before its first statement is bound.
private struct PreparedScript {
    private let parsed: ParsedSource
    private let files: BindingCache.ImportedFiles
    private let environment: Environment
    private let binder: Binder
    /// The declarations of this text.
    let declarations: [Environment.Declaration]
    let ground: BindingCache.SharedInputs

    init(
        _ parsed: ParsedSource, in environment: Environment, imports: ParsedImports, builtin base: Environment,
        arguments: [String: String],
        recordsNames: Bool, after memo: BindingCache?
    ) {
        var reports: [Diagnostic] = []
        let (own, ofFiles) = Binder.parted(arguments, imports, &reports)
        let declared = Set(Binder.parameterNames(in: parsed))
        if let known = memo?.files, known.holds(for: imports) {
            files = known
        } else {
            var ofImports: [Diagnostic] = []
            let bound = Binder.bindFiles(
                imports, on: base.giving(own.filter { !declared.contains($0.key) }), arguments: ofFiles, &ofImports)
            files = BindingCache.ImportedFiles(parsed: imports, files: bound, diagnostics: ofImports)
        }
        reports += files.diagnostics
        var next = environment
        if declared.union(own.keys).contains(where: { base.parameters[$0] != nil }) { next.replacesBuiltin = true }
        reports += next.take(imports.links, of: files.files)
        let (declarations, ofDeclarations) = next.declareAll(of: parsed)
        var binder = Binder(next)
        binder.diagnostics = reports + ofDeclarations
        if recordsNames { binder.recorder = NameRecorder(source: parsed.tree.source.id) }
        binder.hasDamagedImport = ImportStatement.isAnyDamaged(in: parsed)
        binder.bindParameters(of: parsed.tree.root, arguments: own)
        next.parameters = binder.parameters
        (self.parsed, self.environment, self.binder, self.declarations) = (parsed, next, binder, declarations)
        ground = BindingCache.SharedInputs(parsed, next)
    }

    func bound(with rebinding: IncrementalBinding?) -> Binder {
        var binder = binder
        if let rebinding {
            binder.rebinding = rebinding
            (binder.script.nextRow, binder.script.entityOfRow) = (
                rebinding.memo.rows.next, rebinding.memo.rows.entities
            )
        }
        for node in parsed.tree.root.nodes { binder.bindStatement(node) }
        return binder
    }

    func result(of binder: Binder, isMemorable: Bool) -> Binder.Result {
        // Warnings about an earlier text were reported with that text. A definition that is bound once for each use is
        // warned about once.
        var warned: Set<Diagnostic> = []
        let diagnostics = binder.diagnostics.filter {
            $0.severity == .error || $0.primary.span.source == parsed.tree.source.id && warned.insert($0).inserted
        }
        var names = binder.recorder?.index ?? NameIndex()
        names.arrange()
        return Binder.Result(script: binder.script, environment: environment, diagnostics: diagnostics, names: names,
                             memo: isMemorable && binder.isRepeatable && !binder.isSilenced ? memo(of: binder) : nil)
    }

    private func memo(of binder: Binder) -> BindingCache? {
        guard binder.recorder != nil else { return nil }
        return BindingCache(
            parsed: parsed, ground: ground, names: declarations.map { BindingCache.DeclaredName($0) }, files: files,
            definitions: binder.finished.definitions, statements: binder.finished.statements,
            rows: BindingCache.Rows(next: binder.script.nextRow, entities: binder.script.entityOfRow),
            reusedCount: binder.reusedCount)
    }
}
