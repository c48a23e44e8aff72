package import Model

/// Makes texts of the whole numbers that a store's keys have been so far, for data whose keys are none, and takes that
/// back: see `DataModel.withTextKeys`.
package enum TextKeys {
    /// Where the store's description lists the domains, a line each.
    static let name = "text_keys"

    /// Rewrites the tables that hold such keys. Part of a transaction.
    ///
    /// - Parameter model: as it is to be from now on, with texts for whole numbers or the other way round.
    package static func rewrite(_ domains: Set<String>, in model: DataModel, _ database: Database) throws(StoreError) {
        for entity in model.entities
        where entity.fields.contains(where: { $0.keyDomain.map(domains.contains) == true }) {
            try rewrite(entity, in: model, database)
        }
        let texts = model.keyDomains.filter { domain in
            model.entities.contains { $0.fields.contains { $0.keyDomain == domain && $0.type == .text } }
        }
        let statement = try database.prepare("INSERT OR REPLACE INTO clientele_meta VALUES (?1, ?2)")
        try statement.bind(name, at: 1)
        try statement.bind(texts.joined(separator: "\n"), at: 2)
        try statement.run()
    }

    /// Those whose keys are texts.
    package static func domains(in database: Database) throws(StoreError) -> Set<String> {
        let rows = try database.prepare("SELECT value FROM clientele_meta WHERE key = ?1")
        try rows.bind(name, at: 1)
        return try rows.step() ? domains(rows.text(0)) : []
    }

    static func domains(_ text: String) -> Set<String> { Set(text.split(separator: "\n").map(String.init)) }

    /// SQLite can't change the type of a column, so the rows move to a new table that takes the place of the old one,
    /// with their numbers, with columns that others have added, and with the indexes and triggers.
    private static func rewrite(_ entity: Entity, in model: DataModel, _ database: Database) throws(StoreError) {
        var draft = entity
        draft.table = entity.table + "_with_text_keys"
        let (old, new) = (Schema.quoted(entity.table), Schema.quoted(draft.table))
        let (columns, added) = try columns(of: entity, database)
        let dependents = try definitions(of: entity.table, database)
        try database.execute(Schema.table(draft, in: model))
        for definition in added { try database.execute("ALTER TABLE \(new) ADD COLUMN \(definition)") }
        let list = columns.map(Schema.quoted).joined(separator: ", ")
        // A key of whole numbers is the row's number.
        let isNumbered = entity.keyField.type.kind == .int || columns.contains { $0.lowercased() == "rowid" }
        let numbered = isNumbered ? "" : "rowid, "
        // Texts of numbers, by the columns' types.
        try database.execute(
            "INSERT INTO \(new) (\(numbered)\(list)) SELECT \(numbered)\(list) FROM \(old) ORDER BY rowid")
        // Views go on reading the table by its name.
        try database.execute("DROP TABLE \(old); PRAGMA legacy_alter_table = ON")
        defer { try? database.execute("PRAGMA legacy_alter_table = OFF") }
        try database.execute("ALTER TABLE \(new) RENAME TO \(old)")
        for sql in dependents { try database.execute(sql) }
    }

    /// Columns that hold something, by their names, and those that others have added, as they have defined them.
    private static func columns(
        of entity: Entity, _ database: Database
    ) throws(StoreError) -> (stored: [String], added: [String]) {
        let sql = try database.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1")
        try sql.bind(entity.table, at: 1)
        let definitions = ColumnDefinitions(of: try sql.step() ? sql.text(0) : "")
        sql.reset()
        let info = try database.prepare("SELECT name, type, hidden FROM pragma_table_xinfo(?1)")
        try info.bind(entity.table, at: 1)
        let own = Set(entity.fields.map(\.column))
        var stored: [String] = [], added: [String] = []
        while try info.step() {
            let name = info.text(0)
            // SQLite computes generated columns itself.
            if info.int64(2) == 0 { stored.append(name) }
            if !own.contains(name) { added.append(definitions[name] ?? "\(Schema.quoted(name)) \(info.text(1))") }
        }
        return (stored, added)
    }

    /// The definitions of a table's indexes and triggers.
    private static func definitions(of table: String, _ database: Database) throws(StoreError) -> [String] {
        let rows = try database.prepare(
            "SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND type IN ('index', 'trigger') "
                + "AND sql IS NOT NULL ORDER BY rowid")
        try rows.bind(table, at: 1)
        var definitions: [String] = []
        while try rows.step() { definitions.append(rows.text(0)) }
        return definitions
    }
}
