import Syntax

/// A new version of a text beside what is known of the one before: which statements are as they were, and where they
/// went.
///
/// A class, because every statement asks it, and copies of a binder share it.
final class IncrementalBinding: Sendable {
    let memo: BindingCache
    let shift: EditMapping
    /// Whether the text declares the same names.
    let declaresTheSame: Bool
    private let declarations: [Int32: Environment.Declaration]

    /// nil where nothing can be taken over.
    init?(
        _ parsed: ParsedSource, after memo: BindingCache, ground: BindingCache.SharedInputs,
        declarations: [Environment.Declaration]
    ) {
        let (old, new) = (memo.parsed.tree, parsed.tree)
        guard memo.ground == ground, old.source.id == new.source.id, memo.rows.entities.count < BindingCache.Rows.limit
        else { return nil }
        self.memo = memo
        shift = EditMapping(from: old, to: new)
        declaresTheSame = memo.names == declarations.map { BindingCache.DeclaredName($0) }
        self.declarations = Dictionary(declarations.map { ($0.syntax.span.utf8Start, $0) }) { first, _ in first }
    }

    /// The trace of a statement in the old text, carried over to the new one; nil where part of it has no place there.
    ///
    /// - Parameter ids: the new number of each definition that the statement needs.
    func carried(_ old: DependencyTrace, ids: [DefinitionID: DefinitionID]) -> DependencyTrace? {
        var carriage = SpanRemapper(shift, ids: ids), trace = old
        for index in trace.needs.indices { trace.needs[index].id = trace.needs[index].id.flatMap { ids[$0] } }
        for index in trace.lookups.indices {
            switch trace.lookups[index] {
            case .recordDefinition(let name, let start?):
                trace.lookups[index] = .recordDefinition(name, declaredAt: shift.newStart(of: start))
            case .measure(let name, let start?):
                trace.lookups[index] = .measure(name, declaredAt: shift.newStart(of: start))
            case .recordDefinition, .measure, .definition: continue
            }
        }
        for index in trace.diagnostics.indices { trace.diagnostics[index] = carriage.carry(trace.diagnostics[index]) }
        for index in trace.uses.indices {
            trace.uses[index].span = carriage.carry(trace.uses[index].span)
            guard case .definition(let declaration, from: nil) = trace.uses[index].meaning,
                declaration.origin == .script
            else { continue }
            guard let start = shift.newStart(of: declaration.syntax.span.utf8Start), let current = declarations[start]
            else { return nil }
            trace.uses[index].meaning = .definition(current, from: nil)
        }
        trace.start = old.start.flatMap { shift.newStart(of: $0) }
        if old.reachesOut || trace.start != old.start || ids.contains(where: { $0 != $1 }) {
            trace.outcome = carriage.carry(old.outcome)
            for index in trace.windows.indices { trace.windows[index] = carriage.carry(trace.windows[index]) }
        }
        return carriage.isComplete ? trace : nil
    }
}
