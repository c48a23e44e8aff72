import Model

extension ValueType {
    /// The type of a mean of its values.
    var ofMeans: ValueType { self == .money ? .averageMoney : ValueType(kind == .duration ? .duration : .number, unit) }
}

/// Figures of which the parts make the whole.
extension Value {
    /// The sum of two figures of one kind; missing where one is, or the sum is none that fits.
    func added(to other: Value) -> Value {
        func sum(_ a: Int64, _ b: Int64, _ value: (Int64) -> Value) -> Value {
            let (sum, overflow) = a.addingReportingOverflow(b)
            return overflow ? .missing : value(sum)
        }
        return switch (self, other) {
        case (.int(let a), .int(let b)): sum(a, b) { .int($0) }
        case (.money(let a), .money(let b)): sum(a, b) { .money($0) }
        case (.duration(let a), .duration(let b)): sum(a, b) { .duration($0) }
        case (.number(let a), .number(let b)): .number(a + b)
        default: .missing
        }
    }

    /// The figure for one of so many.
    func divided(by count: Int64) -> Value {
        guard count > 0 else { return .missing }
        return switch self {
        case .int(let value), .money(let value): .number(Double(value) / Double(count))
        case .duration(let value): .duration(Int64((Double(value) / Double(count)).rounded()))
        case .number(let value): .number(value / Double(count))
        default: .missing
        }
    }
}
