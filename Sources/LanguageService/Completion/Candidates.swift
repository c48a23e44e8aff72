import Engine
import Model
import Semantics
import Syntax

/// Candidates behind some tokens, whatever has been typed of the next one.
extension ScriptAnalysis {
    func candidates(behind tokens: [Token]) -> [CompletionItem] {
        guard let last = tokens.last else { return keywords(Keyword.allCases.filter(\.startsStatement)) }
        if let items = candidatesOfRecordForms(behind: tokens) ?? candidatesOfAnalysis(behind: tokens) { return items }
        switch last.kind {
        case .pipe:
            return keywords(StageForm.all.compactMap(\.words.first)) + analysisWords
        case .dot: return members(of: tokens.dropLast(), in: tokens)
        case .colon where tokens.contains { $0.keyword == .param }: return types
        case .identifier where tokens.dropLast().last?.kind == .colon && tokens.first?.keyword == .param:
            return keywords([.list])
        case .rightParenthesis, .rightBrace, .integer, .decimal, .percent, .date, .time, .string, .rawString,
            .parameter, .quotedIdentifier:
            return behindOperand(tokens)
        case .identifier: return behindWord(tokens, last)
        default: return operands(tokens)
        }
    }

    private func behindWord(_ tokens: [Token], _ last: Token) -> [CompletionItem] {
        switch last.keyword {
        case .from: return tokens.count > 1 && tokens[tokens.count - 2].kind != .pipe ? operands(tokens) : sources
        case .by where tokens.dropLast().last?.keyword == .group: return operands(tokens) + keywords([.every], rank: 7)
        case .with where isBehindKeys(tokens): return keywords([.totals])
        case .explain: return definitions(.segment) + keywords([.customer]) + operands(tokens)
        case .where, .and, .or, .not, .by, .select, .sort, .distinct, .derive, .between, .with, .contains, .if, .then,
            .else, .when, .matches:
            return operands(tokens)
        case .has: return keywords([.any, .all], rank: 1) + operands(tokens)
        case .in: return keywords([.last, .next, .this, .previous])
        case .over:
            return keywords([.last, .next, .this, .previous, .since, .before, .between, .in]).filter { $0.text != "in" }
        case .last, .next: return []
        case .this, .previous: return keywords([.day, .week, .month, .quarter, .year])
        case .full: return keywords([.days, .weeks, .months, .quarters, .years])
        case .is: return keywords([.missing, .known])
        case .as: return keywords([.of])
        case .group: return keywords([.by])
        case .starts, .ends: return keywords([.with])
        case .ignoring: return keywords([.case])
        case .among: return definitions(.segment)
        case .since, .before: return keywords([.today]) + operands(tokens).filter { $0.type?.isTemporal ?? false }
        case .segment where tokens.count == 1: return keywords([.where])
        case .metric, .measure, .param, .classify, .import: return []
        default: return behindOperand(tokens)
        }
    }

    func keywords(_ list: [Keyword], rank: Int = 0) -> [CompletionItem] {
        list.map {
            CompletionItem(text: $0.rawValue, kind: .keyword, detail: "", thing: .keyword($0.rawValue), rank: rank)
        }
    }

    private var types: [CompletionItem] {
        ValueKind.allCases.map { CompletionItem(text: $0.name, kind: .keyword, detail: "") }
    }

    /// Candidates behind a value, those that fit its type first.
    func behindOperand(_ tokens: [Token]) -> [CompletionItem] {
        let previous = tokens.dropLast().last?.keyword
        if tokens.last?.kind == .integer || tokens.last?.kind == .parameter,
            previous == .last || previous == .next || previous == .within
        {
            let units: [Keyword] = [.days, .weeks, .months, .quarters, .years, .hours, .minutes]
            return keywords(previous == .last ? [.full] + units : units, rank: 0).map { item in
                var item = item
                if item.text == "full" { item.rank = 1 }
                return item
            }
        }
        if tokens.count == 2, let first = tokens[0].keyword, [.segment, .metric, .measure, .classify].contains(first) {
            return first == .segment ? keywords([.where, .alias]) : keywords([.alias])
        }
        var list: [Keyword] = [.and, .or]
        let end = tokens.last?.utf8Range.upperBound ?? 0
        let type = compilation.names.uses.first { Int($0.span.utf8End) == end }?.type
        let fitting: [Keyword] = switch type?.kind {
        case .text: type?.list == nil ? [.in, .contains, .starts, .ends, .matches, .is] : [.has, .is]
        case .date, .time: [.in, .since, .before, .between, .from, .is]
        case .int, .number, .money, .duration: [.between, .in, .over, .is, .as]
        case .bool: [.is, .as]
        case nil: [.in, .is, .between, .contains, .starts, .ends, .matches, .since, .before, .where, .over, .as, .among]
        }
        list = type == nil || type?.kind == .bool ? list + fitting : fitting + list
        if isBehindKeys(tokens) { list += [.with] }
        if tokens.contains(where: { $0.keyword == .sort }) { list += [.desc, .asc] }
        if tokens.contains(where: { $0.keyword == .if }) { list += [.then, .else] }
        if tokens.contains(where: { $0.keyword == .classify }) { list += [.when] }
        if tokens.last?.kind == .integer { list += [.days, .weeks, .months, .years] }
        return keywords(list)
    }

    /// Whether the last stage is `group by` before its braces.
    private func isBehindKeys(_ tokens: [Token]) -> Bool {
        guard let pipe = tokens.lastIndex(where: { $0.kind == .pipe }), pipe + 1 < tokens.count else { return false }
        return tokens[pipe + 1].keyword == .group && !tokens[pipe...].contains { $0.kind == .leftBrace }
    }

    private var sources: [CompletionItem] { definitions(.segment) + context.model.entities.map(records) }

    func records(_ entity: Entity) -> CompletionItem {
        CompletionItem(
            text: entity.name, kind: .records, detail: entity.label ?? "", thing: .entity(entity.name), rank: 5)
    }

    /// Candidates for the start of a value: the innermost records' fields first, then the customer's; the text's own
    /// definitions before ready-made ones.
    func operands(_ tokens: [Token]) -> [CompletionItem] {
        if let columns = columnsOfGroups(tokens) { return columns + functionsOfRows(tokens) }
        let model = context.model
        let entities = reachableEntities(tokens)
        var items = isOverRows(tokens) ? entities.first.map { measures(of: $0) } ?? [] : []
        for (depth, entity) in entities.enumerated() {
            items += fields(of: entity).map { item in
                var item = item
                item.rank = min(depth, 2)
                return item
            }
            if entity == model.customer { items += definitions(.metric) + definitions(.segment) }
            items += model.children(of: entity).map { records(model.entities[$0]) }
        }
        if let innermost = entities.first, innermost != model.customer {
            items.append(
                CompletionItem(
                    text: "customer", kind: .records, detail: model.customerEntity.label ?? "whose record it is",
                    thing: .entity(model.customerEntity.name), rank: 5))
        }
        let ofRows = functionsOfRows(tokens), others = FunctionSignature.all.map { function($0) }
        items += ofRows + others.filter { other in !ofRows.contains { $0.text == other.text } }
            .filter { other in !FunctionSignature.ofRows.contains { $0.name + "(" == other.text } }
        items += keywords([.not, .today, .true, .false, .if, .sample], rank: 7)
        return items
    }

    private func function(_ signature: FunctionSignature) -> CompletionItem {
        CompletionItem(
            text: signature.name + "(", kind: .function, detail: signature.example, type: signature.type,
            thing: .function(signature.name), rank: 6)
    }

    /// In `derive`, functions of a row among the rows at hand.
    private func functionsOfRows(_ tokens: [Token]) -> [CompletionItem] {
        guard let pipe = tokens.lastIndex(where: { $0.kind == .pipe }), pipe + 1 < tokens.count,
            tokens[pipe + 1].keyword == .derive
        else { return [] }
        return RowFunction.all.compactMap { FunctionSignature.named($0.name) }.map { function($0) }
    }

    /// Figures over rows of an entity.
    private func measures(of entity: Int) -> [CompletionItem] {
        guard entity != context.model.customer else { return definitions(.measure) }
        return recordDefinitions(of: context.model.entities[entity]) { $0 == .measure }
    }

    private func recordDefinitions(of entity: Entity, where isFitting: (DefinitionKind) -> Bool) -> [CompletionItem] {
        items(of: environment.recordDefinitions(of: entity), where: isFitting)
    }

    private func items(of definitions: [Environment.Declaration], where isFitting: (DefinitionKind) -> Bool)
        -> [CompletionItem]
    {
        definitions.filter { isFitting($0.kind) }.map {
            CompletionItem(text: $0.memberName.asName, kind: .metric, detail: $0.label ?? "")
        }
    }

    private func fields(of entity: Int) -> [CompletionItem] {
        let entity = context.model.entities[entity]
        let definitions = recordDefinitions(of: entity) { $0 != .measure }
        return definitions + entity.fields.flatMap { field in
            ([field.name] + field.aliases).enumerated().map { place, name in
                    CompletionItem(
                        text: name.asName, kind: .field, detail: describe(field), isAlias: place > 0, type: field.type,
                        thing: .field(entity: entity.name, field: field.name))
            }
        }
    }

    private func members(of tokens: ArraySlice<Token>, in all: [Token]) -> [CompletionItem] {
        let model = context.model
        guard let last = tokens.last else { return [] }
        let name = source.contents(of: last.utf8Range)
        if let file = environment.imports[name] { return members(of: file, named: name, in: all) }
        var items: [CompletionItem] = []
        let reference = model.entities.lazy.flatMap(\.fields).first { $0.name == name && $0.reference != nil }?
            .reference
        if let entity = model.entityIndex(named: name) ?? (name == "customer" ? model.customer : nil)
            ?? reference.flatMap({ model.entityIndex(named: $0) })
        {
            items += fields(of: entity)
            if entity == model.customer { items += definitions(.metric) }
            items += model.children(of: entity).map { records(model.entities[$0]) }
            if needsNumber(all) {
                items = items.filter { $0.type.map { $0.isNumeric || $0.kind == .duration } ?? true }
            }
        }
        let qualified = environment.names.filter { $0.hasPrefix(name + ".") }
        return items + qualified.map {
                CompletionItem(
                    text: String($0.dropFirst(name.count + 1)),
                    kind: environment.declaration(named: $0)?.kind == .segment ? .segment : .metric,
                    detail: environment.declaration(named: $0)?.label ?? "", thing: .definition($0))
        }
    }

    /// Definitions of an imported file, for customers and for the records at hand.
    private func members(of file: ImportedFile, named name: String, in tokens: [Token]) -> [CompletionItem] {
        let isOverRows = isOverRows(tokens), model = context.model
        let kinds: [DefinitionKind] = isOverRows ? [.measure, .metric, .segment] : [.metric, .segment]
        let ofRecords = reachableEntities(tokens).filter { $0 != model.customer }.flatMap {
            items(of: file.recordDeclarations(of: model.entities[$0])) { isOverRows || $0 != .measure }
        }
        return ofRecords + kinds.flatMap { definitions(file.declarations, $0, prefix: name + ".") }
    }

    /// Whether the innermost call adds up values or takes their middle.
    private func needsNumber(_ tokens: [Token]) -> Bool {
        guard let open = tokens.lastIndex(where: { $0.kind == .leftParenthesis }), open > 0,
            !tokens[open...].contains(where: { $0.keyword == .where })
        else { return false }
        return AggregateFunction(rawValue: source.text(tokens[open - 1].utf8Range))?.takesNumbers == true
    }

    func definitions(_ kind: DefinitionKind) -> [CompletionItem] {
        definitions(environment.names.compactMap { environment.declaration(named: $0) }, kind, prefix: "") + imports
    }

    /// Imported files: what they define is offered behind the dot.
    private var imports: [CompletionItem] {
        environment.imports.sorted { $0.key < $1.key }.map {
            CompletionItem(text: $0.key + ".", kind: .records, detail: $0.value.path, rank: 3)
        }
    }

    private func definitions(_ declarations: [Environment.Declaration], _ kind: DefinitionKind, prefix: String)
        -> [CompletionItem]
    {
        declarations.filter { $0.kind == kind }.flatMap { declaration in
            ([declaration.name] + declaration.aliases).enumerated().map { place, name in
                return CompletionItem(
                    text: name.contains(".") ? name : name.asName, kind: kind == .segment ? .segment : .metric,
                    detail: declaration.label ?? "", isAlias: place > 0,
                    type: kind == .segment ? .bool : nil, thing: .definition(prefix + declaration.name),
                    rank: declaration.origin == .prelude ? (kind == .segment ? 4 : 3) : -1)
            }
        }
    }

    private func describe(_ field: Field) -> String {
        [field.reference ?? field.type.name, field.label].compactMap(\.self).joined(separator: " · ")
    }
}
