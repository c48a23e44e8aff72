/// The kinds of node. Each is a rule of `grammar/clientele.ebnf` unless it says otherwise.
package enum SyntaxKind: UInt8, Sendable, CaseIterable {
    case sourceFile

    // Statements.
    case importDeclaration, segmentDeclaration, metricDeclaration, measureDeclaration, parameterDeclaration,
        entityDeclaration, classDeclaration, pipeline, explanation

    // Parts of declarations.
    case declaredName, label, aliasClause, explainedCustomer
    case tableClause, ownerClause, timeClause
    case fieldDeclaration, fieldType, fieldAttribute, fieldMapping, keyMarker, valuesClause, knownValue, valueList

    // Parts of a pipeline.
    case records
    case whereStage, selectStage, sortStage, takeStage, groupStage, distinctStage, aggregateStage
    case classifyStage, deriveStage
    case analysisStage, analysisClause
    case sortKey, namedExpression, allColumns, everyPeriod, totalsClause, classArm

    // Conditions, loosest first.
    case disjunction, conjunction, negation
    case comparison, between, membership, windowTest, presence, textMatch, listTest

    // Windows.
    case lastWindow, nextWindow, calendarWindow, periodWindow, sinceWindow, beforeWindow, fromWindow, betweenWindow

    // The order of events.
    case sequence, sequenceStep, withinClause, withoutClause, exclusion

    // Values.
    case additive, multiplicative, minus, restricted, asOf, among, partitioned
    case literal, conditional, sample, duration, path, call, argument, whereClause, parenthesized, parameterReference

    /// An expression that should be here and is not; has no tokens.
    case missing
    /// Tokens that fit nowhere.
    case unexpected
}

extension SyntaxKind {
    /// Whether it may give a name to a segment, a value or a figure.
    package var isDefinition: Bool {
        switch self {
        case .segmentDeclaration, .metricDeclaration, .measureDeclaration, .classDeclaration: true
        default: false
        }
    }
}
