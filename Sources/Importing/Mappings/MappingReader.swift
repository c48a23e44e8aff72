internal import Model
package import Syntax

/// Mappings from their text.
///
/// Enters: the text of a mapping file. Leaves: its mappings, one for each source, and what is wrong with it. Never:
/// asks a store; whether an entity and its fields are there is known when a file is imported.
package struct MappingReader {
    package private(set) var diagnostics: [Diagnostic] = []
    private var mappings: [SourceMapping] = []
    private var settings: [String: String] = [:]

    /// Options that a mapping can say.
    static let settingNames = [
        "encoding", "separator", "skip", "decimal", "date_format", "null", "repeated", "time_zone", "currency",
    ]

    package static func read(_ source: SourceText) -> (mappings: [SourceMapping], diagnostics: [Diagnostic]) {
        let parsed = Parser.parse(source, analyses: [])
        guard parsed.diagnostics.isEmpty else { return ([], parsed.diagnostics) }
        var reader = MappingReader()
        for node in parsed.tree.root.nodes { reader.read(node) }
        for index in reader.mappings.indices { reader.mappings[index].settings = reader.settings }
        return reader.diagnostics.isEmpty ? (reader.mappings, []) : ([], reader.diagnostics)
    }

    private mutating func read(_ node: SyntaxNode) {
        switch node.kind {
        case .entityDeclaration: readEntity(node)
        case .parameterDeclaration: readSetting(node)
        default: report("a mapping holds entities and parameters", node.span)
        }
    }

    private mutating func report(_ message: String, _ span: SourceSpan, _ notes: [String] = []) {
        diagnostics.append(Diagnostic(.badMapping, message, at: span, label: "here", notes: notes))
    }

    /// `param decimal: text = ","`
    private mutating func readSetting(_ node: SyntaxNode) {
        let words = node.tokens.filter { $0.kind != .colon && $0.kind != .equal }
        let literal = node.nodes.last { $0.kind == .literal }?.tokens.first
        guard words.count > 1, let literal,
              literal.kind == .string || literal.kind == .rawString || literal.kind == .integer,
              MappingReader.settingNames.contains(words[1].contents) else {
            return report(
                "parameters of a mapping are options of the import", node.span,
                ["they are \(MappingReader.settingNames.joined(separator: ", "))", "param decimal: text = \",\""])
        }
        settings[words[1].contents] = literal.contents
    }

    private mutating func readEntity(_ node: SyntaxNode) {
        guard let name = node.tokens.dropFirst().first else { return }
        guard let source = node.first(.tableClause)?.token(.string)?.contents else {
            return report(
                "the entity says not which source it is of", name.span,
                ["entity \(name.contents) from \"Shop export\" { … }"])
        }
        var fields: [SourceMapping.Field] = []
        for declaration in node.all(.fieldDeclaration) {
            guard let field = readField(declaration) else { continue }
            if fields.contains(where: { $0.name == field.name }) {
                report("`\(field.name)` is there twice", declaration.span)
            }
            fields.append(field)
        }
        let condition = node.first(.whereClause)?.nodes.first.flatMap { readCondition($0) }
        let part = SourceMapping.Part(
            entity: name.contents, fields: fields, condition: condition.map(RowCondition.init))
        if let index = mappings.firstIndex(where: { $0.source == source }) {
            mappings[index].parts.append(part)
        } else {
            mappings.append(SourceMapping(source: source, parts: [part]))
        }
    }

    private mutating func readField(_ node: SyntaxNode) -> SourceMapping.Field? {
        let tokens = node.tokens
        guard let name = tokens.first else { return nil }
        let others = node.all(.aliasClause).compactMap { $0.tokens.last?.contents }
        var field = SourceMapping.Field(name: name.contents, columns: [])
        if let expression = node.first(.fieldMapping)?.nodes.first {
            guard readExpression(expression, into: &field) else { return nil }
        } else {
            field.columns = [[name.contents]]
        }
        if !others.isEmpty {
            guard field.columns.count == 1 else {
                report("other names are for one column", node.span)
                return nil
            }
            field.columns[0] += others
        }
        for clause in node.all(.valuesClause) {
            for value in clause.all(.knownValue) {
                let spellings = value.tokens.filter { $0.kind == .string }.map(\.contents)
                if let first = spellings.first {
                    field.values.append(KnownValues.Value(name: first, otherSpellings: Array(spellings.dropFirst())))
                }
            }
        }
        return field
    }

    /// `"Date" + "Time"`, `pattern("Date", "dd.MM.yyyy")`
    private mutating func readExpression(_ node: SyntaxNode, into field: inout SourceMapping.Field) -> Bool {
        switch node.kind {
        case .literal:
            guard let token = node.tokens.first, token.kind == .string || token.kind == .rawString else { break }
            field.columns.append([token.contents])
            return true
        case .parenthesized:
            if let inner = node.nodes.first { return readExpression(inner, into: &field) }
        case .additive where node.tokens.allSatisfy({ $0.kind == .plus }):
            for operand in node.nodes where !readExpression(operand, into: &field) { return false }
            return field.conversion == nil
        case .call: return readConversion(node, into: &field)
        default: break
        }
        report(
            "a field comes from columns in quotes", node.span,
            ["`\"Total\"`, `\"Date\" + \"Time\"`, `pattern(\"Date\", \"dd.MM.yyyy\")`, "
                + "`yes_no(\"Consent\", \"subscribed\")`, `key_of(\"Email\", \"email\")`"])
        return false
    }

    private mutating func readConversion(_ node: SyntaxNode, into field: inout SourceMapping.Field) -> Bool {
        let arguments = node.all(.argument).compactMap(\.nodes.first)
        guard let name = node.tokens.first, arguments.count == 2, let word = arguments[1].tokens.first,
              arguments[1].kind == .literal, readExpression(arguments[0], into: &field) else {
            report("a conversion takes a column and a text", node.span, ["pattern(\"Date\", \"dd.MM.yyyy\")"])
            return false
        }
        switch name.contents {
        case "pattern": field.conversion = .dates(word.contents)
        case "yes_no": field.conversion = .yes(word.contents)
        case "key_of": field.conversion = .keyOf(field: word.contents)
        case "first_of": field.conversion = .firstOf(separator: word.contents)
        case "scaled":
            guard let factor = Double(word.contents), factor.isFinite else {
                report("`\(word.contents)` is no number", word.span)
                return false
            }
            field.conversion = .scaled(by: factor)
        default:
            report(
                "there is no conversion `\(name.contents)` here", name.span,
                ["there are pattern, yes_no, key_of, first_of and scaled"])
            return false
        }
        return true
    }

    /// nil after a report.
    private mutating func readCondition(_ node: SyntaxNode) -> [(column: String, test: RowCondition.Test)]? {
        func texts(_ nodes: [SyntaxNode]) -> [String]? {
            let texts = nodes.compactMap { $0.kind == .literal ? $0.tokens.first : nil }
                .filter { $0.kind == .string || $0.kind == .rawString }
            return texts.count == nodes.count ? texts.map(\.contents) : nil
        }
        switch node.kind {
        case .conjunction:
            var all: [(column: String, test: RowCondition.Test)] = []
            for operand in node.nodes {
                guard let tests = readCondition(operand) else { return nil }
                all += tests
            }
            return all
        case .parenthesized:
            if let inner = node.nodes.first { return readCondition(inner) }
        case .negation:
            guard let inner = node.nodes.last, let tests = readCondition(inner) else { return nil }
            guard tests.count == 1, case .isIn(let texts) = tests[0].test else { break }
            return [(tests[0].column, .isNotIn(texts))]
        case .comparison, .membership:
            guard let texts = texts(node.nodes), texts.count > 1 else { break }
            let sign = node.tokens.first {
                $0.kind != .leftParenthesis && $0.kind != .comma && $0.kind != .rightParenthesis
            }
            let isNegated = sign?.kind == .notEqual
            guard node.kind == .membership || sign?.kind == .equal || sign?.kind == .notEqual else { break }
            let others = Array(texts.dropFirst())
            return [(texts[0], isNegated ? .isNotIn(others) : .isIn(others))]
        default: break
        }
        report(
            "rows are told by texts in columns", node.span,
            ["`where \"Type\" in (\"Payment\", \"Refund\") and \"Status\" != \"Failed\"`"])
        return nil
    }
}
