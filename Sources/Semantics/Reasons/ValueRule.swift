import Model

/// A condition that looks at one value only and compares it with constants, so that it can be tried out.
struct ValueRule {
    /// What is looked at, as text: equal texts look at the same value.
    let subject: String
    let holds: (Sample) -> Bool
    /// The constants in it.
    let constants: [Sample]

    enum Sample: Hashable {
        case number(Double)
        case text(String)
    }

    /// nil for every condition that is not of this kind.
    init?(_ condition: BoundExpression, of binder: Binder) {
        let writer = BoundWriter(script: binder.script, model: binder.model)
        switch condition.kind {
        case .comparison(let sign, let value, let constant, ignoringCase: false):
            guard let bound = ValueRule.sample(constant) else { return nil }
            subject = writer.text(value)
            constants = [bound]
            holds = { ValueRule.compare($0, sign, bound) }
        case .between(let value, let low, let high):
            guard let from = ValueRule.sample(low), let to = ValueRule.sample(high) else { return nil }
            subject = writer.text(value)
            constants = [from, to]
            holds = { ValueRule.compare($0, .greaterEqual, from) && ValueRule.compare($0, .lessEqual, to) }
        case .membership(let value, let members, ignoringCase: false):
            let samples = members.compactMap(ValueRule.sample)
            guard samples.count == members.count else { return nil }
            subject = writer.text(value)
            constants = samples
            holds = { samples.contains($0) }
        case .and(let operands), .or(let operands):
            let rules = operands.compactMap { ValueRule($0, of: binder) }
            guard rules.count == operands.count, let first = rules.first, rules.allSatisfy({ $0.subject == first.subject }) else { return nil }
            subject = first.subject
            constants = rules.flatMap(\.constants)
            if case .and = condition.kind {
                holds = { sample in rules.allSatisfy { $0.holds(sample) } }
            } else {
                holds = { sample in rules.contains { $0.holds(sample) } }
            }
        default: return nil
        }
    }

    private static func sample(_ expression: BoundExpression) -> Sample? {
        switch expression.kind {
        case .literal(.int(let value)), .literal(.money(let value)): .number(Double(value))
        case .literal(.number(let value)): .number(value)
        case .literal(.text(let value)): .text(value)
        default: nil
        }
    }

    private static func compare(_ value: Sample, _ sign: ComparisonOperator, _ bound: Sample) -> Bool {
        switch (value, bound) {
        case (.number(let a), .number(let b)): order(a, sign, b)
        case (.text(let a), .text(let b)): order(a, sign, b)
        default: false
        }
    }

    private static func order<T: Comparable>(_ a: T, _ sign: ComparisonOperator, _ b: T) -> Bool {
        switch sign {
        case .equal: a == b
        case .notEqual: a != b
        case .less: a < b
        case .lessEqual: a <= b
        case .greater: a > b
        case .greaterEqual: a >= b
        }
    }

    /// Every constant, and a value on either side of each: enough to tell any two such rules apart.
    static func samples(for rules: [ValueRule]) -> [Sample] {
        var numbers: [Double] = [], result: [Sample] = []
        for constant in rules.flatMap(\.constants) {
            result.append(constant)
            switch constant {
            case .number(let value): numbers.append(value)
            case .text(let value): result += [.text(value + "\u{0}"), .text("")]
            }
        }
        numbers.sort()
        if let first = numbers.first, let last = numbers.last {
            result += [.number(first - 1), .number(last + 1)]
            result += zip(numbers, numbers.dropFirst()).map { .number(($0 + $1) / 2) }
        }
        return result
    }
}
