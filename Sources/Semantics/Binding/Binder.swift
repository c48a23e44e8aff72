import Model
package import Syntax

/// Syntax tree + environment → a bound, typed script.
///
/// Enters: a parsed text, and everything it can name. Leaves: statements in which every name is resolved and every type
/// is known, and diagnostics. Never: throws on bad input, reads the clock, a file or the store.
///
/// A method that binds a piece returns nil when that piece has an error which has been reported; whoever needs the piece
/// returns nil in turn and says nothing more, so that a cause is told once.
package struct Binder {
    /// Longest chain of definitions each of which is bound while the one before it is, because it comes later in the text.
    static let dependencyLimit = 250
    /// Deepest nesting of the expressions of such a chain, all in all: what a thread's stack holds several times over.
    static let nestingLimit = 2_000
    /// Longest chain of `+` or `*`; longer ones are better named in parts.
    static let operandLimit = 500

    /// What names mean in the text at hand: the script, or an imported file while a definition of it is bound.
    var environment: Environment
    /// Whose text is at hand; nil for the script itself.
    var file: ImportedFile?
    package internal(set) var diagnostics: [Diagnostic] = []
    var script = BoundScript()
    /// Of this script's own parameters, and those of the environment.
    var parameters: [String: Environment.Parameter]
    /// Where values of parameters stand: constants of this run, and others in the next.
    var parameterSpans: Set<SourceSpan> = []
    /// Whether an import could not be made sense of: names with a dot may be what it was to bring.
    var hasDamagedImport = false
    /// How often definitions of records have been bound: once for each use.
    var recordDefinitionUses = 0
    /// Results of binding definitions; nil where it failed.
    var bound: [DefinitionKey: DefinitionID?] = [:]
    /// Definitions being bound, outermost first: a repetition is a cycle.
    var underway: [DefinitionKey] = []
    /// Expressions being bound, each inside the one before.
    var nesting = 0
    var scope = NameScope.none
    var nextRow = 1
    /// nil where nobody asks what the names mean.
    var recorder: NameRecorder?
    /// What each row variable ranges over; variable 0 is the customer of a definition.
    var entityOfRow: [Int: Int] = [:]

    var model: DataModel { environment.model }

    init(_ environment: Environment) {
        self.environment = environment
        parameters = environment.parameters
    }

    package struct Result: Sendable {
        package var script: BoundScript
        /// What the next script of the session can name.
        package var environment: Environment
        package var diagnostics: [Diagnostic]
        /// Empty unless asked for.
        package var names: NameIndex
    }

    /// Binds a script.
    ///
    /// - Parameters:
    ///   - imports: the files that it imports, parsed.
    ///   - readyMade: what imported files can name before they define or import anything; nil for `environment`.
    ///   - arguments: values from outside for the script's parameters, as text, by name; those of an imported file by the
    ///     import's name and their own, `m.min`.
    ///   - recordsNames: whether to say what each name means.
    package static func bind(_ parsed: ParsedSource, in environment: Environment, imports: ParsedImports = ParsedImports(),
                             readyMade: Environment? = nil, arguments: [String: String] = [:], recordsNames: Bool = false) -> Result {
        var reports: [Diagnostic] = []
        let (own, ofFiles) = Binder.parted(arguments, imports, &reports)
        let declared = Set(Binder.parameterNames(in: parsed)), base = readyMade ?? environment
        let files = Binder.bindFiles(imports, on: base.giving(own.filter { !declared.contains($0.key) }), arguments: ofFiles, &reports)
        var next = environment
        if declared.union(own.keys).contains(where: { base.parameters[$0] != nil }) { next.replacesReadyMade = true }
        reports += next.take(imports.links, of: files)
        reports += next.declareAll(of: parsed)
        var binder = Binder(next)
        binder.diagnostics = reports
        if recordsNames { binder.recorder = NameRecorder(source: parsed.tree.source.id) }
        binder.hasDamagedImport = ImportStatement.isAnyDamaged(in: parsed)
        binder.bindParameters(of: parsed.tree.root, arguments: own)
        next.parameters = binder.parameters
        for node in parsed.tree.root.nodes { binder.bindStatement(node) }
        // What an earlier text may be warned of, it was warned of then.
        // What is bound once for each use is warned of once.
        var warned: Set<Diagnostic> = []
        let diagnostics = binder.diagnostics.filter {
            $0.severity == .error || $0.primary.span.source == parsed.tree.source.id && warned.insert($0).inserted
        }
        binder.recorder?.index.arrange()
        return Result(script: binder.script, environment: next, diagnostics: diagnostics, names: binder.recorder?.index ?? NameIndex())
    }

    mutating func report(_ diagnostic: Diagnostic) {
        if !isSilenced { diagnostics.append(diagnostic) }
    }

    /// As many as help anybody have been reported; what costs a search need not be prepared any more.
    var isSilenced: Bool { diagnostics.count >= Parser.diagnosticLimit }

    mutating func bindStatement(_ node: SyntaxNode) {
        switch node.kind {
        case .segmentDeclaration where node.first(.declaredName) == nil: bindAnonymousSegment(node)
        case .segmentDeclaration, .metricDeclaration, .classDeclaration:
            guard let name = node.first(.declaredName)?.dottedName else { return }
            if let entity = environment.recordEntity(of: name) { return checkRecordDefinition(name, of: entity, node) }
            guard let declaration = environment.declaration(named: name), declaration.syntax.span == node.span else { return }
            if let id = bindDefinition(Definition(declaration, file), at: declaration.nameSpan) { script.statements.append(.definition(id)) }
        case .pipeline: bindPipeline(node)
        case .explanation: bindExplanation(node)
        case .entityDeclaration:
            if let name = node.tokens.dropFirst().first { report(.entityInScript(name.contents, at: name.span)) }
        default: return
        }
    }

    /// Runs `body` with names looked up in `inner`.
    mutating func within<T>(_ inner: NameScope, _ body: (inout Binder) -> T) -> T {
        let outer = scope
        scope = inner
        defer { scope = outer }
        return body(&self)
    }

    /// A new row variable over an entity.
    mutating func makeRow(of entity: Int) -> Int {
        defer { nextRow += 1 }
        entityOfRow[nextRow] = entity
        return nextRow
    }
}
