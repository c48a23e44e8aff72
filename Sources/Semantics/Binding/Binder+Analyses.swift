import Model
import Syntax

/// `| migrate tier from 2026-01-01 to today`: by the form of the analysis, the same way for all of them.
extension Binder {
    /// - Parameters:
    ///   - query: the rows before it.
    ///   - rows: the names in reach there.
    mutating func bindAnalysis(_ node: SyntaxNode, of query: BoundQuery, _ rows: NameScope) -> BoundAnalysis? {
        guard let form = node.analysisForm, let word = node.firstToken else { return nil }
        guard isSubject(rows, of: form, query, at: word.span) else { return nil }
        var clauses: [BoundAnalysis.Clause] = [], failed = node.isDamaged
        // Every clause tells its own errors.
        for clause in form.clauses {
            guard let part = node.part(for: clause) else {
                failed = failed || !clause.isOptional
                continue
            }
            guard let argument = bind(clause, of: form, part, behind: clauses, query, rows) else {
                failed = true
                continue
            }
            clauses.append(BoundAnalysis.Clause(name: clause.name, argument: argument, span: part.operandSpan))
        }
        guard !failed else { return nil }
        var query = query
        if form.subject == .groups {
            query.isSegment = false
            query.columns = rows.columns ?? []
        }
        let analysis = BoundAnalysis(word: form.word, query: query, clauses: clauses, span: node.span)
        return form.subject != .groups || leavesKeys(analysis, rows, at: word.span) ? analysis : nil
    }

    /// Whether the rows are such as the analysis is of; else that is told.
    private mutating func isSubject(
        _ rows: NameScope, of form: AnalysisForm, _ query: BoundQuery, at span: SourceSpan
    ) -> Bool {
        switch form.subject {
        case .customers, .population:
            guard query.source.entity == model.customer, rows.columns == nil else {
                report(.analysisWithoutCustomers(form.word, isGrouped: rows.columns != nil, at: span))
                return false
            }
            if form.subject == .customers || query.population != nil { return true }
            report(.pickedByPlace(form.word, at: span))
        case .groups:
            if rows.columns != nil, rows.keyCount > 0 { return true }
            report(.analysisWithoutGroups(form.word, example: form.example, at: span))
        }
        return false
    }

    /// Whether all keys of the group are still there, so that each value has one place; else that is told.
    private mutating func leavesKeys(_ analysis: BoundAnalysis, _ rows: NameScope, at span: SourceSpan) -> Bool {
        let values = Set(analysis.columns("values").compactMap(\.columnIndex))
        let keys = (rows.columns ?? []).enumerated().compactMap { index, column -> Int? in
            if case .key(let key)? = column.part, !values.contains(index) { key } else { nil }
        }
        guard Set(keys).count == rows.keyCount else {
            report(.keysMissing(analysis.word, at: span))
            return false
        }
        let pivoted = analysis.value("column")?.columnIndex
        let figures = (rows.columns ?? []).enumerated().filter { index, column in
            (column.part == .count || column.part == .figure) && !values.contains(index) && index != pivoted
        }
        guard let figure = figures.first else { return true }
        report(.figureLeft(figure.element.name, analysis.word, at: span))
        return false
    }

    /// - Parameter clauses: those before it.
    private mutating func bind(
        _ clause: AnalysisForm.Clause, of form: AnalysisForm, _ part: SyntaxNode,
        behind clauses: [BoundAnalysis.Clause], _ query: BoundQuery, _ rows: NameScope
    ) -> BoundAnalysis.Argument? {
        if clause.operand == .nothing { return .flag }
        guard let operand = part.nodes.first, operand.kind != .missing else { return nil }
        switch clause.operand {
        case .value: return bindColumn(operand, rows).map { .value($0) }
        case .moment: return within(rows) { $0.bindAsOfMoment(operand) }.map { .moment($0) }
        case .conditions:
            let columns = bindColumns(part.all(.namedExpression), rows) { $0.bindNamedCondition($1) }
            return columns.map { .columns($0) }
        case .column: return bindNamedColumn(operand, rows).map { .value($0) }
        case .columns:
            let columns = bindColumns(part.all(.namedExpression), rows) { binder, named in
                named.nodes.last.flatMap { binder.bindNamedColumn($0, rows)?.expression }
            }
            return columns.map { .columns($0.map { withPart($0, rows) }) }
        case .records: return bindRecords(operand, of: form, query, rows)
        case .period: return bindPeriod(operand).map { .period($0) }
        case .length: return bindCount(operand, behind: clauses).map { .count($0) }
        case .figures: return bindFigures(part, rows).map { .columns($0) }
        case .recordFigures:
            guard let records = clauses.lazy.compactMap(\.recordsAsRows).first else { return nil }
            return bindFigures(part, NameScope.row(records.row, entity: records.entity, model: model)).map {
                .columns($0)
            }
        case .nothing: return .flag
        }
    }

    private mutating func bindFigures(_ part: SyntaxNode, _ rows: NameScope) -> [BoundColumn]? {
        var over = rows
        over.isOverRows = true
        return bindColumns(part.all(.namedExpression), over)
    }

    /// A column of the rows, by its name.
    private mutating func bindNamedColumn(_ syntax: SyntaxNode, _ rows: NameScope) -> BoundColumn? {
        guard let value = within(rows, { $0.bindValue(syntax) }) else { return nil }
        guard case .column(let index) = value.kind, let column = rows.columns?[index] else {
            report(.columnExpected(at: syntax.span))
            return nil
        }
        return BoundColumn(
            name: column.name, label: column.label, expression: value, isPersonal: column.isPersonal,
            isCaseless: column.isCaseless)
    }

    /// The column with what it is of a group's rows.
    private func withPart(_ column: BoundColumn, _ rows: NameScope) -> BoundColumn {
        var result = column
        if let index = column.columnIndex { result.part = rows.columns?[index].part }
        return result
    }

    /// `big = monetary > 1000`, or a condition alone; `city = "Berlin"` names a text.
    private mutating func bindNamedCondition(_ named: SyntaxNode) -> BoundExpression? {
        guard let syntax = named.nodes.last else { return nil }
        guard let name = named.firstToken else { return bindCondition(syntax) }
        guard let value = bindValue(syntax) else { return nil }
        guard value.type.kind == .bool else {
            report(.namedInsteadOfCompared(name.text, value.type, at: syntax.span, whole: named.span, named.text))
            return nil
        }
        return value
    }

    private mutating func bindColumn(_ syntax: SyntaxNode, _ rows: NameScope) -> BoundColumn? {
        guard let value = within(rows, { $0.bindValue(syntax) }) else { return nil }
        if let column = value.firstColumn {
            report(.columnInAnalysis(column: column.span, at: syntax.span))
            return nil
        }
        return within(rows) { binder in
            let value = binder.settled(value)
            return BoundColumn(
                name: binder.derivedName(syntax), expression: value, isPersonal: binder.isPersonal(value),
                isCaseless: binder.isCaseless(value))
        }
    }
}

extension BoundColumn {
    /// The number of the column of the stage before that it is.
    package var columnIndex: Int? { if case .column(let index) = expression.kind { index } else { nil } }
}
