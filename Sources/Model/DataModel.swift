/// The entities of a store: exactly one customer entity, the records that belong to customers, and look-ups.
///
/// Enters: entities, already checked (`Semantics` builds this from `entity` declarations).
/// Leaves: look-up by name, and the ownership path of every entity.
/// Never: reads a file, knows an engine.
package struct DataModel: Sendable {
    /// In declaration order.
    package let entities: [Entity]
    /// Index of the customer entity in `entities`.
    package let customer: Int

    private let indexByName: [String: Int]

    /// - Precondition: every owner and reference names an entity of the list; names and aliases are unique.
    package init(entities: [Entity], customer: Int) {
        self.entities = entities
        self.customer = customer
        var index: [String: Int] = [:]
        for (i, entity) in entities.enumerated() {
            index[entity.name] = i
            for alias in entity.aliases { index[alias] = i }
        }
        indexByName = index
    }

    package var customerEntity: Entity { entities[customer] }

    package func entityIndex(named name: String) -> Int? { indexByName[name] }

    package func entity(named name: String) -> Entity? { indexByName[name].map { entities[$0] } }

    /// The entity that records of `entity` belong to directly.
    package func owner(of entity: Int) -> Int? {
        entities[entity].owner.flatMap { indexByName[$0.entity] }
    }

    /// `entity` itself, its owner, its owner's owner, up to the customer or to a look-up.
    package func ownershipPath(from entity: Int) -> [Int] {
        var path = [entity]
        while let next = path.last.flatMap({ owner(of: $0) }), !path.contains(next) { path.append(next) }
        return path
    }

    /// Entities whose records belong directly to `entity`.
    package func children(of entity: Int) -> [Int] {
        entities.indices.filter { owner(of: $0) == entity }
    }
}
