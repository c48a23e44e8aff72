import Model
import Semantics

/// The definitions that a plan turns out to need, each lowered once for every context it is asked in.
///
/// A metric as of another day, or over a window, is another definition: same text, other bounds. So is each standing.
final class DefinitionTable {
    private(set) var definitions: [PlanDefinition] = []
    private var known: [Key: DefinitionID] = [:]
    private var standings: [StandingKey: DefinitionID] = [:]
    private var names: Set<String> = []

    private struct Key: Hashable {
        var definition: DefinitionID
        var time: TimeContext
        var windows: [AbsoluteWindow]
        var population: PlanExpression?
    }

    private struct StandingKey: Hashable {
        var standing: PlanStanding
        var value: PlanExpression
        var existence: TimeRange?
    }

    func lowered(_ id: DefinitionID, in context: Lowering) -> DefinitionID {
        let definition = context.script[id]
        let key = Key(definition: id, time: context.time, windows: context.windows, population: definition.hasStanding ? context.population : nil)
        if let known = known[key] { return known }
        // Dependencies come first: lowering the expression adds them.
        let expression = context.lower(definition.expression)
        let result = add(PlanDefinition(name: definition.name + context.suffix, kind: definition.kind, expression: expression,
                                        existence: context.customerExistence))
        known[key] = result
        return result
    }

    func standing(_ standing: BoundStanding, in context: Lowering) -> DefinitionID {
        let definition = context.definition(of: standing) { value in
            guard case .definition(let id, _, _) = value else { return standing.function.rawValue }
            return "\(standing.function.rawValue) of \(definitions[id.index].name)"
        }
        guard let place = definition.standing else { return add(definition) }
        let key = StandingKey(standing: place, value: definition.expression, existence: definition.existence)
        if let known = standings[key] { return known }
        let result = add(definition)
        standings[key] = result
        return result
    }

    /// Appends a definition under a name of its own.
    private func add(_ definition: PlanDefinition) -> DefinitionID {
        var definition = definition
        let base = definition.name
        var number = 1
        while !names.insert(definition.name).inserted {
            number += 1
            definition.name = "\(base) (\(number))"
        }
        definitions.append(definition)
        return DefinitionID(definitions.count - 1)
    }
}

/// A window in absolute time; nil is open, the end excluded.
struct AbsoluteWindow: Sendable, Hashable {
    var from: Instant?
    var to: Instant?
}
