/// The static type of an expression or field. Every type also admits "missing".
package enum ValueKind: UInt8, Sendable, Hashable, CaseIterable {
    case bool, int, number, money, text, date, time, duration

    /// The spelling in the language, as in `param min: money`.
    package var name: String {
        switch self {
        case .bool: "bool"
        case .int: "int"
        case .number: "number"
        case .money: "money"
        case .text: "text"
        case .date: "date"
        case .time: "time"
        case .duration: "duration"
        }
    }

    package init?(name: String) {
        guard let kind = ValueKind.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}

/// The unit of a count or a measure. A bare number takes the unit of the value it is compared with.
package enum Unit: UInt8, Sendable, Hashable {
    /// A plain number, or a kind that needs no unit.
    case none
    case days
    case hours
    /// On `number` only: an amount of money that need not be a whole minor unit (an average, a quotient).
    /// Values are in minor units; exact amounts are of kind `money`.
    case money
    /// On `number` only: a share of a whole, printed as a percentage for people.
    case percent
    /// On `date` only: the first day stands for its whole month or quarter, and prints as `2026-03`, `2026-Q1`.
    case month, quarter

    package var name: String? {
        switch self {
        case .none: nil
        case .days: "days"
        case .hours: "hours"
        case .money: "money"
        case .percent: "percentage"
        case .month: "month"
        case .quarter: "quarter"
        }
    }
}

/// How several values stand where a type otherwise has one.
package enum ListForm: Sendable, Hashable {
    /// In one text, with this byte between them: a field.
    case separated(by: UInt8)
    /// One by one: a parameter.
    case values
}

package struct ValueType: Sendable, Hashable {
    package var kind: ValueKind
    package var unit: Unit
    /// nil for a single value.
    package var list: ListForm?

    package init(_ kind: ValueKind, _ unit: Unit = .none, list: ListForm? = nil) {
        self.kind = kind
        self.unit = unit
        self.list = list
    }

    package static let bool = ValueType(.bool)
    package static let int = ValueType(.int)
    package static let number = ValueType(.number)
    package static let money = ValueType(.money)
    package static let text = ValueType(.text)
    package static let date = ValueType(.date)
    package static let time = ValueType(.time)
    package static let duration = ValueType(.duration)
    package static let days = ValueType(.int, .days)
    package static let percentage = ValueType(.number, .percent)
    package static let averageMoney = ValueType(.number, .money)

    /// How messages name the type: `money`, `days`, `text list`.
    package var name: String {
        let name = unit == .none ? kind.name : unit.name ?? kind.name
        return list == nil ? name : name + " list"
    }

    /// The type of one of a list's values; the type itself where it is of no list.
    package var element: ValueType { ValueType(kind, unit) }

    package var isMoney: Bool { kind == .money || unit == .money }
    package var isNumeric: Bool { kind == .int || kind == .number || kind == .money }
    package var isTemporal: Bool { kind == .date || kind == .time }
}
