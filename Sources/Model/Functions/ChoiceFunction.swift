/// A function that gives one of its arguments. The binder says it with `if … then … else …`, so that nothing behind it
/// knows it.
package enum ChoiceFunction: String, Sendable, Hashable, CaseIterable {
    case coalesce, least, greatest

    /// How many arguments there may be.
    package static let counts = 2...8

    /// Whether arguments are compared.
    package var compares: Bool { self != .coalesce }

    package var documentation: String {
        switch self {
        case .coalesce: "The first of the values that is known; missing where none is."
        case .least: "The least of the values that are known; missing where none is."
        case .greatest: "The greatest of the values that are known; missing where none is."
        }
    }

    package var example: String {
        switch self {
        case .coalesce: "coalesce(city, region, \"somewhere\")"
        case .least: "least(first_order, joined_at)"
        case .greatest: "greatest(last_order, last_visit) in last 30 days"
        }
    }
}
