/// Keys as the data have them. A field of the type `key` holds whole numbers until a store gets a key that is none,
/// such as `A-17` or `00017`: from then on all keys of its domain are texts.
extension DataModel {
    /// The type `key`, as declarations spell it.
    package static let keyTypeName = "key"

    /// The domains of keys, in order of appearance. Fields that hold the keys of an entity are of its domain, which has
    /// the entity's name; a field that refers to nothing is one by itself.
    package var keyDomains: [String] {
        var seen: Set<String> = []
        return entities.flatMap(\.fields).compactMap(\.keyDomain).filter { seen.insert($0).inserted }
    }

    /// The model of a store in which the keys of these domains are texts, and all others whole numbers.
    package func withTextKeys(_ domains: Set<String>) -> DataModel {
        if domains.isEmpty, !hasTextKeys { return self }
        var entities = entities
        for i in entities.indices {
            for j in entities[i].fields.indices {
                guard let domain = entities[i].fields[j].keyDomain else { continue }
                entities[i].fields[j].type = domains.contains(domain) ? .text : .int
            }
        }
        return DataModel(entities: entities, customer: customer)
    }

    private var hasTextKeys: Bool {
        entities.contains { $0.fields.contains { $0.keyDomain != nil && $0.type.kind == .text } }
    }
}

extension Value {
    /// A key as keys of that kind are kept; nil where it can be none of them.
    package func asKey(_ kind: ValueKind) -> Value? {
        switch (self, kind) {
        case (.int(let number), .text): .text(String(number))
        case (.text(let text), .int): Int64(text).flatMap { String($0) == text ? .int($0) : nil }
        case (.int, .int), (.text, .text): self
        default: nil
        }
    }
}
