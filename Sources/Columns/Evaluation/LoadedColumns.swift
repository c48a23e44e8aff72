import Model
import Planning
import Semantics

/// Every column that a plan touches, fetched before it runs, so that batches on several threads share them without
/// asking.
struct LoadedColumns: Sendable {
    struct Place: Hashable, Sendable {
        var entity: Int
        var field: Int
    }

    struct Loaded: Sendable {
        var column: Column
        /// For a text column: one list, shared by all of its vectors.
        var texts: StringDictionary?
    }

    let model: DataModel
    /// Which entity each row variable ranges over.
    let entityOfVariable: [Int: Int]
    private(set) var rows: [Int: EntityRows] = [:]
    private(set) var columns: [Place: Loaded] = [:]
    private(set) var references: [Place: Column] = [:]
    private let derived: DerivedColumns
    /// Columns that are only shown and not built yet: read only for the rows that are shown.
    let late: LateMaterialization?

    init(_ plan: Plan, source: any ColumnSource) throws(ColumnSourceError) {
        model = plan.model
        entityOfVariable = plan.entityOfVariable
        derived = source.derived
        late = LateMaterialization(plan, source: source)
        let needs = RequiredColumns(late?.plan ?? plan)
        try source.prepare(needs.requests)
        for entity in needs.entities {
            let found = try source.rows(of: entity)
            try EntityRows.check(found.count, of: plan.model.entities[entity])
            rows[entity] = found
        }
        try load(needs.columns, from: source)
        try load(needs.keys(of: columns).subtracting(needs.columns), from: source)
        for place in needs.references { references[place] = try source.reference(place.field, of: place.entity) }
    }

    mutating func load(_ places: Set<Place>, from source: any ColumnSource) throws(ColumnSourceError) {
        for place in places {
            let column = try source.column(place.field, of: place.entity)
            columns[place] = Loaded(column: column, texts: column.dictionary.map { StringDictionary.of($0) })
        }
    }

    /// The owner's row of each record; -1 for nobody's.
    func owners(of entity: Int) -> [Int32]? { rows[entity].map { derived.owners(of: entity, $0) } }

    /// The latest event time of each owner's records, stored as these times are.
    func latest(of entity: Int) -> Column? {
        guard let time = model.entities[entity].eventTime, let rows = rows[entity],
            let times = columns[Place(entity: entity, field: time)]?.column
        else { return nil }
        return derived.latest(of: entity, rows, times)
    }

    /// How many of an entity's rows belong to a customer who exists; what is nobody's lies behind them. All rows of
    /// customers and look-ups.
    func ownedCount(of entity: Int) -> Int {
        guard let rows = rows[entity] else { return 0 }
        guard let owner = model.owner(of: entity), let offsets = rows.offsets else { return rows.count }
        return Int(offsets[ownedCount(of: owner)])
    }

    func entity(of row: RowReference) -> Int? {
        switch row {
        case .variable(let id): entityOfVariable[id]
        case .owner(let inner): entity(of: inner).flatMap { model.owner(of: $0) }
        case .reference(let inner, let field):
            entity(of: inner).flatMap { model.entities[$0].fields[field].reference }.flatMap {
                model.entityIndex(named: $0)
            }
        }
    }

    /// The key of an owner stands in the row itself: where it is read instead. What is referred to may be missing, or
    /// be nobody's.
    func foreignKeyColumn(_ row: RowReference, _ field: Int) -> (row: RowReference, field: Int) {
        guard case .owner(let inner) = row, !row.isReferredTo, let entity = entity(of: row),
            field == model.entities[entity].key,
            let below = self.entity(of: inner), let owner = model.entities[below].owner
        else { return (row, field) }
        return (inner, owner.field)
    }
}

/// The entities, columns and references that a plan reads.
struct RequiredColumns {
    let plan: Plan
    let entityOfVariable: [Int: Int]
    var entities: Set<Int> = []
    var columns: Set<LoadedColumns.Place> = []
    var references: Set<LoadedColumns.Place> = []
    /// Keys that are looked at where some of these times are missing.
    private var ties: [(key: LoadedColumns.Place, time: LoadedColumns.Place)] = []

    init(_ plan: Plan) {
        self.plan = plan
        entityOfVariable = plan.entityOfVariable
        entities = Set([plan.model.customer] + plan.model.ownershipPath(from: plan.root.scan.entity))
        collect()
    }

    var requests: [ColumnRequest] {
        columns.map { ColumnRequest($0.field, of: $0.entity) }
            + references.map { ColumnRequest(referenceOf: $0.field, of: $0.entity) }
    }

    /// Keys of records that turn out not to be stored in the requested order.
    func keys(of columns: [LoadedColumns.Place: LoadedColumns.Loaded]) -> Set<LoadedColumns.Place> {
        Set(ties.filter { columns[$0.time]?.column.validity != nil }.map(\.key))
    }

    private mutating func collect() {
        var needs = self
        plan.root.visitExpressions { needs.add($0) }
        for definition in plan.definitions { definition.visitExpressions { needs.add($0) } }
        for range in plan.root.scan.timeRanges { needs.add(range.row, range.field) }
        // Rows come by key, and ties break by it.
        needs.columns.insert(LoadedColumns.Place(entity: plan.model.customer, field: plan.model.customerEntity.key))
        if let joined = plan.model.customerEntity.eventTime {
            needs.columns.insert(LoadedColumns.Place(entity: plan.model.customer, field: joined))
        }
        self = needs
    }

    private mutating func add(_ expression: PlanExpression) {
        switch expression {
        case .field(let row, let field, _): add(row, field)
        case .definition(_, let row, _): add(row)
        default: break
        }
        for set in expression.recordSets {
            add(set.anchor)
            for entity in set.path { entities.insert(entity) }
            for range in set.timeRanges { add(range.row, range.field) }
            // Records of one time are in the order of their keys, as they are stored.
            guard expression.looksAtOrder else { continue }
            let key = LoadedColumns.Place(entity: set.entity, field: plan.model.entities[set.entity].key)
            switch expression.needsKeys ? .no : set.storedOrder(plan.model) {
            case .no: columns.insert(key)
            case .yes: break
            case .ifKnown(let time): ties.append((key, time))
            }
        }
    }

    private mutating func add(_ row: RowReference, _ field: Int) {
        add(row)
        guard let entity = entity(of: row) else { return }
        columns.insert(LoadedColumns.Place(entity: entity, field: field))
        // The key of another row is read from the field that leads there.
        if case .owner(let inner) = row, field == plan.model.entities[entity].key,
            let below = self.entity(of: inner), let owner = plan.model.entities[below].owner {
            columns.insert(LoadedColumns.Place(entity: below, field: owner.field))
        }
    }

    private mutating func add(_ row: RowReference) {
        if let entity = entity(of: row) { entities.insert(entity) }
        switch row {
        case .variable: return
        case .owner(let inner):
            if let below = entity(of: inner) { entities.insert(below) }
            add(inner)
        case .reference(let inner, let field):
            if let below = entity(of: inner) { references.insert(LoadedColumns.Place(entity: below, field: field)) }
            add(inner)
        }
    }

    private func entity(of row: RowReference) -> Int? {
        switch row {
        case .variable(let id): entityOfVariable[id]
        case .owner(let inner): entity(of: inner).flatMap { plan.model.owner(of: $0) }
        case .reference(let inner, let field):
            entity(of: inner).flatMap { plan.model.entities[$0].fields[field].reference }.flatMap {
                plan.model.entityIndex(named: $0)
            }
        }
    }
}

extension PlanExpression {
    /// Whether it is of account which of the records comes first.
    fileprivate var looksAtOrder: Bool {
        switch self {
        case .aggregate(let aggregate):
            aggregate.gaps == .records || [.first, .last, .nth, .balance].contains(aggregate.function)
        case .sequence: true
        default: false
        }
    }

    /// Whether keys are looked at however records are stored.
    fileprivate var needsKeys: Bool {
        switch self {
        case .aggregate(let aggregate): aggregate.function == .balance
        case .sequence: true
        default: false
        }
    }
}
