/// A function over many records, or over the rows of a group.
package enum AggregateFunction: String, Sendable, Hashable, CaseIterable {
    case count, sum, avg, median, quantile, min, max, any, all, none, first, last, nth, balance

    /// What it needs behind the path: `orders`, or `orders.amount`.
    package enum Operand: Sendable {
        /// Records themselves; a condition belongs behind `where`.
        case records
        /// A value of each record.
        case value
        case recordsOrValue
    }

    package var operand: Operand {
        switch self {
        case .any, .all, .none: .records
        case .count: .recordsOrValue
        case .sum, .avg, .median, .quantile, .min, .max, .first, .last, .nth, .balance: .value
        }
    }

    /// A constant that it takes beside the records.
    package enum Parameter: Sendable {
        /// A share behind the records: `quantile(orders.amount, 90%)`.
        case share
        /// A position before them: `nth(2, orders.amount)`.
        case position
    }

    package var parameter: Parameter? {
        switch self {
        case .quantile: .share
        case .nth: .position
        default: nil
        }
    }

    /// Whether it may stand in `group by { }` and `aggregate { }` over rows.
    package var worksOnGroups: Bool {
        switch self {
        case .count, .sum, .avg, .median, .quantile, .min, .max: true
        case .any, .all, .none, .first, .last, .nth, .balance: false
        }
    }

    /// Of no records: `count` and `sum` are 0, conditions decide, the others are missing (law 2).
    package var documentation: String {
        switch self {
        case .count: "How many records there are; of a value, how many records have it. `distinct` counts different values."
        case .sum: "The sum, exact for money and whole numbers; 0 of nothing."
        case .avg: "The mean of the values that are known; missing of none."
        case .median: "The middle value, or the mean of the middle two; missing of none."
        case .quantile: "The value below which a share of them lies, interpolated between neighbours (type 7); missing of none."
        case .min: "The smallest value; missing of none."
        case .max: "The largest value; missing of none."
        case .any: "Whether there is such a record."
        case .all: "Whether every record fulfils the condition; true of none."
        case .none: "Whether there is no such record."
        case .first: "The value of the earliest record; missing of none."
        case .last: "The value of the latest record; missing of none."
        case .nth: "The value of the record that is so many from the earliest, or with a negative number from the latest; missing where there are not so many."
        case .balance: "What is left of credits that lapse: negative values take from the credit with the same link, then from those that lapse first; 0 of nothing."
        }
    }

    package var example: String {
        switch self {
        case .count: "count(orders in last 90 days where status = \"paid\")"
        case .sum: "sum(orders.amount in last 12 months)"
        case .avg: "avg(orders.amount)"
        case .median: "median(orders.amount)"
        case .quantile: "quantile(orders.amount, 90%)"
        case .min: "min(orders.amount)"
        case .max: "max(orders.amount)"
        case .any: "any(orders where channel = \"web\")"
        case .all: "all(orders where status = \"paid\")"
        case .none: "none(orders in last 180 days)"
        case .first: "first(orders.channel)"
        case .last: "last(orders.amount where status = \"paid\")"
        case .nth: "nth(2, orders.amount)"
        case .balance: "balance(points.change, expires_at, order_id)"
        }
    }
}
