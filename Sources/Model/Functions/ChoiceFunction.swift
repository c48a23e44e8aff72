/// A function that chooses among values. The binder says it with `if … then … else …`, so that nothing behind it
/// knows it.
package enum ChoiceFunction: String, Sendable, Hashable, CaseIterable {
    case coalesce, least, greatest, bucket

    /// How many arguments there may be.
    package var counts: ClosedRange<Int> { self == .bucket ? 3...32 : 2...8 }

    /// Whether arguments are compared.
    package var compares: Bool { self == .least || self == .greatest }

    package var documentation: String {
        switch self {
        case .coalesce: "The first of the values that is known; missing where none is."
        case .least: "The least of the values that are known; missing where none is."
        case .greatest: "The greatest of the values that are known; missing where none is."
        case .bucket: "The name of the range that a number lies in; each range begins with its limit."
        }
    }

    package var example: String {
        switch self {
        case .coalesce: "coalesce(city, region, \"somewhere\")"
        case .least: "least(first_order, joined_at)"
        case .greatest: "greatest(last_order, last_visit) in last 30 days"
        case .bucket: "bucket(monetary, 0, 100, 1000)"
        }
    }
}
