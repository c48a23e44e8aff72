import Model
import Syntax

/// `param` declarations, and what is given for them from outside.
extension Binder {
    /// - Parameter outside: the name by which a parameter can be given from outside; nil where it can't.
    mutating func bindParameters(
        of root: SyntaxNode, arguments: [String: String], origin: Environment.Parameter.Origin = .declaration,
        outside: (String) -> String? = { $0 }
    ) {
        var declared: [String: SourceSpan] = [:]
        for node in root.all(.parameterDeclaration) {
            let words = node.tokens.filter { $0.kind == .identifier || $0.kind == .quotedIdentifier }
            guard !node.isDamaged, words.count >= 3 else { continue }
            let (name, typeWord) = (words[1], words[2])
            guard let kind = ValueKind(name: typeWord.contents) else {
                report(.unknownType(typeWord.contents, at: typeWord.span))
                continue
            }
            if let first = declared[name.contents] {
                report(.duplicateDefinition("$" + name.contents, at: name.span, first: first))
                continue
            }
            declared[name.contents] = name.span
            let type = ValueType(kind, list: node.hasKeyword(.list) ? .values : nil)
            let argument = arguments[name.contents]
            if let constants = parameterValues(
                name.contents, type, default: node.nodes.first, argument: argument, at: name.span,
                outside: outside(name.contents))
            {
                let text =
                    argument ?? node.nodes.first.map { node.tree.source.text(onOneLine: $0.span.utf8Range) } ?? ""
                parameters[name.contents] = Environment.Parameter(
                    name: name.contents, type: type, constants: constants, text: text,
                    origin: argument == nil ? origin : .argument)
            }
        }
        for name in arguments.keys.sorted() where declared[name] == nil {
            guard let known = parameters[name] else {
                report(.unknownArgument(name, known: declared.keys.sorted(), at: root.span))
                continue
            }
            if let argument = arguments[name],
                let values = Binder.argumentValues(argument, known.type, currency: environment.currency)
            {
                parameters[name]?.give(values, as: argument)
            } else {
                report(
                    .badArgument(name, arguments[name] ?? "", known.type, label: "asked of this text", at: root.span))
            }
        }
    }

    private mutating func parameterValues(
        _ name: String, _ type: ValueType, default syntax: SyntaxNode?, argument: String?, at span: SourceSpan,
        outside: String?
    ) -> [BoundExpression.Kind]? {
        if let argument {
            let values = Binder.argumentValues(argument, type, currency: environment.currency)
            if values == nil { report(.badArgument(name, argument, type, at: span)) }
            return values
        }
        guard let syntax else {
            report(.parameterWithoutValue(name, outside: outside, at: span))
            return nil
        }
        let values = syntax.kind == .valueList ? syntax.nodes : [syntax]
        let constants = values.compactMap { parameterValue(name, type.element, $0) }
        return constants.count == values.count ? constants : nil
    }

    private mutating func parameterValue(_ name: String, _ type: ValueType, _ syntax: SyntaxNode)
        -> BoundExpression.Kind?
    {
        guard let bound = bindValue(syntax) else { return nil }
        guard let adopted = adopt(bound, type), adopted.isConstant, adopted.type.kind == type.kind else {
            report(.badDefault(name, type, found: bound.type, at: syntax.span))
            return nil
        }
        return adopted.kind
    }

    /// Reads the text after `--param name=`; nil where it does not fit the type. Values of a list have commas between
    /// them, or stand as in a text: `DE,AT` and `("DE", "AT")`.
    static func argumentValues(_ text: String, _ type: ValueType, currency: Currency) -> [BoundExpression.Kind]? {
        guard type.list != nil else { return argumentValue(text, type, currency: currency).map { [$0] } }
        if text.drop(while: { $0 == " " }).first == "(" { return writtenValues(text, type.element, currency: currency) }
        let parts = text.split(separator: ",").map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
        let values = parts.compactMap { argumentValue($0, type.element, currency: currency) }
        return values.isEmpty || values.count < parts.count ? nil : values
    }

    private static func writtenValues(_ text: String, _ type: ValueType, currency: Currency) -> [BoundExpression.Kind]?
    {
        let source = SourceText(id: SourceID(0), name: "argument", text: "param argument: \(type.kind.name) list = " + text)
        let parsed = Parser.parse(source, analyses: [])
        guard parsed.diagnostics.isEmpty, parsed.tree.root.nodes.count == 1 else { return nil }
        var binder = Binder(Environment(model: .empty, currency: currency))
        binder.bindParameters(of: parsed.tree.root, arguments: [:])
        return binder.parameters["argument"]?.constants
    }

    static func argumentValue(_ text: String, _ type: ValueType, currency: Currency) -> BoundExpression.Kind? {
        if type.kind == .text { return .literal(.text(text)) }
        var binder = Binder(Environment(model: .empty, currency: currency))
        let source = SourceText(id: SourceID(0), name: "argument", text: "metric argument = " + text)
        let parsed = Parser.parse(source, analyses: [])
        guard parsed.diagnostics.isEmpty, parsed.tree.root.nodes.count == 1,
            let syntax = parsed.tree.root.nodes[0].nodes.last,
              let bound = binder.bindValue(syntax), let adopted = binder.adopt(bound, type),
              adopted.isConstant, adopted.type.kind == type.kind else { return nil }
        return adopted.kind
    }
}

extension DataModel {
    /// A model in which nothing can be named, for expressions that are constants.
    static let empty = DataModel(
        entities: [Entity(name: "", table: "", fields: [Field(name: "", type: .int)], key: 0)], customer: 0)
}
