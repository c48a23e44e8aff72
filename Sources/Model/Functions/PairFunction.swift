/// A figure over two values of each row of a group. The binder says it with other aggregates, so that nothing behind it
/// knows it.
package enum PairFunction: String, Sendable, Hashable, CaseIterable {
    case weightedAverage = "weighted_avg", correlation

    package var documentation: String {
        switch self {
        case .weightedAverage:
            "The mean of values, each counted as often as its weight says; of rows that have both, and missing of none."
        case .correlation:
            """
            How far two values rise together, from -1 to 1 (Pearson); of rows that have both, and missing where one \
            of them is always the same.
            """
        }
    }

    package var example: String {
        switch self {
        case .weightedAverage: "weighted_avg(price, quantity)"
        case .correlation: "correlation(recency, monetary)"
        }
    }

    /// The name of its second value.
    package var second: String {
        switch self {
        case .weightedAverage: "weight"
        case .correlation: "other"
        }
    }
}
