import Engine
import Model
import Semantics
import Syntax

/// Something that could stand at a place.
package struct CompletionItem: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case keyword, field, metric, segment, function, records
    }

    package var text: String
    package var kind: Kind
    /// Type and label, in a few words.
    package var detail: String
    /// Another name for something that is offered too: only where its beginning is typed.
    package var isAlias = false
}

extension LanguageService {
    /// What could stand at a place, best first, and the bytes that it would replace.
    package func completions(in text: String, at utf8Offset: Int) -> (replacing: Range<Int>, items: [CompletionItem]) {
        let tree = Parser.parse(SourceText(id: SourceID(0), name: "prompt", text: text)).tree
        let before = tree.tokens.filter { !$0.kind.isTrivia && $0.kind != .endOfFile && $0.utf8Range.lowerBound < utf8Offset }
        if tree.tokens.contains(where: { $0.kind == .comment && $0.utf8Range.contains(max(0, utf8Offset - 1)) }) { return (utf8Offset..<utf8Offset, []) }
        var preceding = before
        var replacing = utf8Offset..<utf8Offset
        if let last = before.last, last.utf8Range.upperBound >= utf8Offset {
            guard last.kind == .identifier || last.kind == .dot || !isOpenText(last) else { return (utf8Offset..<utf8Offset, []) }
            if last.kind == .identifier {
                replacing = last.utf8Range.lowerBound..<utf8Offset
                preceding.removeLast()
            }
        }
        let prefix = tree.source.text(replacing)
        let items = candidates(behind: preceding, in: tree.source)
        let matching = items.filter { prefix.isEmpty ? !$0.isAlias : $0.text.lowercased().hasPrefix(prefix.lowercased()) }
        return (replacing, matching)
    }

    private func isOpenText(_ token: Token) -> Bool { token.kind == .string || token.kind == .rawString || token.kind == .quotedIdentifier }

    private func candidates(behind tokens: [Token], in source: SourceText) -> [CompletionItem] {
        guard let last = tokens.last else { return keywords(Keyword.allCases.filter(\.startsStatement)) }
        if let items = candidatesOfRecordForms(behind: tokens, in: source) { return items }
        switch last.kind {
        case .pipe: return keywords([.where, .select, .sort, .take, .group, .aggregate])
        case .dot: return members(of: tokens.dropLast(), in: source)
        case .rightParenthesis, .integer, .decimal, .percent, .date, .time, .string, .rawString, .parameter, .rightBrace, .quotedIdentifier:
            return afterOperand(tokens)
        case .identifier:
            switch last.keyword {
            case .from: return sources()
            case .explain: return definitions(.segment) + keywords([.customer]) + operands(tokens, source)
            case .where, .and, .or, .not, .by, .select, .sort, .distinct, .between, .with, .contains: return operands(tokens, source)
            case .in: return keywords([.last])
            case .is: return keywords([.missing, .known])
            case .group: return keywords([.by])
            case .starts, .ends: return keywords([.with])
            case .ignoring: return keywords([.case])
            case .segment: return keywords([.where])
            default: return afterOperand(tokens)
            }
        default: return operands(tokens, source)
        }
    }

    func keywords(_ list: [Keyword]) -> [CompletionItem] {
        list.map { CompletionItem(text: $0.rawValue, kind: .keyword, detail: "") }
    }

    func afterOperand(_ tokens: [Token]) -> [CompletionItem] {
        if let previous = tokens.dropLast().last, previous.keyword == .last, tokens.last?.kind == .integer {
            return keywords([.days, .weeks, .months, .years])
        }
        var list: [Keyword] = [.and, .or, .in, .is, .between, .contains, .starts, .ends, .matches, .where]
        if tokens.contains(where: { $0.keyword == .sort }) { list += [.desc, .asc] }
        if tokens.last?.kind == .integer { list += [.days, .weeks, .months, .years] }
        return keywords(list)
    }

    private func sources() -> [CompletionItem] {
        session.environment.model.entities.map { CompletionItem(text: $0.name, kind: .records, detail: $0.label ?? "") } + definitions(.segment)
    }

    /// What a value can start with: the innermost records' fields first, then the customer's.
    private func operands(_ tokens: [Token], _ source: SourceText) -> [CompletionItem] {
        if let columns = columnsOfGroups(tokens, source) { return columns }
        let model = session.environment.model
        let entities = reachableEntities(tokens, source)
        var items: [CompletionItem] = []
        for entity in entities {
            items += fields(of: entity)
            if entity == model.customer { items += definitions(.metric) + definitions(.segment) }
            items += model.children(of: entity).map { CompletionItem(text: model.entities[$0].name, kind: .records, detail: model.entities[$0].label ?? "") }
        }
        if let innermost = entities.first, innermost != model.customer {
            items.append(CompletionItem(text: "customer", kind: .records, detail: model.customerEntity.label ?? "whose record it is"))
        }
        items += AggregateFunction.allCases.map { CompletionItem(text: $0.rawValue + "(", kind: .function, detail: $0.example) }
        items += RecordForm.allCases.map { CompletionItem(text: $0.rawValue + "(", kind: .function, detail: $0.example) }
        items += StandingFunction.allCases.map { CompletionItem(text: $0.rawValue + "(", kind: .function, detail: $0.example) }
        items += ScalarFunction.all.map { CompletionItem(text: $0.name + "(", kind: .function, detail: $0.example) }
        items += keywords([.not, .today, .true, .false])
        var seen: Set<String> = []
        return items.filter { seen.insert($0.text).inserted }
    }

    private func fields(of entity: Int) -> [CompletionItem] {
        let fields = session.environment.model.entities[entity].fields
        let definitions = session.environment.recordDefinitions(of: session.environment.model.entities[entity])
        return definitions.map { CompletionItem(text: $0.memberName, kind: .metric, detail: $0.label ?? "") } + fields.map { CompletionItem(text: $0.name, kind: .field, detail: describe($0)) }
            + fields.flatMap { field in field.aliases.map { CompletionItem(text: $0, kind: .field, detail: describe(field), isAlias: true) } }
    }

    /// Behind a stage that groups, only what it made can be named: what stands between `by` and the brace, and the names in
    /// the braces. nil where there is no such stage before this one.
    private func columnsOfGroups(_ tokens: [Token], _ source: SourceText) -> [CompletionItem]? {
        guard let pipe = tokens.lastIndex(where: { $0.kind == .pipe }),
              let stage = tokens[..<pipe].lastIndex(where: { $0.keyword == .group || $0.keyword == .aggregate }),
              tokens[stage - 1 ..< stage].contains(where: { $0.kind == .pipe }) else { return nil }
        var names: [String] = []
        var isInBraces = false
        for (token, next) in zip(tokens[stage...], tokens[(stage + 1)...]) {
            if token.kind == .leftBrace { isInBraces = true }
            guard token.kind == .identifier || token.kind == .quotedIdentifier else { continue }
            let isNamed = isInBraces && next.kind == .equal
            let isKey = !isInBraces && token.keyword == nil && (next.kind == .comma || next.kind == .leftBrace)
            if isNamed || isKey { names.append(source.text(token.utf8Range)) }
        }
        return names.map { CompletionItem(text: $0, kind: .field, detail: "") }
    }

    /// Entities whose fields can be named at the end of the tokens, the innermost first.
    func reachableEntities(_ tokens: [Token], _ source: SourceText) -> [Int] {
        let model = session.environment.model
        var stack: [Int?] = []
        var entity = model.customer
        for (index, token) in tokens.enumerated() {
            switch token.kind {
            case .leftParenthesis: stack.append(records(tokens[(index + 1)...], source))
            case .rightParenthesis: _ = stack.popLast()
            // The records of the next step, or of an exclusion.
            case .identifier where token.keyword == .then || token.keyword == .without, .comma:
                if !stack.isEmpty, let step = records(tokens[(index + 1)...], source) { stack[stack.count - 1] = step }
            case .identifier where token.keyword == .from:
                entity = records(tokens[(index + 1)...], source) ?? model.customer
                stack = []
            case .identifier where token.keyword?.startsStatement == true:
                entity = model.customer
                stack = []
            default: continue
            }
        }
        let outer = model.ownershipPath(from: entity)
        return stack.reversed().compactMap(\.self).flatMap { model.ownershipPath(from: $0).filter { !outer.contains($0) } } + outer
    }

    /// The entity that a path at the start of the tokens ends in.
    private func records(_ tokens: ArraySlice<Token>, _ source: SourceText) -> Int? {
        var found: Int?
        for token in tokens {
            if token.kind == .dot { continue }
            guard token.kind == .identifier, let entity = session.environment.model.entityIndex(named: source.text(token.utf8Range)) else { break }
            found = entity
        }
        return found
    }

    private func members(of tokens: ArraySlice<Token>, in source: SourceText) -> [CompletionItem] {
        let model = session.environment.model
        guard let last = tokens.last else { return [] }
        let name = source.text(last.utf8Range)
        var items: [CompletionItem] = []
        if let entity = model.entityIndex(named: name) ?? (name == "customer" ? model.customer : nil) ?? model.entities.lazy.flatMap(\.fields).first(where: { $0.name == name })?.reference.flatMap({ model.entityIndex(named: $0) }) {
            items += fields(of: entity)
            items += model.children(of: entity).map { CompletionItem(text: model.entities[$0].name, kind: .records, detail: model.entities[$0].label ?? "") }
        }
        if let file = session.environment.imports[name] { return definitions(file.declarations, .metric) + definitions(file.declarations, .segment) }
        let qualified = session.environment.names.filter { $0.hasPrefix(name + ".") }.map { String($0.dropFirst(name.count + 1)) }
        return items + qualified.map { CompletionItem(text: $0, kind: .metric, detail: "") }
    }

    private func definitions(_ kind: BoundDefinition.Kind) -> [CompletionItem] {
        definitions(session.environment.names.compactMap { session.environment.declaration(named: $0) }, kind) + imports
    }

    /// Imported files: what they define is offered behind the dot.
    private var imports: [CompletionItem] {
        session.environment.imports.sorted { $0.key < $1.key }.map { CompletionItem(text: $0.key + ".", kind: .records, detail: $0.value.path) }
    }

    private func definitions(_ declarations: [Environment.Declaration], _ kind: BoundDefinition.Kind) -> [CompletionItem] {
        declarations.filter { $0.kind == kind }.flatMap { declaration in
            ([declaration.name] + declaration.aliases).enumerated().map {
                CompletionItem(text: $0.element, kind: kind == .metric ? .metric : .segment, detail: declaration.label ?? "", isAlias: $0.offset > 0)
            }
        }
    }

    private func describe(_ field: Field) -> String {
        field.reference ?? (field.label.map { "\(field.type.name)  \($0)" } ?? field.type.name)
    }
}
