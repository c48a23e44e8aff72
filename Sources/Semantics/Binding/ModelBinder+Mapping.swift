import Model
import Syntax

/// The expression behind a field's `=`: arithmetic over columns, and conversions.
extension ModelBinder {
    mutating func bindMapping(of node: SyntaxNode, _ field: inout Field) {
        guard let mapping = node.first(.fieldMapping), let expression = mapping.nodes.first else {
            if isAttached { field.storage = FieldStorage(source: .column(field.column)) }
            return
        }
        guard isAttached else {
            diagnostics.append(.mappingInManagedStore(at: mapping.span))
            return
        }
        guard field.reference == nil else {
            diagnostics.append(
                .mappedKey(
                    "a reference", at: mapping.span,
                    notes: ["name the column behind `by`: \(field.name): \(field.reference ?? "") by \"column\""]))
            return
        }
        guard let storage = storage(expression, field.type) else { return }
        if storage.source.columns.isEmpty { diagnostics.append(.mappingWithoutColumn(at: expression.span)) }
        if storage.source.columns.count == 1 { field.column = storage.source.columns[0] }
        field.storage = storage
    }

    private mutating func storage(_ node: SyntaxNode, _ type: ValueType) -> FieldStorage? {
        if node.kind == .call { return conversion(node, type) }
        guard let source = source(node) else { return nil }
        if case .column = source { return FieldStorage(source: source) }
        let isNumeric = type.kind == .money || type.kind == .number || type.kind == .int
        guard isNumeric else {
            diagnostics.append(.arithmeticMapping(type, at: node.span))
            return nil
        }
        return FieldStorage(source: source)
    }

    private mutating func conversion(_ node: SyntaxNode, _ type: ValueType) -> FieldStorage? {
        guard let name = node.tokens.first else { return nil }
        guard let conversion = StorageConversion.named(name.contents) else {
            diagnostics.append(.unknownConversion(name.contents, for: type.kind, at: name.span))
            return nil
        }
        guard conversion.results.contains(type.kind) else {
            diagnostics.append(.conversionOfAnotherType(conversion, type, at: node.span))
            return nil
        }
        let arguments = node.all(.argument)
        guard arguments.count == (conversion.argument == nil ? 1 : 2),
            arguments.allSatisfy({ $0.nodes.count == 1 && $0.tokens.isEmpty }),
              let first = arguments[0].nodes.first else {
            diagnostics.append(.conversionArguments(conversion, at: node.span))
            return nil
        }
        guard let source = source(first) else { return nil }
        if !conversion.takesArithmetic {
            guard case .column = source else {
                diagnostics.append(.conversionArguments(conversion, at: first.span))
                return nil
            }
        }
        guard conversion.argument != nil else { return FieldStorage(source: source, conversion: conversion) }
        guard arguments[1].nodes[0].kind == .literal, let word = arguments[1].nodes[0].tokens.first,
            word.kind == .string || word.kind == .rawString,
              conversion.operation != .pattern || DateFormat(pattern: word.contents) != nil else {
            diagnostics.append(.conversionArguments(conversion, at: arguments[1].span))
            return nil
        }
        return FieldStorage(source: source, conversion: conversion, argument: word.contents)
    }

    private mutating func source(_ node: SyntaxNode) -> ColumnExpression? {
        switch node.kind {
        case .literal:
            guard let token = node.tokens.first else { return nil }
            switch token.kind {
            case .string, .rawString: return .column(token.contents)
            case .integer, .decimal, .percent: if let constant = ModelBinder.constant(token) { return constant }
            default: break
            }
        case .parenthesized: if let inner = node.nodes.first { return source(inner) }
        case .minus: return node.nodes.first.flatMap { source($0) }.map { .negate($0) }
        case .additive, .multiplicative: return chain(node)
        case .path where node.tokens.count == 1:
            diagnostics.append(.bareColumn(node.tokens[0].contents, at: node.span))
            return nil
        // The parser has reported what it could not make sense of.
        case .missing, .unexpected: return nil
        default: break
        }
        diagnostics.append(.noMapping(at: node.span))
        return nil
    }

    private mutating func chain(_ node: SyntaxNode) -> ColumnExpression? {
        var result: ColumnExpression?
        var sign: TokenKind?
        for element in node.elements {
            switch element {
            case .token(let token): sign = token.kind
            case .node(let operand):
                guard let value = source(operand) else { return nil }
                guard let left = result else {
                    result = value
                    continue
                }
                result = switch sign {
                case .plus: .add(left, value)
                case .minus: .subtract(left, value)
                case .star: .multiply(left, value)
                default: .divide(left, value)
                }
                if sign == .slash, case .constant(mantissa: 0, _) = value {
                    diagnostics.append(.noMapping(at: operand.span))
                    return nil
                }
            }
        }
        return result
    }

    private static func constant(_ token: SyntaxToken) -> ColumnExpression? {
        var mantissa: Int64 = 0, decimals = 0, isAfterPoint = false
        for byte in token.contents.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let (product, high) = mantissa.multipliedReportingOverflow(by: 10)
                let (sum, carry) = product.addingReportingOverflow(Int64(byte - 0x30))
                if high || carry { return nil }
                mantissa = sum
                if isAfterPoint { decimals += 1 }
            case UInt8(ascii: "."): isAfterPoint = true
            case UInt8(ascii: "%"): decimals += 2
            default: continue
            }
        }
        return decimals <= 9 ? .constant(mantissa: mantissa, decimals: decimals) : nil
    }

    /// Keys, owners and references are compared with each other and looked up by index: their columns are read as they
    /// are.
    mutating func keepKeysPlain(_ entity: inout Entity, _ place: AttachedModel.EntityPlace) {
        for index in entity.fields.indices {
            let isKey = index == entity.key, isOwner = index == entity.owner?.field
            guard isKey || isOwner || entity.fields[index].reference != nil, let storage = entity.fields[index].storage
            else { continue }
            if let column = storage.plainColumn {
                entity.fields[index].column = column
                entity.fields[index].storage = nil
            } else {
                diagnostics.append(
                    .mappedKey(
                        isKey ? "a key" : "an owner's key", at: place.fields[index].mapping ?? place.fields[index].name)
                )
            }
        }
    }

    func fieldPlace(_ node: SyntaxNode, _ name: SyntaxToken) -> AttachedModel.FieldPlace {
        let mapping = node.first(.fieldMapping)
        let type = node.first(.fieldType)
        var columns: [(name: String, span: SourceSpan)] = []
        if let mapping {
            // A conversion's second argument is no column.
            let call = mapping.first(.call)
            columns = (call?.first(.argument) ?? mapping).descendantTokens.filter {
                $0.kind == .string || $0.kind == .rawString
            }.map { ($0.contents, $0.span) }
        } else if let type, !type.hasKeyword(.list), type.tokens.count > 2, let column = type.tokens.last {
            columns = [(column.contents, column.span)]
        }
        if columns.isEmpty { columns = [(name.contents, name.span)] }
        return AttachedModel.FieldPlace(
            name: name.span, columns: columns, mapping: mapping?.nodes.first?.span ?? node.span.end)
    }

    /// `param currency: text = "EUR"`, `param time_zone: text = "Europe/Berlin"`.
    mutating func bindSetting(_ node: SyntaxNode) {
        let tokens = node.tokens
        guard tokens.count >= 2, !node.isDamaged else { return }
        guard let value = node.first(.literal)?.tokens.first, value.kind == .string || value.kind == .rawString else {
            diagnostics.append(
                .badSetting("the model's `\(tokens[1].contents)` has no text as its value", at: node.span))
            return
        }
        switch tokens[1].contents {
        case "currency":
            settings.currency = Currency(code: value.contents)
            if settings.currency == nil {
                diagnostics.append(.badSetting("`\(value.contents)` is no currency code", at: value.span))
            }
        case "time_zone": settings.timeZone = (value.contents, value.span)
        default: diagnostics.append(.badSetting("a model has no parameter `\(tokens[1].contents)`", at: tokens[1].span))
        }
    }
}
