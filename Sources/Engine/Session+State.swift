import Columns
import Snapshots
import Store

/// Questions that belong together are answered from one state of the store.
extension Session {
    /// Every question of `body` is answered from the state that the store is in when the outermost call begins. Others
    /// may not be able to write meanwhile: nothing in it waits for a person.
    ///
    /// - Throws: `Failure`: what `body` throws; the store can't be read; E0534, it could not be kept from changing.
    package func inOneState<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        if columnSource != nil { return try body() }
        switch engine {
        case .columns:
            guard let store = try openSnapshots() else { return try body() }
            return try withSnapshot(of: store) { (_) throws(Failure) in try body() }
        case .sqlite:
            guard let database else { return try body() }
            return try reading(database, body)
        }
    }

    func withSnapshot<Result>(
        of store: SnapshotStore, _ body: (Snapshot) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let snapshot: Snapshot, result: Result
        do { snapshot = try store.beginQuestion() } catch { throw Failure(error) }
        do { result = try body(snapshot) } catch {
            // What went wrong first is what is told.
            try? store.endQuestion()
            throw error
        }
        do { try store.endQuestion() } catch { throw Failure(error) }
        return result
    }

    private func reading<Result>(
        _ database: Database, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        do { try database.beginReading() } catch { throw Failure(error) }
        let result: Result
        do { result = try body() } catch {
            try? database.endReading()
            throw error
        }
        do { try database.endReading() } catch { throw Failure(error) }
        return result
    }

    /// What the store holds, as a mark: another one after every commit. nil where the store can't be read.
    package var storeMark: StoreMark? {
        guard let database, (try? database.beginReading()) != nil else { return nil }
        defer { try? database.endReading() }
        return StoreMark(version: database.readVersion)
    }
}

/// One state of a store, among those that a session has met.
package struct StoreMark: Hashable, Sendable {
    fileprivate let version: ReadVersion
}
