internal import Model

/// How far an import is.
package struct ImportProgress: Sendable, Hashable {
    package var bytesRead: Int64
    /// nil where the input has no known size.
    package var totalBytes: Int64?
    package var rows: Int
    package var rejects: Int
}

/// Result of an import.
package struct ImportReport: Sendable {
    /// Entity of the records.
    package let entity: String
    package var rowsRead = 0
    package var inserted = 0
    package var updated = 0
    /// Rows whose every value the store already held.
    package var unchanged = 0
    /// Rows that say what an earlier one of the file with the same key has said.
    package var repeated = 0
    package var rejected = 0
    /// Rejected rows whose customers the store lacks, where the import could have created them.
    package var ofUnknownCustomers = 0
    package var customersCreated = 0
    package var bytesRead: Int64 = 0
    package var seconds = 0.0
    /// Compression of the file; nil for none.
    package var compression: String?
    package var encoding = TextEncoding.utf8
    /// How columns are written whose values could have been read in another way, by their names.
    package var columnForms: [(column: String, form: String)] = []
    /// Rows at the end that add up those above.
    package var totalRows = 0
    /// Rows that are no records, by what the mapping of the source says.
    package var leftOut = 0
    /// nil where no row was rejected.
    package var rejectsPath: String?
    /// Where the rejects of an earlier import are now, which were there; nil where none were, or the same.
    package var formerRejectsPath: String?
    /// Texts of fields whose values the model knows, which are none of these.
    package struct UnknownValues: Sendable, Hashable {
        package struct Value: Sendable, Hashable {
            /// nil for personal data.
            package var text: String?
            package var rows: Int
        }

        package var field: String
        package var rows: Int
        /// The most frequent first.
        package var values: [Value]
        /// There were more of them than were told apart.
        package var hasMore: Bool
    }

    package var unknownValues: [UnknownValues] = []
    /// Columns of the file that no field takes, in order of appearance.
    package var ignoredColumns: [String] = []
    /// The store made keys for the records, because the file has none.
    package var hasGeneratedKeys = false
    /// Rows without keys that are equal to rows which came in before, and were taken for the same.
    package var recognised = 0
    /// Domains of keys that were whole numbers and are texts from now on.
    package var textKeys: [String] = []
    /// Rejects file of an earlier import of the same file, removed because the file has now been imported in full.
    package var removedRejectsPath: String?

    init(entity: String) { self.entity = entity }
}

extension ImportReport {
    mutating func take(_ writer: BatchWriter) {
        inserted = writer.inserted
        updated = writer.updated
        unchanged = writer.unchanged
        repeated = writer.repeated
        recognised = writer.recognised
        customersCreated = writer.ownersCreated
    }

    /// How the input is written.
    mutating func describe(_ text: InputText, _ input: Input) {
        compression = text.workbook.map { "a workbook, sheet \($0.sheet)" } ?? text.compression.name
        encoding = text.encoding ?? .utf8
        columnForms = input.producer.checker.writtenForms
        totalRows = input.producer.totalRows
        leftOut = input.producer.leftOut
        ignoredColumns = input.producer.ignoredColumns
        unknownValues = input.producer.checker.unknownValues
    }

    func entry(_ number: Int64, _ time: Instant, _ source: String) -> ImportEntry {
        ImportEntry(number: number, time: time, source: source, entity: entity, added: inserted, updated: updated,
                    unchanged: unchanged, rejected: rejected, customersCreated: customersCreated)
    }
}
