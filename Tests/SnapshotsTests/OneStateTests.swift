import Columns
import Glibc
import Model
import Snapshots
import Store
import Testing

/// Columns are named by the state that the transaction sees in which they are read, whatever else the files beside the
/// store hold.
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

    /// A commit puts its frames into the log first and into the index of the log, which readers go by, after that. What
    /// is read between the two is of the state before.
    @Test func aCommitThatIsInTheLogAndNotInItsIndex() throws {
        let fixture = try StoreFixture(BuildingTests.small, OneStateTests.start)
        let copy = try StoreFixture(BuildingTests.small)
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

    /// What a question has asked for by then, what it asks for later, and what is fetched for the rows that it shows.
    @Test func commitsBetweenTheColumnsOfAQuestion() throws {
        let fixture = try StoreFixture(BuildingTests.small, OneStateTests.start)
        let writer = try OneStateTests.logged(fixture)
        defer { writer.close() }
        for value in [11, 12] {
            let columns = try fixture.columns()
            let snapshot = try columns.beginQuestion()
            let before = try OneStateTests.values(OneStateTests.amount, snapshot)
            try writer.execute(OneStateTests.writing(value))
            #expect(try OneStateTests.values(OneStateTests.took, snapshot) == before)
            let shown = try snapshot.values(of: [OneStateTests.amount], of: 2, keys: [.int(1)])
            #expect(shown?.first.map { ReferenceRows.word($0[0]) } == before.first)
            // One question within another sees what the other does.
            #expect(try columns.withSnapshot { $0 } === snapshot)
            try columns.endQuestion()
            columns.waitForFiles()
            for columns in [columns, try fixture.columns()] {
                for field in [OneStateTests.amount, OneStateTests.took] {
                    #expect(try OneStateTests.values(field, columns) == [Int64(value)])
                }
            }
        }
    }

    /// Whatever happens to the files between two questions, a session that stays open and one that has just been opened
    /// see the store as it is, with the columns that either has left in files.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func whateverHappensToTheFiles(_ seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let fixture = try StoreFixture(BuildingTests.small, OneStateTests.start)
        var writer = try Database(path: fixture.path, mode: .readWrite, busyTimeoutMilliseconds: 0)
        defer { writer.close() }
        var value = 10, standing = try fixture.columns(), saved: [UInt8] = [], savedValue = 0
        for step in 0..<60 {
            switch Int.random(in: 0..<12, using: &random) {
            case 0...3:
                value += 1
                try writer.execute(OneStateTests.writing(value))
            case 4:
                let way = ["PASSIVE", "RESTART", "TRUNCATE"][Int.random(in: 0..<3, using: &random)]
                _ = try writer.prepare("PRAGMA wal_checkpoint(\(way))").step()
            // Not while the session that stays has the log open; then nothing changes.
            case 5:
                let mode = ["WAL", "DELETE", "PERSIST"][Int.random(in: 0..<3, using: &random)]
                _ = try? writer.prepare("PRAGMA journal_mode = \(mode)").step()
            case 6:
                writer.close()
                writer = try Database(path: fixture.path, mode: .readWrite, busyTimeoutMilliseconds: 0)
            case 7: standing = try fixture.columns()
            case 8:
                // As many frames in the log as before, of another round.
                _ = try writer.prepare("PRAGMA wal_checkpoint(TRUNCATE)").step()
                value += 1
                try writer.execute(OneStateTests.writing(value))
            case 9 where !OneStateTests.hasLog(fixture):
                (saved, savedValue) = (AttachedFixture.bytes(fixture.path), value)
            case 10 where !saved.isEmpty && !OneStateTests.hasLog(fixture):
                // A copy of an earlier day in the place of the store: its counter is behind, and will go through the
                // same numbers again.
                writer.close()
                try Files.write(saved, to: fixture.path + ".copy")
                for ending in ["-wal", "-shm"] { unlink(fixture.path + ending) }
                #expect(rename(fixture.path + ".copy", fixture.path) == 0)
                value = savedValue
                writer = try Database(path: fixture.path, mode: .readWrite, busyTimeoutMilliseconds: 0)
            default: break
            }
            for columns in [standing, try fixture.columns()] {
                for field in [OneStateTests.amount, OneStateTests.took].shuffled(using: &random) {
                    #expect(try OneStateTests.values(field, columns) == [Int64(value)], "step \(step)")
                }
            }
        }
    }

    /// Commits that went through a log need not count in the file's header, and once the log is gone only the time of
    /// the last change tells the states of the file apart. Where another change may get the same time, what is read has
    /// no name.
    @Test func twoStatesOfTheSameTime() throws {
        let fixture = try StoreFixture(BuildingTests.small, OneStateTests.start)
        try OneStateTests.logged(fixture).close()
        var value: Int64 = 10, time = timespec()
        func write() throws {
            value += 1
            let writer = try Database(path: fixture.path, mode: .readWrite)
            try writer.execute(OneStateTests.writing(Int(value)))
            writer.close()
            #expect(utimensat(AT_FDCWD, fixture.path, [time, time], 0) == 0)
        }
        var now = timespec()
        repeat {
            clock_gettime(CLOCK_REALTIME, &time)
            // The next whole second: a file system that keeps no less gives it to what is written within two.
            time = timespec(tv_sec: time.tv_sec + 1, tv_nsec: 0)
            try write()
            let columns = try fixture.columns()
            #expect(try OneStateTests.values(OneStateTests.amount, columns) == [value])
            columns.waitForFiles()
            clock_gettime(CLOCK_REALTIME, &now)
        } while now.tv_sec > time.tv_sec
        try write()
        for field in [OneStateTests.amount, OneStateTests.took] {
            #expect(try OneStateTests.values(field, try fixture.columns()) == [value])
        }
        // Long ago is another matter: columns are kept.
        time = timespec(tv_sec: 1_000_000_000, tv_nsec: 0)
        try write()
        let columns = try fixture.columns()
        #expect(try OneStateTests.values(OneStateTests.amount, columns) == [value])
        columns.waitForFiles()
        try fixture.columns().withSnapshot { snapshot in
            _ = try snapshot.column(OneStateTests.amount, of: 2)
            #expect(snapshot.columnsInUse.allSatisfy { $0.origin == .mapped })
        }
    }

    private static func hasLog(_ fixture: StoreFixture) -> Bool {
        var status = stat()
        return stat(fixture.path + "-wal", &status) == 0 && status.st_size > 0
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
        guard bytes.isEmpty || pwrite(descriptor, bytes, bytes.count, 0) == bytes.count,
              ftruncate(descriptor, bytes.count) == 0 else { throw Failure(path: path) }
    }
}
