import Model
import Syntax

/// `derive NAME = EXPRESSION`, and functions of a row among those at hand.
///
/// A function is worked out by a stage of its own, whose column the expression refers to: `running_sum(n) / 2` is half
/// of a column that the stage before has added.
extension Binder {
    /// The functions of rows that the column at hand needs.
    struct Derivation {
        /// The number of the first column that a function adds.
        let base: Int
        /// Those of a stage do not look at each other.
        var stages: [[BoundRowFunction]] = []
        /// One for each function.
        var columns: [BoundColumn] = []
        /// Behind `by`, which reaches into all that stands before it.
        var partition: [BoundExpression] = []

        /// The number of the function's column.
        mutating func add(_ function: BoundRowFunction, isPersonal: Bool, isCaseless: Bool, at span: SourceSpan)
            -> Int
        {
            let first = base + columns.count - (stages.last?.count ?? 0)
            if stages.isEmpty || function.expressions.contains(where: { $0.looksAtColumns(from: first) }) {
                stages.append([])
            }
            stages[stages.count - 1].append(function)
            let index = base + columns.count
            columns.append(
                BoundColumn(
                    name: "", expression: BoundExpression(.column(index), function.type, span), isPersonal: isPersonal,
                    isCaseless: isCaseless))
            return index
        }
    }

    /// One column after another, so that each sees those before it.
    mutating func bindDerive(_ node: SyntaxNode, _ rows: inout NameScope) -> [BoundStage]? {
        var stages: [BoundStage] = []
        for named in node.all(.namedExpression) {
            guard let bound = bindDerivedColumn(named, &rows) else { return nil }
            stages += bound
        }
        return stages
    }

    private mutating func bindDerivedColumn(_ named: SyntaxNode, _ rows: inout NameScope) -> [BoundStage]? {
        let outer = derivation
        derivation = Derivation(base: rows.columns?.count ?? rows.computed.count)
        defer { derivation = outer }
        var inner = rows
        inner.isDeriving = true
        guard let column = bindColumns([named], inner, taken: (rows.columns ?? rows.locals).map(\.name))?.first,
            let derivation
        else { return nil }
        let functions = derivation.stages.map { BoundStage.window($0) }
        if rows.columns == nil { rows.computed += derivation.columns }
        return functions + extend(&rows, by: column)
    }

    /// One more name for the stages behind: of rows of an entity, an expression; else a column behind the others.
    mutating func extend(_ rows: inout NameScope, by column: BoundColumn) -> [BoundStage] {
        guard let columns = rows.columns else {
            rows.locals.append(column)
            return []
        }
        let kept = columns.passedOn(column.expression.span)
        rows = columnScope(kept + [column], of: rows)
        return [.project(kept + [column])]
    }

    /// A column by its number, those that functions of rows add among them.
    func column(_ index: Int) -> BoundColumn? {
        let named = scope.columns ?? scope.computed
        if named.indices.contains(index) { return named[index] }
        guard let derivation, derivation.columns.indices.contains(index - derivation.base) else { return nil }
        return derivation.columns[index - derivation.base]
    }

    // MARK: Functions of rows

    mutating func bindRowFunction(_ function: RowFunction, _ arguments: [SyntaxNode], _ node: SyntaxNode)
        -> BoundExpression?
    {
        guard scope.isDeriving else {
            report(.rowFunctionOutsideDerive(function, node.text, at: node.span))
            return nil
        }
        guard let (valueSyntax, countSyntax) = split(arguments, of: function, node) else { return nil }
        var count = 1
        if let countSyntax {
            guard let bound = bindCount(countSyntax, of: function) else { return nil }
            count = bound
        }
        var value: BoundExpression?
        if let valueSyntax {
            guard let syntax = plainExpression(valueSyntax, of: function.name), let bound = bindValue(syntax),
                let operand = operand(of: function, settled(bound), at: syntax.span)
            else { return nil }
            value = operand
        }
        let bound = BoundRowFunction(
            function: function, value: value, count: count, partition: derivation?.partition ?? [],
            type: resultType(of: function, value?.type))
        let isPersonal = function.operand == .any && (value.map { self.isPersonal($0) } ?? false)
        let isCaseless = value.map { self.isCaseless($0) } ?? false
        let index = derivation?.add(bound, isPersonal: isPersonal, isCaseless: isCaseless, at: node.span)
        return index.map { BoundExpression(.column($0), bound.type, node.span) }
    }

    /// The arguments by what they are; nil after a report.
    private mutating func split(_ arguments: [SyntaxNode], of function: RowFunction, _ node: SyntaxNode)
        -> (value: SyntaxNode?, count: SyntaxNode?)?
    {
        switch (function.count, arguments.count) {
        case (.none, 0) where function.operand == .none: return (nil, nil)
        case (.none, 1) where function.operand != .none, (.distance, 1): return (arguments[0], nil)
        case (.parts, 2): return (arguments[1], arguments[0])
        case (.distance, 2), (.rows, 2): return (arguments[0], arguments[1])
        case (let count, _):
            let expected = (function.operand == .none ? 0 : 1) + (count == .parts || count == .rows ? 1 : 0)
            report(
                .wrongArgumentCount(
                    function.name, expected: expected, found: arguments.count, example: function.example, at: node.span)
            )
            return nil
        }
    }

    private mutating func bindCount(_ argument: SyntaxNode, of function: RowFunction) -> Int? {
        guard let syntax = plainExpression(argument, of: function.name), let bound = bindValue(syntax) else {
            return nil
        }
        let range = function.count == .parts ? RankingFunction.parts : RowFunction.counts
        guard bound.isConstant, let value = folded(bound).plainNumber, let count = Int(exactly: value),
            range.contains(count)
        else {
            report(
                .badParameter(
                    function.name, needs: "a whole number from \(range.lowerBound) to \(range.upperBound)",
                    example: function.example, at: syntax.span))
            return nil
        }
        return count
    }

    /// nil, after a report, where the function can't work on the value.
    private mutating func operand(of function: RowFunction, _ value: BoundExpression, at span: SourceSpan)
        -> BoundExpression?
    {
        let isFitting: Bool, expected: String
        switch function.operand {
        case .none, .any: (isFitting, expected) = (true, "value")
        case .numbers: (isFitting, expected) = (value.type.isNumeric, "number")
        case .ordered:
            (isFitting, expected) = (value.type.isNumeric || value.type.isTemporal, "number, date or time")
        }
        if isFitting { return value }
        report(
            .wrongArgumentType(
                function.name, expected: expected, found: value.type, example: function.example, at: span))
        return nil
    }

    private func resultType(of function: RowFunction, _ value: ValueType?) -> ValueType {
        switch function {
        case .previous, .next, .runningSum: value ?? .int
        case .movingAverage: ValueType(.number, value?.isMoney == true ? .money : value?.unit ?? .none)
        case .rowNumber: .int
        case .ranking(let ranking): ranking.type
        }
    }

    /// `rank(revenue) by country`: reaches into every function of rows in the expression that has no `by` of its own.
    mutating func bindPartitioned(_ node: SyntaxNode) -> BoundExpression? {
        guard let operand = node.nodes.first else { return nil }
        guard scope.isDeriving, let known = derivation else { return bindStandings(node, operand) }
        guard let keys = bindPartition(node.nodes.dropFirst()) else { return nil }
        derivation?.partition = keys
        let bound = bindValue(operand)
        derivation?.partition = known.partition
        guard let bound else { return nil }
        guard derivation?.columns.count != known.columns.count else {
            report(.nothingToPartition(at: node.span, operand: operand.span))
            return nil
        }
        return BoundExpression(bound.kind, bound.type, node.span)
    }

    /// The values that rows are told apart by; nil after reports.
    mutating func bindPartition(_ nodes: some Sequence<SyntaxNode>) -> [BoundExpression]? {
        let keys = nodes.map { node in bindValue(node).map { comparable(settled($0)) } }
        let known = keys.compactMap(\.self)
        return known.count == keys.count ? known : nil
    }

    /// `take 3 by country`
    mutating func bindTakeBy(_ count: Int, _ node: SyntaxNode, _ rows: inout NameScope) -> [BoundStage]? {
        guard let keys = within(rows, { $0.bindPartition(node.nodes) }) else { return nil }
        let number = BoundRowFunction(function: .rowNumber, value: nil, count: 1, partition: keys, type: .int)
        let place = BoundExpression(.column(rows.columns?.count ?? rows.computed.count), .int, node.span)
        let limit = BoundExpression(.literal(.int(Int64(count))), .int, node.span)
        let stages: [BoundStage] = [
            .window([number]),
            .filter(BoundExpression(.comparison(.lessEqual, place, limit, ignoringCase: false), .bool, node.span)),
        ]
        guard let columns = rows.columns else {
            rows.computed.append(BoundColumn(name: "", expression: place))
            return stages
        }
        return stages + [.project(columns.passedOn(node.span))]
    }
}

extension [BoundColumn] {
    /// The same columns of the stage before, each by its number.
    func passedOn(_ span: SourceSpan) -> [BoundColumn] {
        enumerated().map { index, known in
            var column = known
            column.expression = BoundExpression(.column(index), known.expression.type, span)
            return column
        }
    }
}

extension BoundExpression {
    /// A column of the stage before that it looks at.
    var firstColumn: BoundExpression? {
        if case .column = kind { return self }
        return children.lazy.compactMap(\.firstColumn).first
    }

    /// Whether it looks at a column of the stage before of this number, or of a greater one.
    fileprivate func looksAtColumns(from first: Int) -> Bool {
        if case .column(let index) = kind { return index >= first }
        return children.contains { $0.looksAtColumns(from: first) }
    }
}
