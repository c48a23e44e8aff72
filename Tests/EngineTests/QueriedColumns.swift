import Columns
import Engine
import Model
import Semantics
import SQLGeneration
import Store
import Synchronization

/// The columns of a small store, read plainly and kept in memory: what the executor is held against SQLite with.
final class QueriedColumns: ColumnSource {
    let derived = DerivedColumns()
    private let model: DataModel
    private let path: String
    private let orders = Mutex<[Int: [Int]]>([:])

    init(_ session: Session) throws {
        model = session.environment.model
        path = try present(session.storePath)
    }

    func rows(of entity: Int) throws(ColumnSourceError) -> EntityRows {
        try wrapped {
            let order = try self.order(of: entity)
            guard let owner = self.model.owner(of: entity) else { return EntityRows(count: order.count) }
            let owners = try self.ownerRows(of: entity)
            let count = try self.order(of: owner).count
            var offsets = [UInt32](repeating: 0, count: count + 1)
            for row in order { if let place = owners[row] { offsets[place + 1] += 1 } }
            for place in 0..<count { offsets[place + 1] += offsets[place] }
            return EntityRows(
                count: order.count, offsets: ColumnBuffer(offsets), orphans: order.count { owners[$0] == nil })
        }
    }

    func column(_ field: Int, of entity: Int) throws(ColumnSourceError) -> Column {
        try wrapped {
            let values = try self.values(field, of: entity), order = try self.order(of: entity)
            let kind = self.model.entities[entity].fields[field].type.kind
            return QueriedColumns.column(order.map { values[$0] }, kind)
        }
    }

    func reference(_ field: Int, of entity: Int) throws(ColumnSourceError) -> Column {
        try wrapped {
            let name = self.model.entities[entity].fields[field].reference ?? ""
            let target = try present(self.model.entityIndex(named: name))
            let keys = try self.values(self.model.entities[target].key, of: target), order = try self.order(of: target)
            let rowOfKey = Dictionary(uniqueKeysWithValues: order.enumerated().map { (keys[$0.element], $0.offset) })
            let values = try self.values(field, of: entity)
            return QueriedColumns.column(
                try self.order(of: entity).map {
                    values[$0].isMissing ? .missing : rowOfKey[values[$0]].map { .int(Int64($0)) } ?? .missing
                }, .int)
        }
    }

    private func wrapped<Result>(_ body: () throws -> Result) throws(ColumnSourceError) -> Result {
        do { return try body() } catch { throw ColumnSourceError("\(error)") }
    }

    /// Values in the order of rowids.
    private func values(_ field: Int, of entity: Int) throws -> [Value] {
        let database = try Database(path: path, mode: .readOnly)
        defer { database.close() }
        let entity = model.entities[entity], field = entity.fields[field]
        let statement = try database.prepare(
            "SELECT \(SQLiteDialect.quoted(field.column)) FROM \(SQLiteDialect.quoted(entity.table)) ORDER BY rowid")
        var values: [Value] = []
        while try statement.step() { values.append(statement.value(0, as: field.type.kind)) }
        return values
    }

    /// The place of each record's owner in the owner's order; nil for nobody.
    private func ownerRows(of entity: Int) throws -> [Int?] {
        guard let owner = model.owner(of: entity), let field = model.entities[entity].owner?.field else { return [] }
        let keys = try values(model.entities[owner].key, of: owner)
        let rowOfKey = Dictionary(
            uniqueKeysWithValues: try order(of: owner).enumerated().map { (keys[$0.element], $0.offset) })
        return try values(field, of: entity).map { rowOfKey[$0] }
    }

    /// Rowid order → snapshot order.
    private func order(of entity: Int) throws -> [Int] {
        if let known = orders.withLock({ $0[entity] }) { return known }
        let owners = try ownerRows(of: entity)
        let keys = try values(model.entities[entity].key, of: entity)
        let times = try model.entities[entity].eventTime.map { try values($0, of: entity) }
        let isRecord = model.owner(of: entity) != nil
        let order = keys.indices.sorted { a, b in
            if isRecord {
                let (x, y) = (owners[a] ?? .max, owners[b] ?? .max)
                if x != y { return x < y }
                if let times {
                    let (s, t) = (QueriedColumns.integer(times[a]), QueriedColumns.integer(times[b]))
                    if s != t { return s < t }
                }
            }
            return QueriedColumns.isLess(keys[a], keys[b])
        }
        orders.withLock { $0[entity] = order }
        return order
    }

    private static func integer(_ value: Value) -> Int64 {
        switch value {
        case .date(let day): Int64(day.daysSinceEpoch)
        case .time(let instant): instant.microseconds
        case .int(let number), .money(let number), .duration(let number): number
        case .bool(let flag): flag ? 1 : 0
        default: .min
        }
    }

    private static func isLess(_ a: Value, _ b: Value) -> Bool {
        if case .text(let x) = a, case .text(let y) = b { return x.utf8.lexicographicallyPrecedes(y.utf8) }
        return integer(a) < integer(b)
    }

    private static func column(_ values: [Value], _ kind: ValueKind) -> Column {
        var validity = [UInt8](repeating: 0, count: (values.count + 7) / 8)
        for (row, value) in values.enumerated() where !value.isMissing { validity[row / 8] |= 1 << (row % 8) }
        let valid = values.contains(where: \.isMissing) ? ColumnBuffer(validity) : nil
        switch kind {
        case .number:
            let numbers = values.map { value -> Double in
                if case .number(let number) = value {
                    number
                } else {
                    Double(integer(value) == .min ? 0 : integer(value))
                }
            }
            return Column(kind: kind, count: values.count, stored: .double(ColumnBuffer(numbers)), validity: valid)
        case .text:
            let texts = values.map { value -> [UInt8] in
                if case .text(let text) = value { Array(text.utf8) } else { [] }
            }
            let sorted = Set(zip(values, texts).filter { !$0.0.isMissing }.map(\.1)).sorted {
                $0.lexicographicallyPrecedes($1)
            }
            let codes = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($0.element, Int32($0.offset)) })
            var offsets: [UInt32] = [0]
            for text in sorted { offsets.append((offsets.last ?? 0) + UInt32(text.count)) }
            return Column(
                kind: kind, count: values.count, stored: .int32(ColumnBuffer(texts.map { codes[$0] ?? 0 })),
                validity: valid,
                dictionary: TextDictionary(offsets: ColumnBuffer(offsets), bytes: ColumnBuffer(sorted.flatMap(\.self))))
        default:
            return Column(
                kind: kind, count: values.count,
                stored: .int64(ColumnBuffer(values.map { $0.isMissing ? 0 : integer($0) })), validity: valid)
        }
    }
}

private struct Absent: Error {}

private func present<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Absent() }
    return value
}
