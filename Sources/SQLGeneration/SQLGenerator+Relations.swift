import Model
import Planning
import Semantics

/// A SELECT under construction: clauses are kept as plan expressions until it is known which joins they need.
struct SelectBlock {
    enum Source {
        /// Rows of an entity, perhaps only those whose keys a subquery picked.
        case scan(ScanNode, keys: SQLFragment?)
        /// Rows of an entity whose keys a subquery picked, with the columns c0, c1, … of it that functions of rows have
        /// added.
        case extended(ScanNode, SQLFragment, columns: [PlanColumn])
        /// A finished SELECT with columns c0, c1, … and, behind them, the values its order came from.
        case subquery(SQLFragment, inheritedOrder: [InheritedTerm])

        var scan: ScanNode? {
            switch self {
            case .scan(let scan, _), .extended(let scan, _, _): scan
            case .subquery: nil
            }
        }

        /// Columns beside rows of an entity.
        var columns: [PlanColumn] { if case .extended(_, _, let columns) = self { columns } else { [] } }
    }

    /// A column that a subquery was ordered by.
    struct InheritedTerm {
        var name: String
        var isDescending: Bool
        var isIdentity = false
    }

    var source: Source
    var conditions: [PlanExpression] = []
    var sortKeys: [SortKey] = []
    var limit: Int?
    var projection: [PlanColumn]?
    var group: (keys: [PlanColumn], aggregates: [PlanColumn])?
    /// Columns of the source whose values may lie beyond 64 bits.
    var doubtfulColumns: Set<Int> = []

    /// Columns that would come to more parts are not put in place of their names.
    static let sizeLimit = 2_000

    /// How many parts columns would consist of, were the projected ones put in place of references to them; 0 where
    /// there are none.
    func size(of columns: [PlanColumn]) -> Int {
        guard let projection else { return 0 }
        let sizes = projection.map(\.expression.partCount)
        var size = 0
        for column in columns {
            column.expression.visit { if case .column(let index, _) = $0 { size += sizes[index] } else { size += 1 } }
        }
        return size
    }

    /// Replaces references to the projected columns by what they stand for.
    func resolved(_ expression: PlanExpression) -> PlanExpression {
        guard let projection else { return expression }
        return expression.rewritten {
            if case .column(let index, _) = $0 { projection[index].expression } else { $0 }
        }
    }
}

extension SQLGenerator {
    mutating func makeBlock(_ relation: RelationNode) -> SelectBlock {
        guard let input = relation.input else { return SelectBlock(source: .scan(relation.scan, keys: nil)) }
        var block = makeBlock(input)
        // SQL filters and sorts before it limits: what comes later needs a SELECT around.
        switch relation {
        case .filter, .sort: if block.limit != nil || block.group != nil { block = wrapped(block) }
        case .project(_, let columns):
            let isLarge = block.size(of: columns) > SelectBlock.sizeLimit
            if block.group != nil || isLarge { block = wrapped(block, isMaterialized: isLarge) }
        case .group: if block.limit != nil || block.group != nil { block = wrapped(block) }
        case .take: if block.group != nil { block = wrapped(block) }
        case .window(_, let functions): return windowed(block, functions)
        case .fill(_, let fill): return filled(block, fill)
        case .scan: break
        }
        func resolved(_ columns: [PlanColumn]) -> [PlanColumn] {
            columns.map {
                var column = $0
                column.expression = block.resolved(column.expression)
                return column
            }
        }
        switch relation {
        case .scan, .window, .fill: break
        case .filter(_, let condition): block.conditions.append(block.resolved(condition))
        case .sort(_, let keys):
            block.sortKeys =
                keys.map { SortKey(expression: block.resolved($0.expression), isDescending: $0.isDescending) }
                + block.sortKeys
        case .take(_, let count): block.limit = min(count, block.limit ?? count)
        case .project(_, let columns): block.projection = resolved(columns)
        case .group(_, let keys, let aggregates):
            block.group = (resolved(keys), resolved(aggregates))
            block.projection = nil
        }
        return block
    }

    /// The block as the source of another, its rows and their order kept.
    ///
    /// - Parameter isMaterialized: whether its columns are to be worked out once. SQLite, too, puts what they stand for
    ///   in place of their names.
    private mutating func wrapped(_ block: SelectBlock, isMaterialized: Bool = false) -> SelectBlock {
        if block.projection == nil, block.group == nil, let scan = block.source.scan {
            let columns = block.source.columns
            let select = render(block, columns: keyAndColumns(scan, columns), extra: [])
            let source: SelectBlock.Source =
                columns.isEmpty ? .scan(scan, keys: select) : .extended(scan, select, columns: columns)
            return SelectBlock(source: source, sortKeys: block.sortKeys)
        }
        var inner = block
        // SQLite would leave out groups by a condition on one key before it works out the others. Whether a value
        // beyond 64 bits counts is for the plan to say; a limit keeps conditions out.
        if let keys = block.group?.keys, !plan.overflowIsMissing,
            keys.contains(where: { plan.mayLeave64Bits($0.expression) })
        {
            inner.limit = block.limit ?? .max
        }
        let (rendered, order) = renderForSubquery(inner)
        var select = rendered
        if isMaterialized {
            select = "WITH once \(SQLFragment(stringLiteral: dialect.materialized)) (\(select)) SELECT * FROM once"
        }
        let doubtful = block.group == nil ? [] : outputs(block)
        return outer(select, order, outputs(block), doubtful: doubtful)
    }

    /// The block around a SELECT with columns c0, c1, …
    ///
    /// - Parameter doubtful: the first of the columns, as they were worked out: their values may lie beyond 64 bits.
    func outer(
        _ select: SQLFragment, _ order: [SelectBlock.InheritedTerm], _ columns: [PlanColumn], doubtful: [PlanColumn]
    ) -> SelectBlock {
        var outer = SelectBlock(source: .subquery(select, inheritedOrder: order))
        outer.projection = columns.numbered
        if !plan.overflowIsMissing {
            outer.doubtfulColumns = Set(doubtful.indices.filter { plan.mayLeave64Bits(doubtful[$0].expression) })
        }
        return outer
    }

    /// The block with columns that functions of its rows add, behind those that it has.
    private mutating func windowed(_ block: SelectBlock, _ functions: [PlanRowFunction]) -> SelectBlock {
        // SQL works the functions out behind its conditions and before its limit.
        let inner = block.limit != nil || block.group != nil ? wrapped(block) : block
        prepare(inner)
        let scan = inner.projection == nil ? inner.source.scan : nil
        let known = scan == nil ? outputs(inner) : inner.source.columns
        let order = orderTerms(inner)
        let added = functions.enumerated().map { index, function -> (name: String, value: SQLFragment) in
            let resolved = function.mapExpressions { inner.resolved($0) }
            return ("c\(known.count + index)", window(resolved, order: order.map(\.clause)))
        }
        let columns = known + functions.map { PlanColumn(name: $0.function.name, expression: .column(0, $0.type)) }
        // Windows have the order in them; whoever reads the rows puts them into it.
        var unsorted = inner
        unsorted.sortKeys = []
        if let scan {
            let select = render(unsorted, columns: keyAndColumns(scan, known), extra: added)
            return SelectBlock(source: .extended(scan, select, columns: columns.numbered), sortKeys: inner.sortKeys)
        }
        let sorted = order.enumerated().map { (name: "o\($0.offset)", value: $0.element.value) }
        let shown = known.enumerated().map { ("c\($0.offset)", $0.element.expression) }
        let select = render(unsorted, columns: shown, extra: added + sorted)
        return outer(select, inherited(order), columns, doubtful: known)
    }

    private func keyAndColumns(_ scan: ScanNode, _ columns: [PlanColumn])
        -> [(name: String, expression: PlanExpression)]
    {
        let key = plan.model.entities[scan.entity].key
        let type = plan.model.entities[scan.entity].fields[key].type
        return [("key", .field(.variable(scan.row), field: key, type))]
            + columns.enumerated().map { ("c\($0.offset)", $0.element.expression) }
    }

    mutating func render(_ block: SelectBlock) -> SQLFragment {
        render(block, columns: outputs(block).map { ($0.name, $0.expression) }, extra: [])
    }

    func outputs(_ block: SelectBlock) -> [PlanColumn] {
        if let group = block.group { return group.keys + group.aggregates }
        return block.projection ?? []
    }

    mutating func renderForSubquery(_ block: SelectBlock) -> (SQLFragment, [SelectBlock.InheritedTerm]) {
        let outputs = outputs(block)
        let columns = outputs.enumerated().map { ("c\($0.offset)", $0.element.expression) }
        if let group = block.group {
            return (
                render(block, columns: columns, extra: []),
                group.keys.indices.map { SelectBlock.InheritedTerm(name: "c\($0)", isDescending: false) }
            )
        }
        prepare(block)
        let order = orderTerms(block)
        let extra = order.enumerated().map { (name: "o\($0.offset)", value: $0.element.value) }
        return (render(block, columns: columns, extra: extra), inherited(order))
    }

    /// The columns o0, o1, … of a SELECT that hold what it was ordered by.
    private func inherited(_ order: [OrderTerm]) -> [SelectBlock.InheritedTerm] {
        order.enumerated().map {
            SelectBlock.InheritedTerm(
                name: "o\($0.offset)", isDescending: $0.element.isDescending, isIdentity: $0.element.isIdentity)
        }
    }

    private mutating func prepare(_ block: SelectBlock) {
        if let scan = block.source.scan { joins[scan.row] = nil }
    }

    private mutating func render(_ block: SelectBlock, columns: [(name: String, expression: PlanExpression)],
                                 extra: [(name: String, value: SQLFragment)]) -> SQLFragment {
        let others = doubtfulColumns
        doubtfulColumns = block.doubtfulColumns
        defer { doubtfulColumns = others }
        if let group = block.group, group.keys.isEmpty, !group.aggregates.contains(where: \.expression.aggregatesRows) {
            // Constants make one row, whatever they are said of.
            let constants = columns.map { column -> SQLFragment in
                "\(output(column.expression)) AS \(name: column.name)"
            }
            return "SELECT \(constants.isEmpty ? "NULL" : constants.joined(separator: ", "))"
        }
        if extra.isEmpty { prepare(block) }
        var conditions: [SQLFragment] = []
        if case .scan(let scan, let keys) = block.source {
            conditions += scan.timeRanges.map { condition($0) }
            // A record whose customer does not exist is nobody's, and no row.
            if keys == nil {
                join(
                    plan.model.ownershipPath(from: scan.entity).dropFirst().reduce(.variable(scan.row)) { row, _ in
                        .owner(row)
                    })
            }
            if let keys {
                let key = column(.variable(scan.row), plan.model.entities[scan.entity].key)
                conditions.append("\(key) IN (\(keys))")
            }
        }
        if case .extended(let scan, _, _) = block.source {
            conditions.append("\(column(.variable(scan.row), plan.model.entities[scan.entity].key)) = rows.key")
        }
        for expression in block.conditions {
            if case .and(let operands) = expression {
                for operand in operands { conditions.append(conjunct(operand)) }
            } else {
                conditions.append(conjunct(expression))
            }
        }
        let selected = columns.map { column -> SQLFragment in "\(output(column.expression)) AS \(name: column.name)" }
        let hidden = extra.map { column -> SQLFragment in "\(column.value) AS \(name: column.name)" }
        let order =
            block.group == nil
            ? orderTerms(block).map(\.clause)
            : block.group?.keys.indices.map { "\(number: Int64($0) + 1) NULLS LAST" as SQLFragment } ?? []
        let source: SQLFragment = switch block.source {
        case .scan(let scan, _): from(.variable(scan.row), scan.entity)
        // The rows that were picked, and each found by its key.
        case .extended(let scan, let select, _):
            "(\(select)) AS rows CROSS JOIN \(from(.variable(scan.row), scan.entity))"
        case .subquery(let select, _): "(\(select)) AS rows"
        }
        var statement: SQLFragment = "SELECT \((selected + hidden).joined(separator: ", "))\nFROM \(source)"
        if !conditions.isEmpty { statement = "\(statement)\nWHERE \(conditions.joined(separator: "\n  AND "))" }
        if let group = block.group, !group.keys.isEmpty {
            let positions = group.keys.indices.map { "\(number: Int64($0) + 1)" as SQLFragment }
            statement = "\(statement)\nGROUP BY \(positions.joined(separator: ", "))"
        }
        if !order.isEmpty { statement = "\(statement)\nORDER BY \(order.joined(separator: ", "))" }
        if let limit = block.limit { statement = "\(statement)\nLIMIT \(Value.int(Int64(limit)))" }
        return statement
    }

    /// The terms of ORDER BY: the sort keys, then those that make the order total (law 9).
    private mutating func orderTerms(_ block: SelectBlock) -> [OrderTerm] {
        var terms: [(value: SQLFragment, isDescending: Bool, isIdentity: Bool)] = []
        // Behind a unique column SQLite does not work out what else is sorted by, and no overflow of it is found.
        let lastComputed = block.sortKeys.lastIndex { !$0.expression.isField } ?? 0
        for (place, key) in block.sortKeys.enumerated() {
            let value = output(key.expression), isOpaque = place < lastComputed && key.expression.isField
            terms.append((value: isOpaque ? "+\(value)" : value, isDescending: key.isDescending, isIdentity: false))
        }
        switch block.source {
        case .scan(let scan, _), .extended(let scan, _, _):
            for value in identity(scan) { terms.append((value: value, isDescending: false, isIdentity: true)) }
        case .subquery(_, let order):
            // With the table's name: alone, a name in ORDER BY is that of the result's column, where it has one.
            for term in order {
                terms.append(
                    (value: "rows.\(name: term.name)", isDescending: term.isDescending, isIdentity: term.isIdentity))
            }
        }
        return terms.map { term in
            // Records without a time come before those with one, and a bare column lets an index give the order.
            let isBare = term.isIdentity && term.value.bindings.isEmpty
            return (
                term.value, term.isDescending, term.isIdentity,
                isBare
                    ? term.value
                    : "\(term.value)\(term.isDescending ? " DESC" : "") NULLS \(term.isIdentity ? "FIRST" : "LAST")"
            )
        }
    }

    /// By customer; then, from what belongs to customers down to the record itself, by time and by key.
    private mutating func identity(_ scan: ScanNode) -> [SQLFragment] {
        var columns: [SQLFragment] = []
        var row = RowReference.variable(scan.row)
        for entity in plan.model.ownershipPath(from: scan.entity) {
            let declaration = plan.model.entities[entity]
            var own = [column(row, declaration.key)]
            if entity != plan.model.customer, let time = declaration.eventTime { own.insert(column(row, time), at: 0) }
            columns = own + columns
            row = .owner(row)
        }
        return columns
    }
}

/// A term of ORDER BY, and the words for it there.
private typealias OrderTerm = (value: SQLFragment, isDescending: Bool, isIdentity: Bool, clause: SQLFragment)

extension [PlanColumn] {
    /// The same columns, each by its number.
    fileprivate var numbered: [PlanColumn] {
        enumerated().map { index, column in
            var column = column
            column.expression = .column(index, column.type)
            return column
        }
    }
}

private extension PlanExpression {
    /// How many expressions it consists of, itself among them.
    var partCount: Int {
        var count = 0
        visit { _ in count += 1 }
        return count
    }

    var isField: Bool { if case .field = self { true } else { false } }

    var aggregatesRows: Bool {
        var found = false
        visit { if case .groupAggregate = $0 { found = true } }
        return found
    }
}
