import Formatting
import Model
import Syntax

/// Segments that are shown, and `from … | …`.
extension Binder {
    /// `segment where CONDITION`: the customers it picks, with the metrics it names.
    mutating func bindAnonymousSegment(_ node: SyntaxNode) {
        let row = makeRow(of: model.customer)
        let bound = within(.row(row, entity: model.customer, model: model)) { binder in
            node.nodes.last.flatMap { binder.bindCondition($0) }
        }
        guard let condition = bound else { return }
        within(.row(row, entity: model.customer, model: model)) { $0.warnOfConstants(in: condition) }
        let source = BoundSource(entity: model.customer, row: row, condition: condition)
        script.statements.append(
            .query(
                BoundQuery(
                    source: source, stages: [], columns: customerColumns(row, naming: [condition]), isSegment: true,
                    span: node.span)))
    }

    mutating func bindPipeline(_ node: SyntaxNode) {
        guard let records = node.first(.records), let (source, isSegment) = bindSource(records) else { return }
        var start = NameScope.row(source.row, entity: source.entity, model: model)
        start.windowed = source.windowRow.flatMap { moment(of: $0) }
        var query = BoundQuery(source: source, stages: [], columns: [], isSegment: isSegment, span: node.span)
        var rows = start
        var conditions = [source.condition].compactMap(\.self)
        var failed = false
        partsOfLocals = 0
        totals = nil
        for stage in node.nodes.dropFirst() {
            if totals != nil, stage.kind == .analysisStage || StageForm.of(stage.kind)?.effect.isOfOtherRows == true {
                report(.totalsBeforeGroup(stage))
                return
            }
            if stage.kind == .analysisStage {
                guard !failed, let analysis = bindAnalysis(stage, of: query, rows) else { return }
                return script.statements.append(.analysis(analysis))
            }
            guard let bound = bindStage(stage, &rows) else {
                failed = true
                // The columns after a broken `select` or `group by` are unknown: stop before errors echo.
                guard StageForm.of(stage.kind)?.effect.keepsColumns == true else { return }
                continue
            }
            if rows.columns == nil { conditions += bound.flatMap(\.expressions) }
            totals?.place(behind: query.stages.count, bound.count)
            query.stages += bound
        }
        guard !failed else { return }
        query.columns = rows.columns ?? columns(source, conditions, and: rows.locals)
        if rows.columns != nil { query.isSegment = false }
        guard let totals else { return script.statements.append(.query(query)) }
        if query.columns.contains(where: { $0.name == BoundTotals.mark }) {
            let clause = node.nodes.lazy.compactMap { $0.first(.totalsClause) }.last
            return report(.duplicateColumn(BoundTotals.mark, at: clause?.span ?? node.span))
        }
        script.statements.append(.analysis(BoundAnalysis(query, with: totals)))
    }

    // MARK: Source

    private mutating func bindSource(_ node: SyntaxNode) -> (BoundSource, isSegment: Bool)? {
        guard let operand = node.nodes.first, !node.isDamaged else { return nil }
        let path = operand.kind == .path ? operand : operand.nodes.first
        guard let path, path.kind == .path else { return nil }
        let row = makeRow(of: model.customer)
        var source = BoundSource(entity: model.customer, row: row)
        var isSegment = true
        if let definition = lookUp(path.dottedName) {
            guard let id = bindDefinition(definition, named: path.pathTokens, at: path.span) else { return nil }
            guard definition.declaration.kind == .segment else {
                report(.metricAsSource(path.dottedName, at: path.span))
                return nil
            }
            source.condition = BoundExpression(.definition(id, of: .variable(row)), .bool, path.span)
        } else if let entity = sourceEntity(path) {
            note(path.pathTokens, entities: path.pathTokens.compactMap { model.entityIndex(named: $0.contents) })
            source.entity = entity
            script.entityOfRow[row] = entity
            isSegment = entity == model.customer
        } else if reportMissing(inImport: path.pathTokens) {
            return nil
        } else {
            noteEveryName()
            let segments = environment.names.filter { environment.declaration(named: $0)?.kind == .segment }
            report(
                .unknownSource(
                    path.dottedName,
                    closest: EditDistance.closest(to: path.dottedName, in: model.entities.map(\.name) + segments),
                    at: path.span))
            return nil
        }
        let rows = NameScope.row(row, entity: source.entity, model: model)
        if operand.kind != .path {
            guard let window = bindWindow(operand), let windowRow = timedRow(row, source.entity, at: operand.span)
            else { return nil }
            source.window = window
            source.windowRow = windowRow
        }
        if let clause = node.first(.whereClause) {
            guard let syntax = clause.nodes.first, let condition = within(rows, { $0.bindCondition(syntax) }) else {
                return nil
            }
            within(rows) { $0.warnOfConstants(in: condition) }
            source.condition =
                source.condition.map { BoundExpression(.and([$0, condition]), .bool, clause.span) } ?? condition
        }
        return (source, isSegment)
    }

    /// `orders`, or with its owners before it: `orders.items`.
    private func sourceEntity(_ path: SyntaxNode) -> Int? {
        let entities = path.pathTokens.map { model.entityIndex(named: $0.contents) }
        for (owner, child) in zip(entities, entities.dropFirst()) {
            guard let child, model.owner(of: child) == owner else { return nil }
        }
        return entities.last ?? nil
    }

    // MARK: Stages

    /// The operations of a stage on the rows, most often one; nil after a report.
    private mutating func bindStage(_ node: SyntaxNode, _ rows: inout NameScope) -> [BoundStage]? {
        switch node.kind {
        case .whereStage:
            return within(rows) { binder -> [BoundStage]? in
                guard let syntax = node.nodes.first, let condition = binder.bindCondition(syntax) else { return nil }
                binder.warnOfConstants(in: condition)
                return [.filter(condition)]
            }
        case .sortStage:
            let keys = node.all(.sortKey).map { key in
                let value = within(rows) { binder in
                    key.nodes.first.flatMap { binder.bindValue($0) }.map { binder.comparable($0) }
                }
                return value.map { BoundSortKey(expression: $0, isDescending: key.hasKeyword(.desc)) }
            }
            let known = keys.compactMap(\.self)
            return known.count == keys.count ? [.sort(known)] : nil
        case .takeStage:
            guard let token = node.tokens.dropFirst().first, let count = wholeNumber(token, in: node) else {
                return nil
            }
            guard count >= 0 else {
                report(.negativeTake(at: token.span))
                return nil
            }
            return node.nodes.isEmpty ? [.take(count)] : bindTakeBy(count, node, &rows)
        case .selectStage:
            guard let columns = bindColumns(node.nodes, rows) else { return nil }
            rows = columnScope(columns, of: rows)
            return [.project(columns)]
        case .classifyStage: return bindClassify(node, &rows)
        case .deriveStage: return bindDerive(node, &rows)
        case .groupStage, .distinctStage, .aggregateStage: return bindGroup(node, &rows)
        default: return nil
        }
    }

    /// `classify NAME { … }`: one more name for the stages behind.
    private mutating func bindClassify(_ node: SyntaxNode, _ rows: inout NameScope) -> [BoundStage]? {
        guard let name = node.tokens.dropFirst().first, let value = within(rows, { $0.bindClasses(node) }) else {
            return nil
        }
        if (rows.columns ?? rows.locals).contains(where: { $0.name == name.contents }) {
            report(.duplicateColumn(name.contents, at: name.span))
            return nil
        }
        let column = BoundColumn(
            name: name.contents, expression: value, isPersonal: within(rows) { $0.isPersonal(value) })
        return extend(&rows, by: column)
    }

    /// - Parameter rows: what the columns' own expressions are of.
    mutating func columnScope(_ columns: [BoundColumn], of rows: NameScope) -> NameScope {
        var scope = NameScope()
        scope.keyCount = rows.keyCount
        scope.columns = caseless(columns, rows).map { column in
            var column = column
            // Columns of functions of rows lie behind those of the stage before.
            column.part = column.columnIndex.flatMap { rows.columns?.dropFirst($0).first?.part }
            return column
        }
        return scope
    }

    /// The columns, each with whether letter case makes a difference.
    mutating func caseless(_ columns: [BoundColumn], _ rows: NameScope) -> [BoundColumn] {
        within(rows) { binder in
            columns.map { column in
                var column = column
                column.isCaseless = binder.isCaseless(column.expression)
                return column
            }
        }
    }

    /// Binds every column, so that each tells its own errors.
    ///
    /// - Parameter bind: binds the expression of a `namedExpression`.
    mutating func bindColumns(
        _ nodes: [SyntaxNode], _ rows: NameScope, taken: [String] = [],
        _ bind: (inout Binder, SyntaxNode) -> BoundExpression? = { binder, named in
            named.nodes.last.flatMap { binder.bindValue($0) }
        }
    ) -> [BoundColumn]? {
        var columns: [BoundColumn] = []
        var names = taken
        var failed = false
        for node in nodes {
            if node.kind == .allColumns {
                let all = allColumns(of: rows)
                if let twice = all.first(where: { names.contains($0.name) }) {
                    report(.duplicateColumn(twice.name, at: node.span))
                    failed = true
                }
                columns += all
                names += all.map(\.name)
                continue
            }
            guard let syntax = node.nodes.last, let bound = within(rows, { bind(&$0, node) }) else {
                failed = true
                continue
            }
            let given = node.tokens.first?.contents
            let name = given ?? derivedName(syntax)
            if names.contains(name) {
                report(.duplicateColumn(name, at: node.tokens.first?.span ?? syntax.span))
                failed = true
            }
            names.append(name)
            let isPersonal = within(rows) { $0.isPersonal(bound) }
            var column = column(name, settled(bound), isPersonal: isPersonal, keepsLabel: given == nil)
            if given == nil, let measure = within(rows, { $0.measure(named: syntax) }) {
                column.label = measure.declaration.label
            }
            columns.append(column)
        }
        return failed ? nil : columns
    }

    /// Those that `*` stands for: of the stage before, or every field of the rows and what stages have named.
    private func allColumns(of rows: NameScope) -> [BoundColumn] {
        let span = SourceSpan(source: SourceID(0), utf8Start: 0, utf8End: 0)
        if let columns = rows.columns { return columns.passedOn(span) }
        guard let frame = rows.frames.last else { return rows.locals }
        let names = Set(rows.locals.map(\.name))
        let fields = model.entities[frame.entity].fields.indices.map {
            fieldColumn(frame.row.variable, frame.entity, $0)
        }
        return fields.filter { !names.contains($0.name) } + rows.locals
    }

    /// Names of expressions must not depend on how a script is laid out.
    func derivedName(_ syntax: SyntaxNode) -> String {
        switch syntax.kind {
        case .path: syntax.dottedName
        case .call: syntax.tokens.first?.contents ?? Formatter.line(syntax)
        case .parenthesized, .everyPeriod: syntax.nodes.first.map { derivedName($0) } ?? Formatter.line(syntax)
        default: Formatter.line(syntax)
        }
    }

    private func column(_ name: String, _ expression: BoundExpression, isPersonal: Bool, keepsLabel: Bool)
        -> BoundColumn
    {
        switch expression.kind {
        case .field(.variable(let row), let field):
            let entity = scope.frames.last { $0.row == .variable(row) }?.entity
            let declared = entity.map { model.entities[$0].fields[field] }
            return BoundColumn(
                name: name, label: keepsLabel ? declared?.label : nil, expression: expression, isPersonal: isPersonal)
        case .definition(let id, _):
            return BoundColumn(
                name: name, label: keepsLabel ? script[id].label : nil, expression: expression, isPersonal: isPersonal)
        default: return BoundColumn(name: name, expression: expression, isPersonal: isPersonal)
        }
    }

    // MARK: What is shown without a select

    /// Columns that the model shows, and those that stages have named: each of these in place of one of the same name.
    private func columns(_ source: BoundSource, _ conditions: [BoundExpression], and locals: [BoundColumn])
        -> [BoundColumn]
    {
        let names = Set(locals.map(\.name))
        return defaultColumns(source, conditions).filter { !names.contains($0.name) } + locals
    }

    private func defaultColumns(_ source: BoundSource, _ conditions: [BoundExpression]) -> [BoundColumn] {
        if source.entity == model.customer { return customerColumns(source.row, naming: conditions) }
        return model.entities[source.entity].fields.indices.map { fieldColumn(source.row, source.entity, $0) }
    }

    /// The key, the model's display fields, and the metrics that the conditions name.
    private func customerColumns(_ row: Int, naming conditions: [BoundExpression]) -> [BoundColumn] {
        let entity = model.customerEntity
        var columns = [fieldColumn(row, model.customer, entity.key)]
        columns += entity.fields.indices.filter { $0 != entity.key && entity.fields[$0].isDisplayed }.map { index in
            var column = fieldColumn(row, model.customer, index)
            column.isImplied = true
            return column
        }
        for id in conditions.flatMap({ $0.namedDefinitions(of: .variable(row)) }) where script[id].kind == .metric {
            let definition = script[id]
            guard !columns.contains(where: { $0.name == definition.name }) else { continue }
            columns.append(
                BoundColumn(
                    name: definition.name, label: definition.label,
                    expression: BoundExpression(
                        .definition(id, of: .variable(row)), definition.expression.type, definition.expression.span),
                    isPersonal: definition.isPersonal))
        }
        return columns
    }

    private func fieldColumn(_ row: Int, _ entity: Int, _ index: Int) -> BoundColumn {
        let field = model.entities[entity].fields[index]
        let span = SourceSpan(source: SourceID(0), utf8Start: 0, utf8End: 0)
        return BoundColumn(
            name: field.name, label: field.label,
            expression: BoundExpression(.field(.variable(row), field: index), field.type, span),
            isPersonal: field.isPersonal)
    }
}

extension BoundStage {
    /// The conditions and sort keys of a stage that keeps its rows.
    var expressions: [BoundExpression] {
        switch self {
        case .filter(let condition): [condition]
        case .sort(let keys): keys.map(\.expression)
        case .window(let functions): functions.flatMap(\.expressions)
        case .take, .project, .group, .fill: []
        }
    }
}
