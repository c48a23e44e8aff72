import Model

/// Values as JSON without formatting, for a program to compare: money in minor units, days since 1970, microseconds.
enum JSONText {
    static func plain(_ value: Value) -> String {
        switch value {
        case .missing: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number), .money(let number), .duration(let number): "\(number)"
        case .number(let number): "\(number)"
        case .text(let text): quoted(text)
        case .date(let date): "\(date.daysSinceEpoch)"
        case .time(let instant): "\(instant.microseconds)"
        }
    }

    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
