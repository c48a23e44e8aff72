internal import Columns
package import Model
package import Store

/// Where a snapshot gets its connections from: each reads the same store, and knows the functions by which its fields
/// are read.
package struct StoreConnections: Sendable {
    package let path: String
    /// Besides the model, what values depend on.
    let interpretation: String
    /// Nothing is ever put beside a database that is someone else's.
    let isAttached: Bool
    /// Stops what the connections are running.
    package var interrupter: Database.Interrupter?
    /// Told how far the building of columns is, after every block, from the threads that build; nil once
    /// nothing is being built any more.
    package var progress: (@Sendable (BuildProgress?) -> Void)?
    private let make: @Sendable () throws(StoreError) -> Database

    private init(
        path: String, interpretation: String, isAttached: Bool,
        make: @escaping @Sendable () throws(StoreError) -> Database
    ) {
        self.path = path
        self.interpretation = interpretation
        self.isAttached = isAttached
        self.make = make
    }

    /// Connections to a store that `clientele init` made.
    package static func managed(path: String) -> StoreConnections {
        StoreConnections(path: path, interpretation: "managed", isAttached: false) { () throws(StoreError) in
            try Database(path: path, mode: .readOnly)
        }
    }

    /// Connections to a database that is someone else's.
    package static func attached(path: String, currency: Currency, timeZone: TimeZoneRules) -> StoreConnections {
        // The rules themselves, which a new release of the time zones may change under the same name.
        let rules = timeZone.transitions.map { "\($0.second) \($0.offsetSeconds)" }.joined(separator: ",")
        let interpretation =
            "attached \(currency.code) \(currency.minorDigits) \(timeZone.initialOffsetSeconds) \(rules)"
        return StoreConnections(path: path, interpretation: interpretation, isAttached: true) { () throws(StoreError) in
            try AttachedDatabase.connect(path: path, currency: currency, timeZone: timeZone)
        }
    }

    func connect() throws(ColumnSourceError) -> Database {
        do {
            let database = try make()
            interrupter?.lead(database.interrupter)
            return database
        } catch { throw ColumnSourceError(error) }
    }
}

extension ColumnSourceError {
    init(_ error: StoreError) { self.init(error.message, notes: error.notes, cause: error) }

    static let noMemory = ColumnSourceError("there is not enough memory for the columns of this question")
}
