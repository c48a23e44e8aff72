import Engine
import Model
import Semantics
import Syntax

extension ScriptAnalysis {
    /// Completions at a place, best first.
    ///
    /// - Parameter onlyMatching: whether to leave out items that don't match the typed prefix; editors filter them
    ///   themselves.
    package func completions(at utf8Offset: Int, onlyMatching: Bool = true) -> CompletionList {
        let offset = min(max(0, utf8Offset), source.bytes.count)
        var preceding = tree.tokens.prefix { $0.utf8Range.lowerBound < offset }.filter {
            !$0.kind.isTrivia && $0.kind != .endOfFile
        }
        if let index = tree.tokenIndex(at: max(0, offset - 1)),
            tree.tokens[index].kind == .comment || tree.tokens[index].kind == .shebang,
           tree.tokens[index].utf8Range.contains(max(0, offset - 1)) { return .nothing(at: offset) }
        var replacing = offset..<offset
        if let last = preceding.last, last.utf8Range.upperBound >= offset {
            if last.kind.isText { return textCompletions(at: offset, in: last, behind: Array(preceding.dropLast())) }
            if last.kind == .identifier || last.kind == .parameter || source.text(last.utf8Range) == "$" {
                replacing = last.utf8Range.lowerBound..<(onlyMatching ? offset : last.utf8Range.upperBound)
                preceding.removeLast()
            } else if last.kind == .quotedIdentifier {
                return .nothing(at: offset)
            }
        }
        let prefix = source.text(replacing.lowerBound..<offset)
        let tokens = Array(preceding.suffix(from: statementStart(preceding)))
        let subject = comparedOperand(tokens)
        var items = prefix.hasPrefix("$") ? parameters(subject?.type, behind: tokens) : candidates(behind: tokens)
        if subject != nil, !prefix.hasPrefix("$") { items += parameters(subject?.type, behind: tokens) }
        items = typed(arranged(items, prefix, onlyMatching: onlyMatching))
        if let type = subject?.type { items = items.filter { fits($0, type) } }
        var list = CompletionList(replacing: replacing, items: items)
        if !prefix.hasPrefix("$"), let data = subject?.data {
            list.values = ValueRequest(subject: data, prefix: prefix)
        }
        return list
    }

    /// Nothing before the statement at the end of the tokens matters for what follows in it.
    private func statementStart(_ tokens: [Token]) -> Int {
        let clauses = Set(tree.analysisWords.map(\.span.utf8Start))
        var depth = 0
        for index in tokens.indices.reversed() {
            switch tokens[index].kind {
            case .rightParenthesis, .rightBrace: depth += 1
            case .leftParenthesis, .leftBrace: depth -= 1
            case .identifier:
                guard let keyword = tokens[index].keyword, keyword.startsStatement, depth <= 0 else { continue }
                // `| classify` is a stage, `migrate tier from` a clause, `in from` hardly a statement.
                if index > 0, tokens[index - 1].kind == .pipe || tokens[index - 1].kind == .dot { continue }
                if clauses.contains(tokens[index].utf8Start) { continue }
                return index
            default: continue
            }
        }
        return 0
    }

    /// The beginning of a text: values of what it is compared with.
    private func textCompletions(at offset: Int, in token: Token, behind tokens: [Token]) -> CompletionList {
        let open = token.utf8Range.lowerBound
        guard token.kind == .string, source.bytes[open] == UInt8(ascii: "\""),
            let data = comparedOperand(Array(tokens.suffix(from: statementStart(tokens))))?.data
        else { return .nothing(at: offset) }
        let isClosed =
            token.utf8Range.count > 1 && source.bytes[token.utf8Range.upperBound - 1] == UInt8(ascii: "\"")
            && offset < token.utf8Range.upperBound
        if token.utf8Range.count > 1, source.bytes[token.utf8Range.upperBound - 1] == UInt8(ascii: "\""),
            offset == token.utf8Range.upperBound
        {
            return .nothing(at: offset)
        }
        var list = CompletionList(replacing: open..<(isClosed ? token.utf8Range.upperBound : offset), items: [])
        list.values = ValueRequest(subject: data, prefix: source.text(open + 1..<offset))
        return list
    }

    private func arranged(_ items: [CompletionItem], _ prefix: String, onlyMatching: Bool) -> [CompletionItem] {
        var seen: Set<String> = []
        let unique = items.filter { seen.insert($0.text).inserted }
        let wanted = onlyMatching ? matching(unique, prefix) : unique
        return wanted.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
    }

    /// Items that begin with the prefix; failing that, items with a later word that does: `order` finds `last_order`.
    private func matching(_ items: [CompletionItem], _ prefix: String) -> [CompletionItem] {
        if prefix.isEmpty { return items.filter { !$0.isAlias } }
        let typed = prefix.lowercased()
        let beginning = items.filter { $0.text.lowercased().hasPrefix(typed) }
        return beginning.isEmpty ? items.filter { $0.text.lowercased().contains("_" + typed) } : beginning
    }

    /// With the types of definitions, which are found for those alone that are left: finding one takes binding it.
    private func typed(_ items: [CompletionItem]) -> [CompletionItem] {
        let types = types(
            ofDefinitions: items.compactMap {
                if case .definition(let name) = $0.thing, $0.type == nil { name } else { nil }
            })
        return items.map { item in
            guard item.type == nil, case .definition(let name) = item.thing, let type = types[name] else { return item }
            var item = item
            item.type = type
            item.detail = item.detail.isEmpty ? type.name : "\(type.name) · \(item.detail)"
            return item
        }
    }

    /// Whether an item could be compared with a value of the type, as far as that is known.
    private func fits(_ item: CompletionItem, _ type: ValueType) -> Bool {
        guard let own = item.type else {
            return item.kind != .segment && item.kind != .keyword || type.kind == .bool
                || ["any", "all"].contains(item.text) && type.list != nil
                || ["today", "not"].contains(item.text) && type.isTemporal
        }
        return own.kind == type.kind || own.isNumeric && type.isNumeric || own.isTemporal && type.isTemporal
    }

    private func parameters(_ type: ValueType?, behind tokens: [Token]) -> [CompletionItem] {
        let word = tokens.last?.keyword, kind = tokens.last?.kind
        let takesLists =
            word == .in || word == .any || word == .all || kind == .leftParenthesis || kind == .comma
        return environment.parameters.all.compactMap { parameter in
            if parameter.type.list != nil ? !takesLists : word == .any || word == .all { return nil }
            if let type, parameter.type.kind != type.kind, !(parameter.type.isNumeric && type.isNumeric) { return nil }
            return CompletionItem(
                text: "$" + parameter.name, kind: .parameter,
                detail: "\(parameter.type.name) = \(parameter.text(valueFormat: context.valueFormat))",
                type: parameter.type, thing: .parameter(parameter.name), rank: declaresParameter(parameter.name) ? 1 : 3
            )
        }
    }

    /// More about an item, for who asks for it.
    package func description(of thing: CompletionItem.Thing) -> SymbolDescription? {
        let model = context.model
        switch thing {
        case .field(let entity, let name):
            guard let entity = model.entity(named: entity), let field = entity.fieldIndex(named: name) else {
                return nil
            }
            return SymbolDescription(field: entity.fields[field], of: entity, in: model)
        case .entity(let name): return model.entity(named: name).map { SymbolDescription(entity: $0, in: model) }
        case .definition(let name):
            if let declaration = environment.declaration(named: name) {
                return SymbolDescription(
                    declaration, named: name, type: type(ofDefinition: declaration.name),
                    origin: words(for: origin(of: declaration.syntax.span)))
            }
            guard let (_, declaration) = environment.importedDeclarations.first(where: { $0.name == name }) else {
                return nil
            }
            return SymbolDescription(
                declaration, named: name, type: nil, origin: words(for: origin(of: declaration.syntax.span)))
        case .function(let name): return FunctionSignature.named(name).map { SymbolDescription($0) }
        case .parameter(let name):
            return environment.parameters[name].map {
                SymbolDescription("param \(name): \($0.type.name) = \($0.text(valueFormat: context.valueFormat))")
            }
        case .keyword(let word):
            if let form = tree.analyses.first(where: { $0.word == word }) { return SymbolDescription(form) }
            guard let (sentence, example) = Keyword(rawValue: word)?.documentation else { return nil }
            var description = SymbolDescription(word)
            (description.documentation, description.example) = (sentence, example)
            return description
        case .nothing: return nil
        }
    }

    /// nil where it could not be told.
    func type(ofDefinition name: String) -> ValueType? { types(ofDefinitions: [name])[name] }

    private func types(ofDefinitions names: [String]) -> [String: ValueType] {
        var known: [String: ValueType] = [:], unknown: [String] = []
        let bound = Dictionary(compilation.script.definitions.map { ($0.name, $0.expression.type) }) { first, _ in first
        }
        for name in names {
            if let type = bound[name] { known[name] = type } else { unknown.append(name) }
        }
        return known.merging(context.types(ofDefinitions: unknown)) { first, _ in first }
    }
}
