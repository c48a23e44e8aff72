import Engine
import Model
import Semantics
import Snapshots
import Store
import Syntax
import Testing

/// Snapshots of databases that Clientele did not make.
struct AttachedSnapshotTests {
    @Test(arguments: [UnlikeDatabases.trader, UnlikeDatabases.enterprise, UnlikeDatabases.shop])
    func draftedModels(_ sql: String) throws {
        let fixture = try AttachedFixture(sql)
        try AttachedSnapshotTests.check(fixture, try ModelInference.draft(of: fixture.path, named: "shop.db"))
    }

    @Test func viewsAndTablesWithoutRowID() throws {
        let fixture = try AttachedFixture("""
            CREATE TABLE people (mail TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
            CREATE TABLE raw (n INTEGER, mail TEXT, at TEXT, sum TEXT);
            CREATE VIEW visits AS SELECT n AS id, mail, at, sum FROM raw WHERE n > 2;
            INSERT INTO people VALUES ('b@x', 'B'), ('a@x', 'A'), ('C@x', NULL);
            INSERT INTO raw VALUES (9, 'a@x', '2026-01-02 10:00', '1.50'), (2, 'a@x', NULL, '7'), (5, 'a@x', '2026-01-01', '12.345'), (4, 'nobody', 'x', 'y'), (3, 'C@x', '2026-01-01', '2'), (7, NULL, NULL, NULL);
            """)
        try AttachedSnapshotTests.check(fixture, """
            entity people { key mail: text, name: text }
            entity visits of people by mail at at { key id: int, mail: text, at: time, sum: money }
            """)
    }

    static func check(_ fixture: AttachedFixture, _ model: String) throws {
        let attachment = try fixture.attach(model)
        #expect(!attachment.hasErrors, "\(attachment.diagnostics.map(\.message))\n\(model)")
        let session = try Session(attachment, settings: .init(asOf: "2026-06-30", now: Instant(microseconds: 0)))
        let database = attachment.database
        let reference = try ReferenceRows(database.database, session.environment.model)
        let cache = fixture.directory + "/cache"
        defer { StoreFixture.remove(cache) }
        for environment in [[:], ["XDG_CACHE_HOME": cache], ["XDG_CACHE_HOME": cache]] {
            let snapshot = try SnapshotStore(
                .attached(path: fixture.path, currency: database.currency, timeZone: database.timeZone),
                model: session.environment.model
            ) { environment[$0] }.withSnapshot { $0 }
            try reference.check(snapshot, session.environment.model)
        }
        #expect(AttachedFixture.entries(fixture.directory) == ["cache", "shop.db"])
    }
}
