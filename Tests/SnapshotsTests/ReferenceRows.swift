import Columns
import Model
import SQLGeneration
import Snapshots
import Store
import Testing

/// The rows of a store in the order that `EntityRows` documents, found without any of the snapshot's code.
struct ReferenceRows {
    /// By entity: the values of every field.
    private(set) var rows: [Int: [[Value]]] = [:]
    /// By entity of records: where each owner's rows start, and where the last one's end.
    private(set) var offsets: [Int: [Int]] = [:]

    init(_ database: Database, _ model: DataModel) throws {
        for entity in model.entities.indices.sorted(by: {
            model.ownershipPath(from: $0).count < model.ownershipPath(from: $1).count
        }) {
            let declaration = model.entities[entity]
            let columns = declaration.fields.map { field in
                field.storage.map { SQLiteDialect().stored($0, as: field.type.kind, of: "t") }
                    ?? SQLFragment(stringLiteral: "t." + SQLiteDialect.quoted(field.column))
            }
            let list: SQLFragment = columns.joined(separator: ", ")
            let statement = try database.prepare(
                "SELECT \(list.text) FROM \(SQLiteDialect.quoted(declaration.table)) AS t")
            for (index, binding) in list.bindings.enumerated() { try statement.bind(binding, at: index + 1) }
            var found: [[Value]] = []
            while try statement.step() {
                found.append(
                    declaration.fields.indices.map { statement.value($0, as: declaration.fields[$0].type.kind) })
            }
            let key = declaration.key
            guard let owner = declaration.owner, let above = model.owner(of: entity), let owners = rows[above] else {
                rows[entity] = found.sorted { ReferenceRows.isBefore([$0[key]], [$1[key]]) }
                continue
            }
            var rowOfKey: [Value: Int] = [:]
            for (row, values) in owners.enumerated() where !values[model.entities[above].key].isMissing {
                rowOfKey[values[model.entities[above].key]] = row
            }
            func sortKey(_ values: [Value]) -> [Value] {
                [.int(Int64(rowOfKey[values[owner.field]] ?? owners.count))]
                    + (declaration.eventTime.map { [values[$0]] } ?? []) + [values[key]]
            }
            let sorted = found.map { (sortKey($0), $0) }.sorted { ReferenceRows.isBefore($0.0, $1.0) }
            rows[entity] = sorted.map(\.1)
            var starts: [Int] = []
            for owner in 0...owners.count {
                starts.append(
                    sorted.firstIndex { if case .int(let row) = $0.0[0] { row >= owner } else { false } }
                        ?? sorted.count)
            }
            offsets[entity] = starts
        }
    }

    /// Missing values first, texts by bytes.
    private static func isBefore(_ left: [Value], _ right: [Value]) -> Bool {
        for (a, b) in zip(left, right) where a != b {
            switch (a, b) {
            case (.missing, _): return true
            case (_, .missing): return false
            case (.text(let a), .text(let b)): return a.utf8.lexicographicallyPrecedes(b.utf8)
            case (.number(let a), .number(let b)): return a < b
            default: return ReferenceRows.word(a) < ReferenceRows.word(b)
            }
        }
        return false
    }

    static func word(_ value: Value) -> Int64 {
        switch value {
        case .int(let value), .money(let value), .duration(let value): value
        case .bool(let value): value ? 1 : 0
        case .date(let day): Int64(day.daysSinceEpoch)
        case .time(let instant): instant.microseconds
        case .missing, .number, .text: 0
        }
    }

    /// Holds every column of a snapshot against the rows.
    func check(
        _ source: any ColumnSource, _ model: DataModel,
        sourceLocation: SourceLocation = SourceLocation(
            fileID: #fileID, filePath: #filePath, line: #line, column: #column)
    ) throws {
        for (entity, declaration) in model.entities.enumerated() {
            let expected = rows[entity] ?? []
            let found = try source.rows(of: entity)
            #expect(found.count == expected.count, "\(declaration.name)", sourceLocation: sourceLocation)
            guard found.count == expected.count else { continue }
            if let offsets = offsets[entity] {
                let starts = found.offsets.map { offsets in (0..<offsets.count).map { Int(offsets[$0]) } }
                #expect(starts == offsets, "\(declaration.name)", sourceLocation: sourceLocation)
                #expect(
                    found.orphans == expected.count - (offsets.last ?? 0), "\(declaration.name)",
                    sourceLocation: sourceLocation)
            } else {
                #expect(found.offsets == nil && found.orphans == 0, sourceLocation: sourceLocation)
            }
            for (index, field) in declaration.fields.enumerated() {
                let column = try source.column(index, of: entity)
                let values = (0..<column.count).map { column.value($0) }
                let isRight = values == expected.map { $0[index] }
                #expect(isRight, "\(declaration.name).\(field.name)", sourceLocation: sourceLocation)
                #expect(
                    (column.validity == nil) == !values.contains(.missing), "\(declaration.name).\(field.name)",
                    sourceLocation: sourceLocation)
                if let extremes = column.extremes {
                    let words = values.filter { !$0.isMissing }.map { ReferenceRows.word($0) }
                    #expect(
                        words.allSatisfy { extremes.contains($0) }, "\(declaration.name).\(field.name)",
                        sourceLocation: sourceLocation)
                }
                guard let target = field.reference.flatMap({ model.entityIndex(named: $0) }) else { continue }
                var rowOfKey: [Value: Int] = [:]
                for (row, values) in (rows[target] ?? []).enumerated()
                where !values[model.entities[target].key].isMissing {
                    rowOfKey[values[model.entities[target].key]] = row
                }
                let reference = try source.reference(index, of: entity)
                let references = (0..<reference.count).map { reference.value($0) }
                let expectedRows = expected.map { rowOfKey[$0[index]].map { Value.int(Int64($0)) } ?? .missing }
                #expect(references == expectedRows, "\(declaration.name).\(field.name)", sourceLocation: sourceLocation)
            }
        }
    }
}

extension Column {
    func value(_ row: Int) -> Value {
        if let validity, validity[row / 8] >> UInt8(row % 8) & 1 == 0 { return .missing }
        let word: Int64
        switch stored {
        case .int8(let values): word = base + unit * Int64(values[row])
        case .int16(let values): word = base + unit * Int64(values[row])
        case .int32(let values): word = base + unit * Int64(values[row])
        case .int64(let values): word = base + unit * values[row]
        case .double(let values): return .number(values[row])
        }
        return switch kind {
        case .bool: .bool(word != 0)
        case .int: .int(word)
        case .number: .number(Double(word))
        case .money: .money(word)
        case .text: .text(dictionary?.text(Int(word)) ?? "")
        case .date: .date(CivilDate(daysSinceEpoch: Int32(clamping: word)))
        case .time: .time(Instant(microseconds: word))
        case .duration: .duration(word)
        }
    }
}
