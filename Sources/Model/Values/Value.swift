/// One value of the language, as stored, bound and printed.
package enum Value: Sendable, Hashable {
    case missing
    case bool(Bool)
    case int(Int64)
    case number(Double)
    /// Minor units of the store's currency.
    case money(Int64)
    case text(String)
    case date(CivilDate)
    case time(Instant)
    /// Microseconds.
    case duration(Int64)

    package var isMissing: Bool {
        if case .missing = self { true } else { false }
    }
}

/// A text that is equal to those that have the same scalars, as comparisons of the language are: texts that only read
/// alike, `é` in one scalar and in two, are one to `String`.
package struct ExactText: Sendable, Hashable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (a: ExactText, b: ExactText) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension Value {
    package static func == (a: Value, b: Value) -> Bool {
        switch (a, b) {
        case (.missing, .missing): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)), (.money(let a), .money(let b)), (.duration(let a), .duration(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.text(let a), .text(let b)): ExactText(a) == ExactText(b)
        case (.date(let a), .date(let b)): a == b
        case (.time(let a), .time(let b)): a == b
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .missing: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .int(let value), .money(let value), .duration(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .text(let value): hasher.combine(ExactText(value))
        case .date(let value): hasher.combine(value)
        case .time(let value): hasher.combine(value)
        }
    }
}
