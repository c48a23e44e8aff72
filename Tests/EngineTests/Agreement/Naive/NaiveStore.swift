import Model
import Store

/// One record, with what it belongs to and what belongs to it.
final class NaiveRow {
    let entity: Int
    /// By field.
    let values: [Value]
    let owner: NaiveRow?
    /// Records that belong to it directly, by their entity, in the order of their keys.
    fileprivate(set) var children: [Int: [NaiveRow]] = [:]
    /// Unique in a store.
    let number: Int

    init(entity: Int, values: [Value], owner: NaiveRow?, number: Int) {
        self.entity = entity
        self.values = values
        self.owner = owner
        self.number = number
    }
}

/// Every row of a store in memory, read by plain SELECTs.
///
/// A record whose owner is missing or does not exist is nobody's, and left out here once and for all.
final class NaiveStore {
    struct Unreadable: Error {
        let description: String
    }

    let model: DataModel
    /// By entity, in the order of their keys.
    private(set) var rows: [[NaiveRow]]
    private var rowOfKey: [[NaiveIdentity: NaiveRow]]
    private var count = 0

    init(path: String, model: DataModel) throws {
        self.model = model
        rows = model.entities.map { _ in [] }
        rowOfKey = model.entities.map { _ in [:] }
        let database = try Database(path: path, mode: .readOnly)
        defer { database.close() }
        // Owners first.
        let entities = model.entities.indices.sorted {
            model.ownershipPath(from: $0).count < model.ownershipPath(from: $1).count
        }
        for entity in entities { try load(entity, from: database) }
    }

    var customers: [NaiveRow] { rows[model.customer] }

    func row(of entity: Int, key: Value) -> NaiveRow? { key.isMissing ? nil : rowOfKey[entity][NaiveIdentity(key)] }

    private func load(_ index: Int, from database: Database) throws {
        let entity = model.entities[index]
        let columns = entity.fields.map {
            NaiveStore.quoted($0.storage?.plainColumn ?? $0.storage?.source.columns.first ?? $0.column)
        }
        let statement = try database.prepare(
            "SELECT \(columns.joined(separator: ", ")) FROM \(NaiveStore.quoted(entity.table))")
        var loaded: [NaiveRow] = []
        while try statement.step() {
            let values = try entity.fields.enumerated().map { try NaiveStore.value(statement, $0.offset, $0.element) }
            var owner: NaiveRow?
            if let ownership = entity.owner, let ownerEntity = model.owner(of: index) {
                guard let found = row(of: ownerEntity, key: values[ownership.field]) else { continue }
                owner = found
            }
            loaded.append(NaiveRow(entity: index, values: values, owner: owner, number: count))
            count += 1
        }
        loaded.sort { NaiveOrder.isLess($0.values[entity.key], $1.values[entity.key]) }
        rows[index] = loaded
        for row in loaded {
            rowOfKey[index][NaiveIdentity(row.values[entity.key])] = row
            row.owner?.children[index, default: []].append(row)
        }
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// What a cell holds: whole numbers for all but numbers with fractions and texts, as managed stores keep them, or
    /// in units that the model of an attached database names.
    private static func value(_ statement: Statement, _ column: Int, _ field: Field) throws -> Value {
        if statement.isNull(column) { return .missing }
        let whole = statement.int64(column)
        switch field.storage?.conversion?.operation {
        case nil: break
        case .epoch(let microseconds): return .time(Instant(microseconds: whole * microseconds))
        case .epochDays: return .date(CivilDate(daysSinceEpoch: Int32(whole)))
        case .length(let microseconds): return .duration(whole * microseconds)
        case .iso, .pattern, .julianDay, .parts, .word, .trimmed:
            throw Unreadable(description: "no reading of \(field.name)")
        }
        switch field.type.kind {
        case .bool: return .bool(whole != 0)
        case .int: return .int(whole)
        case .number: return .number(statement.double(column))
        case .money: return .money(whole)
        case .text: return .text(statement.text(column))
        case .date: return .date(CivilDate(daysSinceEpoch: Int32(whole)))
        case .time: return .time(Instant(microseconds: whole))
        case .duration: return .duration(whole)
        }
    }
}

/// What makes two values the same one: texts are compared scalar by scalar, not as characters, and -0 is 0.
enum NaiveIdentity: Hashable {
    case missing
    case flag(Bool)
    case whole(Int64)
    case fraction(Double)
    case scalars([UInt8])

    init(_ value: Value) {
        switch value {
        case .missing: self = .missing
        case .bool(let flag): self = .flag(flag)
        case .int(let number), .money(let number), .duration(let number): self = .whole(number)
        case .number(let number): self = Int64(exactly: number).map { .whole($0) } ?? .fraction(number)
        case .text(let text): self = .scalars(Array(text.utf8))
        case .date(let day): self = .whole(Int64(day.daysSinceEpoch))
        case .time(let instant): self = .whole(instant.microseconds)
        }
    }
}
