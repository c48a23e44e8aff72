/// A function that places a customer among others by a value: among all customers, or those of a segment.
///
/// Only customers whose value is known are placed; the standing of the others is missing, and so is that of customers
/// outside the segment.
package enum RankingFunction: String, Sendable, Hashable, CaseIterable {
    case rank, ntile
    case percentileRank = "percentile_rank"
    case quantileScore = "quantile_score"
    case share
    case cumulativeShare = "cumulative_share"

    /// Whether it takes a number of parts before the value.
    package var takesParts: Bool { self == .ntile || self == .quantileScore }

    /// How many parts there may be.
    package static let parts = 2...1_000

    /// Whether the values are added up; the others only compare them, and take dates and times as well.
    package var addsUp: Bool { self == .share || self == .cumulativeShare }

    package var type: ValueType {
        switch self {
        case .rank, .ntile, .quantileScore: .int
        case .percentileRank, .share, .cumulativeShare: .percentage
        }
    }

    /// The score of all where all values are equal, so that nobody is the worst or the best: the middle of so many, the
    /// lower of two.
    package static func middleScore(of parts: Int) -> Int { (parts + 1) / 2 }

    package var documentation: String {
        switch self {
        case .rank: "1 for the highest value; equal values share a rank, and the next rank is skipped as often."
        case .ntile:
            "The part, from 1 for the lowest, when customers are lined up by value and cut into parts of equal size; equal values are ordered by customer key and may be parted."
        case .percentileRank:
            "The share of the other customers whose value is lower: 0 for the lowest, 1 for a single highest; equal values share it."
        case .quantileScore:
            "1 plus the number of cut points (type-7 quantiles) below the value; equal values share a score, and a score may be empty. The middle score where all values are equal."
        case .share: "The part of the total that is the customer's; missing unless the total is above 0."
        case .cumulativeShare:
            "The part of the total that customers before this one hold, from the highest value down; equal values in the order of customer keys. Missing unless the total is above 0."
        }
    }

    package var example: String {
        switch self {
        case .rank: "rank(monetary) <= 100"
        case .ntile: "ntile(5, monetary) = 5"
        case .percentileRank: "percentile_rank(monetary) >= 99%"
        case .quantileScore: "quantile_score(5, monetary)"
        case .share: "share(monetary) > 1%"
        case .cumulativeShare: "cumulative_share(monetary) < 80%"
        }
    }
}
