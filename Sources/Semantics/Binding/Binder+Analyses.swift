import Model
import Syntax

/// `| migrate tier from 2026-01-01 to today`: by the form of the analysis, the same way for all of them.
extension Binder {
    /// - Parameters:
    ///   - query: the rows before it.
    ///   - rows: the names in reach there.
    mutating func bindAnalysis(_ node: SyntaxNode, of query: BoundQuery, _ rows: NameScope) -> BoundAnalysis? {
        guard let form = node.analysisForm, let word = node.firstToken else { return nil }
        guard query.source.entity == model.customer, rows.columns == nil else {
            report(.analysisWithoutCustomers(form.word, isGrouped: rows.columns != nil, at: word.span))
            return nil
        }
        var clauses: [BoundAnalysis.Clause] = []
        // Every clause tells its own errors.
        for clause in form.clauses {
            guard let part = node.part(for: clause), let argument = bind(clause, part, rows) else { continue }
            clauses.append(BoundAnalysis.Clause(name: clause.name, argument: argument, span: part.operandSpan))
        }
        guard clauses.count == form.clauses.count, !node.isDamaged else { return nil }
        return BoundAnalysis(word: form.word, query: query, clauses: clauses, span: node.span)
    }

    private mutating func bind(_ clause: AnalysisForm.Clause, _ part: SyntaxNode, _ rows: NameScope)
        -> BoundAnalysis.Argument?
    {
        guard let operand = part.nodes.first, operand.kind != .missing else { return nil }
        switch clause.operand {
        case .value: return bindColumn(operand, rows).map { .value($0) }
        case .moment: return within(rows) { $0.bindAsOfMoment(operand) }.map { .moment($0) }
        case .conditions:
            let columns = bindColumns(part.all(.namedExpression), rows) { $0.bindNamedCondition($1) }
            return columns.map { .columns($0) }
        }
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
