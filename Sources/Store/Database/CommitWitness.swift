/// Tells whether a commit that failed took effect all the same: an error of the disk may come when all is written, and
/// only whether it outlives a power cut is uncertain.
package struct CommitWitness {
    /// Another connection, to which changes are those of another one.
    private let database: Database
    private let version: Int64?

    /// - Precondition: the transaction has begun, so that nobody else can commit meanwhile.
    package init(of other: Database) throws(StoreError) {
        database = try Database(path: other.location, mode: .readOnly)
        version = try database.integer("PRAGMA data_version")
    }

    /// - Precondition: the transaction is over, one way or the other.
    package func sawCommit() -> Bool { (try? database.integer("PRAGMA data_version")) != version }
}
