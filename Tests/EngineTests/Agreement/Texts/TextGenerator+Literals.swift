import Model
import Semantics
import Syntax

/// Values that are written out: often such as the store has.
extension TextGenerator {
    mutating func literal(of category: Category) -> Piece {
        switch category {
        case .flag: literal(.bool)
        case .number: typed(literal(dice.chance(3) ? .number : .int))
        case .text: literal(.text)
        case .temporal: typed(dice.chance(3) ? literal(.time) : literal(.date))
        case .duration: literal(.duration)
        }
    }

    /// A literal on its own, which has the type that it is written as.
    private func typed(_ literal: Piece) -> Piece {
        var literal = literal
        switch literal.type.kind {
        case .int, .number: literal.type = literal.text.contains { $0 == "." || $0 == "%" } ? .number : .int
        case .date, .time: literal.type = literal.text.contains("T") ? .time : .date
        case .bool, .money, .text, .duration: break
        }
        return literal
    }

    /// As it may stand beside a value of a type.
    mutating func literal(_ type: ValueType) -> Piece {
        func piece(_ text: String) -> Piece {
            Piece(text: text, type: type, isPrimary: !text.hasPrefix("-"), isConstant: true)
        }
        switch type.kind {
        case .bool: return piece(dice.oneOf(["true", "false"]))
        case .int:
            if type.unit == .days {
                if dice.chance(6) {
                    return piece(
                        "\(dice.number(1...9)) \(dice.oneOf(["days", "weeks", "months", "quarters", "years", "hours"]))"
                    )
                }
                return piece(String(dice.number(dice.chance(6) ? -30...30 : 0...400)))
            }
            if dice.chance(20) {
                return Piece(
                    text: dice.oneOf(["2.5", "0.5", "150%"]), type: ValueType(.number, type.unit), isConstant: true)
            }
            if dice.chance(20) { return piece(dice.oneOf(["9007199254740993", "1_000"])) }
            return piece(String(dice.number(dice.chance(3) ? -3...60 : 0...8)))
        case .number:
            if type.unit == .money { return piece(amount(isExact: dice.chance(2))) }
            if type.unit == .hours, dice.chance(4) { return piece(length(["hours", "minutes", "days"])) }
            return piece(
                dice.oneOf([
                    "0", "0.5", "25%", "1", "-1.5", "3.25", "80%", "0.125", String(dice.number(0...200)),
                    "\(dice.number(0...40)).5",
                ]))
        case .money: return piece(amount(isExact: true))
        case .text: return piece(quoted(someText()))
        case .date:
            if dice.chance(8) { return piece("today") }
            return piece(dice.chance(3) ? month() : day())
        case .time: return piece(dice.chance(3) ? time() : dice.chance(2) ? month() : day())
        case .duration: return piece(length(["minutes", "minutes", "hours", "days", "weeks"]))
        }
    }

    private mutating func length(_ units: [String]) -> String {
        let unit = dice.oneOf(units)
        return "\(dice.number(1...90)) \(unit)"
    }

    /// An amount; with more decimals than the currency has where it need not be exact.
    private mutating func amount(isExact: Bool) -> String {
        let minor =
            dice.chance(3)
            ? dice.any(amounts) ?? 0 : Int64(dice.number(-20...900)) * moneyScale / Int64(dice.number(1...4))
        let digits = String(minor.magnitude % UInt64(moneyScale))
        let padding = String(repeating: "0", count: String(moneyScale).utf8.count - 1 - digits.utf8.count)
        return (minor < 0 ? "-" : "") + "\(minor.magnitude / UInt64(moneyScale)).\(padding)\(digits)"
            + (isExact ? "" : "5")
    }

    // MARK: Texts

    private mutating func someText() -> String {
        dice.chance(8)
            ? dice.oneOf(["", "nobody has this", "é", "İ", "\"quoted\" \\ text"]) : dice.any(texts) ?? ""
    }

    /// A text like those of a field: what it is compared with, or a piece of it.
    mutating func text(likeField name: String) -> String {
        let field = name.split(separator: ".").last.map(String.init) ?? name
        var known: [String] = []
        for (entity, fields) in zip(model.entities, values) {
            guard let index = entity.fieldIndex(named: field) else { continue }
            known += fields[index].compactMap { if case .text(let text) = $0 { text } else { nil } }
        }
        return known.isEmpty || dice.chance(8) ? someText() : dice.any(texts) ?? ""
    }

    func quoted(_ text: String) -> String {
        "\""
            + text.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0 == "\n" ? "\\n" : String($0) }
            .joined() + "\""
    }

    // MARK: Days

    mutating func day() -> String {
        if dice.chance(4) {
            return dice.oneOf([
                "2024-02-29", "2025-02-28", "2025-03-30", "2025-03-31", "2025-10-26", "2025-12-31", "2025-09-17",
                "2025-09-30",
            ])
        }
        return CivilDate(daysSinceEpoch: Int32(dice.number(19_400...20_700))).description
    }

    /// A month, or a quarter.
    mutating func month() -> String {
        dice.chance(4) ? "\(day().prefix(4))-Q\(dice.number(1...4))" : String(day().prefix(7))
    }

    mutating func time() -> String {
        let clock = dice.oneOf(["00:00", "12:00", "09:30", "02:30", "23:59:59", "12:00:00.5"])
        return "\(day())T\(clock)\(dice.oneOf(["", "", "Z", "+08:00", "-05:30"]))"
    }

    mutating func ago() -> Piece {
        let unit = dice.choose(DurationUnit.allCases) ?? .day
        return Piece(
            text: "\(count(of: unit)) \(unit.rawValue)s ago", type: unit == .hour || unit == .minute ? .time : .date,
            isConstant: true)
    }

    /// So many that what it reaches back to is often inside the data.
    mutating func count(of unit: DurationUnit) -> Int {
        switch unit {
        case .minute: dice.number(1...5_000)
        case .hour: dice.number(1...2_000)
        case .day: dice.number(1...500)
        case .week: dice.number(1...60)
        case .month: dice.number(1...20)
        case .quarter: dice.number(1...6)
        case .year: dice.chance(10) ? dice.number(20...3_000) : dice.number(1...2)
        }
    }
}
