internal import Model
internal import Store

/// Keys that the store has made for records which came without, or were known by something else: nobody outside knows
/// them, so that a file with the same key most likely means another record.
struct MadeKeys {
    static let refusal =
        "is a number that the store made for a record without a key: --made-keys where that record is meant"

    private let highest: Int64
    private let find: Statement
    private let forget: Statement

    /// nil where none were made.
    init?(of table: String, in database: Database) throws(StoreError) {
        guard try RowIdentities.exist(for: table, in: database) else { return nil }
        let identities = Schema.quoted(RowIdentities.table(of: table))
        guard let highest = try database.integer("SELECT max(number) FROM \(identities)") else { return nil }
        self.highest = highest
        find = try database.prepare("SELECT 1 FROM \(identities) WHERE number = ?1")
        forget = try database.prepare("DELETE FROM \(identities) WHERE number = ?1")
    }

    /// Whether the store made the key of a stored record, given its number.
    func contains(_ record: Int64) throws(StoreError) -> Bool {
        guard record <= highest else { return false }
        try find.bind(record, at: 1)
        defer { find.reset() }
        return try find.step()
    }

    /// A record with a key of its own has taken the number of one that somebody has deleted.
    func take(_ record: Int64) throws(StoreError) {
        guard record <= highest else { return }
        try forget.bind(record, at: 1)
        try forget.run()
    }

    /// Made keys of an owner entity; nil where it has no table of identities.
    static func keys(of entity: Entity, in database: Database) throws(StoreError) -> KeySet? {
        guard try RowIdentities.exist(for: entity.table, in: database) else { return nil }
        let identities = Schema.quoted(RowIdentities.table(of: entity.table))
        return try KeySet(of: entity, where: "rowid IN (SELECT number FROM \(identities))", in: database)
    }
}
