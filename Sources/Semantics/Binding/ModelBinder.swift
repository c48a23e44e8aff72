package import Model
package import Syntax

/// `entity` declarations → a data model.
///
/// Enters: a parsed model text. Leaves: the model, or nil and why there is none. The same text may declare metrics and
/// segments; they are for `Environment` to take in.
package struct ModelBinder {
    var diagnostics: [Diagnostic] = []
    private var declarations: [(node: SyntaxNode, name: SyntaxToken)] = []
    private var names: [String] = []
    /// Whether the model describes a database that is there already, whose columns hold what they hold.
    let isAttached: Bool
    /// Parallel with the entities.
    private var places: [AttachedModel.EntityPlace] = []
    var settings = AttachedModel.Settings()

    private init(isAttached: Bool) { self.isAttached = isAttached }

    /// The model of a managed store, whose tables are made from it.
    package static func bind(_ parsed: ParsedSource) -> (model: DataModel?, diagnostics: [Diagnostic]) {
        var binder = ModelBinder(isAttached: false)
        return (binder.bind(parsed.tree.root), binder.diagnostics)
    }

    /// The model of an existing database, with the places in the text that name tables and columns.
    package static func bindAttached(_ parsed: ParsedSource) -> (model: AttachedModel?, diagnostics: [Diagnostic]) {
        var binder = ModelBinder(isAttached: true)
        let model = binder.bind(parsed.tree.root)
        return (
            model.map { AttachedModel(model: $0, places: binder.places, settings: binder.settings) }, binder.diagnostics
        )
    }

    private mutating func bind(_ root: SyntaxNode) -> DataModel? {
        let entities = bindEntities(root)
        return diagnostics.isEmpty ? makeModel(entities, root) : nil
    }

    private mutating func bindEntities(_ root: SyntaxNode) -> [Entity] {
        for node in root.nodes {
            switch node.kind {
            case .entityDeclaration:
                guard let name = node.tokens.dropFirst().first else { continue }
                declarations.append((node, name))
            case .metricDeclaration, .measureDeclaration, .classDeclaration, .unexpected: continue
            case .parameterDeclaration where isAttached: bindSetting(node)
            case .segmentDeclaration where node.first(.declaredName) != nil: continue
            default: diagnostics.append(.strayStatement(at: node.span))
            }
        }
        var taken: Set<String> = []
        for (node, name) in declarations {
            for token in [name] + aliasTokens(node) where !taken.insert(token.contents).inserted {
                diagnostics.append(.duplicateInModel(token.contents, at: token.span))
            }
        }
        var tables: [String: String] = [:]
        if !isAttached { for (_, name) in declarations { checkStorable(entity: name, &tables) } }
        names = declarations.map(\.name.contents)
        return declarations.map { bindEntity($0.node, $0.name) }
    }

    private func aliasTokens(_ node: SyntaxNode) -> [SyntaxToken] { node.all(.aliasClause).compactMap(\.lastToken) }

    private func label(_ node: SyntaxNode) -> String? { node.first(.label)?.firstToken?.contents }

    private mutating func bindEntity(_ node: SyntaxNode, _ name: SyntaxToken) -> Entity {
        var fields: [Field] = []
        var place = AttachedModel.EntityPlace(
            name: name.span, table: node.first(.tableClause)?.token(.string)?.span ?? name.span)
        var keys: [(index: Int, span: SourceSpan)] = []
        let fieldNodes = node.all(.fieldDeclaration)
        var taken = Set<String>(minimumCapacity: fieldNodes.count * 2)
        var columns: [String: String] = [:]
        for syntax in fieldNodes {
            guard let nameToken = syntax.firstToken, let field = bindField(syntax, nameToken) else { continue }
            if !taken.insert(field.name).inserted {
                diagnostics.append(.duplicateInModel(field.name, at: nameToken.span))
            }
            for (place, word) in field.aliases.enumerated() where !taken.insert(word).inserted {
                diagnostics.append(.duplicateInModel(word, at: aliasTokens(syntax)[place].span))
            }
            let isKey = syntax.first(.keyMarker) != nil
            if isKey { keys.append((fields.count, nameToken.span)) }
            if !isAttached { checkStorable(field, isKey: isKey, at: nameToken.span, &columns) }
            fields.append(field)
            if isAttached { place.fields.append(fieldPlace(syntax, nameToken)) }
        }
        if keys.count > 1 { diagnostics.append(.badKey("`\(name.contents)` has more than one key", at: keys[1].span)) }
        if keys.isEmpty {
            if let id = fields.firstIndex(where: { $0.name == "id" && $0.type == .int }) {
                keys.append((id, name.span))
            } else {
                keys.append((fields.count, name.span))
                fields.append(
                    Field(name: fields.contains { $0.name == "id" } ? "rowid" : "id", type: .int, column: "rowid"))
                place.fields.append(AttachedModel.FieldPlace(name: name.span, columns: [("rowid", name.span)]))
            }
        }
        if fields[keys[0].index].type != .int, fields[keys[0].index].type != .text {
            diagnostics.append(
                .badKey(
                    "the key `\(fields[keys[0].index].name)` is \(fields[keys[0].index].type.name)", at: keys[0].span))
        }
        if let clause = node.first(.whereClause) { diagnostics.append(.strayStatement(at: clause.span)) }
        let table = node.first(.tableClause)?.token(.string)?.contents ?? name.contents
        var entity = Entity(
            name: name.contents, label: label(node), aliases: aliasTokens(node).map(\.contents),
            documentation: node.documentation,
            table: table, fields: fields, key: keys[0].index)
        bindOwner(node, &entity, &place)
        bindEventTime(node, &entity, &place)
        if isAttached { keepKeysPlain(&entity, place) }
        places.append(place)
        return entity
    }

    private mutating func bindField(_ node: SyntaxNode, _ name: SyntaxToken) -> Field? {
        guard let type = node.first(.fieldType), let word = type.firstToken else { return nil }
        var field = Field(
            name: name.contents, label: label(node), aliases: aliasTokens(node).map(\.contents),
            documentation: node.documentation, type: .int)
        if type.hasKeyword(.list) {
            guard let list = listType(type, word) else { return nil }
            field.type = list
        } else if let kind = ValueKind(name: word.contents), type.tokens.count == 1 {
            field.type = ValueType(kind)
        } else if word.contents == DataModel.keyTypeName, type.tokens.count == 1 {
            if isAttached {
                diagnostics.append(.badKey("`\(name.contents)` is of a database that is there already", at: word.span))
            }
            field.keyDomain = field.name
        } else if let target = declarations.first(where: { $0.name.contents == word.contents }) {
            field.reference = word.contents
            field.type = keyType(of: target.node)
            if type.tokens.count > 2, let column = type.tokens.last { field.column = column.contents }
        } else {
            diagnostics.append(.unknownFieldType(word.contents, entities: names, at: word.span))
            return nil
        }
        bindMapping(of: node, &field)
        for attribute in node.all(.fieldAttribute) {
            if attribute.hasKeyword(.pii) { field.isPersonal = true }
            if attribute.hasKeyword(.caseless) { field.isCaseless = true }
            if attribute.hasKeyword(.display) { field.isDisplayed = true }
        }
        for clause in node.all(.valuesClause) { bindKnownValues(clause, &field) }
        return field
    }

    /// `text list separated by ";"`
    private mutating func listType(_ node: SyntaxNode, _ word: SyntaxToken) -> ValueType? {
        guard word.contents == ValueKind.text.name else {
            diagnostics.append(.listOfNoTexts(word.contents, at: word.span))
            return nil
        }
        guard let sign = node.token(.string) else { return nil }
        guard let separator = TextList.separator(sign.contents) else {
            diagnostics.append(.badSeparator(at: sign.span))
            return nil
        }
        return ValueType(.text, list: .separated(by: separator))
    }

    private mutating func bindKnownValues(_ clause: SyntaxNode, _ field: inout Field) {
        if field.type != .text || field.reference != nil || field.knownValues != nil {
            diagnostics.append(.badKnownValues(of: field, at: clause.span))
            return
        }
        var values: [KnownValues.Value] = [], taken: Set<[UInt8]> = []
        for value in clause.all(.knownValue) {
            let spellings = value.tokens.filter { $0.kind == .string }
            guard let name = spellings.first else { continue }
            for spelling in spellings where !taken.insert(KnownValues.essence(of: spelling.contents)).inserted {
                diagnostics.append(.duplicateInModel(spelling.contents, at: spelling.span))
            }
            values.append(KnownValues.Value(name: name.contents, otherSpellings: spellings.dropFirst().map(\.contents)))
        }
        field.knownValues = KnownValues(values)
    }

    /// The type of the key that a declaration marks, int where it marks none.
    private func keyType(of node: SyntaxNode) -> ValueType {
        let key = node.all(.fieldDeclaration).first { $0.first(.keyMarker) != nil }
        return key?.first(.fieldType)?.tokens.first.flatMap { ValueKind(name: $0.contents) }.map { ValueType($0) }
            ?? .int
    }

    /// Whose keys each field of the type `key` holds: an entity's own, or those of what it belongs or refers to,
    /// whatever the type that a column of these is declared with.
    private func withKeyDomains(_ entities: [Entity]) -> [Entity] {
        let withKeys = Set(entities.filter { $0.keyField.keyDomain != nil }.map(\.name))
        return entities.map { entity in
            var entity = entity
            var columns: [String: String] = [:]
            for (i, field) in entity.fields.enumerated() {
                let target = i == entity.key
                    ? entity.name : i == entity.owner?.field ? entity.owner?.entity : field.reference
                if let target, withKeys.contains(target) { columns[field.column] = target }
            }
            for i in entity.fields.indices {
                let field = entity.fields[i]
                let own = field.keyDomain.map { _ in "\(entity.name).\(field.column)" }
                entity.fields[i].keyDomain = columns[field.column] ?? own
            }
            return entity
        }
    }

    private mutating func bindOwner(
        _ node: SyntaxNode, _ entity: inout Entity, _ place: inout AttachedModel.EntityPlace
    ) {
        guard let clause = node.first(.ownerClause), clause.tokens.count == 4 else { return }
        let (owner, column) = (clause.tokens[1], clause.tokens[3])
        guard let target = declarations.first(where: { $0.name.contents == owner.contents }) else {
            diagnostics.append(.unknownEntity(owner.contents, entities: names, at: owner.span))
            return
        }
        let index = fieldIndex(column, in: &entity, &place, otherwise: keyType(of: target.node)) { _ in true }
        entity.owner = Entity.Owner(entity: owner.contents, field: index)
    }

    private mutating func bindEventTime(
        _ node: SyntaxNode, _ entity: inout Entity, _ place: inout AttachedModel.EntityPlace
    ) {
        guard let column = node.first(.timeClause)?.tokens.last else { return }
        let index = fieldIndex(column, in: &entity, &place, otherwise: .time) { $0.type.isTemporal }
        guard entity.fields[index].type.isTemporal else {
            diagnostics.append(.eventTimeIsNoTime(column.contents, entity.fields[index].type, at: column.span))
            return
        }
        entity.eventTime = index
    }

    /// The field over a column, one that is suitable before others; one that the declaration does not list is added.
    /// A name in quotes is a column's first, any other a field's.
    private func fieldIndex(_ column: SyntaxToken, in entity: inout Entity, _ place: inout AttachedModel.EntityPlace,
                            otherwise type: ValueType, isSuitable: (Field) -> Bool) -> Int {
        let name = column.contents
        let byColumn = entity.fields.indices.filter { entity.fields[$0].column == name }
        let byName = entity.fields.indices.filter { entity.fields[$0].name == name }
        let candidates =
            isAttached && column.kind == .string
            ? byColumn + byName : isAttached ? byName + byColumn : (byColumn + byName).sorted()
        if let index = candidates.first(where: { isSuitable(entity.fields[$0]) }) ?? candidates.first { return index }
        entity.fields.append(
            Field(name: name, type: type, storage: isAttached ? FieldStorage(source: .column(name)) : nil))
        place.fields.append(AttachedModel.FieldPlace(name: column.span, columns: [(name, column.span)]))
        return entity.fields.count - 1
    }

    private mutating func makeModel(_ entities: [Entity], _ root: SyntaxNode) -> DataModel? {
        let owners = Dictionary(uniqueKeysWithValues: entities.map { ($0.name, $0.owner?.entity) })
        for (entity, declaration) in zip(entities, declarations) {
            var path = [entity.name]
            while let next = path.last.flatMap({ owners[$0] ?? nil }) {
                path.append(next)
                if next == path[0] {
                    diagnostics.append(.ownershipCycle(path, at: declaration.name.span))
                    return nil
                }
                if path.count > entities.count + 1 { break }
            }
        }
        let owning = entities.indices.filter { i in
            entities[i].owner == nil && entities.contains { $0.owner?.entity == entities[i].name }
        }
        // Where nothing belongs to anybody yet, a lone entity or one called customers it is.
        let candidates =
            owning.isEmpty
            ? entities.indices.filter { entities.count == 1 || entities[$0].name == "customers" } : owning
        guard candidates.count == 1 else {
            diagnostics.append(
                .customerEntityCount(
                    candidates.map { entities[$0].name },
                    at: candidates.dropFirst().first.map { declarations[$0].name.span } ?? root.span))
            return nil
        }
        return DataModel(entities: withKeyDomains(entities), customer: candidates[0])
    }
}
