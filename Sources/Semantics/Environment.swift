package import Model
package import Syntax

/// Everything a script can name: the model, the prelude, what the session has defined, the parameters given.
///
/// Definitions are kept as syntax and bound when something refers to them, so that a prelude of two hundred metrics
/// costs nothing to a script that names two, and a metric over an entity that a model lacks is simply not there.
package struct Environment: Sendable {
    package var model: DataModel
    package var currency: Currency
    /// Ready-made definitions: they become declarations when something names them.
    private var readyMade: ReadyMadeDefinitions?
    /// Other metrics and segments by name; later ones replace earlier ones, and those that are ready-made.
    private var declarations: [String: Declaration] = [:]
    /// Their aliases: another name → the name.
    private var ownAliases: [String: String] = [:]
    /// Their names in the order of declaration.
    private var ownNames: [String] = []
    /// Values of records that are no customers, under `entity.name` and `entity.alias`.
    package private(set) var recordDefinitions: [String: Declaration] = [:]
    package var parameters = ParameterTable()
    /// Imported files by the name that they have here: `m`.
    package internal(set) var imports: [String: ImportedFile] = [:]
    /// Whether a ready-made definition has been replaced: what is built on it means something else here than elsewhere.
    var replacesBuiltin = false

    package init(model: DataModel, currency: Currency) {
        self.model = model
        self.currency = currency
    }

    package struct Declaration: Sendable {
        package enum Origin: Sendable, Hashable { case prelude, session, script }

        package let name: String
        package let kind: DefinitionKind
        package let origin: Origin
        package let label: String?
        package let aliases: [String]
        private let text: Text

        private enum Text: Sendable {
            case parsed(SyntaxNode)
            /// Parsed when it is asked for.
            case statement(SourceText, Range<Int>)
        }

        package init(name: String, kind: DefinitionKind, syntax: SyntaxNode, origin: Origin) {
            self.name = name
            self.kind = kind
            self.origin = origin
            label = syntax.first(.label)?.tokens.first?.contents
            aliases = syntax.all(.aliasClause).compactMap { $0.tokens.last?.contents }
            text = .parsed(syntax)
        }

        init(_ heading: StatementHeading, of source: SourceText, origin: Origin) {
            name = heading.name
            kind = DefinitionKind(heading.keyword)
            self.origin = origin
            label = heading.label
            aliases = heading.aliases
            text = .statement(source, heading.range)
        }

        package var syntax: SyntaxNode {
            switch text {
            case .parsed(let node): return node
            case .statement(let source, let range):
                let root = Parser.parse(source, in: range, analyses: []).tree.root
                return root.nodes.first ?? root
            }
        }

        package var documentation: String? { syntax.documentation }
        /// The name without what stands before its last dot.
        package var memberName: String {
            guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return name }
            return String(name[name.utf8.index(after: dot)...])
        }
        package var nameSpan: SourceSpan { syntax.first(.declaredName)?.span ?? syntax.span }
    }

    package struct Parameter: Sendable {
        package enum Origin: Sendable, Hashable {
            case prelude
            /// The default of a declaration that is not ready-made.
            case declaration
            /// From outside, whoever declared it.
            case argument
        }

        package var name: String
        package var type: ValueType
        /// The value as it was written.
        package private(set) var written: String
        package private(set) var origin: Origin
        /// Constants: one, or those of a list, in their order.
        private(set) var constants: [BoundExpression.Kind]

        init(name: String, type: ValueType, constants: [BoundExpression.Kind], text: String, origin: Origin) {
            (self.name, self.type, self.constants, written, self.origin) = (name, type, constants, text, origin)
        }

        /// The value of one that is no list.
        var constant: BoundExpression.Kind { type.list == nil ? constants[0] : .literal(.missing) }

        mutating func give(_ values: [BoundExpression.Kind], as text: String) {
            (constants, written, origin) = (values, text, .argument)
        }

        /// Its value as a person reads it; empty where it is worked out from others.
        package func text(valueFormat: ValueFormat) -> String {
            let texts = constants.map { text(of: $0, valueFormat) }
            return type.list == nil ? texts[0] : "(\(texts.joined(separator: ", ")))"
        }

        private func text(of constant: BoundExpression.Kind, _ valueFormat: ValueFormat) -> String {
            switch constant {
            case .literal(let value):
                type.kind == .text ? "\"\(valueFormat.text(value, of: type))\"" : valueFormat.text(value, of: type)
            case .decimal(let literal): valueFormat.text(.number(literal.number), of: .number)
            case .period(let first, let next):
                next == first.adding(days: 1) ? first.description : String(first.description.prefix(7))
            case .today: "today"
            default: ""
            }
        }
    }

    package func declaration(named name: String) -> Declaration? {
        declaration(exactly: name)
            ?? (ownAliases[name] ?? readyMade?.name(ofAlias: name)).flatMap { declaration(exactly: $0) }
    }

    /// The definition of that name; aliases do not count.
    package func declaration(exactly name: String) -> Declaration? {
        declarations[name] ?? readyMade?.declaration(named: name)
    }

    /// The definitions that are not ready-made, in no order.
    var ownDeclarations: some Collection<Declaration> { declarations.values }

    /// Names in the order of their declaration.
    package var names: [String] {
        let readyMade = readyMade?.names ?? []
        if ownNames.isEmpty { return readyMade }
        let known = Set(readyMade)
        return readyMade + ownNames.filter { !known.contains($0) }
    }

    /// Other names of definitions, in order.
    var aliases: [String] { Set(ownAliases.keys).union(readyMade?.aliases ?? []).sorted() }

    /// The definitions of imported files, under their names here: `m.aov`.
    package var importedDeclarations: [(name: String, declaration: Declaration)] {
        imports.sorted { $0.key < $1.key }.flatMap { alias, file in
            file.declarations.map { ("\(alias).\($0.name)", $0) }
        }
    }

    var importedNames: [String] {
        importedDeclarations.flatMap { name, declaration in
            [name] + declaration.aliases.map { name.prefix { $0 != "." } + "." + $0 }
        }
    }

    /// Definitions of imported files for an entity's records, under the names of their imports.
    func importedNames(of entity: Entity) -> [String] {
        imports.sorted { $0.key < $1.key }.flatMap { alias, file in
            file.recordDeclarations(of: entity).flatMap { [$0.memberName] + $0.aliases }.map { alias + "." + $0 }
        }
    }

    /// The entity given in a definition's name, as in `metric tickets.response_hours`; nil where the definition is the
    /// customer's.
    func recordEntity(of name: String) -> Entity? {
        // Bytes are looked at, not characters: each start of the program asks this of every ready-made definition.
        guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")), name.utf8.lastIndex(of: UInt8(ascii: ".")) == dot,
              let index = model.entityIndex(named: String(name[..<dot])), index != model.customer else { return nil }
        return model.entities[index]
    }

    package func recordDefinition(named name: String, of entity: Entity) -> Declaration? {
        recordDefinitions[entity.name + "." + name]
    }

    /// Values defined for the records of an entity, by name.
    package func recordDefinitions(of entity: Entity) -> [Declaration] {
        let definitions = recordDefinitions.filter { $0.key.hasPrefix(entity.name + ".") }.values
        return Dictionary(definitions.map { ($0.name, $0) }) { $1 }.values.sorted { $0.name < $1.name }
    }

    package mutating func declare(_ declaration: Declaration) {
        if let entity = recordEntity(of: declaration.name) {
            if declaration.origin != .prelude,
                recordDefinition(named: declaration.memberName, of: entity)?.origin == .prelude
            {
                replacesBuiltin = true
            }
            for name in [declaration.memberName] + declaration.aliases {
                recordDefinitions[entity.name + "." + name] = declaration
            }
            return
        }
        if declarations[declaration.name] == nil { ownNames.append(declaration.name) }
        if declaration.origin != .prelude,
            ([declaration.name] + declaration.aliases).contains(where: {
                self.declaration(named: $0)?.origin == .prelude
            })
        {
            replacesBuiltin = true
        }
        declarations[declaration.name] = declaration
        for alias in declaration.aliases { ownAliases[alias] = declaration.name }
    }

    /// Takes in a text of ready-made definitions, which are parsed when something names them, and its parameters.
    ///
    /// - Parameter order: that of the headings' names, as `HeadingIndex` has it.
    package mutating func declareBuiltin(_ source: SourceText, _ headings: [StatementHeading], order: [UInt32]) {
        var ofRecords: Set<String> = []
        // Bytes are looked at, not characters: each start of the program comes by here.
        for heading in headings where heading.keyword != .param && heading.name.utf8.contains(UInt8(ascii: ".")) {
            guard recordEntity(of: heading.name) != nil else { continue }
            declare(Declaration(heading, of: source, origin: .prelude))
            ofRecords.insert(heading.name)
        }
        readyMade = ReadyMadeDefinitions(
            source: source, headings: headings, ofRecords: ofRecords,
            index: HeadingIndex(headings, order: order))
        parameters = ParameterTable(
            readyMade: headings.filter { $0.keyword == .param }, of: source, currency: currency)
    }

    /// Takes in the metrics and segments of a parsed text; damaged ones are left out.
    package mutating func declareAll(in parsed: ParsedSource, origin: Declaration.Origin) {
        for node in parsed.tree.root.nodes {
            if let declaration = Environment.declaration(from: node, origin: origin) { declare(declaration) }
        }
    }

    static func declaration(from node: SyntaxNode, origin: Declaration.Origin) -> Declaration? {
        guard node.kind.isDefinition, let keyword = node.firstToken?.keyword,
            let name = node.first(.declaredName), !name.isDamaged, !name.tokens.isEmpty
        else { return nil }
        return Declaration(name: name.dottedName, kind: DefinitionKind(keyword), syntax: node, origin: origin)
    }
}

extension SyntaxNode {
    /// The words of a path or a declared name, joined by dots, quotes dropped.
    package var dottedName: String {
        // Asked of every name of a text: what joins any collection costs many times as much.
        var name = ""
        for (place, word) in pathTokens.enumerated() { name += place == 0 ? word.contents : "." + word.contents }
        return name
    }

    package var pathTokens: [SyntaxToken] { tokens.filter { $0.kind != .dot } }
}
