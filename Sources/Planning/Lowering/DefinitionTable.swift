import Model
import Semantics

/// The definitions that a plan turns out to need, each lowered once for every context it is asked in.
///
/// A metric as of another day, or over a window, is another definition: same text, other bounds.
final class DefinitionTable {
    private(set) var definitions: [PlanDefinition] = []
    private var known: [Key: DefinitionID] = [:]

    private struct Key: Hashable {
        var definition: DefinitionID
        var time: TimeContext
        var windows: [AbsoluteWindow]
    }

    func lowered(_ id: DefinitionID, in context: Lowering) -> DefinitionID {
        let key = Key(definition: id, time: context.time, windows: context.windows)
        if let known = known[key] { return known }
        let definition = context.script[id]
        // Dependencies come first: lowering the expression adds them.
        let expression = context.lower(definition.expression)
        let result = DefinitionID(definitions.count)
        definitions.append(PlanDefinition(name: definition.name + context.suffix, kind: definition.kind, expression: expression))
        known[key] = result
        return result
    }
}

/// A window in absolute time; nil is open, the end excluded.
struct AbsoluteWindow: Sendable, Hashable {
    var from: Instant?
    var to: Instant?
}
