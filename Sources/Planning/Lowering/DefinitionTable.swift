import Concurrency
import Model
import Semantics

/// The definitions that a plan turns out to need, each lowered once for every context it is asked in.
///
/// A metric as of another day, or over a window, is another definition: same text, other bounds. So is each standing.
final class DefinitionTable {
    private(set) var definitions: [PlanDefinition] = []
    private var known: [Key: DefinitionID] = [:]
    private var rankings: [RankingKey: DefinitionID] = [:]
    private var names: Set<String> = []
    private let cancellation: CancellationToken
    /// Once it is, references lead nowhere.
    private(set) var wasCancelled = false

    init(_ cancellation: CancellationToken = .never) { self.cancellation = cancellation }

    private struct Key: Hashable {
        var definition: DefinitionID
        var time: TimeContext
        var window: AbsoluteWindow?
        var population: PlanExpression?
    }

    private struct RankingKey: Hashable {
        var ranking: PlanRanking
        var value: PlanExpression
        var existence: TimeRange?
    }

    func lowered(_ id: DefinitionID, in context: Lowering) -> DefinitionID {
        if let known = known[key(id, context)] { return known }
        if isStopped { return DefinitionID(0) }
        // Those that it names come first, one after another: a long chain must not become a deep recursion.
        for dependency in unknownDependencies(of: id, in: context) where !isStopped { lower(dependency, in: context) }
        return lower(id, in: context)
    }

    private var isStopped: Bool {
        wasCancelled = wasCancelled || cancellation.isCancelled
        return wasCancelled
    }

    private func key(_ id: DefinitionID, _ context: Lowering) -> Key {
        let population = context.script[id].hasRanking ? context.population : nil
        return Key(definition: id, time: context.time, window: context.window, population: population)
    }

    @discardableResult
    private func lower(_ id: DefinitionID, in context: Lowering) -> DefinitionID {
        let definition = context.script[id]
        let expression = context.lower(definition.expression)
        let result = add(
            PlanDefinition(
                name: definition.name + context.suffix, kind: definition.kind, expression: expression,
                existence: context.customerExistence))
        known[key(id, context)] = result
        return result
    }

    /// The definitions that one needs in its own context and the table lacks, dependencies before dependants.
    private func unknownDependencies(of id: DefinitionID, in context: Lowering) -> [DefinitionID] {
        var found: Set<Int> = []
        var pending = context.script[id].expression.definitionsInContext
        while let next = pending.popLast() {
            guard known[key(next, context)] == nil, found.insert(next.index).inserted else { continue }
            pending += context.script[next].expression.definitionsInContext
        }
        return found.sorted().map { DefinitionID($0) }
    }

    func ranking(_ ranking: BoundRanking, in context: Lowering) -> DefinitionID {
        let definition = context.definition(of: ranking) { value in
            guard case .definition(let id, _, _) = value else { return ranking.function.rawValue }
            return "\(ranking.function.rawValue) of \(definitions[id.index].name)"
        }
        guard let place = definition.ranking else { return add(definition) }
        let key = RankingKey(ranking: place, value: definition.expression, existence: definition.existence)
        if let known = rankings[key] { return known }
        let result = add(definition)
        rankings[key] = result
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

private extension BoundExpression {
    /// The definitions that it names where nothing (`over`, `as of`, `among`) changes the context.
    var definitionsInContext: [DefinitionID] {
        switch kind {
        case .definition(let id, _): [id]
        case .restricted, .asOf, .among: []
        default: children.flatMap(\.definitionsInContext)
        }
    }
}

/// A window in absolute time; nil is open, the end excluded.
struct AbsoluteWindow: Sendable, Hashable {
    var from: Instant?
    var to: Instant?

    /// The overlap of both windows.
    func intersection(_ other: AbsoluteWindow) -> AbsoluteWindow {
        AbsoluteWindow(from: [from, other.from].compactMap(\.self).max(), to: [to, other.to].compactMap(\.self).min())
    }
}
