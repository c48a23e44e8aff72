import Model
import Syntax

extension ScriptAnalysis {
    /// Everything that a name can mean, each once: definitions first, then records and their fields, functions,
    /// parameters and words. Empty where it means nothing.
    ///
    /// - Parameter name: `recency`, `orders.amount`, `count`, `group`.
    package func descriptions(of name: String) -> [SymbolDescription] {
        let things =
            [CompletionItem.Thing.definition(name), .entity(name)] + fields(named: name)
            + [.function(name), .parameter(name), .keyword(name)]
        var found: [SymbolDescription] = []
        for description in things.compactMap({ description(of: $0) }) where !found.contains(description) {
            found.append(description)
        }
        return found
    }

    /// Fields by their name, or by that of their entity and their own.
    private func fields(named name: String) -> [CompletionItem.Thing] {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        let entities = context.model.entities
        guard let last = parts.last else { return [] }
        return entities.compactMap { entity in
            if parts.count == 2, entity.name != parts[0], !entity.aliases.contains(parts[0]) { return nil }
            guard let field = entity.fieldIndex(named: last) else { return nil }
            return .field(entity: entity.name, field: entity.fields[field].name)
        }
    }
}
