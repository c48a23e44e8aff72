import Syntax

/// Which rule a kind of node has.
extension LayoutBuilder {
    mutating func add(_ node: SyntaxNode) {
        let elements = node.elements
        switch node.kind {
        case .segmentDeclaration: addDefinition(elements) { $0.keyword == .where }
        case .metricDeclaration, .measureDeclaration: addDefinition(elements) { $0.tokenKind == .equal }
        case .classDeclaration: addClassDeclaration(elements)
        case .entityDeclaration: addEntity(elements)
        case .pipeline: addPipeline(elements)
        case .selectStage, .sortStage, .distinctStage, .deriveStage: addListStage(elements)
        case .takeStage: addTakeStage(elements)
        case .groupStage: addGroupStage(elements)
        case .aggregateStage, .classifyStage: addBracedStage(elements, endsWithComma: node.kind == .aggregateStage)
        case .analysisStage: addAnalysis(elements)
        case .analysisClause: addAnalysisClause(elements)
        case .records, .argument, .sequenceStep, .exclusion: addRecords(elements)
        case .disjunction, .conjunction, .additive, .multiplicative: addChain(elements)
        case .comparison: addComparison(elements)
        case .membership, .valuesClause, .valueList: addMembership(elements)
        case .conditional: addConditional(elements)
        case .call: addCall(elements)
        case .sequence: addSequence(elements)
        case .parenthesized: addParenthesized(elements)
        case .path, .declaredName: addTouching(elements)
        case .minus: addMinus(elements)
        case .restricted, .asOf, .among, .partitioned: addPostfix(node)
        default: addSpaced(elements)
        }
    }
}
