import Model
import Syntax

/// The meaning of a path, and what it may have been intended to mean.
extension Binder {
    enum Meaning {
        case value(BoundExpression)
        /// One row, reached by owners and references.
        case row(RowReference, entity: Int)
        /// Many records; `rest` are the words behind the last entity, still to be looked up in a record.
        case records(anchor: RowReference, path: [Int], rest: ArraySlice<SyntaxToken>)
    }

    /// Looks a path up: columns of the stage before, then by rows, from the innermost outwards, definitions by their
    /// full name, fields, records and rows.
    ///
    /// Definitions are bound from here, one inside the other: what has many values at hand is done elsewhere, off the
    /// stack.
    mutating func resolve(_ node: SyntaxNode) -> Meaning? {
        let words = node.pathTokens
        guard !words.isEmpty, !node.isDamaged else { return nil }
        if scope.columns != nil { return column(node) }
        if let local = local(node) { return .value(local) }
        for frame in scope.frames.reversed() {
            if frame.entity == model.customer, words.count > 1 || !hasField(words[0], of: frame),
                let definition = lookUp(node.dottedName)
            {
                return value(of: definition, named: words[...], of: frame.row, node)
            }
            switch meaning(words, from: frame, node) {
            case .found(let meaning): return meaning
            case .definition(let definition):
                return value(of: definition, named: words.dropFirst(), of: frame.row, node)
            case .unknown: continue
            }
        }
        if !reportMissing(inImport: words) { reportUnknown(words[0], node) }
        return nil
    }

    private mutating func column(_ node: SyntaxNode) -> Meaning? {
        guard let columns = scope.columns else { return nil }
        guard let index = columns.firstIndex(where: { $0.name == node.dottedName }) else {
            report(.unknownColumn(node.dottedName, columns: columns.map(\.name), at: node.span))
            return nil
        }
        note(node.span, .column(columns[index].name), type: columns[index].expression.type)
        return .value(BoundExpression(.column(index), columns[index].expression.type, node.span))
    }

    /// A value named by an earlier stage.
    private mutating func local(_ node: SyntaxNode) -> BoundExpression? {
        guard let local = scope.locals.last(where: { $0.name == node.dottedName }) else { return nil }
        partsOfLocals += local.expression.partCount
        guard partsOfLocals <= Binder.localPartLimit else {
            isRepeatable = false
            report(.localsTooLarge(local.name, limit: Binder.localPartLimit, at: node.span))
            return nil
        }
        note(node.span, .column(local.name), type: local.expression.type)
        return BoundExpression(local.expression.kind, local.expression.type, node.span)
    }

    private func hasField(_ word: SyntaxToken, of frame: NameScope.Frame) -> Bool {
        model.entities[frame.entity].fieldIndex(named: word.contents) != nil
    }

    private mutating func value(
        of definition: Definition, named words: ArraySlice<SyntaxToken>, of row: RowReference, _ node: SyntaxNode
    ) -> Meaning? {
        bindDefinition(definition, named: words, at: node.span).map {
            .value(BoundExpression(.definition($0, of: row), script[$0].expression.type, node.span))
        }
    }

    private enum FrameMeaning {
        /// nil after a report.
        case found(Meaning?)
        /// By the words behind the first.
        case definition(Definition)
        case unknown
    }

    /// The meaning of words that start at one row, except for definitions by their full name.
    private mutating func meaning(_ words: [SyntaxToken], from frame: NameScope.Frame, _ node: SyntaxNode)
        -> FrameMeaning
    {
        let entity = model.entities[frame.entity], first = words[0]
        if hasField(first, of: frame) || lookUp(words[...], of: entity) != nil {
            return .found(follow(words[...], from: frame.row, entity: frame.entity))
        }
        if let child = model.entityIndex(named: first.contents), model.owner(of: child) == frame.entity {
            return .found(many(words[...], anchor: frame.row, path: [child]))
        }
        let isOwner = first.contents == "customer" && frame.entity == model.customer
        guard model.entityIndex(named: first.contents) == frame.entity || isOwner else { return .unknown }
        note(first.span, .entity(frame.entity))
        if let definition = definition(words.dropFirst(), of: frame) { return .definition(definition) }
        if entity.fieldIndex(named: words.dropFirst().first?.contents ?? "") == nil,
            lookUp(words.dropFirst(), of: entity) == nil, reportMissing(inImport: Array(words.dropFirst()))
        {
            return .found(nil)
        }
        return .found(
            words.count == 1
                ? .row(frame.row, entity: frame.entity)
                : follow(words.dropFirst(), from: frame.row, entity: frame.entity))
    }

    /// `customers.monetary` inside an aggregate: of everybody, not of the one customer. nil for every other path.
    mutating func everybody(_ node: SyntaxNode) -> Meaning? {
        guard let first = node.pathTokens.first, !node.isDamaged, scope.columns == nil,
            let frame = scope.customerFrame(of: model),
              model.entityIndex(named: first.contents) == model.customer else { return nil }
        return many(node.pathTokens[...], anchor: frame.row, path: [model.customer])
    }

    /// `customer.monetary`: what the words behind a customer's name define; a field of that name goes first.
    mutating func definition(_ words: ArraySlice<SyntaxToken>, of frame: NameScope.Frame) -> Definition? {
        guard frame.entity == model.customer, let first = words.first,
              model.entities[frame.entity].fieldIndex(named: first.contents) == nil else { return nil }
        return lookUp(words.map(\.contents).joined(separator: "."))
    }

    /// Follows words from one row through references: `product.category`.
    mutating func follow(_ words: ArraySlice<SyntaxToken>, from row: RowReference, entity: Int) -> Meaning? {
        guard let word = words.first else { return .row(row, entity: entity) }
        guard let index = model.entities[entity].fieldIndex(named: word.contents) else {
            if let definition = lookUp(words, of: model.entities[entity]) {
                let use = words.last.map { word.span.union($0.span) } ?? word.span
                let value = bindRecordDefinition(definition, of: row, entity, at: use)
                note(words, definition, type: value?.type)
                return value.map { .value($0) }
            }
            if let child = model.entityIndex(named: word.contents), model.owner(of: child) == entity {
                return many(words, anchor: row, path: [child])
            }
            if reportMissing(inImport: Array(words)) { return nil }
            noteEveryName()
            report(
                .unknownField(
                    word.contents, entity: model.entities[entity].name,
                    candidates: fieldNames(entity) + (entity == model.customer ? environment.names : []), at: word.span)
            )
            return nil
        }
        let field = model.entities[entity].fields[index]
        note(word.span, .field(entity: entity, field: index), type: field.type)
        if words.count == 1 { return .value(BoundExpression(.field(row, field: index), field.type, word.span)) }
        guard let target = field.reference.flatMap({ model.entityIndex(named: $0) }) else {
            let next = words[words.index(after: words.startIndex)]
            report(.fieldHasNoFields(field.name, next.contents, at: next.span))
            return nil
        }
        return follow(words.dropFirst(), from: .reference(row, field: index), entity: target)
    }

    /// - Parameter words: the first of them names the last entity of the path.
    private mutating func many(_ words: ArraySlice<SyntaxToken>, anchor: RowReference, path: [Int]) -> Meaning {
        let behind = words.dropFirst()
        if let word = words.first, let last = path.last { note(word.span, .entity(last)) }
        guard let word = behind.first, let last = path.last,
            model.entities[last].fieldIndex(named: word.contents) == nil,
              let child = model.entityIndex(named: word.contents), model.owner(of: child) == last else {
            return .records(anchor: anchor, path: path, rest: behind)
        }
        return many(behind, anchor: anchor, path: path + [child])
    }

    // MARK: Suggestions

    func fieldNames(_ entity: Int) -> [String] {
        model.entities[entity].fields.flatMap { [$0.name] + $0.aliases }
            + environment.recordDefinitions(of: model.entities[entity]).flatMap { [$0.memberName] + $0.aliases }
            + environment.importedNames(of: model.entities[entity])
            + model.children(of: entity).map { model.entities[$0].name }
    }

    /// Every name that could stand here, those of the innermost row first.
    var reachableNames: [String] {
        var names: [String] = []
        for frame in scope.frames.reversed() {
            names += fieldNames(frame.entity) + [model.entities[frame.entity].name]
            if frame.entity == model.customer {
                names += environment.names + environment.aliases
                names += environment.importedNames + ["customer"]
            }
        }
        return names
    }

    /// Names of text fields that could stand here.
    var reachableTextFields: [String] {
        scope.frames.flatMap {
            model.entities[$0.entity].fields.filter { $0.type.kind == .text }.flatMap { [$0.name] + $0.aliases }
        }
    }

    private mutating func reportUnknown(_ word: SyntaxToken, _ node: SyntaxNode) {
        guard let inner = scope.frames.last else {
            return report(.nameInConstant(node.dottedName, at: node.span))
        }
        guard !isSilenced else { return }
        noteEveryName()
        let candidates = reachableNames
        let name = node.dottedName
        let closest =
            EditDistance.closest(to: name, in: candidates) ?? EditDistance.closest(to: word.contents, in: candidates)
        // Spelt exactly like a field of records, it is hardly a slip for another name.
        let elsewhere = path(toField: word.contents)
        report(
            .unknownName(
                name, entity: model.entities[inner.entity].name, closest: elsewhere == nil ? closest : nil,
                elsewhere: elsewhere,
                at: EditDistance.closest(to: name, in: candidates) == nil ? word.span : node.span))
    }

    /// The path from a customer to a field of records, or of what these refer to; nil where no record has such a field.
    private func path(toField name: String) -> String? {
        for (index, entity) in model.entities.enumerated() where index != model.customer {
            let owners = model.ownershipPath(from: index)
            guard owners.last == model.customer else { continue }
            let path = owners.dropLast().reversed().map { model.entities[$0].name }.joined(separator: ".")
            if entity.fieldIndex(named: name) != nil { return "\(path).\(name)" }
            for field in entity.fields {
                guard let target = field.reference.flatMap({ model.entity(named: $0) }),
                    target.fieldIndex(named: name) != nil
                else { continue }
                return "\(path).\(field.name).\(name)"
            }
        }
        return nil
    }
}
