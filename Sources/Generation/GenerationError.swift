package import Model

/// Why a store cannot be generated for a model: what the generator writes and the model has no place for.
package struct GenerationError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Problem: Sendable, Hashable, CustomStringConvertible {
        case noEntity(String)
        case noField(entity: String, field: String)
        case wrongType(entity: String, field: String, found: ValueKind, expected: ValueKind)
        case notTheCustomer(String)

        package var description: String {
            switch self {
            case .noEntity(let entity): "the model has no entity \(entity)"
            case .noField(let entity, let field): "\(entity) has no field \(field)"
            case .wrongType(let entity, let field, let found, let expected):
                "\(entity).\(field) is \(found.name), not \(expected.name)"
            case .notTheCustomer(let entity): "\(entity) is not the model's customer entity"
            }
        }
    }

    /// Never empty; in the order in which the generator lists its fields.
    package let problems: [Problem]

    package var description: String {
        "a store is generated for the standard model, but " + problems.map(\.description).joined(separator: "; ")
    }
}
