import Engine
import Model
import Semantics
import Store

/// Random numbers that are the same for a seed everywhere (SplitMix64, Steele, Lea and Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Well-typed conditions over the customers of a store, as text: every operator, window and aggregate of the language,
/// with values that the store holds (and some that it does not).
struct PredicateGenerator {
    let model: DataModel
    private let texts: [String: [String]]
    var random: SeededGenerator

    /// - Parameter session: of the store whose values are used.
    init(_ session: Session, seed: UInt64) throws {
        model = session.environment.model
        random = SeededGenerator(seed: seed)
        var texts: [String: [String]] = [:]
        for entity in model.entities {
            for field in entity.fields where field.type.kind == .text {
                texts["\(entity.name).\(field.name)"] = try session.rows(
                    "from \(entity.name) where \(field.name) is known | select v = \(field.name) | group by v { n = count() } | take 12 | select v"
                ).map(unquoted)
            }
        }
        self.texts = texts
    }

    /// A condition over customers.
    mutating func condition(depth: Int = 3) -> String {
        if depth > 0 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0, 1: return "(\(condition(depth: depth - 1)) and \(condition(depth: depth - 1)))"
            case 2, 3: return "(\(condition(depth: depth - 1)) or \(condition(depth: depth - 1)))"
            case 4: return "not \(condition(depth: depth - 1))"
            case 5: return "(\(condition(depth: depth - 1))) = (\(condition(depth: depth - 1)))"
            default: break
            }
        }
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1: return field(of: model.customer, prefix: "")
        case 2, 3: return metric()
        case 4: return oneOf(["buyers", "repeat_buyers", "prospects"])
        case 5: return oneOf([sequence(), sequence(), calendarCount()])
        case 6: return gap()
        default: return aggregate()
        }
    }

    // MARK: Fields

    /// A condition over one field of an entity.
    mutating func field(of entity: Int, prefix: String) -> String {
        let fields = model.entities[entity].fields.filter { $0.type.kind != .duration }
        let field = fields[Int.random(in: 0..<fields.count, using: &random)]
        let name = prefix + field.name
        if Int.random(in: 0..<8, using: &random) == 0 { return oneOf(["\(name) is missing", "\(name) is known"]) }
        switch field.type.kind {
        case .bool: return oneOf([name, "not \(name)", "\(name) = true", "\(name) != false"])
        case .int, .number: return "\(name) \(comparison()) \(Int.random(in: -2...60, using: &random))"
        case .money:
            return "\(name) \(comparison()) \(Int.random(in: 0...400, using: &random))\(oneOf(["", ".5", ".25"]))"
        case .text: return text(name, "\(model.entities[entity].name).\(field.name)")
        case .date, .time: return temporal(name)
        case .duration: return "\(name) is known"
        }
    }

    private mutating func text(_ name: String, _ key: String) -> String {
        let values = (texts[key] ?? []) + ["nobody has this"]
        func quoted(_ text: String) -> String {
            "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
        }
        let value = oneOf(values)
        let fold = oneOf(["", "", " ignoring case"])
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return "\(name) in (\(quoted(value)), \(quoted(oneOf(values))))\(fold)"
        case 1: return "\(name) contains \(quoted(String(value.prefix(2))))\(fold)"
        case 2: return "\(name) starts with \(quoted(String(value.prefix(1)).uppercased()))\(fold)"
        case 3: return "\(name) ends with \(quoted(String(value.suffix(1))))\(fold)"
        default: return "\(name) \(oneOf(["=", "!=", "=", "<", ">="])) \(quoted(value))\(fold)"
        }
    }

    private mutating func temporal(_ name: String) -> String {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: "\(name) \(window())"
        case 1: "\(name) \(comparison()) \(day())"
        case 2:
            "\(oneOf(["month_of_year", "weekday"]))(\(name)) \(comparison()) \(Int.random(in: 1...12, using: &random))"
        case 3: "days_since(\(name)) \(comparison()) \(Int.random(in: 0...400, using: &random))"
        default: "\(oneOf(["month", "quarter", "week", "day"]))(\(name)) \(comparison()) \(day())"
        }
    }

    private mutating func metric() -> String {
        switch Int.random(in: 0..<5, using: &random) {
        case 4: return ranking()
        case 0:
            return
                "\(oneOf(["recency", "tenure", "purchase_span", "days_since_interaction"])) \(comparison()) \(Int.random(in: 0...500, using: &random))"
        case 1:
            return
                "\(oneOf(["monetary", "largest_order", "average_order_value", "pipeline"])) \(comparison()) \(Int.random(in: 0...2000, using: &random))"
        case 2:
            return
                "\(oneOf(["frequency", "units", "categories", "complaints", "open_tickets", "last_nps"])) \(comparison()) \(Int.random(in: 0...10, using: &random))"
        default:
            return oneOf([
                "monetary / frequency > average_order_value - 1", "monetary * 50% > largest_order",
                "tenure - recency < 100",
                "largest_order <= 7% * monetary + 1.5", "any(orders where discount >= 7% * amount)",
                "0.1 * frequency \(comparison()) 0.3",
                "\(oneOf(["recency", "monetary", "last_nps"])) is missing", "recency between 10 and 90",
                "points_balance < 0"
            ])
        }
    }

    private mutating func ranking() -> String {
        let value = oneOf([
            "monetary", "-recency", "frequency", "tenure", "average_order_value", "count(interactions \(window()))"
        ])
        let among = oneOf([
            "", "", " among repeat_buyers", " among (\(field(of: model.customer, prefix: "")))", " as of 90 days ago"
        ])
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return "rank(\(value))\(among) \(comparison()) \(Int.random(in: 1...60, using: &random))"
        case 1: return "percentile_rank(\(value))\(among) \(comparison()) \(Int.random(in: 0...100, using: &random))%"
        case 2:
            return
                "\(oneOf(["ntile", "quantile_score"]))(\(Int.random(in: 2...10, using: &random)), \(value))\(among) \(comparison()) \(Int.random(in: 1...10, using: &random))"
        case 3: return "share(\(value))\(among) \(comparison()) \(Int.random(in: 0...3, using: &random))%"
        default: return "cumulative_share(\(value))\(among) \(comparison()) \(Int.random(in: 0...100, using: &random))%"
        }
    }

    // MARK: Records

    private mutating func aggregate() -> String {
        let owned = model.entities.indices.filter { model.owner(of: $0) == model.customer }
        var entity = owned[Int.random(in: 0..<owned.count, using: &random)]
        var path = model.entities[entity].name
        if let below = model.children(of: entity).first, Bool.random(using: &random) {
            entity = below
            path += "." + model.entities[below].name
        }
        let records = Bool.random(using: &random) ? " \(window())" : ""
        let clause = Int.random(in: 0..<3, using: &random) > 0 ? " where \(recordCondition(entity))" : ""
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1: return "\(oneOf(["any", "none"]))(\(path)\(records)\(clause))"
        case 2: return "all(\(path)\(records) where \(recordCondition(entity)))"
        case 3: return "count(\(path)\(records)\(clause)) \(comparison()) \(Int.random(in: 0...5, using: &random))"
        default: return value(entity, path, records + clause)
        }
    }

    /// An aggregate of a value of the records, compared with something of its type.
    private mutating func value(_ entity: Int, _ path: String, _ rest: String) -> String {
        let fields = model.entities[entity].fields.filter { $0.type.kind != .duration && $0.type.kind != .bool }
        let field = fields[Int.random(in: 0..<fields.count, using: &random)]
        let value = "\(path).\(field.name)\(rest)"
        switch field.type.kind {
        case .int, .number, .money:
            if field.name.hasSuffix("id") {
                return "count(distinct \(value)) \(comparison()) \(Int.random(in: 0...4, using: &random))"
            }
            return
                "\(oneOf(["sum", "avg", "min", "max", "first", "last"]))(\(value)) \(comparison()) \(Int.random(in: 0...500, using: &random))"
        case .text:
            let known = texts["\(model.entities[entity].name).\(field.name)"] ?? []
            guard let some = known.randomElement(using: &random), !some.contains("\""), !some.contains("\\") else {
                return "count(\(value)) > 0"
            }
            return oneOf([
                "\(oneOf(["first", "last", "min", "max"]))(\(value)) \(oneOf(["=", "!=", "<"])) \"\(some)\"",
                "count(distinct \(value)) >= 2"
            ])
        case .date, .time:
            return
                "\(oneOf(["first", "last", "min", "max"]))(\(value)) \(Bool.random(using: &random) ? window() : "\(comparison()) \(day())")"
        case .bool, .duration: return "count(\(value)) > 0"
        }
    }

    /// A condition over one record.
    mutating func recordCondition(_ entity: Int, depth: Int = 1) -> String {
        if depth > 0 {
            switch Int.random(in: 0..<6, using: &random) {
            case 0: return "(\(recordCondition(entity, depth: 0)) or \(recordCondition(entity, depth: 0)))"
            case 1: return "\(recordCondition(entity, depth: 0)) and \(recordCondition(entity, depth: 0))"
            case 2: return "not \(recordCondition(entity, depth: 0))"
            default: break
            }
        }
        let references = model.entities[entity].fields.filter { $0.reference != nil }
        if let reference = references.first, let target = reference.reference.flatMap({ model.entityIndex(named: $0) }),
            Bool.random(using: &random)
        {
            return field(of: target, prefix: reference.name + ".")
        }
        if let below = model.children(of: entity).first, Bool.random(using: &random) {
            return "\(oneOf(["any", "none"]))(\(model.entities[below].name) where \(recordCondition(below, depth: 0)))"
        }
        return field(of: entity, prefix: "")
    }

    // MARK: Times

    mutating func window() -> String {
        let count = Int.random(in: 1...200, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1: return "in last \(count) days"
        case 2: return "in last \(count % 12 + 1) \(oneOf(["weeks", "months", "years"]))"
        case 3: return "between \(count + Int.random(in: 1...200, using: &random)) and \(count) days ago"
        case 4: return "in \(day())"
        case 5: return "\(oneOf(["since", "before"])) \(oneOf([day(), "\(count) days ago"]))"
        default: return "between 2024-\(oneOf(["01", "05", "11"])) and 2025-\(oneOf(["02", "07-15", "12-31"]))"
        }
    }

    /// A day or a month.
    private mutating func day() -> String {
        let month = Int.random(in: 1...12, using: &random)
        let text = "202\(Int.random(in: 3...6, using: &random))-\(month < 10 ? "0" : "")\(month)"
        return Bool.random(using: &random) ? text : text + "-\(Int.random(in: 10...28, using: &random))"
    }

    mutating func comparison() -> String { oneOf(["=", "!=", "<", "<=", ">", ">="]) }

    mutating func oneOf(_ choices: [String]) -> String { choices[Int.random(in: 0..<choices.count, using: &random)] }
}

/// A cell of CSV as its text.
private func unquoted(_ cell: String) -> String {
    guard cell.hasPrefix("\""), cell.hasSuffix("\""), cell.utf8.count >= 2 else { return cell }
    return cell.dropFirst().dropLast().split(separator: "\"\"", omittingEmptySubsequences: false).joined(
        separator: "\"")
}
