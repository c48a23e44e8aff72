import Engine
import Model
import Syntax

extension StoreKnowledge {
    /// Values as items, the most frequent first, those that begin with what is typed; where none does, those that hold
    /// it.
    package func items(for request: ValueRequest, within budget: Budget, onlyMatching: Bool = true) -> [CompletionItem]
    {
        guard case .field(_, _, let type) = request.subject,
            let list = values(of: request.subject, startingWith: request.prefix, within: budget)
        else { return [] }
        let format = session.valueFormat
        let items = list.values.enumerated().map { place, counted in
            let text = format.text(counted.value, of: type)
            return (
                text: text,
                item: CompletionItem(
                    text: type.kind == .text ? text.stringLiteral : text, kind: .value, detail: counted.count.grouped,
                    type: type, count: counted.count, rank: -1000 + place)
            )
        }
        guard onlyMatching else { return items.map(\.item) }
        let typed = request.prefix.lowercased()
        let beginning = items.filter { $0.text.lowercased().hasPrefix(typed) }
        return (beginning.isEmpty ? items.filter { $0.text.lowercased().contains(typed) } : beginning).map(\.item)
    }
}
