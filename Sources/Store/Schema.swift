package import Model

/// The SQL that makes the tables, indexes and views of a managed store.
package enum Schema {
    /// Bytes of "Clnt": how `file` and SQLite tools can tell a store from other databases.
    static let applicationID: Int64 = 0x436C_6E74
    static let formatVersion = 1

    static let descriptionTables = """
        CREATE TABLE clientele_meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE clientele_imports (
            entity TEXT NOT NULL, digest BLOB NOT NULL, name TEXT NOT NULL, rows INTEGER NOT NULL,
            PRIMARY KEY (entity, digest)
        ) WITHOUT ROWID;
        """ + ChangeLog.table

    static func statements(for model: DataModel, currency: Currency) -> [String] {
        model.entities.flatMap { entity in
            [table(entity, in: model)] + indexes(entity, in: model) + [readableView(entity, currency)]
        }
    }

    /// One column for every distinct column name: two fields may read the same column.
    static func table(_ entity: Entity, in model: DataModel) -> String {
        var seen: Set<String> = []
        var lines: [String] = []
        for (i, field) in entity.fields.enumerated() where seen.insert(field.column).inserted {
            var line = "    " + quoted(field.column) + " " + columnType(field.type.kind)
            if i == entity.key {
                line += field.type.kind == .int ? " PRIMARY KEY" : " NOT NULL UNIQUE"
            } else if isRequired(i, of: entity) {
                line += " NOT NULL"
            }
            lines.append(line)
        }
        return "CREATE TABLE " + quoted(entity.table) + " (\n" + lines.joined(separator: ",\n") + "\n)"
    }

    /// Records need their owner and their time; a customer may have joined at an unknown time.
    package static func isRequired(_ field: Int, of entity: Entity) -> Bool {
        guard let owner = entity.owner else { return false }
        return field == owner.field || field == entity.eventTime
    }

    /// A customer's records by time: every question walks this way.
    static func indexes(_ entity: Entity, in model: DataModel) -> [String] {
        guard let owner = entity.owner else { return [] }
        var columns = [entity.fields[owner.field].column]
        if let time = entity.eventTime { columns.append(entity.fields[time].column) }
        let name = quoted(entity.table + "_by_owner")
        return ["CREATE INDEX \(name) ON \(quoted(entity.table)) (\(columns.map(quoted).joined(separator: ", ")))"]
    }

    /// The table as people read it: ISO dates and times (UTC), decimal money, durations as h:mm:ss.
    static func readableView(_ entity: Entity, _ currency: Currency) -> String {
        var seen: Set<String> = []
        var columns: [String] = []
        for field in entity.fields where seen.insert(field.column).inserted {
            let column = quoted(field.column)
            columns.append(readable(column, field.type.kind, currency) + " AS " + column)
        }
        return "CREATE VIEW \(quoted(entity.table + "_readable")) AS SELECT\n    "
            + columns.joined(separator: ",\n    ") + "\nFROM " + quoted(entity.table)
    }

    private static func readable(_ column: String, _ kind: ValueKind, _ currency: Currency) -> String {
        switch kind {
        case .int, .number, .text: return column
        case .bool: return "CASE \(column) WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
        case .date: return "date(\(column) * 86400, 'unixepoch')"
        case .time:
            // Whole seconds rounded down, so that the fraction is positive before 1970 too.
            let fraction = "((\(column) % 1000000 + 1000000) % 1000000)"
            return "strftime('%Y-%m-%dT%H:%M:%S', (\(column) - \(fraction)) / 1000000, 'unixepoch') || "
                + "CASE \(fraction) WHEN 0 THEN 'Z' ELSE printf('.%06dZ', \(fraction)) END"
        case .money:
            guard currency.minorDigits > 0 else { return column }
            let sign = "CASE WHEN \(column) < 0 THEN '-' ELSE '' END"
            // Divided before the sign goes: the least integer has no absolute value.
            return "CASE WHEN \(column) IS NOT NULL THEN printf('%s%d.%0\(currency.minorDigits)d', \(sign), "
                + "abs(\(column) / \(currency.scale)), abs(\(column) % \(currency.scale))) END"
        case .duration:
            return
                "CASE WHEN \(column) IS NOT NULL THEN printf('%s%d:%02d:%02d', CASE WHEN \(column) < 0 THEN '-' ELSE '' END, "
                + "abs(\(column) / 3600000000), abs(\(column) / 60000000 % 60), abs(\(column) / 1000000 % 60)) END"
        }
    }

    private static func columnType(_ kind: ValueKind) -> String {
        switch kind {
        case .number: "REAL"
        case .text: "TEXT"
        case .bool, .int, .money, .date, .time, .duration: "INTEGER"
        }
    }

    /// A text as an SQL literal.
    package static func quotedText(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

    /// A name as an SQL identifier, whatever is in it.
    package static func quoted(_ name: String) -> String {
        var quoted = "\""
        for scalar in name.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
