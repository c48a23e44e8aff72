import Columns
import Glibc
import Model
import Snapshots
import Store
import Synchronization
import Testing

/// Ctrl-C while columns are built, at every moment that is told of.
struct InterruptionTests {
    private final class Moments: Sendable {
        let count = Atomic<Int>(0)
    }

    /// Asks for some columns on connections that `tell` is told of.
    private func build(
        _ store: StoreFixture, _ database: Database, _ tell: @escaping @Sendable (BuildProgress?) -> Void
    ) throws -> SnapshotStore {
        var connections = StoreConnections.managed(path: store.path)
        connections.interrupter = database.interrupter
        connections.progress = tell
        return try SnapshotStore(connections, model: store.model, first: database) { _ in nil }
    }

    private func requests(_ store: StoreFixture) throws -> [ColumnRequest] {
        let customers = try #require(store.model.entityIndex(named: "customers")),
            orders = try #require(store.model.entityIndex(named: "orders"))
        return [ColumnRequest(1, of: customers)] + [2, 3, 4].map { ColumnRequest($0, of: orders) }
    }

    @Test func everyMomentCanBeTheLast() throws {
        let store = try StoreFixture()
        try store.generate(customers: 500, seed: 1)
        let requests = try requests(store), moments = Moments()
        let database = try Database(path: store.path, mode: .readOnly)
        defer { database.close() }
        try build(store, database) { if $0 != nil { moments.count.wrappingAdd(1, ordering: .relaxed) } }.withSnapshot {
            try $0.prepare(requests)
        }
        let count = moments.count.load(ordering: .relaxed)
        #expect(count > 6, "blocks and columns of two tables")
        for last in 1..<count {
            for file in store.files { unlink(store.path + ".columns/" + file) }
            let reached = Moments(), interrupter = database.interrupter
            let snapshots = try build(store, database) { progress in
                if progress != nil, reached.count.wrappingAdd(1, ordering: .relaxed).newValue == last {
                    interrupter.interrupt()
                }
            }
            let error = #expect(throws: ColumnSourceError.self) {
                try snapshots.withSnapshot { try $0.prepare(requests) }
            }
            #expect((error?.cause as? StoreError)?.code == .interrupted)
            #expect(
                reached.count.load(ordering: .relaxed) <= last + 1, "at most one more block on the other connection")
            // The next question of the same session is none of it.
            try snapshots.withSnapshot { snapshot in
                try snapshot.prepare(requests)
                #expect(requests.allSatisfy { !snapshot.isAbsent($0) })
            }
        }
    }

    @Test func sharesGrowToTheEnd() throws {
        let store = try StoreFixture()
        try store.generate(customers: 500, seed: 1)
        let told = Mutex<[BuildProgress?]>([])
        let database = try Database(path: store.path, mode: .readOnly)
        defer { database.close() }
        let requests = try requests(store)
        try build(store, database) { progress in told.withLock { $0.append(progress) } }.withSnapshot {
            try $0.prepare(requests)
        }
        let all = told.withLock { $0 }
        #expect(all.last == .some(nil), "nothing is built any more")
        let orders = all.compactMap { $0 }.filter { $0.entity == "orders" }
        #expect(orders.map(\.done) == orders.map(\.done).sorted())
        let last = try #require(orders.last)
        // A column by which rows are sorted may be put in order twice, and one that says whose they are not at all.
        let total = try #require(last.total)
        #expect((total - total / 10...total + total / 10).contains(last.done))
    }
}
