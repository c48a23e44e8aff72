import Model
import Semantics

/// Metrics, segments, classes and measures of customers and of records.
extension TextGenerator {
    enum StatementKind: CaseIterable {
        case segment, metric, classes, recordMetric, recordSegment, recordClasses, replacement, measure
    }

    mutating func definition() -> String? {
        let kind = dice.choose(StatementKind.allCases + [.metric, .metric, .segment]) ?? .metric
        let isOfRecords = kind == .recordMetric || kind == .recordSegment || kind == .recordClasses
        let entity = isOfRecords ? records() : model.customer
        let scope = TextScope.row(of: entity, model), depth = entity == model.customer ? 3 : 2
        switch kind {
        case .segment, .recordSegment:
            let condition = condition(scope, depth)
            return "segment \(declaration("s", of: entity, condition, isSegment: true)) where \(condition.text)"
        case .metric, .recordMetric:
            let value = value(dice.choose(Category.allCases + [.number, .number]) ?? .number, scope, depth)
            return value.isConstant ? nil : "metric \(declaration("m", of: entity, value)) = \(value.text)"
        case .classes, .recordClasses:
            let classes = classes(scope, depth - 1)
            return "classify \(declaration("c", of: entity, classes)) \(classes.text)"
        case .replacement: return replacement()
        case .measure: return measure()
        }
    }

    /// A figure over rows of customers or records.
    private mutating func measure() -> String? {
        let entity = dice.chance(2) ? records() : model.customer
        var rows = TextScope.row(of: entity, model)
        rows.isOverRows = true
        let value = value(dice.choose(Category.allCases + [.number, .number]) ?? .number, rows, 2)
        guard !value.isConstant else { return nil }
        let name = newName("f")
        measures.append(
            TextDefinition(
                name: name, type: value.type, isSegment: false, hasRanking: value.hasRanking, entity: entity))
        return "measure \(entity == model.customer ? "" : model.entities[entity].name + ".")\(name) = \(value.text)"
    }

    /// Records that may have metrics of their own: those with records below them more often.
    private mutating func records() -> Int {
        let owned = model.entities.indices.filter { $0 != model.customer }
        let owning = owned.filter { !model.children(of: $0).isEmpty }
        return dice.any(dice.chance(3) ? owning : owned) ?? model.customer
    }

    /// A new name with what may stand behind it, for what has a value; later statements know it.
    private mutating func declaration(
        _ letter: String, of entity: Int, _ value: Piece, isSegment: Bool = false
    ) -> String {
        let name = newName(letter), isOfCustomers = entity == model.customer
        var definition = TextDefinition(
            name: isOfCustomers && dice.chance(12) ? "family." + name : name, type: value.type,
            isSegment: isSegment && isOfCustomers, hasRanking: value.hasRanking, entity: entity)
        definitions.append(definition)
        var text = (isOfCustomers ? "" : model.entities[entity].name + ".") + definition.name
        if dice.chance(6) { text += " \"A label\"" }
        if dice.chance(8) {
            definition.name = newName("a")
            definitions.append(definition)
            text += " alias \(definition.name)"
        }
        return text
    }

    /// One's own in place of what is ready-made: everything that is built on it follows.
    private mutating func replacement() -> String? {
        let replaceable = definitions.map(\.name).filter { ["frequency", "monetary", "recency", "buyers"].contains($0) }
        guard let name = dice.any(replaceable), let orders = model.entityIndex(named: "orders"),
            replacements.insert(name).inserted
        else { return nil }
        // What is ready-made may be built on it.
        let known = definitions
        definitions = []
        defer { definitions = known }
        switch name {
        case "frequency": return "metric frequency = count(orders where amount > \(literal(.money).text))"
        case "monetary":
            return "metric monetary = sum(orders.amount where \(condition(.row(of: orders, model), 1).text))"
        case "recency":
            return "metric recency = days_since(max(orders.ordered_at \(window(nil, 0, style: .records))))"
        default: return "segment buyers where count(orders) >= \(dice.number(1...3))"
        }
    }

    /// `{ VALUE when CONDITION, …, else VALUE }`
    mutating func classes(_ scope: TextScope, _ depth: Int) -> Piece {
        let isText = !dice.chance(4)
        let first =
            isText
            ? Piece(text: "\"A\"", type: .text, isConstant: true)
            : value(dice.choose(Category.allCases) ?? .number, scope, depth - 1)
        var type = first.type, hasRanking = first.hasRanking
        var arms: [String] = []
        for place in 0..<dice.number((isText ? 0 : 1)...3) {
            let value =
                isText
                ? Piece(text: quoted(["A", "B", "C"][place]), type: .text, isConstant: true)
                : place == 0 ? first : arm(beside: type, scope, depth - 1)
            let condition = condition(scope, depth)
            type = TextGenerator.common(type, value)
            hasRanking = hasRanking || value.hasRanking || condition.hasRanking
            arms.append("\(value.text) when \(condition.text)")
        }
        let last = isText ? Piece(text: "\"Z\"", type: .text, isConstant: true) : arm(beside: type, scope, depth - 1)
        arms.append("else \(last.text)")
        return Piece(
            text: "{ \(arms.joined(separator: ", ")) }", type: TextGenerator.common(type, last),
            hasRanking: hasRanking || last.hasRanking)
    }
}
