package import Model

/// Something whose values the store can be asked about.
package enum DataSubject: Sendable, Hashable {
    /// A field by its entity's and its own name, and its type.
    case field(entity: String, field: String, ValueType)
    /// How many records there are.
    case records(Int)
    /// A metric of customers, by the name that the text has for it.
    case metric(String, ValueType)
    case segment(String)

    /// nil for personal data, whose values are never shown.
    package init?(field: Int, of entity: Int, in model: DataModel) {
        let (entity, field) = (model.entities[entity], model.entities[entity].fields[field])
        guard !field.isPersonal else { return nil }
        self = .field(entity: entity.name, field: field.name, field.type)
    }
}
