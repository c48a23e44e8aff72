internal import Model

/// Names of columns that some entity or some mapping knows: where a header is, before it is known of what.
struct KnownNames {
    private let matchers: [ColumnMatcher]
    private let sources: [Set<String>]

    init(_ model: DataModel, _ mappings: [SourceMapping], _ fieldMap: [String: String]) {
        let vocabularies = mappings.filter { $0.source == Recognition.anySource }
        matchers = model.entities.indices.compactMap { index in
            let owner = model.owner(of: index).map { model.entities[$0] }, entity = model.entities[index]
            let own = fieldMap.filter { entity.fieldIndex(named: $0.key) != nil }
            return try? ColumnMatcher(entity, owner: owner, fieldMap: own, vocabularies: vocabularies)
        }
        sources = mappings.map { mapping in
            Set(mapping.parts.flatMap(\.columns).flatMap { $0 }.map(ColumnMatcher.normalised))
        }
    }

    /// The most of them that one entity or mapping knows.
    func count(_ header: [String]) -> Int {
        let names = Set(header.map(ColumnMatcher.normalised))
        return max(
            matchers.map { $0.knownColumns(header) }.max() ?? 0,
            sources.map { $0.intersection(names).count }.max() ?? 0)
    }
}
