import Model
import Syntax

/// `group by`, `distinct` and `aggregate`: keys, figures, periods without rows, totals.
extension Binder {
    mutating func bindGroup(_ node: SyntaxNode, _ rows: inout NameScope) -> [BoundStage]? {
        // Keys stand before the opening brace, what is computed behind it.
        let brace = node.token(.leftBrace)?.span.utf8Start ?? node.span.utf8End
        let named = node.all(.namedExpression)
        let keySyntax = named.filter { $0.span.utf8Start < brace },
            aggregateSyntax = named.filter { $0.span.utf8Start >= brace }
        var keyRows = rows, overRows = rows
        keyRows.isKeying = node.kind == .groupStage
        overRows.isOverRows = true
        guard let keys = bindColumns(keySyntax, keyRows).map({ caseless($0, rows) }),
            let aggregates = bindColumns(aggregateSyntax, overRows, taken: keys.map(\.name)),
            let fill = bindFill(keySyntax, keys, rows)
        else { return nil }
        let input = rows
        rows = columnScope(keys + aggregates, of: input)
        rows.keyCount = keys.count
        for (index, column) in (keys + aggregates).enumerated() {
            rows.columns?[index].part = index < keys.count ? .key(index) : column.expression.part
        }
        let grouping = Grouping(keys, keySyntax, aggregates, fill)
        if node.first(.totalsClause) != nil { totals = BoundTotals(grouping) }
        return grouping.stages + grouping.named.map { .project($0) }
    }

    /// The parts of a group, to be put together for all keys or for some.
    struct Grouping {
        var keys: [BoundColumn]
        let aggregates: [BoundColumn]
        let fill: BoundFill?
        /// The names of buckets, by key: groups are in the order of the ranges, and named behind it.
        var names: [Int: [BoundExpression]] = [:]

        fileprivate init(
            _ keys: [BoundColumn], _ syntax: [SyntaxNode], _ aggregates: [BoundColumn], _ fill: BoundFill?
        ) {
            (self.keys, self.aggregates, self.fill) = (keys, aggregates, fill)
            for (index, node) in syntax.enumerated() {
                guard let value = node.nodes.last, let (numbers, names) = keys[index].expression.numbered(value) else {
                    continue
                }
                self.keys[index].expression = numbers
                self.names[index] = names
            }
        }

        fileprivate var stages: [BoundStage] { BoundStage.grouping(by: keys, aggregates, fill) }

        /// All columns under their names; none where no key is numbered.
        fileprivate var named: [[BoundColumn]] { names.isEmpty ? [] : [columns(ofFirst: keys.count)] }

        /// All columns, behind a group by the first keys alone.
        fileprivate func columns(ofFirst count: Int) -> [BoundColumn] {
            (keys + aggregates).enumerated().map { index, column in
                var column = column
                let (type, span) = (column.expression.type, column.expression.span)
                let isKept = index < count || index >= keys.count
                let place = index < count ? index : index - keys.count + count
                column.expression = isKept ? BoundExpression(.column(place), type, span) : .missing(type, span)
                if let names = names[index] {
                    column.expression = isKept ? column.expression.named(names) : .missing(.text, span)
                }
                return column
            }
        }
    }

    // MARK: Periods

    /// The periods that are to have rows in any case; `.some(nil)` of none, nil after a report.
    private mutating func bindFill(_ nodes: [SyntaxNode], _ keys: [BoundColumn], _ rows: NameScope) -> BoundFill?? {
        let places = nodes.indices.filter { nodes[$0].nodes.last?.kind == .everyPeriod }
        guard let place = places.first, let node = nodes[place].nodes.last, let function = node.periodFunction else {
            return .some(nil)
        }
        if let second = places.dropFirst().first {
            report(.secondPeriod(at: nodes[second].nodes.last?.firstToken?.span ?? nodes[second].span))
            return nil
        }
        let value = keys[place].expression
        let moment = if case .call(_, let arguments) = value.kind { arguments[0] } else { value }
        let isOfWindow = rows.windowed.map { $0.isSameField(as: moment) } ?? false
        return BoundFill(keyCount: keys.count, period: place, function: function, isOfWindow: isOfWindow)
    }

    /// `every month(ordered_at)`
    mutating func bindEveryPeriod(_ node: SyntaxNode) -> BoundExpression? {
        guard let operand = node.nodes.first, operand.kind != .missing else { return nil }
        guard scope.isKeying else {
            report(.everyOutsideKeys(every: node.firstToken?.span ?? node.span, operand: operand.span))
            return nil
        }
        guard node.periodFunction != nil else {
            report(.everyWithoutPeriod(every: node.firstToken?.span ?? node.span, operand: operand.span))
            return nil
        }
        return bindValue(operand)
    }

    /// The moment of a row that windows look at.
    func moment(of row: RowReference) -> BoundExpression? {
        guard let entity = script.entity(of: row, in: model), let field = model.entities[entity].eventTime else {
            return nil
        }
        let span = SourceSpan(source: SourceID(0), utf8Start: 0, utf8End: 0)
        return BoundExpression(.field(row, field: field), model.entities[entity].fields[field].type, span)
    }
}

extension SyntaxNode {
    /// The function of an `everyPeriod` whose values can be counted on; nil where it has none.
    fileprivate var periodFunction: ScalarFunction? {
        guard let call = nodes.first, call.kind == .call, let name = call.firstToken?.contents else { return nil }
        return ScalarFunction.named(name).flatMap { $0.isPeriod ? $0 : nil }
    }
}

extension BoundExpression {
    /// A figure of a group, by what it is of no rows.
    fileprivate var part: GroupPart {
        guard case .groupAggregate(let function, _, _, _, _) = kind, !function.canBeMissing else { return .figure }
        return .count
    }

    fileprivate func isSameField(as other: BoundExpression) -> Bool {
        guard case .field(let row, let field) = kind, case .field(let otherRow, let otherField) = other.kind else {
            return false
        }
        return row == otherRow && field == otherField
    }

    /// A value of a type that is missing.
    fileprivate static func missing(_ type: ValueType, _ span: SourceSpan) -> BoundExpression {
        BoundExpression(.literal(.missing), type, span)
    }
}

// MARK: Totals

extension BoundTotals {
    /// The name of the column that tells totals from other rows.
    package static let mark = "is_total"

    fileprivate init(_ grouping: Binder.Grouping) {
        stages = 0..<0
        let keys = grouping.keys
        levels = keys.indices.reversed().map { count in
            var fill = grouping.fill.flatMap { $0.period < count ? $0 : nil }
            fill?.keyCount = count
            return BoundStage.grouping(by: Array(keys.prefix(count)), grouping.aggregates, fill)
                + [.project(grouping.columns(ofFirst: count))]
        }
    }

    /// - Parameters:
    ///   - start: the number of stages before the group.
    ///   - count: of those that the group itself has come to; the first ones told are.
    mutating func place(behind start: Int, _ count: Int) {
        if stages.isEmpty { stages = start..<start + count }
    }
}

extension BoundAnalysis {
    /// A question with totals below its rows.
    init(_ query: BoundQuery, with totals: BoundTotals) {
        self.init(
            word: BoundAnalysis.totalsWord, query: query,
            clauses: [Clause(name: BoundAnalysis.totalsWord, argument: .totals(totals), span: query.span)],
            span: query.span)
    }
}
