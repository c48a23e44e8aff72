import Store

/// Questions that belong together are answered from one state of the store.
extension Session {
    /// Every question of `body` is answered from the state that the store is in when the outermost call begins. Others
    /// may not be able to write meanwhile: nothing in it waits for a person.
    ///
    /// - Throws: `Failure`: what `body` throws; the store can't be read; E0534, it could not be kept from changing.
    package func inOneState<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        // With other columns, which are of no store, there is but one.
        if columnSource != nil { return try body() }
        return try executor.inOneState(body)
    }

    /// A mark of the store's content: a different one after every commit. nil if the store can't be read.
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
