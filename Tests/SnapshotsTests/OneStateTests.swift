import Columns
import Glibc
import Snapshots
import Store
import Testing

/// Columns are named by the state that the transaction sees in which they are read, whatever else the files beside the store hold.
struct OneStateTests {
    static let amount = 3, took = 4

    static let start = """
        INSERT INTO customers (id) VALUES (1);
        INSERT INTO orders VALUES (1, 1, 5, 10, 10, NULL), (2, 1, 6, 10, 10, NULL)
        """

    static func writing(_ value: Int) -> String { "UPDATE orders SET amount = \(value), took = \(value)" }

    /// The values of a field of the orders.
    static func values(_ field: Int, _ columns: SnapshotStore) throws -> Set<Int64> {
        try columns.withSnapshot { try values(field, $0) }
    }

    static func values(_ field: Int, _ snapshot: Snapshot) throws(ColumnSourceError) -> Set<Int64> {
        let column = try snapshot.column(field, of: 2)
        return Set((0..<column.count).map { ReferenceRows.word(column.value($0)) })
    }

    static func logged(_ fixture: StoreFixture) throws -> Database {
        let writer = try Database(path: fixture.path, mode: .readWrite)
        _ = try writer.prepare("PRAGMA journal_mode = WAL").step()
        _ = try writer.integer("PRAGMA wal_autocheckpoint = 0")
        return writer
    }

    /// A commit puts its frames into the log first and into the index of the log, which readers go by, after that. What is read
    /// between the two is of the state before.
    @Test func aCommitThatIsInTheLogAndNotInItsIndex() throws {
        let fixture = try StoreFixture(BuildingTests.small, OneStateTests.start), copy = try StoreFixture(BuildingTests.small)
        let writer = try OneStateTests.logged(fixture)
        defer { writer.close() }
        try writer.execute(OneStateTests.writing(11))
        // The same commit in a copy of both files leaves the same frames as it will leave here.
        for ending in ["", "-wal"] { try Files.copy(fixture.path + ending, to: copy.path + ending) }
        let twin = try Database(path: copy.path, mode: .readWrite)
        _ = try twin.integer("PRAGMA wal_autocheckpoint = 0")
        try twin.execute(OneStateTests.writing(12))
        try Files.copy(copy.path + "-wal", to: fixture.path + "-wal")
        twin.close()
        let before = try fixture.columns()
        #expect(try OneStateTests.values(OneStateTests.amount, before) == [11])
        before.waitForFiles()
        try writer.execute(OneStateTests.writing(12))
        let after = try fixture.columns()
        #expect(try OneStateTests.values(OneStateTests.amount, after) == [12])
        #expect(try OneStateTests.values(OneStateTests.took, after) == [12])
    }
}

/// Files as bytes, written in place: names, locks and mappings of the file that is there stay.
enum Files {
    struct Failure: Error { let path: String }

    static func copy(_ path: String, to target: String) throws {
        try write(AttachedFixture.bytes(path), to: target)
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(path: path) }
        defer { close(descriptor) }
        guard bytes.isEmpty || pwrite(descriptor, bytes, bytes.count, 0) == bytes.count, ftruncate(descriptor, bytes.count) == 0 else { throw Failure(path: path) }
    }
}
