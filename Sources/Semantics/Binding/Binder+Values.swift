import Model
import Syntax

/// Any expression, by the kind of its node; literals, paths and arithmetic.
extension Binder {
    mutating func bindValue(_ node: SyntaxNode) -> BoundExpression? {
        nesting += 1
        deepest = max(deepest, nesting)
        defer { nesting -= 1 }
        return switch node.kind {
        case .disjunction, .conjunction: bindChain(node)
        case .negation: bindNegation(node)
        case .comparison: bindComparison(node)
        case .between: bindBetween(node)
        case .membership: bindMembership(node)
        case .windowTest: bindWindowTest(node)
        case .presence: bindPresence(node)
        case .textMatch: bindTextMatch(node)
        case .listTest: bindListTest(node)
        case .additive, .multiplicative: bindArithmetic(node)
        case .minus: bindMinus(node)
        case .literal: bindLiteral(node)
        case .duration: bindDuration(node)
        case .path: bindPath(node)
        case .call: bindCall(node)
        case .sequence: bindSequence(node)
        case .parenthesized: node.nodes.first.flatMap { bindValue($0) }
        case .parameterReference: bindParameterReference(node)
        case .conditional: bindConditional(node)
        case .sample: bindSample(node)
        case .restricted: bindRestricted(node)
        case .asOf: bindAsOf(node)
        case .among: bindAmong(node)
        case .partitioned: bindPartitioned(node)
        case .everyPeriod: bindEveryPeriod(node)
        default: nil
        }
    }

    // MARK: Literals

    private mutating func bindLiteral(_ node: SyntaxNode) -> BoundExpression? {
        guard let token = node.tokens.first else { return nil }
        switch token.kind {
        case .integer, .decimal, .percent: return bindNumber(token)
        case .string, .rawString: return BoundExpression(.literal(.text(token.contents)), .text, node.span)
        case .date, .time: return bindDate(token)
        default:
            switch token.keyword {
            case .true: return BoundExpression(.literal(.bool(true)), .bool, node.span)
            case .false: return BoundExpression(.literal(.bool(false)), .bool, node.span)
            case .today: return BoundExpression(.today, .date, node.span)
            default: return nil
            }
        }
    }

    /// `sample 10% seed "q3"`
    private mutating func bindSample(_ node: SyntaxNode) -> BoundExpression? {
        guard let share = node.token(.percent), let bound = bindNumber(share), let fraction = bound.plainNumber else {
            return nil
        }
        guard let customer = scope.customerFrame(of: model), !scope.isOverRows else {
            report(.sampleOfNobody(at: node.span))
            return nil
        }
        guard (0...1).contains(fraction) else {
            report(.badParameter("sample", needs: "a share from 0% to 100%", example: "sample 10%", at: share.span))
            return nil
        }
        let seed = node.token(.string)?.contents ?? ""
        return BoundExpression(
            .sample(threshold: StableHash.threshold(fraction: fraction), seed: seed, of: customer.row), .bool, node.span
        )
    }

    private mutating func bindNumber(_ token: SyntaxToken) -> BoundExpression? {
        var mantissa: Int64 = 0, scale = 0, afterPoint = false, overflow = false
        for byte in token.contents.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let (product, high) = mantissa.multipliedReportingOverflow(by: 10)
                let (sum, carry) = product.addingReportingOverflow(Int64(byte - 0x30))
                overflow = overflow || high || carry
                mantissa = sum
                if afterPoint { scale += 1 }
            case UInt8(ascii: "."): afterPoint = true
            case UInt8(ascii: "%"): scale += 2
            default: continue
            }
        }
        guard !overflow, scale <= 18 else {
            report(.numberTooLarge(token.text, at: token.span))
            return nil
        }
        if token.kind == .percent { percentageSpans.insert(token.span) }
        return token.kind == .integer ? BoundExpression(.literal(.int(mantissa)), .int, token.span)
            : BoundExpression(.decimal(DecimalLiteral(mantissa: mantissa, scale: scale)), .number, token.span)
    }

    /// The lexer has refused what is no date; such a token stands for nothing.
    private mutating func bindDate(_ token: SyntaxToken) -> BoundExpression? {
        let parts = token.contents.split(separator: "T", maxSplits: 1)
        if token.kind == .time {
            return DateLiteral.localOrAbsolute(String(parts[0]), String(parts.count > 1 ? parts[1] : "")).map {
                BoundExpression($0, .time, token.span)
            }
        }
        return DateLiteral.days(of: token.contents[...]).map {
            BoundExpression(.period($0.first, $0.next), .date, token.span)
        }
    }

    private mutating func bindDuration(_ node: SyntaxNode) -> BoundExpression? {
        guard let number = node.tokens.first, let unit = node.tokens.dropFirst().first?.keyword?.durationUnit else {
            return nil
        }
        let digits = number.contents.filter { $0 != "_" }
        guard number.kind == .integer, let count = Int(digits), count <= Binder.durationLimit else {
            report(.badDuration(number.text, at: number.span))
            return nil
        }
        // As a value, a day so long ago: only hours and minutes are counted from the instant.
        return node.hasKeyword(.ago) ? BoundExpression(.ago(count, unit), unit.isClock ? .time : .date, node.span)
            : BoundExpression(.duration(count, unit), .duration, node.span)
    }

    private mutating func bindParameterReference(_ node: SyntaxNode) -> BoundExpression? {
        guard let token = node.tokens.first else { return nil }
        guard let parameter = parameters[token.contents] else {
            reportUnknownParameter(token, in: node)
            return nil
        }
        note(token.span, .parameter(token.contents), type: parameter.type)
        parameterSpans.insert(node.span)
        guard parameter.type.list == nil else {
            report(.listAlone(token.contents, around: node.isPartOf, at: node.span))
            return nil
        }
        return BoundExpression(parameter.constant, parameter.type, node.span)
    }

    /// A parameter that failed to bind has been reported where it is declared.
    ///
    /// - Parameter example: what a declaration that fits there says behind the name.
    mutating func reportUnknownParameter(_ token: SyntaxToken, in node: SyntaxNode, example: String = "money = 5000") {
        let isDeclared = node.tree.root.all(.parameterDeclaration).contains {
            $0.tokens.dropFirst().first?.contents == token.contents
        }
        if isDeclared { return }
        report(
            .unknownParameter(token.contents, known: parameters.names, example: example, at: token.span))
    }

    // MARK: Paths

    private mutating func bindPath(_ node: SyntaxNode) -> BoundExpression? {
        if scope.isOverRows {
            if let measure = measure(named: node) { return bindMeasure(measure, node) }
            var row = scope
            row.isOverRows = false
            guard let value = within(row, { $0.bindPath(node) }) else { return nil }
            let column = node.isPartOf.flatMap { $0.kind == .namedExpression && $0.tokens.isEmpty ? $0 : nil }
            report(
                .nameOutsideAggregate(
                    node.dottedName, value.type, naming: column == nil ? nil : node.pathTokens.last?.text, at: node.span
                ))
            return nil
        }
        switch resolve(node) {
        case .value(var expression):
            expression.span = node.span
            return expression
        case .row(let row, let entity): return key(of: row, entity, node)
        case .records(_, let path, let rest):
            reportRecords(path[path.count - 1], rest, node)
            return nil
        case nil: return nil
        }
    }

    private func key(of row: RowReference, _ entity: Int, _ node: SyntaxNode) -> BoundExpression {
        let key = model.entities[entity].key
        return BoundExpression(.field(row, field: key), model.entities[entity].fields[key].type, node.span)
    }

    /// Many records where one value is needed.
    private mutating func reportRecords(_ entity: Int, _ rest: ArraySlice<SyntaxToken>, _ node: SyntaxNode) {
        if let word = rest.first, model.entities[entity].fieldIndex(named: word.contents) == nil {
            if lookUp(rest, of: model.entities[entity])?.declaration.kind == .measure {
                return report(.measureAsValue(node.dottedName, model.entities[entity].name, at: node.span))
            }
            if let function = AggregateFunction.named(asMember: word.contents) {
                let subject = node.tree.source.text(Int(node.span.utf8Start)..<Int(word.span.utf8Start) - 1)
                return report(.memberFunction(word.contents, write: "\(function.rawValue)(\(subject))", at: node.span))
            }
            noteEveryName()
            return report(
                .unknownField(
                    word.contents, entity: model.entities[entity].name, candidates: fieldNames(entity), at: word.span))
        }
        let field = rest.first.flatMap { model.entities[entity].fieldIndex(named: $0.contents) }.map {
            model.entities[entity].fields[$0]
        }
        let around = node.isPartOf.flatMap { $0.nodes.first?.span == node.span ? $0 : nil }
        var condition: String?
        if let around, let word = rest.first, rest.count == 1,
            [.comparison, .membership, .textMatch, .listTest, .between, .windowTest].contains(around.kind)
        {
            condition = word.text + node.tree.source.text(Int(node.span.utf8End)..<Int(around.span.utf8End))
        }
        report(
            .manyRecords(
                model.entities[entity].name, field: rest.first?.contents, text: node.text,
                isText: field?.type.kind == .text, around: around,
                condition: condition, at: node.span))
    }

    // MARK: Arithmetic

    private mutating func bindArithmetic(_ node: SyntaxNode) -> BoundExpression? {
        let operands = node.nodes
        guard operands.count <= Binder.operandLimit else {
            report(.tooManyOperands(limit: Binder.operandLimit, at: node.span))
            return nil
        }
        let signs = node.tokens.compactMap(\.arithmeticOperator)
        let bound = operands.map { bindValue($0) }.compactMap(\.self)
        guard bound.count == operands.count, signs.count == operands.count - 1, var result = bound.first else {
            return nil
        }
        for (sign, operand) in zip(signs, bound.dropFirst()) {
            guard let next = arithmetic(sign, result, operand) else { return nil }
            // A value made from a parameter's value is another constant in another run.
            let hasParameter = parameterSpans.contains(result.span) || parameterSpans.contains(operand.span)
            if hasParameter, next.isConstant { parameterSpans.insert(next.span) }
            result = next
        }
        return result
    }

    private mutating func bindMinus(_ node: SyntaxNode) -> BoundExpression? {
        guard let syntax = node.nodes.first, let operand = bindValue(syntax) else { return nil }
        if parameterSpans.contains(operand.span) { parameterSpans.insert(node.span) }
        switch operand.kind {
        case .literal(.int(let value)): return BoundExpression(.literal(.int(-value)), .int, node.span)
        case .decimal(let value):
            return BoundExpression(
                .decimal(DecimalLiteral(mantissa: -value.mantissa, scale: value.scale)), .number, node.span)
        default: break
        }
        guard operand.type.isNumeric else {
            report(.numberNeeded(operand.type, at: syntax.span))
            return nil
        }
        return BoundExpression(.negate(operand), operand.type, node.span)
    }
}

extension SyntaxToken {
    var arithmeticOperator: ArithmeticOperator? {
        switch kind {
        case .plus: .add
        case .minus: .subtract
        case .star: .multiply
        case .slash: .divide
        default: nil
        }
    }
}
