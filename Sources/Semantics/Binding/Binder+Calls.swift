import Model
import Syntax

/// Function calls: scalar functions, aggregates over records, aggregates over rows.
extension Binder {
    mutating func bindCall(_ node: SyntaxNode) -> BoundExpression? {
        guard let name = node.tokens.first, !node.isDamaged else { return nil }
        let arguments = node.all(.argument)
        if let clause = arguments.lazy.compactMap({ $0.nodes.first }).first(where: { $0.kind == .whereClause }) {
            let counts = name.contents == AggregateFunction.count.rawValue
            guard counts, arguments.count == 1, scope.isOverRows else {
                report(counts ? .recordsToCount(at: node.span) : .valueBeforeWhere(name.contents, at: clause.span))
                return nil
            }
        }
        if let function = AggregateFunction(rawValue: name.contents) {
            guard scope.isOverRows, function.worksOnGroups else { return bindAggregate(function, arguments, node) }
            return bindGroupAggregate(function, arguments, node)
        }
        if let function = RowFunction.named(name.contents), scope.isDeriving || function.isOfRowsAlone {
            return bindRowFunction(function, arguments, node)
        }
        if let function = RankingFunction(rawValue: name.contents) { return bindRanking(function, arguments, node) }
        if let function = ChoiceFunction(rawValue: name.contents) { return bindChoice(function, arguments, node) }
        if let function = PairFunction(rawValue: name.contents) { return bindPair(function, arguments, node) }
        if let function = ScalarFunction.named(name.contents) { return bindScalar(function, arguments, node) }
        switch RecordExpression(rawValue: name.contents) {
        case .sequence:
            reportOneStep(node)
            return nil
        case .gap:
            report(.gapOutsideAggregate(node, isOverRows: scope.isOverRows))
            return nil
        case nil: break
        }
        if name.contents == "anniversary" {
            report(.anniversaryAlone(at: node.span))
            return nil
        }
        report(
            .unknownFunction(
                name.contents, at: name.span, arguments: arguments.map(\.text).joined(separator: ", "), call: node.span)
        )
        return nil
    }

    private mutating func bindScalar(_ function: ScalarFunction, _ arguments: [SyntaxNode], _ node: SyntaxNode)
        -> BoundExpression?
    {
        if function == .rounded, arguments.count == 2 { return bindRounding(arguments, node) }
        if function == .joined, arguments.count > 2 { return bindJoined(arguments, node) }
        // `date("2026-01-01")` is a habit from elsewhere.
        if function == .dateOfParts, arguments.count == 1, let name = node.firstToken {
            report(.unknownFunction(name.contents, at: name.span, arguments: arguments[0].text, call: node.span))
            return nil
        }
        guard arguments.count == function.parameters.count else {
            report(
                .wrongArgumentCount(
                    function.name, expected: function.parameters.count, found: arguments.count,
                    example: function.example, at: node.span))
            return nil
        }
        var values: [BoundExpression] = []
        var spans: [SourceSpan] = []
        for argument in arguments {
            guard let syntax = plainExpression(argument, of: function.name), let value = bindValue(syntax) else {
                return nil
            }
            values.append(value)
            spans.append(syntax.span)
        }
        return call(function, values, at: spans, node.span)
    }

    /// `concat(a, b, c)`: one behind the other.
    private mutating func bindJoined(_ arguments: [SyntaxNode], _ node: SyntaxNode) -> BoundExpression? {
        var result: BoundExpression?
        for argument in arguments {
            guard let syntax = plainExpression(argument, of: ScalarFunction.joined.name), let value = bindValue(syntax),
                let joined = result.map({ call(.joined, [$0, value], at: [syntax.span, syntax.span], node.span) })
                    ?? .some(value)
            else { return nil }
            result = joined
        }
        return result
    }

    /// A function of values, as many as it takes; nil after a report.
    mutating func call(
        _ function: ScalarFunction, _ values: [BoundExpression], at spans: [SourceSpan], _ span: SourceSpan
    ) -> BoundExpression? {
        for ((value, place), parameter) in zip(zip(values, spans), function.parameters)
        where !parameter.accepts(value.type) {
            report(
                .wrongArgumentType(
                    function.name, expected: parameter.name, found: value.type, example: function.example, at: place))
            return nil
        }
        let bound = values.map { settled($0) }
        // Money is rounded to whole major units and stays money.
        if case .whole = function.kernel, bound[0].type.isMoney {
            return rounded(function, bound[0], toSteps: environment.currency.scale, span)
        }
        let type = switch function.result {
        case .type(let type): type
        case .sameAsArgument: bound[0].type
        }
        return BoundExpression(.call(function, bound), type, span)
    }

    /// An argument without `distinct` and `where`, which only aggregates take.
    mutating func plainExpression(_ argument: SyntaxNode, of function: String) -> SyntaxNode? {
        if let clause = argument.first(.whereClause) {
            report(.misplacedClause("where", function, at: clause.span))
            return nil
        }
        if let word = argument.tokens.first(where: { $0.keyword == .distinct }) {
            report(.misplacedClause("distinct", function, at: word.span))
            return nil
        }
        return argument.nodes.first
    }

    // MARK: Over records

    private mutating func bindAggregate(_ function: AggregateFunction, _ arguments: [SyntaxNode], _ node: SyntaxNode)
        -> BoundExpression?
    {
        if scope.columns != nil {
            report(.aggregateOfColumns(function, node.text, at: node.span))
            return nil
        }
        if function == .balance { return bindBalance(arguments, node) }
        let expected = function.parameter == nil ? 1 : 2
        let position = function.parameter == .position ? 1 : 0
        guard arguments.count == expected, let operand = arguments[position].nodes.first else {
            report(
                .wrongArgumentCount(
                    function.rawValue, expected: expected, found: arguments.count, example: function.example,
                    at: node.span,
                    comma: arguments.count == 2 && expected == 1 ? node.token(.comma)?.span : nil))
            return nil
        }
        if reportsGapInCondition(function, operand, node) { return nil }
        guard let inner = self.operand(of: function, arguments[position]),
            let recordsSyntax = inner.argument.nodes.first
        else { return nil }
        var parameter: Double?
        if let kind = function.parameter {
            guard let value = bindParameter(kind, arguments[1 - position], of: function) else { return nil }
            parameter = value
        }
        let form = inner.gap == .records ? RecordExpression.gap : nil
        guard
            var found = bindRecords(
                recordsSyntax, of: form?.rawValue ?? function.rawValue, example: form?.example ?? function.example,
                takesRecords: form != nil || function.operand == .records),
            let measured = bindOperandValue(inner, found, of: function),
            bindCondition(inner.argument.first(.whereClause), of: &found)
        else { return nil }
        let records = found.records
        if reportsOuterRow(of: records, measured, found.path) || reportsManyRows(function, records, node) { return nil }
        let isDistinct = arguments[position].hasKeyword(.distinct)
        let looked = inner.gap == nil ? measured : BoundExpression(.today, .days, node.span)
        guard let type = checkOperand(function, looked, entity: records.entity, hasCondition: records.condition != nil,
                                      isDistinct: isDistinct, found.path, node) else { return nil }
        let value = measured.map { self.operand(of: function, $0, isDistinct: isDistinct) }
        let aggregate = BoundAggregate(
            function: function, records: records, value: value, gaps: inner.gap, isDistinct: isDistinct,
            parameter: parameter)
        return result(of: BoundExpression(.aggregate(aggregate), type, node.span), on: value)
    }

    /// The constant that a function takes beside its records, after a check of its range.
    private mutating func bindParameter(
        _ kind: AggregateDeclaration.Parameter, _ argument: SyntaxNode, of function: AggregateFunction
    ) -> Double? {
        guard let syntax = plainExpression(argument, of: function.rawValue), let bound = bindValue(syntax) else {
            return nil
        }
        let value = bound.isConstant ? folded(bound).plainNumber : nil
        let isFitting =
            value.map { kind == .share ? (0...1).contains($0) : $0 != 0 && $0.rounded() == $0 && abs($0) <= 1_000_000 }
            ?? false
        guard isFitting else {
            report(
                .badParameter(
                    function.rawValue,
                    needs: kind == .share ? "a share from 0% to 100%" : "a whole number other than 0",
                    example: function.example, at: syntax.span))
            return nil
        }
        return value
    }

    /// The result's type, or nil after a report.
    private mutating func checkOperand(
        _ function: AggregateFunction, _ value: BoundExpression?, entity: Int, hasCondition: Bool, isDistinct: Bool,
        _ path: SyntaxNode, _ node: SyntaxNode
    ) -> ValueType? {
        let entity = model.entities[entity]
        switch (function.operand, value) {
        case (.records, .some(let value)):
            let words = path.pathTokens.map(\.text)
            report(
                .valueNotNeeded(
                    function.rawValue, records: words.dropLast().joined(separator: "."), field: words.last ?? "",
                    isCondition: value.type.kind == .bool, at: path.span))
            return nil
        case (.value, nil):
            let wantsNumber = function.takesNumbers
            let field = entity.fields.first {
                $0.name != entity.keyField.name && $0.reference == nil
                    && (!wantsNumber || $0.type.kind == .money || $0.type.kind == .number)
            }
            let time = entity.eventTime.map { entity.fields[$0].name }
            report(
                .valueNeeded(
                    function.rawValue, entity: entity.name, field: wantsNumber ? field?.name : time ?? field?.name,
                    at: path.span))
            return nil
        default: break
        }
        if function == .all, !hasCondition {
            report(.conditionNeeded(entity: path.text, at: path.span))
            return nil
        }
        if isDistinct, function != .count {
            report(.misplacedClause("distinct", function.rawValue, at: node.span))
            return nil
        }
        if isDistinct, value == nil {
            report(.valueNeeded("count(distinct …)", entity: entity.name, field: entity.keyField.name, at: path.span))
            return nil
        }
        return resultType(function, value, at: path.span)
    }

    /// nil, after a report, where the function can't work on the value.
    private mutating func resultType(_ function: AggregateFunction, _ value: BoundExpression?, at span: SourceSpan)
        -> ValueType?
    {
        let type = value?.type
        switch function.operand {
        case .value(.ordered) where type?.kind == .bool:
            report(
                .wrongArgumentType(
                    function.rawValue, expected: "value with an order", found: .bool, example: function.example,
                    at: span))
            return nil
        case .value(.plainNumbers) where type?.isNumeric != true || type?.isMoney == true:
            report(
                .wrongArgumentType(
                    function.rawValue, expected: "number that is no amount", found: type ?? .bool,
                    example: function.example, at: span))
            return nil
        case .value(.numbers) where type?.isNumeric != true && type?.kind != .duration:
            report(
                .wrongArgumentType(
                    function.rawValue, expected: "number", found: type ?? .bool, example: function.example, at: span))
            return nil
        case .records, .value, .recordsOrValue: break
        }
        switch function.declaration.result {
        case .whole: return .int
        case .condition: return .bool
        case .sameAsValue: return type
        case .fraction:
            guard let type, type.kind != .duration else { return type }
            return ValueType(.number, type.isMoney ? .money : type.unit)
        case .plain: return .number
        }
    }

    // MARK: Over rows

    private mutating func bindGroupAggregate(
        _ function: AggregateFunction, _ arguments: [SyntaxNode], _ node: SyntaxNode
    ) -> BoundExpression? {
        var rows = scope
        rows.isOverRows = false
        if function == .count, arguments.isEmpty {
            return BoundExpression(.groupAggregate(.count, nil, filter: nil, isDistinct: false), .int, node.span)
        }
        let expected = function.parameter == nil ? 1 : 2
        guard arguments.count == expected, let operand = arguments[0].nodes.first else {
            let example =
                function.parameter == nil ? "\(function.rawValue)(monetary)" : "\(function.rawValue)(monetary, 90%)"
            report(
                .wrongArgumentCount(
                    function.rawValue, expected: expected, found: arguments.count, example: example, at: node.span))
            return nil
        }
        var parameter: Double?
        if let kind = function.parameter {
            guard let value = within(rows, { $0.bindParameter(kind, arguments[1], of: function) }) else { return nil }
            parameter = value
        }
        if operand.kind == .whereClause {
            return filter(operand, rows).map {
                BoundExpression(.groupAggregate(.count, nil, filter: $0, isDistinct: false), .int, node.span)
            }
        }
        let isDistinct = arguments[0].hasKeyword(.distinct)
        if isDistinct, function != .count {
            report(.misplacedClause("distinct", function.rawValue, at: node.span))
            return nil
        }
        var filter: BoundExpression?
        if let clause = arguments[0].first(.whereClause) {
            guard let condition = self.filter(clause, rows) else { return nil }
            filter = condition
        }
        guard let bound = within(rows, { $0.bindValue(operand) }) else { return nil }
        let value = settled(bound)
        guard let type = resultType(function, value, at: operand.span) else { return nil }
        let compared = within(rows) { $0.operand(of: function, value, isDistinct: isDistinct) }
        let aggregate = BoundExpression.Kind.groupAggregate(
            function, compared, parameter: parameter, filter: filter, isDistinct: isDistinct)
        return result(of: BoundExpression(aggregate, type, node.span), on: compared)
    }

    /// The condition on the rows that an aggregate over rows counts or adds up.
    mutating func filter(_ clause: SyntaxNode, _ rows: NameScope) -> BoundExpression? {
        guard let syntax = clause.nodes.first, let condition = within(rows, { $0.bindCondition(syntax) }) else {
            return nil
        }
        within(rows) { $0.warnOfConstants(in: condition) }
        return condition
    }
}
