package import Model

/// The rows of an entity in a snapshot.
///
/// Customers and look-ups are ordered by key. Records are clustered under what they belong to: those of the first
/// customer come first, and within an owner they ascend by event time, records without one first, then by key. Numbers
/// compare as numbers, texts by their bytes.
package struct EntityRows: Sendable {
    package let count: Int
    /// For records: those of owner row i are `offsets[i] ..< offsets[i + 1]`; nil for customers and look-ups.
    package let offsets: ColumnBuffer<UInt32>?
    /// Records behind the last owner's, whose owner does not exist: nobody's.
    package let orphans: Int

    package init(count: Int, offsets: ColumnBuffer<UInt32>? = nil, orphans: Int = 0) {
        self.count = count
        self.offsets = offsets
        self.orphans = orphans
    }

    /// The numbers of rows are those of 32 bits with a sign.
    package static let limit = Int(Int32.max)

    /// - Throws: `ColumnSourceError` where an entity has more rows than can be numbered.
    package static func check(_ count: Int, of entity: Entity) throws(ColumnSourceError) {
        guard count > limit else { return }
        throw ColumnSourceError(
            "\(entity.name) has \(count) records, and columns hold at most \(limit)",
            notes: ["`--engine sqlite` answers the question from the store itself"])
    }
}

/// Where the executor finds columns: a snapshot, which builds each when it is first asked for.
///
/// All of one question come from one state of the store. Safe to ask from several threads.
package protocol ColumnSource: AnyObject, Sendable {
    /// Builds what a question is going to ask for, where that is not there yet: together, with one pass over each
    /// table. Columns that nobody announced cost a pass each.
    func prepare(_ requests: [ColumnRequest]) throws(ColumnSourceError)
    /// - Throws: `ColumnSourceError`.
    func rows(of entity: Int) throws(ColumnSourceError) -> EntityRows
    func column(_ field: Int, of entity: Int) throws(ColumnSourceError) -> Column
    /// For a field that refers to an entity: the row of what it refers to, as a column of ints; missing where there is
    /// none.
    func reference(_ field: Int, of entity: Int) throws(ColumnSourceError) -> Column

    /// Data derived from these columns.
    var derived: DerivedColumns { get }

    // MARK: Late output

    /// Whether a column would have to be built.
    func isAbsent(_ request: ColumnRequest) -> Bool
    /// Values of some rows, read without their columns.
    ///
    /// - Parameter keys: of the rows; none is missing.
    /// - Returns: of each field a value for each key; nil where the source can't find rows by their keys fast, or one
    ///   is not found.
    func values(of fields: [Int], of entity: Int, keys: [Value]) throws(ColumnSourceError) -> [[Value]]?
}

extension ColumnSource {
    package func prepare(_ requests: [ColumnRequest]) throws(ColumnSourceError) {}
    package func isAbsent(_ request: ColumnRequest) -> Bool { false }
    package func values(of fields: [Int], of entity: Int, keys: [Value]) throws(ColumnSourceError) -> [[Value]]? { nil }
}

/// A column that a question is going to ask for.
package struct ColumnRequest: Hashable, Sendable {
    package let entity: Int
    package let field: Int
    /// Asked for by `reference`, not by `column`.
    package let isReference: Bool

    package init(_ field: Int, of entity: Int) {
        self.field = field
        self.entity = entity
        isReference = false
    }

    package init(referenceOf field: Int, of entity: Int) {
        self.field = field
        self.entity = entity
        isReference = true
    }
}

/// Why a column can't be had: the store can't be read, a value does not fit its type, there is no memory or disk.
package struct ColumnSourceError: Error, Sendable {
    package let message: String
    package let notes: [String]
    /// The store's own error, if there was one.
    package let cause: (any Error)?

    package init(_ message: String, notes: [String] = [], cause: (any Error)? = nil) {
        self.message = message
        self.notes = notes
        self.cause = cause
    }
}
