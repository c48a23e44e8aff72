package import Model
internal import Syntax

/// An SQLite database that is there already and belongs to someone else: it is only ever read.
package final class AttachedDatabase {
    package let database: Database
    package let schema: DatabaseSchema
    package let currency: Currency
    /// The clock of its times without an offset.
    package let timeZone: TimeZoneRules

    /// - Throws: `StoreError` where the file can't be read, is no database, or a killed writer left it half changed:
    ///   taking that back would be writing.
    package init(path: String, currency: Currency, timeZone: TimeZoneRules, busyTimeoutMilliseconds: Int = 5000)
        throws(StoreError)
    {
        let database = try AttachedDatabase.connect(
            path: path, currency: currency, timeZone: timeZone, busyTimeoutMilliseconds: busyTimeoutMilliseconds)
        self.database = database
        self.currency = currency
        self.timeZone = timeZone
        schema = try DatabaseSchema(reading: database)
    }

    /// A connection that knows the functions by which columns are read.
    package static func connect(
        path: String, currency: Currency, timeZone: TimeZoneRules, busyTimeoutMilliseconds: Int = 5000
    ) throws(StoreError) -> Database {
        let database = try Database(path: path, mode: .attached, busyTimeoutMilliseconds: busyTimeoutMilliseconds)
        try ColumnReaders(currency: currency, timeZone: timeZone).register(in: database)
        return database
    }
}
