/// A function of a row among the rows at hand, in the order in which they come: `previous(revenue)`, `rank(revenue)`.
///
/// With `by`, of a row among those that are equal in something. Only rows whose value is known are ranked, and nothing
/// is added for one whose value is missing.
package enum RowFunction: Sendable, Hashable {
    case previous, next
    case runningSum, movingAverage
    case rowNumber
    /// As among customers, where those with equal values come in the order of the rows.
    case ranking(RankingFunction)

    package static let all: [RowFunction] =
        [.previous, .next, .runningSum, .movingAverage, .rowNumber] + RankingFunction.allCases.map { .ranking($0) }

    package static func named(_ name: String) -> RowFunction? { all.first { $0.name == name } }

    package var name: String {
        switch self {
        case .previous: "previous"
        case .next: "next"
        case .runningSum: "running_sum"
        case .movingAverage: "moving_avg"
        case .rowNumber: "row_number"
        case .ranking(let function): function.rawValue
        }
    }

    /// Whether it is known in `derive` alone. Rankings are of customers elsewhere.
    package var isOfRowsAlone: Bool { if case .ranking = self { false } else { true } }

    /// Whether its result depends on the order of the rows, and on more than which of equal values comes first.
    package var looksAtOrder: Bool {
        switch self {
        case .previous, .next, .runningSum, .movingAverage, .rowNumber: true
        case .ranking: false
        }
    }

    /// How many rows away, how many rows, or how many parts.
    package enum Count: Sendable {
        case none
        /// Before the value.
        case parts
        /// Behind the value; 1 where it is left out.
        case distance
        case rows
    }

    package var count: Count {
        switch self {
        case .previous, .next: .distance
        case .movingAverage: .rows
        case .runningSum, .rowNumber: .none
        case .ranking(let function): function.takesParts ? .parts : .none
        }
    }

    package static let counts = 1...1_000_000

    package enum Operand: Sendable { case none, any, numbers, ordered }

    package var operand: Operand {
        switch self {
        case .previous, .next: .any
        case .runningSum, .movingAverage: .numbers
        case .rowNumber: .none
        case .ranking(let function): function.addsUp ? .numbers : .ordered
        }
    }

    package var documentation: String {
        switch self {
        case .previous: "The value of the row before, or of so many rows before; missing where there is none."
        case .next: "The value of the row behind, or of so many rows behind; missing where there is none."
        case .runningSum: "The sum of the values up to this row."
        case .movingAverage: "The mean of this row's value and those before it, so many in all; missing in the first rows."
        case .rowNumber: "1 for the first row, 2 for the next."
        case .ranking(let function): function.documentation
        }
    }

    package var example: String {
        switch self {
        case .previous: "derive change = revenue / previous(revenue) - 1"
        case .next: "derive until = next(ordered_at)"
        case .runningSum: "derive so_far = running_sum(revenue)"
        case .movingAverage: "derive smooth = moving_avg(revenue, 3)"
        case .rowNumber: "derive place = row_number() by country"
        case .ranking(let function): "derive place = \(function.exampleOfRows)"
        }
    }
}

extension RankingFunction {
    fileprivate var exampleOfRows: String { takesParts ? "\(rawValue)(4, revenue)" : "\(rawValue)(revenue)" }
}
