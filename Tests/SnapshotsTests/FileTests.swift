import Columns
import Glibc
import Model
@testable import Snapshots
@testable import Store
import Testing

/// Whatever is doubtful about a file is noticed, and the column built anew.
struct FileTests {
    private static func fixture() throws -> StoreFixture {
        try StoreFixture(BuildingTests.small, """
            INSERT INTO customers (id, name, score) VALUES (1, 'Ann', 1.5), (2, NULL, 2), (3, 'Bob', NULL), (4, 'Zoe', 0);
            INSERT INTO orders VALUES (1, 2, 5, 100, NULL, NULL), (2, 1, 6, 300000, NULL, NULL), (3, 9, 7, NULL, NULL, NULL);
            """)
    }

    private static func write(_ bytes: [UInt8], _ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(descriptor) }
        #expect(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    }

    // MARK: The format

    private static let state = StoreState(
        device: 1, inode: 2, size: 3, modified: 4, changeCounter: 5, log: SIMD4(6, 7, 8, 9), logFrame: 10)
    private static let identity = ColumnFile.Identity(state: state, signature: 11)

    private static func sample() throws -> [UInt8] {
        let texts = TextDictionary(offsets: ColumnBuffer<UInt32>([0, 1, 3]), bytes: ColumnBuffer<UInt8>([65, 66, 67]))
        let column = Column(
            kind: .text, count: 5, stored: .int8(ColumnBuffer<Int8>([0, 1, 0, 1, 0])),
            validity: ColumnBuffer<UInt8>([0b11011]), dictionary: texts)
        let scratch = "/tmp/clientele-column-\(getpid())"
        defer { unlink(scratch) }
        let descriptor = open(scratch, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        #expect(ColumnFile.write(ColumnFileContent(column), identity, to: descriptor))
        close(descriptor)
        let bytes = AttachedFixture.bytes(scratch)
        #expect(bytes.count == ColumnFile.size(ColumnFileContent(column)))
        return bytes
    }

    private static func reading(_ bytes: [UInt8], _ identity: ColumnFile.Identity = FileTests.identity) throws -> String
    {
        var template = Array("/tmp/clientele-column-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        unlink(path)
        defer { close(descriptor) }
        _ = Glibc.write(descriptor, bytes, bytes.count)
        switch ColumnFile.read(descriptor, at: path, identity.signature, where: { $0 == identity.state }) {
        case .content(let content, _):
            return content.column.map { column in
                (0..<column.count).map { "\(column.value($0))" }.joined(separator: " ")
            } ?? "no column"
        case .other: return "other"
        case .damaged: return "damaged"
        }
    }

    @Test func aWholeFileIsRead() throws {
        #expect(
            try FileTests.reading(try FileTests.sample()) == "text(\"A\") text(\"BC\") missing text(\"BC\") text(\"A\")"
        )
    }

    @Test func everyTruncationIsNoticed() throws {
        let bytes = try FileTests.sample()
        for length in 0..<bytes.count { #expect(try FileTests.reading(Array(bytes[..<length])) == "damaged") }
        #expect(try FileTests.reading(bytes + [0]) == "damaged")
        #expect(try FileTests.reading(bytes + [UInt8](repeating: 0, count: 64)) == "damaged")
    }

    @Test func everyFlippedBitIsNoticed() throws {
        let bytes = try FileTests.sample()
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            let found = try FileTests.reading(flipped)
            #expect(found == "damaged", "bit \(bit)")
        }
    }

    @Test func filesOfOthersAreNotRead() throws {
        let bytes = try FileTests.sample()
        let s = FileTests.state
        let others = [
            StoreState(device: 0, inode: 2, size: 3, modified: 4, changeCounter: 5, log: s.log, logFrame: 10),
            StoreState(device: 1, inode: 0, size: 3, modified: 4, changeCounter: 5, log: s.log, logFrame: 10),
            StoreState(device: 1, inode: 2, size: 0, modified: 4, changeCounter: 5, log: s.log, logFrame: 10),
            StoreState(device: 1, inode: 2, size: 3, modified: 0, changeCounter: 5, log: s.log, logFrame: 10),
            StoreState(device: 1, inode: 2, size: 3, modified: 4, changeCounter: 0, log: s.log, logFrame: 10),
            StoreState(device: 1, inode: 2, size: 3, modified: 4, changeCounter: 5, log: s.log, logFrame: 0),
            StoreState(
                device: 1, inode: 2, size: 3, modified: 4, changeCounter: 5, log: SIMD4(6, 7, 8, 0), logFrame: 10)
        ]
        for other in others {
            #expect(try FileTests.reading(bytes, ColumnFile.Identity(state: other, signature: 11)) == "other")
        }
        #expect(try FileTests.reading(bytes, ColumnFile.Identity(state: s, signature: 12)) == "other")
    }

    @Test func aFullDiskIsNoticed() throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let column = Column(kind: .int, count: 1, stored: .int8(ColumnBuffer<Int8>([1])))
        #expect(!ColumnFile.write(ColumnFileContent(column), FileTests.identity, to: full))
    }

    // MARK: The directory

    @Test func damagedFilesAreBuiltAgain() throws {
        let fixture = try FileTests.fixture()
        try fixture.check()
        let files = fixture.files
        #expect(files.count > 20)
        for (index, file) in files.enumerated() {
            let path = fixture.path + ".columns/" + file
            let bytes = AttachedFixture.bytes(path)
            switch index % 4 {
            case 0: try FileTests.write(Array(bytes[..<(bytes.count / 2)]), path)
            case 1: try FileTests.write([], path)
            case 2: try FileTests.write(bytes.map { ~$0 }, path)
            default:
                var flipped = bytes
                flipped[300 % bytes.count] ^= 4
                try FileTests.write(flipped, path)
            }
        }
        // Answers stay right; the second look finds whole files again.
        try fixture.check()
        #expect(fixture.files == files)
        for file in files { unlink(fixture.path + ".columns/" + file) }
        try fixture.check()
        #expect(fixture.files == files)
    }

    @Test func filesOfAnotherStoreAreNotTaken() throws {
        let fixture = try FileTests.fixture(),
            other = try StoreFixture(BuildingTests.small, "INSERT INTO customers (id, name) VALUES (1, 'Other')")
        try fixture.check()
        try other.check()
        for file in fixture.files {
            let bytes = AttachedFixture.bytes(fixture.path + ".columns/" + file)
            try FileTests.write(bytes, other.path + ".columns/" + file)
        }
        try other.check()
    }

    @Test func filesOfAnEarlierStateAreNotTaken() throws {
        let fixture = try FileTests.fixture()
        try fixture.check()
        for change in FreshnessTests.changes {
            try fixture.execute(change)
            try fixture.check()
        }
    }

    @Test func filesHaveTheStoresPermissions() throws {
        let fixture = try FileTests.fixture()
        chmod(fixture.path, 0o640)
        try fixture.check()
        var status = stat()
        #expect(stat(fixture.path + ".columns", &status) == 0 && status.st_mode & 0o777 == 0o750)
        for file in fixture.files {
            #expect(stat(fixture.path + ".columns/" + file, &status) == 0 && status.st_mode & 0o777 == 0o640)
        }
    }

    @Test func withoutAPlaceColumnsLiveInMemory() throws {
        let fixture = try FileTests.fixture()
        try FileTests.write([], fixture.path + ".columns")
        let columns = try fixture.columns()
        #expect(columns.directoryPath == nil && columns.problem != nil)
        try FreshnessTests.check(columns, fixture)
        let cache = fixture.directory + "/cache"
        let cached = try fixture.columns(["XDG_CACHE_HOME": cache])
        #expect(cached.directoryPath?.hasPrefix(cache + "/clientele/") == true)
        try FreshnessTests.check(cached, fixture)
        cached.waitForFiles()
        #expect(AttachedFixture.entries(cached.directoryPath ?? "").count > 20)
    }

    @Test func whatIsUsedLeastRecentlyGoes() throws {
        let fixture = try FileTests.fixture()
        try FreshnessTests.check(try fixture.columns(["CLIENTELE_COLUMNS_LIMIT": "4K"]), fixture)
        var total = 0
        for file in fixture.files { total += AttachedFixture.bytes(fixture.path + ".columns/" + file).count }
        #expect(total <= 4096 && total > 0)
        try FreshnessTests.check(try fixture.columns(["CLIENTELE_COLUMNS_LIMIT": "0"]), fixture)
        #expect(
            ColumnDirectory.bytes("3G") == 3 << 30 && ColumnDirectory.bytes("12") == 12
                && ColumnDirectory.bytes("x") == nil && ColumnDirectory.bytes("9999999999G") == Int64.max)
    }

    /// In the user's cache stores share the room: a database that was deleted does not say so.
    @Test func whatADeletedDatabaseLeftGoesToo() throws {
        let fixture = try FileTests.fixture()
        try FileTests.write([], fixture.path + ".columns")
        let cache = fixture.directory + "/cache", left = cache + "/clientele/0123", foreign = cache + "/clientele/notes"
        for directory in [cache, cache + "/clientele", left, foreign] { mkdir(directory, 0o700) }
        try FileTests.write([UInt8](repeating: 0, count: 3000), left + "/0123.column")
        try FileTests.write([1], foreign + "/todo.txt")
        var longAgo = [timeval(tv_sec: 1, tv_usec: 0), timeval(tv_sec: 1, tv_usec: 0)]
        utimes(left + "/0123.column", &longAgo)
        let roomy = ["XDG_CACHE_HOME": cache], narrow = ["XDG_CACHE_HOME": cache, "CLIENTELE_COLUMNS_LIMIT": "4K"]
        let columns = try fixture.columns(roomy)
        try FreshnessTests.check(columns, fixture)
        columns.waitForFiles()
        #expect(AttachedFixture.entries(left) == ["0123.column"], "there is room for it")
        StoreFixture.remove(columns.directoryPath ?? "")
        let cramped = try fixture.columns(narrow)
        try FreshnessTests.check(cramped, fixture)
        cramped.waitForFiles()
        #expect(AttachedFixture.entries(left).isEmpty)
        _ = try fixture.columns(narrow)
        #expect(
            AttachedFixture.entries(cache + "/clientele").count == 2 && AttachedFixture.entries(foreign) == ["todo.txt"]
        )
        // One that is at work makes its own again.
        StoreFixture.remove(cramped.directoryPath ?? "")
        let writing = try fixture.columns(roomy)
        rmdir(writing.directoryPath ?? "")
        try FreshnessTests.check(writing, fixture)
        writing.waitForFiles()
        #expect(writing.problem == nil && AttachedFixture.entries(writing.directoryPath ?? "").count > 20)
    }

    /// A killed process leaves a draft; one that is at work keeps its own.
    @Test func draftsOfTheDeadAreRemoved() throws {
        let fixture = try FileTests.fixture()
        try fixture.check()
        try FileTests.write([1, 2, 3], fixture.path + ".columns/999999999-1-0123.column.draft")
        try FileTests.write([1, 2, 3], fixture.path + ".columns/1-1-0123.column.draft")
        try fixture.check()
        #expect(fixture.files.filter { $0.hasSuffix(".draft") } == ["1-1-0123.column.draft"])
    }

    @Test func manyBuildAtOnce() async throws {
        let fixture = try StoreFixture()
        try fixture.generate(customers: 40, seed: 5)
        let database = try Database(path: fixture.path, mode: .readOnly)
        let reference = try ReferenceRows(database, fixture.model)
        let path = fixture.path, model = fixture.model
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let columns = try SnapshotStore(.managed(path: path), model: model) { _ in nil }
                    try columns.withSnapshot { try reference.check($0, model) }
                }
            }
            try await group.waitForAll()
        }
        try fixture.check()
    }
}
