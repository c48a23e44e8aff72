import Model
import Syntax

/// Taking over from the version before what an edit has not changed.
extension Binder {
    /// Takes a definition over; false where it has to be bound.
    mutating func reuse(_ key: DefinitionKey) -> Bool {
        guard let rebinding, !rejected.contains(key), let old = rebinding.memo.definitions[key] else { return false }
        guard isDeclaredAsBefore(key, old, rebinding), let trace = reuse(old, rebinding),
            case .definition(let definition) = trace.outcome
        else {
            rejected.insert(key)
            return false
        }
        bound[key] = .some(definition.map { append($0) })
        finished.definitions[key] = trace
        taken.insert(key)
        return true
    }

    /// Takes any other statement over; false where it has to be bound.
    mutating func reuseStatement(at start: Int32) -> Bool {
        guard let rebinding, let before = rebinding.shift.oldStart(of: start),
            let old = rebinding.memo.statements[before],
            let trace = reuse(old, rebinding), case .statements(let statements) = trace.outcome
        else { return false }
        script.statements += statements
        finished.statements[start] = trace
        return true
    }

    /// The trace of a statement, with its diagnostics reported again; nil where something that it depends on has
    /// changed.
    private mutating func reuse(_ old: DependencyTrace, _ rebinding: IncrementalBinding) -> DependencyTrace? {
        guard old.isRepeatable, rebinding.declaresTheSame || !old.dependsOnEveryName,
            old.lookups.allSatisfy({ isAnsweredAsBefore($0, rebinding) })
        else { return nil }
        let reported = diagnostics.count
        let ids = takeOverNeeds(of: old)
        // Below a ready-made definition, what is said of this text's would have been taken back.
        if old.start == nil, diagnostics.count > reported { isRepeatable = false }
        guard let ids, let trace = rebinding.carried(old, ids: ids) else { return nil }
        diagnostics += trace.diagnostics
        recordDefinitionUses += trace.recordDefinitionUses
        if recordDefinitionUses > Binder.recordDefinitionLimit { isRepeatable = false }
        reusedCount += 1
        finish(trace)
        return trace
    }

    /// The numbers that the definitions had and have; nil where one of them could not be taken over.
    private mutating func takeOverNeeds(of old: DependencyTrace) -> [DefinitionID: DefinitionID]? {
        var ids: [DefinitionID: DefinitionID] = [:]
        for need in old.needs {
            if bound[need.key] == nil {
                // Bound one inside the other, they might nest too deeply: this is for a binder that takes nothing over
                // to find out.
                if underway.count + old.chain > Binder.dependencyLimit || nesting + old.nesting > Binder.nestingLimit {
                    isRepeatable = false
                }
                guard reuse(need.key) else { return nil }
            }
            guard taken.contains(need.key), let id = bound[need.key] else { return nil }
            if let before = need.id { ids[before] = id }
        }
        return ids
    }

    private func isAnsweredAsBefore(_ lookup: DependencyTrace.Lookup, _ rebinding: IncrementalBinding) -> Bool {
        switch lookup {
        case .definition(let name, let key):
            return rebinding.declaresTheSame || definition(named: name).map { self.key(of: $0) } == key
        case .recordDefinition(let name, let start):
            return isDeclared(environment.recordDefinitions[name], whereItWas: start, rebinding)
        case .measure(let name, let start):
            return isDeclared(environment.declaration(named: name), whereItWas: start, rebinding)
        }
    }

    private func isDeclared(
        _ declaration: Environment.Declaration?, whereItWas start: Int32?, _ rebinding: IncrementalBinding
    ) -> Bool {
        let own = declaration.flatMap { $0.origin == .script ? $0 : nil }
        return start.map { rebinding.shift.newStart(of: $0) } == own.map { $0.syntax.span.utf8Start }
    }

    /// Whether a key stands for the same text as before.
    private func isDeclaredAsBefore(_ key: DefinitionKey, _ old: DependencyTrace, _ rebinding: IncrementalBinding)
        -> Bool
    {
        if case .file = key.home { return true }
        let declaration = environment.declaration(named: key.name).flatMap { $0.origin == .script ? $0 : nil }
        return old.start.map { rebinding.shift.newStart(of: $0) } == declaration.map { $0.syntax.span.utf8Start }
    }
}
