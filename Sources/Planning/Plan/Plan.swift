package import Model
import Syntax
package import Semantics

/// The computation for one question, independent of any engine.
///
/// Enters (`Lowering`): a bound query and the as-of instant. Leaves: a tree of relations over expressions in which
/// nothing depends on the clock any more. Never: knows an engine, reads the store.
package struct Plan: Sendable {
    package var model: DataModel
    /// Metrics and segments that the rest refers to, each computed once, dependencies first. `DefinitionID` is the
    /// index.
    package var definitions: [PlanDefinition]
    package var root: RelationNode
    package var time: TimeContext
    /// Above every row variable in use.
    package var nextRow: Int
    package var isSegment: Bool
    /// Values beyond 64 bits are missing, instead of an error; see `OverflowChecks`.
    package var overflowIsMissing = false

    /// Columns of the result.
    package var columns: [PlanColumn] { root.columns }
}

package struct PlanDefinition: Sendable {
    package var name: String
    package var kind: BoundDefinition.Kind
    /// For the customer in row variable 0.
    package var expression: PlanExpression
    /// Where there is one, the definition's value is not the expression's own but where it stands among the customers'.
    package var ranking: PlanRanking?
    /// Customers outside of it have no value: they join later than the day that the definition is asked as of. Of row
    /// variable 0; nil where nobody knows when customers join.
    package var existence: TimeRange?

    package init(
        name: String, kind: BoundDefinition.Kind, expression: PlanExpression, ranking: PlanRanking? = nil,
        existence: TimeRange?
    ) {
        self.name = name
        self.kind = kind
        self.expression = expression
        self.ranking = ranking
        self.existence = existence
    }

    /// The definition with `change` applied to every whole expression in it.
    package func mapExpressions(_ change: (PlanExpression) -> PlanExpression) -> PlanDefinition {
        var definition = self
        definition.expression = change(expression)
        definition.ranking?.population = ranking?.population.map(change)
        definition.ranking?.partition = ranking?.partition.map(change) ?? []
        return definition
    }

    /// Every whole expression.
    var expressions: [PlanExpression] {
        [expression, ranking?.population].compactMap(\.self) + (ranking?.partition ?? [])
    }

    package func visitExpressions(_ body: (PlanExpression) -> Void) {
        for expression in expressions { expression.visit(body) }
    }
}

/// How a customer is placed by a value among the customers whose value is known. Equal values are in the order of keys.
package struct PlanRanking: Sendable, Hashable {
    package var function: RankingFunction
    /// The number of parts, for `ntile` and `quantile_score`.
    package var parts: Int?
    /// The customers it is taken among, of the one in row variable 0; nil for everyone there is as of the definition's
    /// day.
    package var population: PlanExpression?
    /// The values, of the same customer, that take customers apart: each is placed among those who are equal in them.
    package var partition: [PlanExpression] = []
}

package struct PlanColumn: Sendable {
    package var name: String
    package var label: String?
    package var expression: PlanExpression
    package var isPersonal: Bool
    /// Shown because the model says so, not because anybody asked.
    package var isImplied = false

    package var type: ValueType { expression.type }

    package init(name: String, label: String? = nil, expression: PlanExpression, isPersonal: Bool = false) {
        self.name = name
        self.label = label
        self.expression = expression
        self.isPersonal = isPersonal
    }
}

/// A relation: rows of an entity until a projection or a group makes them rows of columns.
package indirect enum RelationNode: Sendable {
    case scan(ScanNode)
    case filter(RelationNode, PlanExpression)
    case sort(RelationNode, [SortKey])
    case take(RelationNode, Int)
    /// The same rows with a column more for each function, behind those that there are. Rows of an entity stay that.
    case window(RelationNode, [PlanRowFunction])
    case project(RelationNode, [PlanColumn])
    /// One row for each combination of keys, ordered by them; with no keys exactly one row.
    case group(RelationNode, keys: [PlanColumn], aggregates: [PlanColumn])
    /// The rows, and one for each period without any for each combination of the other keys; ordered by all keys.
    case fill(RelationNode, PlanFill)

    /// The columns of its rows. Of rows of an entity, those that functions of rows have added.
    package var columns: [PlanColumn] {
        switch self {
        case .scan: []
        case .window(let input, let functions): input.columns + input.added(by: functions)
        case .filter(let input, _), .sort(let input, _), .take(let input, _), .fill(let input, _): input.columns
        case .project(_, let columns): columns
        case .group(_, let keys, let aggregates): keys + aggregates
        }
    }

    private func added(by functions: [PlanRowFunction]) -> [PlanColumn] {
        let count = columns.count
        return functions.enumerated().map { index, function in
            PlanColumn(name: function.name, expression: .column(count + index, function.type))
        }
    }

    /// Whether its rows are still those of the scan's entity.
    package var isOfEntity: Bool {
        switch self {
        case .scan: true
        case .filter(let input, _), .sort(let input, _), .take(let input, _), .window(let input, _): input.isOfEntity
        case .project, .group, .fill: false
        }
    }

    package var scan: ScanNode {
        switch self {
        case .scan(let scan): scan
        case .filter(let input, _), .sort(let input, _), .take(let input, _), .window(let input, _),
            .project(let input, _), .group(let input, _, _), .fill(let input, _):
            input.scan
        }
    }
}

/// The rows of an entity that exist as of the question's instant.
package struct ScanNode: Sendable {
    package var entity: Int
    package var row: Int
    package var timeRanges: [TimeRange]

    package init(entity: Int, row: Int, timeRanges: [TimeRange]) {
        self.entity = entity
        self.row = row
        self.timeRanges = timeRanges
    }
}

package struct SortKey: Sendable {
    package var expression: PlanExpression
    /// Missing values come last either way.
    package var isDescending: Bool

    package init(expression: PlanExpression, isDescending: Bool) {
        self.expression = expression
        self.isDescending = isDescending
    }
}
