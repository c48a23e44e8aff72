import Glibc
import Columns
import Engine
import Generation
import Model
import Semantics
import Snapshots
import Store
import Syntax

/// A managed store of a test's own.
final class StoreFixture {
    let directory: String
    let model: DataModel
    var path: String { directory + "/shop.db" }

    /// - Parameter modelText: nil for the standard model.
    init(_ modelText: String? = nil, _ sql: String = "") throws {
        var template = Array("/tmp/clientele-snapshot-XXXXXX".utf8CString)
        directory =
            template.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
            } ?? "/tmp"
        let text = modelText.map { Array($0.utf8) } ?? StandardLibrary.model
        let parsed = Parser.parse(SourceText(id: SourceID(0), name: "model", bytes: text), analyses: [])
        let (bound, diagnostics) = ModelBinder.bind(parsed)
        guard let bound, parsed.diagnostics.isEmpty else {
            throw Unusable(description: "\((parsed.diagnostics + diagnostics).map(\.message))")
        }
        model = bound
        let store = try ManagedStore.create(
            path: path, modelText: String(decoding: text, as: UTF8.self), model: model, currency: .usd,
            timeZoneName: "UTC")
        if !sql.isEmpty { try store.database.execute(sql) }
        store.database.close()
    }

    struct Unusable: Error { let description: String }

    deinit { StoreFixture.remove(directory) }

    static func remove(_ directory: String) {
        chmod(directory, 0o700)
        for name in AttachedFixture.entries(directory) where unlink(directory + "/" + name) != 0 {
            remove(directory + "/" + name)
        }
        rmdir(directory)
    }

    func execute(_ sql: String) throws {
        let database = try Database(path: path, mode: .readWrite)
        defer { database.close() }
        try database.execute(sql)
    }

    /// Customers as the generator invents them, with everything the standard model has.
    func generate(customers: Int, seed: UInt64) throws {
        let store = try ManagedStore.open(path: path, mode: .readWrite)
        defer { store.database.close() }
        try store.database.execute("BEGIN IMMEDIATE")
        let writers = try model.entities.map { try RecordWriter(store, entity: $0) }
        try StoreGenerator(model: model, customers: customers, seed: seed).generate { entity, row in
            try writers[entity].append(row)
        }
        for writer in writers { try writer.finish() }
        try store.database.execute("COMMIT")
    }

    /// - Parameter environment: of the process, as the snapshot sees it.
    func columns(_ environment: [String: String] = [:]) throws -> SnapshotStore {
        try SnapshotStore(.managed(path: path), model: model) { environment[$0] }
    }

    var files: [String] { AttachedFixture.entries(path + ".columns") }

    /// Of a store that does not change.
    func snapshot() throws -> Snapshot { try columns().withSnapshot { $0 } }

    /// Builds every column and holds it against the store.
    func check() throws {
        let database = try Database(path: path, mode: .readOnly)
        defer { database.close() }
        let reference = try ReferenceRows(database, model)
        try reference.check(try snapshot(), model)
        // And once more, from files.
        let again = try snapshot()
        try reference.check(again, model)
        guard again.columnsInUse.allSatisfy({ $0.origin == .mapped }) else {
            throw Unusable(
                description: "built again: \(again.columnsInUse.filter { $0.origin != .mapped }.map(\.name))")
        }
    }
}
