import Model
package import Syntax

/// Syntax tree + environment → a bound, typed script.
///
/// Enters: a parsed text, and everything it can name. Leaves: statements in which every name is resolved and every type
/// is known, and diagnostics. Never: throws on bad input, reads the clock, a file or the store.
///
/// A method that binds a piece returns nil when that piece has an error which has been reported; whoever needs the
/// piece returns nil in turn and says nothing more, so that a cause is told once.
package struct Binder {
    /// Longest chain of definitions each of which is bound while the one before it is, because it comes later in the
    /// text.
    static let dependencyLimit = 250
    /// Deepest nesting of the expressions of such a chain, all in all: what a thread's stack holds several times over.
    static let nestingLimit = 2_000
    /// Longest chain of `+` or `*`; longer ones are better named in parts.
    static let operandLimit = 500
    /// The most parts that named values of rows may come to in a pipeline, where each is put in place of its name.
    static let localPartLimit = 20_000
    /// The most days, years or other units that a length of time can have.
    static let durationLimit = 1_000_000

    /// The names of the text at hand: the script, or an imported file while a definition of it is bound.
    var environment: Environment
    /// Whose text is at hand; nil for the script itself.
    var file: ImportedFile?
    package internal(set) var diagnostics: [Diagnostic] = []
    var script = BoundScript()
    /// Parameters of this script and of the environment.
    var parameters: ParameterTable
    /// Where values of parameters stand: constants of this run, and others in the next.
    var parameterSpans: Set<SourceSpan> = []
    /// Where numbers with a percent sign stand.
    var percentageSpans: Set<SourceSpan> = []
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
    /// The parts of named values of rows that have been put in place of their names in the pipeline at hand.
    var partsOfLocals = 0
    /// The totals of the last group, in the pipeline at hand.
    var totals: BoundTotals?
    /// Inside `derive`, while a column is bound.
    var derivation: Derivation?
    /// Around the expression at hand: the values that `by` takes the standings of customers apart by.
    var standings = Standings()
    /// nil where nobody asks what the names mean, nor binds a later version of the text.
    var recorder: NameRecorder?
    /// Statements being bound, each because the one before names it; empty where none is traced.
    var traces: [DependencyTrace] = []
    var finished = FinishedTraces()
    /// Whether another binder could start from what this one found out.
    var isRepeatable = true
    /// Deepest that expressions have been nested in the statement at hand.
    var deepest = 0
    /// The results known from the previous version; nil where there are none.
    var rebinding: IncrementalBinding?
    /// Definitions that have been taken over from it, and those that can't be.
    var taken: Set<DefinitionKey> = []
    var rejected: Set<DefinitionKey> = []
    var reusedCount = 0

    var model: DataModel { environment.model }

    init(_ environment: Environment) {
        self.environment = environment
        parameters = environment.parameters
    }

    mutating func report(_ diagnostic: Diagnostic) {
        guard !isSilenced else { return }
        diagnostics.append(diagnostic)
        if isTracing { traces[traces.count - 1].diagnostics.append(diagnostic) }
    }

    /// As many as help anybody have been reported; what costs a search need not be prepared any more.
    var isSilenced: Bool { diagnostics.count >= Parser.diagnosticLimit }

    mutating func bindStatement(_ node: SyntaxNode) {
        switch node.kind {
        case .segmentDeclaration where node.first(.declaredName) == nil:
            bindUnlessReused(node) { $0.bindAnonymousSegment(node) }
        case .segmentDeclaration, .metricDeclaration, .measureDeclaration, .classDeclaration:
            guard let name = node.first(.declaredName)?.dottedName else { return }
            if node.kind == .measureDeclaration { return bindUnlessReused(node) { $0.checkMeasure(name, node) } }
            if let entity = environment.recordEntity(of: name) {
                return bindUnlessReused(node) { $0.checkRecordDefinition(name, of: entity, node) }
            }
            guard let declaration = environment.declaration(named: name), declaration.syntax.span == node.span else {
                return
            }
            if let id = bindDefinition(Definition(declaration, file), at: declaration.nameSpan) {
                script.statements.append(.definition(id))
            }
        case .pipeline: bindUnlessReused(node) { $0.bindPipeline(node) }
        case .explanation: bindUnlessReused(node) { $0.bindExplanation(node) }
        case .entityDeclaration:
            if let name = node.tokens.dropFirst().first { report(.entityInScript(name.contents, at: name.span)) }
        default: return
        }
    }

    /// A statement that nothing can name.
    private mutating func bindUnlessReused(_ node: SyntaxNode, _ body: (inout Binder) -> Void) {
        let start = node.span.utf8Start
        if reuseStatement(at: start) { return }
        let count = script.statements.count
        beginTrace(start: start)
        body(&self)
        endTrace(ofStatementAt: start, statements: count)
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
        defer { script.nextRow += 1 }
        script.entityOfRow[script.nextRow] = entity
        return script.nextRow
    }
}
