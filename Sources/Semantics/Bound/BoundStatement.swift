package import Model
package import Syntax

/// A script after binding: what it defines and what it asks.
package struct BoundScript: Sendable {
    /// Every metric and segment that the statements need, dependencies before dependants; `DefinitionID` is the index.
    package var definitions: [BoundDefinition] = []
    package var statements: [BoundStatement] = []
    /// Above every row variable that the binder has given out; 0 is the customer of a definition.
    package var nextRow = 1
    /// The entity that each row variable ranges over; that of 0 is not among them.
    package var entityOfRow: [Int: Int] = [:]

    package subscript(id: DefinitionID) -> BoundDefinition { definitions[id.index] }

    /// The entity that a row is of.
    package func entity(of row: RowReference, in model: DataModel) -> Int? {
        switch row {
        case .variable(let id): id == 0 ? model.customer : entityOfRow[id]
        case .owner(let inner): entity(of: inner, in: model).flatMap { model.owner(of: $0) }
        case .reference(let inner, let field):
            entity(of: inner, in: model).flatMap { model.entities[$0].fields[field].reference }.flatMap {
                model.entityIndex(named: $0)
            }
        }
    }
}

package struct BoundDefinition: Sendable {
    package enum Kind: Sendable { case metric, segment }

    package var name: String
    package var kind: Kind
    package var label: String?
    /// For the customer in row variable 0.
    package var expression: BoundExpression
    /// Whether its value is, or depends on, where a customer stands among others.
    package var hasRanking = false
    /// The contexts in which it and what it leads to are worked out.
    var contexts: Set<DefinitionContext> = [DefinitionContext()]
    /// Whether its value tells of a personal field.
    package var isPersonal = false
    /// Bounds of its values known before any record is read; computed once, so that chains of definitions cost no more
    /// than their length.
    package var knowledge = ValueBounds.nothing
}

package enum BoundStatement: Sendable {
    /// A definition: nothing to show.
    case definition(DefinitionID)
    case query(BoundQuery)
    case analysis(BoundAnalysis)
}

/// Something with rows to show.
package struct BoundQuery: Sendable {
    package var source: BoundSource
    package var stages: [BoundStage]
    /// The columns of the rows at the end.
    package var columns: [BoundColumn]
    /// A segment statement, to be summed up as "so many of so many customers".
    package var isSegment: Bool
    package var span: SourceSpan
}

extension BoundQuery {
    /// Every whole expression of source and stages. `columns` repeats those of the last stage that projects, or what
    /// the model shows.
    package var expressions: [BoundExpression] {
        (source.window?.expressions ?? []) + [source.condition].compactMap(\.self)
            + stages.flatMap(\.allExpressions)
    }
}

extension BoundQuery {
    /// The condition that holds of its customers and of nobody else, true where they are all; nil where a stage picks
    /// them by their place among the rows.
    package var population: BoundExpression? {
        var conditions = [source.condition].compactMap(\.self)
        for stage in stages {
            switch stage {
            case .filter(let condition): conditions.append(condition)
            case .sort: break
            case .take, .window, .project, .group, .fill: return nil
            }
        }
        if conditions.isEmpty { return BoundExpression(.literal(.bool(true)), .bool, span) }
        return conditions.count == 1 ? conditions[0] : BoundExpression(.and(conditions), .bool, span)
    }
}

package struct BoundSource: Sendable {
    package var entity: Int
    package var row: Int
    package var window: BoundWindow?
    package var windowRow: RowReference?
    /// From a segment's predicate, a `where` behind the source, or both.
    package var condition: BoundExpression?
}

package struct BoundColumn: Sendable {
    package var name: String
    package var label: String?
    package var expression: BoundExpression
    package var isPersonal = false
    /// Shown because the model says so, not because anybody asked.
    package var isImplied = false
    /// Whether letter case makes no difference for its texts.
    package var isCaseless = false
    /// The column's part in the rows of a group; nil of other rows.
    package var part: GroupPart?

    package init(
        name: String, label: String? = nil, expression: BoundExpression, isPersonal: Bool = false,
        isImplied: Bool = false, isCaseless: Bool = false
    ) {
        self.name = name
        self.label = label
        self.expression = expression
        self.isPersonal = isPersonal
        self.isImplied = isImplied
        self.isCaseless = isCaseless
    }
}

/// The part that a column has in a group's rows, however it is called by now.
package enum GroupPart: Sendable, Hashable {
    /// The key of a number.
    case key(Int)
    /// A count or a sum: 0 of no rows.
    case count
    /// Another figure: missing of no rows.
    case figure
}

package enum BoundStage: Sendable {
    case filter(BoundExpression)
    case sort([BoundSortKey])
    case take(Int)
    /// A column for each function, behind those that there are; rows of an entity stay that, and have these columns
    /// beside. The functions do not look at each other.
    case window([BoundRowFunction])
    /// From here on a row holds these columns and nothing else.
    case project([BoundColumn])
    /// One row for each combination of keys; the keys' columns come first. No keys: one row over all.
    case group(keys: [BoundColumn], aggregates: [BoundColumn])
    /// Behind a group: rows for the periods that have none.
    case fill(BoundFill)
}

/// Periods without rows, as in `group by country, every month(ordered_at)`: for each combination of the other keys a
/// row for each period, with what is worked out over no rows.
package struct BoundFill: Sendable {
    /// The keys are the first columns.
    package var keyCount: Int
    /// The column of the period among them.
    package var period: Int
    /// The function that periods are told apart by.
    package var function: ScalarFunction
    /// Whether the periods are those of the source's window, as far as it is past; else they reach from the first to
    /// the last there is. Those of a function such as `weekday` are all that it has.
    package var isOfWindow: Bool
}

package struct BoundSortKey: Sendable {
    package var expression: BoundExpression
    package var isDescending: Bool
}

extension BoundStage {
    /// Every whole expression.
    package var allExpressions: [BoundExpression] {
        switch self {
        case .filter(let condition): [condition]
        case .sort(let keys): keys.map(\.expression)
        case .take, .fill: []
        case .window(let functions): functions.flatMap(\.expressions)
        case .project(let columns): columns.map(\.expression)
        case .group(let keys, let aggregates): (keys + aggregates).map(\.expression)
        }
    }
}
