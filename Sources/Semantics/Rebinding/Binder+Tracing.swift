import Model
import Syntax

/// Noting, while a statement is bound, what it asks and what comes of it.
extension Binder {
    var isTracing: Bool { !traces.isEmpty }

    // Definitions are bound one inside the other, hundreds deep: what begins and ends a trace takes no room on the
    // stack between.

    /// Notes everything that is asked from here on.
    ///
    /// - Parameter start: where the statement starts; nil where it is no part of this text.
    mutating func beginTrace(start: Int32?) {
        guard recorder != nil else { return }
        traces.append(DependencyTrace(start: start, outerDeepest: deepest))
        deepest = nesting
    }

    /// The trace since `beginTrace`; nil where none is kept.
    private mutating func endTrace() -> DependencyTrace? {
        guard var trace = traces.popLast() else { return nil }
        trace.nesting += deepest - nesting
        deepest = max(trace.outerDeepest, deepest)
        finish(trace)
        return trace
    }

    mutating func endTrace(of key: DefinitionKey, _ id: DefinitionID?) {
        guard var trace = endTrace() else { return }
        trace.outcome = .definition(id.map { script[$0] })
        // Errors in a definition of another text are reported at its first use, and only there.
        if id == nil, trace.start == nil { trace.isRepeatable = false }
        finished.definitions[key] = trace
    }

    /// - Parameter statements: how many statements the script had before.
    mutating func endTrace(ofStatementAt start: Int32, statements count: Int) {
        guard var trace = endTrace() else { return }
        // Its columns may be definitions, with the place where these stand.
        trace.reachesOut = true
        trace.outcome = .statements(Array(script.statements[count...]))
        finished.statements[start] = trace
    }

    /// Names are in the index in whatever order statements are done with.
    mutating func finish(_ trace: DependencyTrace) {
        recorder?.index.uses += trace.uses
        recorder?.index.windows += trace.windows
        if isTracing {
            traces[traces.count - 1].chain = max(traces[traces.count - 1].chain, trace.chain + 1)
            traces[traces.count - 1].nesting = max(traces[traces.count - 1].nesting, trace.nesting)
        }
    }

    /// Notes that a definition was asked for.
    mutating func noteNeed(_ key: DefinitionKey, _ id: DefinitionID?) {
        guard isTracing else { return }
        traces[traces.count - 1].needs.append(DependencyTrace.Need(key: key, id: id))
        // That it is missing, whoever asks first is told.
        if id == nil, finished.definitions[key]?.start == nil { traces[traces.count - 1].isRepeatable = false }
        if let chain = finished.definitions[key]?.chain {
            traces[traces.count - 1].chain = max(traces[traces.count - 1].chain, chain + 1)
        }
    }

    /// Notes that what follows depends on more than the trace holds.
    mutating func noteUnrepeatable() {
        if isTracing { traces[traces.count - 1].isRepeatable = false }
    }

    /// Every name that there is may be proposed in place of one that means nothing.
    mutating func noteEveryName() {
        if isTracing, file == nil { traces[traces.count - 1].dependsOnEveryName = true }
    }

    // MARK: Looking up

    /// The definition that a name stands for here, as in `definition(named:)`; notes the look-up.
    mutating func lookUp(_ name: String) -> Definition? {
        let found = definition(named: name)
        if isTracing, file == nil {
            traces[traces.count - 1].lookups.append(.definition(name, found.map { key(of: $0) }))
            if let found, found.file == nil, found.declaration.kind == .measure {
                notePlace(of: name, found.declaration)
            }
        }
        return found
    }

    /// Notes where the text of a name starts, which is bound where it is used.
    mutating func notePlace(of name: String, _ declaration: Environment.Declaration?) {
        guard isTracing else { return }
        let start = declaration.flatMap { $0.origin == .script ? $0.syntax.span.utf8Start : nil }
        traces[traces.count - 1].lookups.append(.measure(name, declaredAt: start))
        if start != nil { traces[traces.count - 1].reachesOut = true }
    }

    /// A definition for an entity's records: one of this text or a ready-made one, or, behind an import's name, one of
    /// the imported file.
    mutating func lookUp(_ words: ArraySlice<SyntaxToken>, of entity: Entity) -> Definition? {
        guard let first = words.first, let last = words.last, words.count < 3 else { return nil }
        if words.count == 1 { return lookUp(first.contents, of: entity).map { Definition($0, file) } }
        guard let imported = environment.imports[first.contents],
            let declaration = imported.recordDeclaration(named: last.contents, of: entity)
        else { return nil }
        // Its text is in no trace.
        noteUnrepeatable()
        return Definition(declaration, imported)
    }

    /// A definition of this text, or a ready-made one, for an entity's records.
    mutating func lookUp(_ name: String, of entity: Entity) -> Environment.Declaration? {
        let found = environment.recordDefinition(named: name, of: entity)
        if isTracing, file == nil {
            let start = found.flatMap { $0.origin == .script ? $0.syntax.span.utf8Start : nil }
            traces[traces.count - 1].lookups.append(.recordDefinition(entity.name + "." + name, declaredAt: start))
            if start != nil { traces[traces.count - 1].reachesOut = true }
        }
        return found
    }

    // MARK: Reports that are taken back

    struct ReportMark {
        fileprivate let all: Int
        fileprivate let traced: Int
    }

    var reportMark: ReportMark { ReportMark(all: diagnostics.count, traced: traces.last?.diagnostics.count ?? 0) }

    /// Takes back what was reported since; says what the first error was.
    mutating func takeBackReports(since mark: ReportMark) -> String? {
        let reason = diagnostics[mark.all...].first { $0.severity == .error }?.message
        let count = diagnostics.count - mark.all
        diagnostics.removeSubrange(mark.all...)
        if isTracing {
            let traced = traces[traces.count - 1].diagnostics.count - mark.traced
            traces[traces.count - 1].diagnostics.removeLast(traced)
            // Something was said of another statement, which will not say it again.
            if traced != count { isRepeatable = false }
        }
        return reason
    }

    /// Whether there is anything to take back.
    func hasReported(since mark: ReportMark) -> Bool { diagnostics.count > mark.all }
}

/// The traces finished so far.
struct FinishedTraces {
    var definitions: [Binder.DefinitionKey: DependencyTrace] = [:]
    var statements: [Int32: DependencyTrace] = [:]
}
