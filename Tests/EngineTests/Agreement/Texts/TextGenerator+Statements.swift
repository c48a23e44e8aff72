import Model
import Semantics

/// Statements, files, and the stages of questions.
extension TextGenerator {
    enum StatementKind: CaseIterable {
        case segment, metric, classes, recordMetric, recordSegment, recordClasses, replacement
    }

    enum QuestionKind: CaseIterable {
        case segment, pipeline, explanation, customerExplanation, overflow
    }

    enum StageKind: CaseIterable {
        case filter, sort, take, select, classify, group, aggregate
    }

    mutating func text() -> GeneratedText {
        (definitions, parameters, nameCount, replacements) = (readyMade, [], 0, [])
        var result = GeneratedText(script: "")
        var statements = imports(&result)
        statements += declaredParameters(&result.arguments, prefix: "")
        for _ in 0..<dice.number(0...4) { if let definition = definition() { statements.append(definition) } }
        // Definitions may be used above the line on which they stand.
        statements.shuffle(using: &dice)
        for _ in 0..<(dice.chance(3) ? 2 : 1) { statements.append(question()) }
        result.script = statements.joined(separator: "\n")
        return result
    }

    // MARK: Parameters and files

    private mutating func declaredParameters(_ arguments: inout [String: String], prefix: String) -> [String] {
        guard dice.chance(3) else { return [] }
        return (0..<dice.number(1...3)).map { _ in
            let kind = dice.choose(ValueKind.allCases) ?? .int
            let name = newPlainName("p")
            parameters.append(TextParameter(name: name, kind: kind))
            if dice.chance(3) { arguments[prefix + name] = argument(kind) }
            let hasDefault = arguments[prefix + name] == nil || dice.chance(2)
            return "param \(name): \(kind.name)" + (hasDefault ? " = \(parameterValue(kind))" : "")
        }
    }

    private mutating func parameterValue(_ kind: ValueKind) -> String {
        switch kind {
        case .int: String(dice.number(1...60))
        case .number: dice.oneOf(["0.5", "25%", "3", "1.25"])
        case .date: dice.chance(3) ? "today" : day()
        case .time: time()
        case .bool, .money, .text, .duration: literal(ValueType(kind)).text
        }
    }

    private mutating func argument(_ kind: ValueKind) -> String {
        // From outside a text needs no quotes.
        kind == .text ? text(likeField: "") : parameterValue(kind)
    }

    /// Files with definitions, perhaps one that imports the other, and the lines that import them.
    private mutating func imports(_ text: inout GeneratedText) -> [String] {
        guard dice.chance(4) else { return [] }
        var visible: [TextDefinition] = [], lines: [String] = [], arguments: [String: String] = [:]
        var files: [(path: String, definitions: [TextDefinition])] = []
        for _ in 0..<dice.number(1...2) {
            let alias = newPlainName("f"), path = "lib/\(nameCount).cq"
            (definitions, parameters, replacements) = (readyMade, [], [])
            var statements: [String] = []
            if let other = files.last, dice.chance(2) {
                let inner = newPlainName("f")
                statements.append("import \"\(other.path.split(separator: "/").last ?? "")\" as \(inner)")
                definitions += other.definitions.map { $0.behind(inner) }
            }
            statements += declaredParameters(&arguments, prefix: alias + ".")
            let before = definitions.count
            for _ in 0..<dice.number(1...3) { if let definition = definition() { statements.append(definition) } }
            let own = definitions[before...].filter { $0.entity == model.customer }
            text.files[path] = statements.joined(separator: "\n")
            files.append((path, Array(own)))
            lines.append("import \"\(path)\" as \(alias)")
            visible += own.map { $0.behind(alias) }
        }
        text.arguments = arguments
        (definitions, parameters, replacements) = (readyMade + visible, [], [])
        return lines
    }

    // MARK: Definitions

    private mutating func definition() -> String? {
        let customer = TextScope.row(of: model.customer, model)
        let label = dice.chance(6) ? " \"A label\"" : "", other = newName("a"), alias = dice.chance(8) ? " alias \(other)" : "", isInFamily = dice.chance(12)
        func declare(_ name: String, _ type: ValueType, isSegment: Bool = false, hasStanding: Bool = false, of entity: Int) -> String {
            let name = isInFamily && entity == model.customer ? "family." + name : name
            definitions.append(TextDefinition(name: name, type: type, isSegment: isSegment, hasStanding: hasStanding, entity: entity))
            if !alias.isEmpty, entity == model.customer { definitions.append(TextDefinition(name: other, type: type, isSegment: isSegment, hasStanding: hasStanding, entity: entity)) }
            return entity == model.customer ? name : model.entities[entity].name + "." + name
        }
        func record() -> Int { dice.any(model.entities.indices.filter { $0 != model.customer && (!model.children(of: $0).isEmpty || !dice.chance(3)) }) ?? model.customer }
        switch dice.choose(StatementKind.allCases + [.metric, .metric, .segment]) ?? .metric {
        case .segment:
            let condition = condition(customer, 3)
            return "segment \(declare(newName("s"), .bool, isSegment: true, hasStanding: condition.hasStanding, of: model.customer))\(label)\(alias) where \(condition.text)"
        case .metric:
            let value = value(dice.choose(Category.allCases + [.number, .number]) ?? .number, customer, 3)
            guard !value.isConstant else { return nil }
            return "metric \(declare(newName("m"), value.type, hasStanding: value.hasStanding, of: model.customer))\(label)\(alias) = \(value.text)"
        case .classes:
            let classes = classes(customer, 2)
            return "classify \(declare(newName("c"), classes.type, hasStanding: classes.hasStanding, of: model.customer))\(label)\(alias) \(classes.text)"
        case .recordMetric:
            let entity = record()
            let value = value(dice.choose(Category.allCases + [.number, .number]) ?? .number, .row(of: entity, model), 2)
            guard !value.isConstant else { return nil }
            return "metric \(declare(newName("m"), value.type, of: entity))\(label)\(alias) = \(value.text)"
        case .recordSegment:
            let entity = record()
            let condition = condition(.row(of: entity, model), 2)
            return "segment \(declare(newName("s"), .bool, of: entity)) where \(condition.text)"
        case .recordClasses:
            let entity = record()
            let classes = classes(.row(of: entity, model), 1)
            return "classify \(declare(newName("c"), classes.type, of: entity)) \(classes.text)"
        case .replacement:
            // One's own in place of what is ready-made: everything that is built on it follows.
            guard let replaced = dice.any(definitions.filter { ["frequency", "monetary", "recency", "buyers"].contains($0.name) }), replacements.insert(replaced.name).inserted else { return nil }
            // What is ready-made may be built on it.
            let known = definitions
            definitions = []
            defer { definitions = known }
            switch replaced.name {
            case "frequency": return "metric frequency = count(orders where amount > \(literal(.money).text))"
            case "monetary": return "metric monetary = sum(orders.amount where \(self.condition(TextScope(frames: [model.customer, model.entityIndex(named: "orders") ?? 0]), 1).text))"
            case "recency": return "metric recency = days_since(max(orders.ordered_at \(window(nil, 0, style: .records))))"
            default: return "segment buyers where count(orders) >= \(dice.number(1...3))"
            }
        }
    }

    /// `{ VALUE when CONDITION, …, else VALUE }`
    private mutating func classes(_ scope: TextScope, _ depth: Int) -> Piece {
        let isText = !dice.chance(4)
        let first = isText ? Piece(text: "\"A\"", type: .text, isConstant: true) : value(dice.choose(Category.allCases) ?? .number, scope, depth - 1)
        var type = first.type, hasStanding = first.hasStanding
        var arms: [String] = []
        for place in 0..<dice.number((isText ? 0 : 1)...3) {
            let value = isText ? Piece(text: quoted(["A", "B", "C"][place]), type: .text, isConstant: true) : place == 0 ? first : arm(beside: type, scope, depth - 1)
            let condition = condition(scope, depth)
            type = TextGenerator.common(type, value)
            hasStanding = hasStanding || value.hasStanding || condition.hasStanding
            arms.append("\(value.text) when \(condition.text)")
        }
        let last = isText ? Piece(text: "\"Z\"", type: .text, isConstant: true) : arm(beside: type, scope, depth - 1)
        arms.append("else \(last.text)")
        return Piece(text: "{ \(arms.joined(separator: ", ")) }", type: TextGenerator.common(type, last), hasStanding: hasStanding || last.hasStanding)
    }

    // MARK: Questions

    private mutating func question() -> String {
        let customer = TextScope.row(of: model.customer, model)
        switch dice.choose(QuestionKind.allCases + Array(repeating: .pipeline, count: 8) + [.segment, .segment, .explanation]) ?? .pipeline {
        case .segment: return "segment where \(condition(customer, 4).text)"
        case .explanation: return "explain \(condition(customer, 3).operand)"
        case .customerExplanation:
            let known = dice.any(values[model.customer][model.customerEntity.key])
            let key = switch known {
            case .int(let number): String(number)
            case .text(let text): quoted(text)
            case nil, .missing, .bool, .number, .money, .date, .time, .duration: "1"
            }
            return "explain customer \(key) in \(condition(customer, 3).operand)"
        case .pipeline: return pipeline()
        case .overflow: return overflow()
        }
    }

    /// Products that 64 bits may not hold, asked of every row, so that no reader can get round them.
    private mutating func overflow() -> String {
        let factor = dice.oneOf(["9223372036854775807", "4611686018427387904", "92233720368547758", "100000000000000000", "-3037000500"])
        let entity = dice.any(Array(model.entities.indices)) ?? model.customer
        let scope = TextScope.row(of: entity, model), isExact = { (type: ValueType) in type.kind == .int || type.kind == .money }
        guard let field = member(of: entity, prefix: "", where: isExact) else { return pipeline() }
        let product = "\(field.operand) * \(factor)"
        let source = model.entities[entity].name
        switch dice.number(0...3) {
        case 0: return "from \(source) | select x = \(product)"
        case 1: return "from \(source) | aggregate { x = \(dice.oneOf(["sum", "max", "min", "avg"]))(\(product)) }"
        case 2:
            guard scope.hasCustomer(model), let sum = aggregate(.number, .row(of: model.customer, model), 1), isExact(sum.type) else { return "from \(source) | select x = -(\(product))" }
            return "from \(model.customerEntity.name) | select x = \(sum.text) * \(factor)"
        default: return "from \(source) | sort \(product) desc | select \(field.text)"
        }
    }

    private mutating func pipeline() -> String {
        let segments = definitions.filter { $0.isSegment && $0.entity == model.customer }
        var entity = model.customer, text = "from "
        if dice.chance(3), let segment = dice.any(segments) {
            text += segment.name
        } else {
            let owning = model.entities.indices.filter { !model.children(of: $0).isEmpty && $0 != model.customer }
            entity = dice.chance(3) ? model.customer : dice.any(dice.chance(3) ? owning : Array(model.entities.indices)) ?? model.customer
            text += model.entities[entity].name
        }
        var scope = TextScope.row(of: entity, model)
        let isTimed = model.hasTime(entity) || model.entities[entity].eventTime != nil
        if isTimed, dice.chance(3) { text += " " + window(nil, 0, style: .records) }
        if dice.chance(2) { text += " where \(condition(scope, 2).text)" }
        for _ in 0..<dice.number(0...3) {
            text += "\n  | \(stage(&scope))"
        }
        return text
    }

    private mutating func stage(_ scope: inout TextScope) -> String {
        let kind = dice.choose(StageKind.allCases + [.select, .filter]) ?? .filter
        return stage(kind, &scope)
    }

    private mutating func stage(_ kind: StageKind, _ scope: inout TextScope) -> String {
        switch kind {
        case .filter: return "where \(condition(scope, 2).text)"
        case .sort:
            let keys = (0..<dice.number(1...2)).map { _ in sortKey(scope) }
            return "sort \(keys.joined(separator: ", "))"
        case .take:
            let parameter = dice.any(parameters.filter { $0.kind == .int })
            return "take \(dice.chance(4) ? parameter.map { "$\($0.name)" } ?? "7" : String(dice.number(0...30)))"
        case .select:
            var columns: [TextColumn] = []
            let text = (0..<dice.number(1...5)).map { _ in column(scope, &columns) }.joined(separator: ", ")
            scope = TextScope(columns: columns)
            return "select \(text)"
        case .classify:
            let name = newName("x"), classes = classes(scope, 1)
            if scope.columns == nil { scope.locals.append(TextColumn(name: name, type: classes.type)) } else { scope.columns?.append(TextColumn(name: name, type: classes.type)) }
            return "classify \(name) \(classes.text)"
        case .group:
            var columns: [TextColumn] = []
            let keys = (0..<dice.number(1...2)).map { _ in key(scope, &columns) }.joined(separator: ", ")
            let aggregates = dice.chance(8) ? "" : aggregates(scope, &columns)
            scope = TextScope(columns: columns)
            return "group by \(keys) { \(aggregates) }"
        case .aggregate:
            var columns: [TextColumn] = []
            let aggregates = aggregates(scope, &columns)
            scope = TextScope(columns: columns)
            return "aggregate { \(aggregates) }"
        }
    }

    private mutating func sortKey(_ scope: TextScope) -> String {
        value(dice.choose(Category.allCases) ?? .number, scope, 2).text + dice.oneOf(["", " asc", " desc", " desc"])
    }

    private mutating func column(_ scope: TextScope, _ columns: inout [TextColumn]) -> String {
        let value = value(dice.choose(Category.allCases) ?? .number, scope, 3), name = newName("x")
        columns.append(TextColumn(name: name, type: value.type))
        return "\(name) = \(value.text)"
    }

    private mutating func aggregates(_ scope: TextScope, _ columns: inout [TextColumn]) -> String {
        var rows = scope
        rows.isOverRows = true
        var text: [String] = []
        for _ in 0..<dice.number(1...3) {
            let value = value(dice.choose([Category.number, .number, .number, .temporal, .text, .duration]) ?? .number, rows, 3), name = newName("x")
            columns.append(TextColumn(name: name, type: value.type))
            text.append("\(name) = \(value.text)")
        }
        return text.joined(separator: ", ")
    }

    /// What rows can be told apart by exactly: no numbers with fractions.
    private mutating func key(_ scope: TextScope, _ columns: inout [TextColumn]) -> String {
        for _ in 0..<4 {
            let value = value(dice.choose(Category.allCases) ?? .text, scope, 2)
            if value.type.kind == .number, !value.isConstant { continue }
            let name = newName("x")
            columns.append(TextColumn(name: name, type: value.type))
            return "\(name) = \(value.text)"
        }
        let name = newName("x")
        columns.append(TextColumn(name: name, type: .bool))
        return "\(name) = \(condition(scope, 1).text)"
    }
}

extension TextDefinition {
    /// As it is named where its file has another name.
    fileprivate func behind(_ alias: String) -> TextDefinition {
        var result = self
        result.name = alias + "." + name
        return result
    }
}

extension Dice: RandomNumberGenerator {
    mutating func next() -> UInt64 { nextRandom() }
}
