/// The indexes of one table that no constraint needs: dropped before many rows come in at random places and made again,
/// sorted, when they are in. All inside one transaction, so nobody ever sees the table without them.
package struct SecondaryIndexes {
    private let database: Database
    private let definitions: [(name: String, sql: String)]
    package private(set) var areDropped = false

    package init(of table: String, in database: Database) throws(StoreError) {
        self.database = database
        let rows = try database.prepare("""
            SELECT s.name, s.sql FROM sqlite_schema AS s JOIN pragma_index_list(?1) AS l ON l.name = s.name
            WHERE s.type = 'index' AND s.sql IS NOT NULL AND l."unique" = 0 ORDER BY s.rowid
            """)
        try rows.bind(table, at: 1)
        var definitions: [(name: String, sql: String)] = []
        while try rows.step() { definitions.append((rows.text(0), rows.text(1))) }
        self.definitions = definitions
    }

    package mutating func drop() throws(StoreError) {
        if areDropped { return }
        areDropped = true
        for definition in definitions { try database.execute("DROP INDEX " + Schema.quoted(definition.name)) }
    }

    package mutating func restore() throws(StoreError) {
        guard areDropped else { return }
        for definition in definitions { try database.execute(definition.sql) }
        areDropped = false
    }
}
