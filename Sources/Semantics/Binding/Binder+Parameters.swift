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
            let (type, argument) = (ValueType(kind), arguments[name.contents])
            if let constant = parameterValue(
                name.contents, type, default: node.nodes.first, argument: argument, at: name.span,
                outside: outside(name.contents))
            {
                let text =
                    argument ?? node.nodes.first.map { node.tree.source.text(onOneLine: $0.span.utf8Range) } ?? ""
                parameters[name.contents] = Environment.Parameter(
                    name: name.contents, type: type, constant: constant, text: text,
                    origin: argument == nil ? origin : .argument)
            }
        }
        for name in arguments.keys.sorted() where declared[name] == nil {
            guard let known = parameters[name] else {
                report(.unknownArgument(name, known: declared.keys.sorted(), at: root.span))
                continue
            }
            if let argument = arguments[name],
                let value = Binder.argumentValue(argument, known.type, currency: environment.currency)
            {
                parameters[name]?.give(value, as: argument)
            } else {
                report(
                    .badArgument(name, arguments[name] ?? "", known.type, label: "asked of this text", at: root.span))
            }
        }
    }

    /// The parameters of ready-made texts, with their defaults for values.
    static func parameters(
        of sources: [ParsedSource], in environment: Environment
    ) -> [String: Environment.Parameter] {
        var binder = Binder(environment)
        for parsed in sources { binder.bindParameters(of: parsed.tree.root, arguments: [:], origin: .prelude) }
        return binder.parameters
    }

    private mutating func parameterValue(
        _ name: String, _ type: ValueType, default syntax: SyntaxNode?, argument: String?, at span: SourceSpan,
        outside: String?
    ) -> BoundExpression.Kind? {
        if let argument {
            let value = Binder.argumentValue(argument, type, currency: environment.currency)
            if value == nil { report(.badArgument(name, argument, type, at: span)) }
            return value
        }
        guard let syntax else {
            report(.parameterWithoutValue(name, outside: outside, at: span))
            return nil
        }
        guard let bound = bindValue(syntax) else { return nil }
        guard let adopted = adopt(bound, type), adopted.isConstant, adopted.type.kind == type.kind else {
            report(.badDefault(name, type, found: bound.type, at: syntax.span))
            return nil
        }
        return adopted.kind
    }

    /// Reads the text after `--param name=`; nil where it does not fit the type.
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
