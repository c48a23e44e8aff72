import Model
import Planning

/// Values, amounts and windows in the words of an explanation.
struct ValueText: Sendable {
    let format: ValueFormat
    let time: TimeContext
    let model: DataModel

    /// `41 days`, `5120.00 USD`, `Berlin`, `missing`.
    func text(_ value: Value, _ type: ValueType) -> String {
        if value.isMissing { return "missing" }
        if case .number(let number) = value, !type.isMoney {
            return format.text(.number(ValueText.rounded(number)), of: type) + unit(value, type)
        }
        return format.text(value, of: type) + unit(value, type)
    }

    /// As the language writes it, as far as it can: texts in quotes.
    func literal(_ value: Value, _ type: ValueType) -> String {
        guard case .text(let text) = value else { return self.text(value, type) }
        return "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }

    /// Six significant digits: the remainders of binary fractions tell nobody anything.
    private static func rounded(_ number: Double) -> Double {
        guard number.isFinite, abs(number) < 1e9 else { return number }
        var scale = 1.0
        while abs(number) * scale < 100_000, scale < 1e12 { scale *= 10 }
        return (number * scale).rounded() / scale
    }

    private func unit(_ value: Value, _ type: ValueType) -> String {
        if type.isMoney { return " " + format.currency.code }
        let isOne = value == .int(1) || value == .number(1)
        switch type.unit {
        case .days: return isOne ? " day" : " days"
        case .hours: return isOne ? " hour" : " hours"
        case .none, .money, .percent, .month, .quarter: return ""
        }
    }

    /// `3 orders`, `1 order`.
    func records(_ count: Int64, of entity: Int) -> String {
        let name = model.entities[entity].name
        return "\(count) \(count == 1 ? singular(name) : name)"
    }

    func singular(_ name: String) -> String {
        if name.hasSuffix("ies") { return name.dropLast(3) + "y" }
        if ["sses", "xes", "ches", "shes"].contains(where: { name.hasSuffix($0) }) { return String(name.dropLast(2)) }
        return name.hasSuffix("s") && !name.hasSuffix("ss") ? String(name.dropLast()) : name
    }

    /// `from 2026-06-01 to before 2026-07-01`
    func window(_ bounds: (from: Instant?, to: Instant?)) -> String {
        let parts = [bounds.from.map { "from \(moment($0))" }, bounds.to.map { "before \(moment($0))" }].compactMap(
            \.self)
        return parts.isEmpty ? "at any time" : parts.joined(separator: ", ")
    }

    /// A day where it is the start of one.
    func moment(_ instant: Instant) -> String {
        time.zone.day(startingAt: instant)?.description ?? time.zone.text(of: instant)
    }
}
