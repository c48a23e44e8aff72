import Model
import Semantics
import SQLGeneration
import Store
import Syntax

/// A model held against its database: every table and column is there, keys are keys, and values can be read as their
/// fields say. Values are tried on a sample, at most a thousand rows a table.
struct ModelValidation {
    private var model: AttachedModel
    private let database: AttachedDatabase
    private var diagnostics: [Diagnostic] = []

    /// - Returns: the model, with columns that hold what is wanted read as they are, and what does not fit.
    static func check(_ model: AttachedModel, against database: AttachedDatabase) throws(StoreError) -> (
        model: DataModel, diagnostics: [Diagnostic]
    ) {
        var fit = ModelValidation(model: model, database: database)
        var entities = model.model.entities
        for index in entities.indices { try fit.check(&entities[index], model.places[index]) }
        return (
            DataModel(entities: entities, customer: model.model.customer),
            fit.diagnostics.sorted { $0.primary.span.utf8Start < $1.primary.span.utf8Start }
        )
    }

    private init(model: AttachedModel, database: AttachedDatabase) {
        self.model = model
        self.database = database
    }

    private mutating func check(_ entity: inout Entity, _ place: AttachedModel.EntityPlace) throws(StoreError) {
        guard let table = database.schema.table(named: entity.table) else {
            diagnostics.append(
                .noSuchTable(
                    entity.table, in: database.schema.tables.map(\.name), at: place.table,
                    isClause: place.table != place.name))
            return
        }
        var isWhole = true
        for fieldPlace in place.fields {
            for (name, span) in fieldPlace.columns where !hasColumn(name, table) {
                isWhole = false
                if isRowID(name) {
                    diagnostics.append(
                        .keyNotUnique("`\(table.name)` has no numbered rows, so `\(entity.name)` needs a key", at: span)
                    )
                } else {
                    diagnostics.append(
                        .noSuchColumn(
                            name, of: table.name, in: table.columns.map(\.name), at: span,
                            isQuoted: span != fieldPlace.name || fieldPlace.mapping == nil, mapping: fieldPlace.mapping)
                    )
                }
            }
        }
        guard isWhole else { return }
        for index in entity.fields.indices { readPlainly(&entity.fields[index], table) }
        let profiles = try ColumnProfile.sample(table, in: database.database)
        try checkKey(entity, table, place.fields[entity.key].name)
        for (field, fieldPlace) in zip(entity.fields, place.fields) { try check(field, fieldPlace, table, profiles) }
    }

    private func isRowID(_ name: String) -> Bool { ["rowid", "oid", "_rowid_"].contains(name.lowercased()) }

    private func hasColumn(_ name: String, _ table: DatabaseSchema.Table) -> Bool {
        table.column(named: name) != nil || isRowID(name) && table.hasRowID
    }

    /// A text column that SQLite keeps as text and compares by bytes is what the engine wants, and its indexes serve.
    private func readPlainly(_ field: inout Field, _ table: DatabaseSchema.Table) {
        guard field.type.kind == .text, let name = field.storage?.plainColumn, let column = table.column(named: name),
              column.affinity == .text, column.isBinary else { return }
        field.column = name
        field.storage = nil
    }

    private mutating func checkKey(_ entity: Entity, _ table: DatabaseSchema.Table, _ span: SourceSpan)
        throws(StoreError)
    {
        let column = table.column(named: entity.keyField.column)?.name
        guard let column, !table.isUnique(column) else { return }
        let key = SQLiteDialect.quoted(column), name = SQLiteDialect.quoted(table.name)
        let sample = "(SELECT \(key) FROM \(name) LIMIT 20000)"
        if try database.database.integer(
            "SELECT 1 FROM \(sample) GROUP BY \(key) HAVING count(*) > 1 OR \(key) IS NULL LIMIT 1") != nil
        {
            diagnostics.append(.keyNotUnique("values of `\(column)` come more than once or are missing", at: span))
        }
    }

    // MARK: Values

    private mutating func check(
        _ field: Field, _ place: AttachedModel.FieldPlace, _ table: DatabaseSchema.Table, _ profiles: [ColumnProfile]
    ) throws(StoreError) {
        let column = field.storage?.source.columns.first ?? field.column
        guard let position = table.columns.firstIndex(where: { $0.name.lowercased() == column.lowercased() }) else {
            return
        }
        let profile = profiles[position]
        guard let storage = field.storage else {
            // A key of whole numbers over text would compare as neither.
            if field.type.kind == .int, profile.count > 0, profile.integers < profile.count {
                let example = profile.distinct.first { Int64($0.value) == nil || profile.texts > 0 }?.value ?? ""
                let text = field.shown(example, isText: true)
                diagnostics.append(
                    .unreadableValues(
                        field, "`\(column)` holds text such as \(text), which", isEvery: true, suggestion: nil,
                        at: place.name, mapping: place.mapping ?? place.name.end))
            }
            return
        }
        let (tried, unreadable, example) = try sample(storage, field, table)
        guard unreadable > 0 else { return }
        diagnostics.append(
            .unreadableValues(
                field, "`\(storage.source.columns.joined(separator: "`, `"))`, which holds \(example),",
                isEvery: unreadable == tried,
                suggestion: suggestion(field, column, profile), at: place.columns.first?.span ?? place.name,
                mapping: place.mapping ?? place.name.end))
    }

    /// Reads the first rows that hold something in every column of the mapping.
    private func sample(_ storage: FieldStorage, _ field: Field, _ table: DatabaseSchema.Table) throws(StoreError)
        -> (tried: Int, unreadable: Int, example: String)
    {
        let kind = field.type.kind
        let columns = storage.source.columns.map { "t." + SQLiteDialect.quoted($0) }
        let value = SQLiteDialect().stored(storage, as: kind, of: "t")
        let present = columns.map { "trim(\($0)) <> '' AND \($0) NOT LIKE '0000-00-00%'" }.joined(separator: " AND ")
        let statement = try database.database.prepare(
            "SELECT \(value.text), \(columns[0]), typeof(\(columns[0])) FROM \(SQLiteDialect.quoted(table.name)) AS t WHERE \(present) LIMIT 400"
        )
        for (index, binding) in value.bindings.enumerated() { try statement.bind(binding, at: index + 1) }
        var tried = 0, unreadable = 0, atEpoch = 0, example = ""
        while true {
            do throws(StoreError) { guard try statement.step() else { break } } catch
                where error.code == .integerOverflow
            {
                return (1, 1, "numbers too large")
            }
            tried += 1
            if isAtEpoch(statement.int64(0), kind, storage) { atEpoch += 1 }
            let isUnreadable = statement.isNull(0) || isImplausible(statement.int64(0), kind)
            if isUnreadable { unreadable += 1 }
            if example.isEmpty || isUnreadable && unreadable == 1 {
                example = field.shown(statement.text(1), isText: statement.text(2) == "text")
            }
        }
        return (tried, atEpoch >= 3 && atEpoch == tried ? tried : unreadable, example)
    }

    /// In the first months of 1970: where every value is, the units are larger than the conversion says.
    private func isAtEpoch(_ value: Int64, _ kind: ValueKind, _ storage: FieldStorage) -> Bool {
        guard case .epoch? = storage.conversion?.operation, value != 0 else { return false }
        return (0..<90).contains(kind == .date ? value : value / Instant.microsecondsPerDay)
    }

    /// Before 1000 or after 3000: a count of other units.
    private func isImplausible(_ value: Int64, _ kind: ValueKind) -> Bool {
        switch kind {
        case .date: !(-354_285...376_200).contains(value)
        case .time: !(-354_285...376_200).contains(value / Instant.microsecondsPerDay)
        default: false
        }
    }

    private func suggestion(_ field: Field, _ column: String, _ profile: ColumnProfile) -> String? {
        guard field.type.isTemporal else { return nil }
        return TemporalReading.of(profile, speaksOfTime: true)?.mapping(of: column)
    }
}

private extension Field {
    /// A value as a message may have it: of a personal field only its form, `"99/99/9999"`.
    func shown(_ value: String, isText: Bool) -> String {
        let start = value.prefix(30)
        let text = isPersonal ? String(start.map { $0.isNumber ? "9" : $0.isLetter ? "a" : $0 }) : String(start)
        return isText ? "\"" + text + (value.count > 30 ? "…" : "") + "\"" : text
    }
}
