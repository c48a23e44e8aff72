internal import Model

/// The columns that the generator fills in one entity.
///
/// Raw values count from 0, so that a case is an index into the buffer's slots.
protocol GeneratedColumn: RawRepresentable, CaseIterable, Sendable where RawValue == Int {
    static var entity: String { get }
    var field: (name: String, kind: ValueKind) { get }
}

/// Takes a row, aligned with the fields of the entity at that index of the model.
typealias Emit = (_ entityIndex: Int, _ row: [Value]) throws -> Void

/// One row of an entity, written in place over and over. Fields that the generator knows nothing of stay missing.
struct RowBuffer<Column: GeneratedColumn>: Sendable {
    let entity: Int
    /// By raw value of the column: its index among the entity's fields.
    private let slots: [Int]
    private var values: [Value]

    /// A model without the entity or one of its columns adds to `problems`; the buffer is of no use then.
    init(_ model: DataModel, problems: inout [GenerationError.Problem]) {
        var slots: [Int] = []
        guard let index = model.entityIndex(named: Column.entity) else {
            problems.append(.noEntity(Column.entity))
            self.init(entity: 0, slots: [], values: [])
            return
        }
        let entity = model.entities[index]
        for column in Column.allCases {
            let (name, kind) = column.field
            guard let slot = entity.fields.firstIndex(where: { $0.name == name }) else {
                problems.append(.noField(entity: Column.entity, field: name))
                continue
            }
            let found = entity.fields[slot].type.kind
            if found != kind {
                problems.append(.wrongType(entity: Column.entity, field: name, found: found, expected: kind))
            }
            slots.append(slot)
        }
        self.init(entity: index, slots: slots, values: Array(repeating: .missing, count: entity.fields.count))
    }

    private init(entity: Int, slots: [Int], values: [Value]) {
        self.entity = entity
        self.slots = slots
        self.values = values
    }

    func emit(to emit: Emit) rethrows { try emit(entity, values) }

    private subscript(column: Column) -> Value {
        get { values[slots[column.rawValue]] }
        set { values[slots[column.rawValue]] = newValue }
    }

    // Nil is a missing value.

    mutating func set(_ column: Column, int: Int?) { self[column] = int.map { .int(Int64($0)) } ?? .missing }
    mutating func set(_ column: Column, bool: Bool?) { self[column] = bool.map { .bool($0) } ?? .missing }
    mutating func set(_ column: Column, number: Double) { self[column] = .number(number) }
    /// Minor units.
    mutating func set(_ column: Column, money: Int) { self[column] = .money(Int64(money)) }
    mutating func set(_ column: Column, text: String?) { self[column] = text.map { .text($0) } ?? .missing }
    /// Days since 1970-01-01.
    mutating func set(_ column: Column, day: Int?) {
        self[column] = day.map { .date(CivilDate(daysSinceEpoch: Int32($0))) } ?? .missing
    }
    /// Seconds since the epoch.
    mutating func set(_ column: Column, second: Int?) {
        self[column] =
            second.map { .time(Instant(microseconds: Int64($0) * Instant.microsecondsPerSecond)) } ?? .missing
    }
    mutating func set(_ column: Column, durationSeconds: Int?) {
        self[column] = durationSeconds.map { .duration(Int64($0) * Instant.microsecondsPerSecond) } ?? .missing
    }
}
