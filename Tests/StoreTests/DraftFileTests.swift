import Fixtures
import Glibc
@testable import Store
import Testing

/// Files on their way to their places, in folders where somebody has been before.
struct DraftFileTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private var place: String { scratch.file("vip.csv") }

    @Test func theFileAppearsWhenItIsComplete() throws {
        let file = try DraftFile(for: place, mode: 0o600)
        try file.write(Array("a\n".utf8))
        #expect(!scratch.names.contains("vip.csv"))
        try file.commit(isSynced: true)
        #expect(try scratch.read("vip.csv") == "a\n")
        #expect(scratch.names == ["vip.csv"])
    }

    @Test func whatWasPlantedIsNotFollowed() throws {
        _ = try scratch.write("secret", "mine")
        for serial in 0..<3 { symlink(scratch.file("secret"), "\(place).partial-\(getpid())-\(serial)") }
        let file = try DraftFile(for: place, mode: 0o600)
        try file.write(Array("a\n".utf8))
        try file.commit(isSynced: false)
        #expect(try scratch.read("secret") == "mine")
        #expect(try scratch.read("vip.csv") == "a\n")
    }

    @Test func draftsOfTheSameFileDoNotMeet() throws {
        let files = try (0..<3).map { _ in try DraftFile(for: place, mode: 0o600) }
        #expect(Set(files.map(\.draft)).count == 3)
        for (number, file) in files.enumerated() { try file.write(Array("\(number)".utf8)) }
        for file in files { try file.commit(isSynced: false) }
        #expect(try scratch.read("vip.csv") == "2")
    }

    @Test func leftoversAreRemovedAndNothingElse() throws {
        let kept = [
            "vip.csv.partial-", "vip.csv.partial-1", "vip.csv.partial-1-", "vip.csv.partial-1-x",
            "vip.csv.partial-1-2-3",
            "vip.csv.partial-notes", "other.csv.partial-1-2",
        ]
        for name in kept + ["vip.csv.partial-1-2", "vip.csv.partial-99999999-0"] { _ = try scratch.write(name, "x") }
        // One that is being written.
        let other = try DraftFile(for: place, mode: 0o600)
        try DraftFile(for: place, mode: 0o600).discard()
        let own = String(other.draft.dropFirst(scratch.path.utf8.count + 1))
        #expect(scratch.names == (kept + [own]).sorted())
    }

    @Test func aNewFileReplacesNone() throws {
        _ = try scratch.write("vip.csv", "mine")
        let file = try DraftFile(for: place, mode: 0o600)
        #expect(throws: DraftFile.Refusal.self) { try file.commitAsNew() }
        #expect(scratch.names == ["vip.csv"])
        #expect(try scratch.read("vip.csv") == "mine")
    }

    @Test func aDatabaseAndWhatLiesBesideItAreNoPlaces() throws {
        let fixture = try ImportFixture()
        let store = fixture.scratch.file("shop.db")
        _ = try fixture.scratch.write("audience.csv", "id\n")
        for ending in ["", "-wal", "-journal", "-shm", ".columns", ".columns/a.csv"] {
            #expect(OutputPlace.refusal(of: store + ending) != nil)
        }
        link(store, fixture.scratch.file("hard.csv"))
        symlink("shop.db", fixture.scratch.file("soft.csv"))
        symlink("shop.db-wal", fixture.scratch.file("log.csv"))
        for name in ["hard.csv", "soft.csv", "log.csv"] {
            #expect(OutputPlace.refusal(of: fixture.scratch.file(name)) != nil)
        }
        for name in ["audience.csv", "new.csv", "shop.db.csv", "a-wal"] {
            #expect(OutputPlace.refusal(of: fixture.scratch.file(name)) == nil)
        }
        #expect(
            OutputPlace.refusal(
                of: fixture.scratch.file("audience.csv"), inputs: [fixture.scratch.file("audience.csv")]) != nil)
    }

    @Test func anImportOutlivesAPowerCut() throws {
        let fixture = try ImportFixture()
        try fixture.load("id,name\n10,a\n", into: "customers")
        // EXTRA: the folder is synced once the journal is deleted, or else it is back after a power cut.
        #expect(try fixture.store.database.integer("PRAGMA synchronous") == 3)
    }
}
