import Model
package import Planning
import Semantics

/// Logical plan → one SQL statement with bindings.
///
/// Enters: a plan. Leaves: a statement whose columns are the plan's, in order, rows in the plan's order. Never: splices
/// a value of the user's, or asks which database it writes for (`SQLDialect` does that).
package struct SQLGenerator {
    let plan: Plan
    /// Doubtful columns of the block that is being rendered.
    var doubtfulColumns: Set<Int> = []
    let dialect: any SQLDialect
    let entities: [Int: Int]
    /// The one customer whom the question and its definitions are about, if it is one.
    let keyOfOnlyCustomer: Value?
    /// Joins that expressions have asked for, by the row variable they start from.
    var joins: [Int: [Join]] = [:]

    /// A row reached from another: an owner, something referred to, a shared metric's value.
    struct Join: Hashable {
        var alias: String
        var clause: SQLFragment
    }

    package static func generate(_ plan: Plan, dialect: any SQLDialect) -> SQLFragment {
        let shallow = DeepExpressions.split(plan)
        var generator = SQLGenerator(
            plan: shallow, dialect: dialect, entities: shallow.entityOfVariable,
            keyOfOnlyCustomer: shallow.keyOfOnlyCustomer)
        return generator.statement()
    }

    private mutating func statement() -> SQLFragment {
        var definitions: [SQLFragment] = []
        for definition in plan.definitions { definitions.append(self.definition(definition)) }
        let block = makeBlock(plan.root)
        let select = render(block)
        guard !definitions.isEmpty else { return select }
        return "WITH \(definitions.joined(separator: ",\n"))\n\(select)"
    }

    /// A shared segment as the keys of its customers, a shared metric as keys and values.
    private mutating func definition(_ definition: PlanDefinition) -> SQLFragment {
        joins[0] = nil
        if let ranking = definition.ranking { return self.ranking(ranking, of: definition) }
        let row = RowReference.variable(0)
        let isSegment = definition.kind == .segment
        let existence = [definition.existence].compactMap(\.self).map { condition($0) }
        let expression = isSegment ? conjunct(definition.expression) : value(definition.expression)
        let key = column(row, plan.model.customerEntity.key)
        // Asked of one customer, it need not be there for the others.
        let only: [SQLFragment] = keyOfOnlyCustomer.map { ["\(key) = \($0)"] } ?? []
        let conditions = existence + only + (isSegment ? [expression] : [])
        let filter: SQLFragment = conditions.isEmpty ? "" : "\n    WHERE \(conditions.joined(separator: " AND "))"
        let columns: SQLFragment = isSegment ? "\(key)" : "\(key), \(expression)"
        let header: SQLFragment = isSegment ? "(key)" : "(key, value)"
        let source = from(.variable(0), plan.model.customer)
        return
            "\(name: SQLGenerator.name(definition))\(header) \(SQLFragment(stringLiteral: dialect.materialized)) (\n    SELECT \(columns)\n    FROM \(source)\(filter))"
    }

    static func name(_ definition: PlanDefinition) -> String {
        "\(definition.kind == .segment ? "segment" : "metric") \(definition.name)"
    }

    // MARK: Rows

    func alias(_ row: RowReference) -> String {
        switch row {
        case .variable(let id): "\(plan.model.entities[entities[id] ?? plan.model.customer].name)_\(id)"
        case .owner(let inner): alias(inner) + "_owner"
        case .reference(let inner, let field):
            alias(inner) + "_" + (entity(of: inner).map { plan.model.entities[$0].fields[field].name } ?? "\(field)")
        }
    }

    func entity(of row: RowReference) -> Int? {
        switch row {
        case .variable(let id): entities[id]
        case .owner(let inner): entity(of: inner).flatMap { plan.model.owner(of: $0) }
        case .reference(let inner, let field):
            entity(of: inner).flatMap { plan.model.entities[$0].fields[field].reference }.flatMap {
                plan.model.entityIndex(named: $0)
            }
        }
    }

    func table(_ entity: Int, alias: String) -> SQLFragment {
        "\(name: plan.model.entities[entity].table) AS \(name: alias)"
    }

    /// A column of a row, asking for the joins that lead there.
    mutating func column(_ row: RowReference, _ field: Int) -> SQLFragment {
        guard let entity = entity(of: row) else { return "NULL" }
        // The key of an owner stands in the row itself; what is referred to may be missing, or be nobody's.
        if case .owner(let inner) = row, !row.isReferredTo, field == plan.model.entities[entity].key,
            let below = self.entity(of: inner), let owner = plan.model.entities[below].owner {
            return column(inner, owner.field)
        }
        join(row)
        let alias = alias(row)
        let field = plan.model.entities[entity].fields[field]
        guard let storage = field.storage else { return "\(name: alias).\(name: field.column)" }
        return dialect.stored(storage, as: field.type.kind, of: alias)
    }

    /// Makes sure that a row which is no variable is joined.
    mutating func join(_ row: RowReference) {
        guard let entity = entity(of: row) else { return }
        let key = plan.model.entities[entity].keyField.column
        switch row {
        case .variable: return
        case .owner(let inner):
            join(inner)
            guard let below = self.entity(of: inner), let owner = plan.model.entities[below].owner else { return }
            let foreign = column(inner, owner.field), join: SQLFragment = row.isReferredTo ? "LEFT JOIN" : "JOIN"
            add(
                Join(
                    alias: alias(row),
                    clause:
                        "\(join) \(table(entity, alias: alias(row))) ON \(name: alias(row)).\(name: key) = \(foreign)"),
                to: row.variable)
        case .reference(let inner, let field):
            join(inner)
            let foreign = column(inner, field)
            add(
                Join(
                    alias: alias(row),
                    clause:
                        "LEFT JOIN \(table(entity, alias: alias(row))) ON \(name: alias(row)).\(name: key) = \(foreign)"
                ), to: row.variable)
        }
    }

    mutating func add(_ join: Join, to variable: Int) {
        if joins[variable]?.contains(where: { $0.alias == join.alias }) != true {
            joins[variable, default: []].append(join)
        }
    }

    /// The table of a row variable with every join that was asked for.
    func from(_ row: RowReference, _ entity: Int) -> SQLFragment {
        ([table(entity, alias: alias(row))] + (joins[row.variable] ?? []).map(\.clause)).joined(separator: " ")
    }
}
