internal import Concurrency
internal import Columns
internal import Store

/// The connections of a snapshot, and the reading in which one question is answered: everything is of one state of the
/// store.
///
/// Its methods are called by whoever holds `lock`.
final class StoreReader: @unchecked Sendable {
    let lock = RecursiveLock()
    let connections: StoreConnections
    let first: Database
    private var second: Database?
    private var depth = 0
    /// The state of the current reading; nil if it has no name, as when the store changed again and again.
    private(set) var state: StoreState?
    /// The last state seen of a store that others may change while it is read.
    private var met: StoreState?
    /// The token of the question that the reading was begun for.
    private(set) var cancellation: CancellationToken

    /// Whether a second connection would take longer to open than it saves.
    private let isAlone: Bool
    /// Nil for a share of the machine's memory.
    let memoryLimit: Int?

    /// - Parameters:
    ///   - first: a connection that is open already.
    ///   - isAlone: whether it is to stay the only one.
    ///   - memoryLimit: bytes that a pass over a table may hold; nil for half of the machine's memory.
    init(_ connections: StoreConnections, first: Database? = nil, isAlone: Bool = false, memoryLimit: Int?)
        throws(ColumnSourceError)
    {
        self.memoryLimit = memoryLimit
        self.connections = connections
        self.isAlone = isAlone
        cancellation = connections.interrupter?.token ?? .never
        if let first { self.first = first } else { self.first = try connections.connect() }
    }

    /// The same for readings that see the same state.
    var version: ReadVersion { first.readVersion }

    // MARK: Readings

    /// Begins a reading, or enters the one that has begun.
    func begin() throws(ColumnSourceError) {
        if depth == 0 {
            cancellation = connections.interrupter?.token ?? .never
            do throws(StoreError) { state = try open() } catch { throw ColumnSourceError(error) }
        }
        depth += 1
    }

    /// - Throws: `ColumnSourceError` where the state could not be held to the end.
    func end() throws(ColumnSourceError) {
        depth -= 1
        guard depth == 0 else { return }
        do throws(StoreError) { try first.endReading() } catch { throw ColumnSourceError(error) }
    }

    func reading<Result>(_ body: () throws(ColumnSourceError) -> Result) throws(ColumnSourceError) -> Result {
        try begin()
        let result: Result
        do { result = try body() } catch {
            // The first error is the one reported.
            try? end()
            throw error
        }
        try end()
        return result
    }

    /// So often is a reading begun anew to learn the name of its state.
    private static let attempts = 20

    /// Begins a reading of the first connection; the name of its state.
    private func open() throws(StoreError) -> StoreState? {
        // The state seen in a reading that began earlier does not identify that reading.
        let attempts = first.isReading ? 1 : StoreReader.attempts
        for attempt in 1...attempts {
            try first.beginReading()
            switch first.presentState {
            case .held(let present): return present
            case .nameless: return nil
            case .logged(let present) where present == met && attempts > 1: return present
            case .logged(let present): met = present
            case .moving: met = nil
            }
            if attempt < attempts { try first.endReading() }
        }
        return nil
    }

    /// How the store came to the state of the reading. Nobody keeps a log of what is done to an attached database.
    var history: StoreHistory {
        guard let state else { return StoreHistory(nil) }
        guard !connections.isAttached, let entries = try? ChangeLog.entries(in: first),
            let schema = try? first.integer("PRAGMA main.schema_version")
        else { return StoreHistory(state) }
        return StoreHistory(state, schemaVersion: schema, entries: entries)
    }

    /// Runs `body` in the reading with one connection or, where that can be had, two that see the same.
    func read<Result>(_ body: ([Database]) throws(ColumnSourceError) -> Result) throws(ColumnSourceError) -> Result {
        if second == nil, !isAlone { second = try? connections.connect() }
        guard let second, let state, (try? second.beginReading()) != nil else { return try body([first]) }
        // Nothing is lost where the second one can't hold the state: the first one says so as well.
        defer { try? second.endReading() }
        return try body(second.presentState.isState(state) ? [first, second] : [first])
    }
}

extension PresentState {
    /// Whether a reading that begins while another one sees `state` sees the same.
    fileprivate func isState(_ state: StoreState) -> Bool {
        switch self {
        case .held(let present), .logged(let present): present == state
        case .moving, .nameless: false
        }
    }
}
