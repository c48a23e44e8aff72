import Syntax

/// Carries what came of a statement over into the next version of its text: spans move along, and definitions get the
/// numbers that they have there.
struct SpanRemapper: BoundRewriter {
    let shift: EditMapping
    /// The new number of each definition that the statement needs.
    let ids: [DefinitionID: DefinitionID]
    /// False once there was something that has no place in the new text.
    private(set) var isComplete = true

    init(_ shift: EditMapping, ids: [DefinitionID: DefinitionID]) {
        self.shift = shift
        self.ids = ids
    }

    mutating func carry(_ span: SourceSpan) -> SourceSpan {
        guard let moved = shift.moved(span) else {
            isComplete = false
            return span
        }
        return moved
    }

    mutating func carry(_ id: DefinitionID) -> DefinitionID {
        guard let new = ids[id] else {
            isComplete = false
            return id
        }
        return new
    }

    // MARK: What is said

    mutating func carry(_ diagnostic: Diagnostic) -> Diagnostic {
        var result = diagnostic
        result.primary.span = carry(diagnostic.primary.span)
        for index in result.secondary.indices { result.secondary[index].span = carry(result.secondary[index].span) }
        for fix in result.fixIts.indices {
            for edit in result.fixIts[fix].edits.indices {
                result.fixIts[fix].edits[edit].span = carry(result.fixIts[fix].edits[edit].span)
            }
        }
        return result
    }

    mutating func carry(_ use: WindowUse) -> WindowUse { WindowUse(span: carry(use.span), window: carry(use.window)) }

    // MARK: Statements

    mutating func carry(_ outcome: DependencyTrace.Outcome) -> DependencyTrace.Outcome {
        switch outcome {
        case .definition(nil): return outcome
        case .definition(.some(var definition)):
            definition.expression = carry(definition.expression)
            return .definition(definition)
        case .statements(let statements): return .statements(statements.map { carry($0) })
        }
    }

    private mutating func carry(_ statement: BoundStatement) -> BoundStatement {
        switch statement {
        case .definition(let id): return .definition(carry(id))
        case .query(let query): return .query(carry(query))
        case .analysis(var analysis):
            analysis.span = carry(analysis.span)
            analysis.query = carry(analysis.query)
            analysis.clauses = analysis.clauses.map { clause in
                BoundAnalysis.Clause(name: clause.name, argument: carry(clause.argument), span: carry(clause.span))
            }
            return .analysis(analysis)
        }
    }

    private mutating func carry(_ query: BoundQuery) -> BoundQuery {
        var result = query
        result.span = carry(query.span)
        result.source.window = query.source.window.map { carry($0) }
        result.source.condition = query.source.condition.map { carry($0) }
        result.stages = query.stages.map { carry($0) }
        result.columns = carry(query.columns)
        return result
    }

    private mutating func carry(_ argument: BoundAnalysis.Argument) -> BoundAnalysis.Argument {
        switch argument {
        case .value(let column): .value(carry([column])[0])
        case .moment(let moment): .moment(carry(moment))
        case .columns(let columns): .columns(carry(columns))
        case .records(let records, let rows): .records(carry(records), asRows: carry(rows))
        case .period, .count, .flag: argument
        case .totals(let totals):
            .totals(BoundTotals(stages: totals.stages, levels: totals.levels.map { $0.map { carry($0) } }))
        }
    }

    private mutating func carry(_ stage: BoundStage) -> BoundStage {
        switch stage {
        case .filter(let condition): .filter(carry(condition))
        case .sort(let keys):
            .sort(keys.map { BoundSortKey(expression: carry($0.expression), isDescending: $0.isDescending) })
        case .take, .fill: stage
        case .window(let functions): .window(functions.map { carry($0) })
        case .project(let columns): .project(carry(columns))
        case .group(let keys, let aggregates): .group(keys: carry(keys), aggregates: carry(aggregates))
        }
    }

    private mutating func carry(_ function: BoundRowFunction) -> BoundRowFunction {
        var result = function
        if let value = function.value { result.value = carry(value) }
        result.partition = function.partition.map { carry($0) }
        return result
    }

    private mutating func carry(_ columns: [BoundColumn]) -> [BoundColumn] {
        var result = columns
        for index in result.indices { result[index].expression = carry(result[index].expression) }
        return result
    }
}
