import Model

/// Reads entity declarations, strictly, into a model: a second opinion on `standard.cq` beside the language's own
/// parser.
struct DeclarationReader {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private enum Token: Equatable {
        case word(String)
        case string(String)
        case sign(Character)
        case comment(String)
    }

    private var tokens: [Token] = []
    private var position = 0

    static func model(from text: String) throws -> DataModel {
        var reader = DeclarationReader()
        try reader.lex(text)
        var entities: [Entity] = []
        while let entity = try reader.entity() { entities.append(entity) }
        // Owners and references are resolved once all names are known.
        for entity in entities {
            for name in [entity.owner?.entity].compactMap({ $0 }) + entity.fields.compactMap(\.reference)
            where !entities.contains(where: { $0.name == name }) {
                throw Failure(description: "\(entity.name) refers to \(name), which does not exist")
            }
        }
        guard let customer = entities.firstIndex(where: { $0.name == "customers" }) else {
            throw Failure(description: "no customers")
        }
        return DataModel(entities: entities, customer: customer)
    }

    private mutating func lex(_ text: String) throws {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.drop { $0 == " " }
            if trimmed.hasPrefix("--") {
                tokens.append(.comment(String(trimmed.dropFirst(2).drop { $0 == " " })))
                continue
            }
            if trimmed.isEmpty { tokens.append(.comment("")) }
            var rest = trimmed
            while let first = rest.first {
                if first == " " {
                    rest.removeFirst()
                } else if first == "\"" {
                    let body = rest.dropFirst().prefix { $0 != "\"" }
                    tokens.append(.string(String(body)))
                    rest = rest.dropFirst(body.count + 2)
                } else if first.isLetter || first == "_" {
                    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                    tokens.append(.word(String(word)))
                    rest = rest.dropFirst(word.count)
                } else if "{}:,()".contains(first) {
                    tokens.append(.sign(first))
                    rest.removeFirst()
                } else {
                    throw Failure(description: "cannot read \(first) in: \(line)")
                }
            }
        }
    }

    private mutating func take(_ token: Token) -> Bool {
        guard position < tokens.count, tokens[position] == token else { return false }
        position += 1
        return true
    }

    private mutating func comments() -> String? {
        var lines: [String] = []
        while position < tokens.count, case .comment(let line) = tokens[position] {
            if line.isEmpty { lines = [] } else { lines.append(line) }
            position += 1
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    private mutating func word(_ what: String) throws -> String {
        guard position < tokens.count, case .word(let word) = tokens[position] else {
            throw Failure(
                description: "expected \(what) at \(tokens[max(0, position - 5)..<min(tokens.count, position + 3)])")
        }
        position += 1
        return word
    }

    private mutating func expect(_ sign: Character) throws {
        guard take(.sign(sign)) else {
            throw Failure(
                description: "expected \(sign) at \(tokens[max(0, position - 5)..<min(tokens.count, position + 3)])")
        }
    }

    private mutating func string() -> String? {
        guard position < tokens.count, case .string(let text) = tokens[position] else { return nil }
        position += 1
        return text
    }

    private mutating func entity() throws -> Entity? {
        let documentation = comments()
        guard position < tokens.count else { return nil }
        guard take(.word("entity")) else { throw Failure(description: "expected entity, found \(tokens[position])") }
        let name = try word("a name")
        var entity = Entity(
            name: name, label: string(), aliases: [], documentation: documentation, table: name, fields: [], key: 0)
        while take(.word("alias")) { entity.aliases.append(try word("an alias")) }
        var owner: (entity: String, column: String)?
        if take(.word("of")) {
            let entity = try word("an owner")
            guard take(.word("by")) else { throw Failure(description: "expected by") }
            owner = (entity, try word("a column"))
        }
        let eventTime = take(.word("at")) ? try word("a field") : nil
        try expect("{")
        _ = comments()
        var key: Int?
        while !take(.sign("}")) {
            if take(.word("key")) { key = entity.fields.count }
            entity.fields.append(try field())
            _ = comments()
            if !take(.sign(",")) {
                try expect("}")
                break
            }
            _ = comments()
        }
        func index(_ column: String) throws -> Int {
            guard let index = entity.fields.firstIndex(where: { $0.column == column }) else {
                throw Failure(description: "\(name) has no column \(column)")
            }
            return index
        }
        guard let key else { throw Failure(description: "\(name) has no key") }
        entity.key = key
        entity.owner = try owner.map { Entity.Owner(entity: $0.entity, field: try index($0.column)) }
        entity.eventTime = try eventTime.map(index)
        return entity
    }

    private mutating func field() throws -> Field {
        let name = try word("a field")
        try expect(":")
        let type = try word("a type")
        var field = Field(name: name, type: .int)
        if let kind = ValueKind(name: type) {
            field.type = ValueType(kind)
        } else if type == "key" {
            field.keyDomain = name
        } else {
            guard take(.word("by")) else { throw Failure(description: "\(name): \(type) is no type") }
            field.reference = type
            field.column = try word("a column")
        }
        while true {
            if let label = string() {
                field.label = label
            } else if take(.word("alias")) {
                field.aliases.append(try word("an alias"))
            } else if take(.word("pii")) {
                field.isPersonal = true
            } else if take(.word("caseless")) {
                field.isCaseless = true
            } else if take(.word("display")) {
                field.isDisplayed = true
            } else if take(.word("values")) {
                field.knownValues = KnownValues(try knownValues())
            } else {
                return field
            }
        }
    }

    private mutating func knownValues() throws -> [KnownValues.Value] {
        var values: [KnownValues.Value] = []
        try expect("(")
        repeat {
            guard let name = string() else { throw Failure(description: "expected a value") }
            var others: [String] = []
            while take(.word("also")) { others.append(string() ?? "") }
            values.append(KnownValues.Value(name: name, otherSpellings: others))
        } while take(.sign(","))
        try expect(")")
        return values
    }
}
