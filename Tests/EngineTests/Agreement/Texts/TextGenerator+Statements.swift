import Model
import Semantics

/// Scripts with their parameters and files.
extension TextGenerator {
    mutating func text() -> GeneratedText {
        (definitions, measures, parameters) = (builtin, builtinMeasures, [])
        (nameCount, attempts, replacements) = (0, 0, [])
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
            let isList = dice.chance(3)
            parameters.append(TextParameter(name: name, kind: kind, isList: isList))
            if dice.chance(3) { arguments[prefix + name] = isList ? listArgument(kind) : argument(kind) }
            let hasDefault = arguments[prefix + name] == nil || dice.chance(2)
            return "param \(name): \(kind.name)" + (isList ? " list" : "")
                + (hasDefault ? " = \(isList ? parameterValues(kind) : parameterValue(kind))" : "")
        }
    }

    private mutating func parameterValues(_ kind: ValueKind) -> String {
        "(" + (0..<dice.number(1...3)).map { _ in parameterValue(kind) }.joined(separator: ", ") + ")"
    }

    /// From outside values have commas between them, where none of them has one.
    private mutating func listArgument(_ kind: ValueKind) -> String {
        let values = (0..<dice.number(1...3)).map { _ in argument(kind) }
        let isPlain = values.allSatisfy { value in
            !value.isEmpty && !value.contains { $0 == "," || $0 == "(" } && value.first != " " && value.last != " "
        }
        return isPlain ? values.joined(separator: ",") : parameterValues(kind)
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
        var visible: [TextDefinition] = [], figures: [TextDefinition] = [], lines: [String] = []
        var arguments: [String: String] = [:]
        var files: [(path: String, definitions: [TextDefinition])] = []
        for _ in 0..<dice.number(1...2) {
            let alias = newPlainName("f"), path = "lib/\(nameCount).cq"
            (definitions, measures, parameters, replacements) = (builtin, builtinMeasures, [], [])
            var statements: [String] = []
            if let other = files.last, dice.chance(2) {
                let inner = newPlainName("f")
                statements.append("import \"\(other.path.split(separator: "/").last ?? "")\" as \(inner)")
                definitions += other.definitions.map { $0.behind(inner) }
            }
            statements += declaredParameters(&arguments, prefix: alias + ".")
            let before = definitions.count
            for _ in 0..<dice.number(1...3) { if let definition = definition() { statements.append(definition) } }
            let own = definitions[before...], ownFigures = measures[builtinMeasures.count...]
            text.files[path] = statements.joined(separator: "\n")
            files.append((path, Array(own)))
            lines.append("import \"\(path)\" as \(alias)")
            visible += own.map { $0.behind(alias) }
            figures += ownFigures.map { $0.behind(alias) }
        }
        text.arguments = arguments
        (definitions, measures, parameters, replacements) = (builtin + visible, builtinMeasures + figures, [], [])
        return lines
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
