package import Model
internal import Store

/// How the bytes of a file become records.
package enum ImportFormat: String, Sendable, Hashable, CaseIterable {
    case csv, tsv, jsonl
    /// An array of objects, or one behind the other.
    case json

    /// nil where the name's ending says nothing.
    package init?(fileName: String) {
        guard let dot = fileName.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        switch String(fileName[fileName.utf8.index(after: dot)...]).lowercased() {
        case "csv": self = .csv
        case "tsv", "tab": self = .tsv
        case "jsonl", "ndjson": self = .jsonl
        case "json": self = .json
        default: return nil
        }
    }
}

/// Where records come from.
package struct ImportSource: Sendable, Hashable {
    package enum Origin: Sendable, Hashable {
        case file(String)
        /// An open file descriptor, such as 0 for standard input. It stays open.
        case descriptor(Int32)
    }

    package var origin: Origin
    /// nil to go by the file's name and, where that says nothing, by its first bytes.
    package var format: ImportFormat?

    package init(_ origin: Origin, format: ImportFormat? = nil) {
        self.origin = origin
        self.format = format
    }

    /// As messages name it.
    package var name: String {
        switch origin {
        case .file(let path): path
        case .descriptor(0): "standard input"
        case .descriptor(let number): "file descriptor \(number)"
        }
    }
}

package struct ImportOptions: Sendable {
    package enum OnError: String, Sendable, CaseIterable {
        /// Rows that cannot be imported go to the rejects file.
        case reject
        /// The first such row ends the import; the store is as before.
        case abort
    }

    /// What becomes of a row with a key that an earlier one of the same file has.
    package enum OnRepeat: String, Sendable, CaseIterable {
        /// It is rejected where it says something else.
        case reject
        /// The first, or the last one, holds; of the other nothing is taken in.
        case first, last
        /// What one leaves empty the other says; they must not contradict each other.
        case fill
    }

    /// The entity's name or alias.
    package var entity: String
    /// Field (name or alias) to column of the file, where names do not match by themselves.
    package var fieldMap: [String: String] = [:]
    /// Adds customers that records name and the store lacks, with nothing but their key.
    package var createCustomers = false
    package var onError = OnError.reject
    /// nil to find out.
    package var encoding: TextEncoding?
    /// As `DateFormat` reads it; nil to find out, column by column.
    package var dateFormat: String?
    /// By name of the field, where columns differ.
    package var fieldDateFormats: [String: String] = [:]
    /// nil to find out.
    package var decimal: NumberForm?
    /// What separates the cells of a line; nil to find out.
    package var separator: UInt8?
    /// Lines in front of the one that names the columns; nil to find out.
    package var recordsAbove: Int?
    /// Cells that stand for no value, beside empty ones: `NULL`.
    package var missing: Set<[UInt8]> = []
    /// Where local times without an offset are.
    package var timeZone: TimeZoneRules
    /// nil for `FILE.rejects.csv` beside the input (`ENTITY.rejects.csv` in the current directory for standard input).
    package var rejectsPath: String?
    /// All files that the command imports: rejects take the place of none of them.
    package var inputs: [String] = []
    package var onRepeat = OnRepeat.reject
    /// An empty cell takes away what the store has; else that stays.
    package var clearEmpty = false
    /// Makes keys for a file without them, whatever the entity.
    package var generateKeys = false
    /// Imports a file without keys even where the same bytes were imported before.
    package var importAgain = false
    /// Rows between the reading and the writing thread at a time; three batches exist.
    package var batchRows = 4096

    package init(entity: String, timeZone: TimeZoneRules) {
        self.entity = entity
        self.timeZone = timeZone
    }
}

extension ImportOptions {
    /// As somebody has stated.
    func dateFormat(of field: Field) -> DateFormat? {
        let own = fieldDateFormats.first { name, _ in name == field.name || field.aliases.contains(name) }?.value
        return (own ?? dateFormat).flatMap { DateFormat(pattern: $0) }
    }
}

/// How far an import is.
package struct ImportProgress: Sendable, Hashable {
    package var bytesRead: Int64
    /// nil where the input has no known size.
    package var totalBytes: Int64?
    package var rows: Int
    package var rejects: Int
}

/// What an import did.
package struct ImportReport: Sendable {
    package var rowsRead = 0
    package var inserted = 0
    package var updated = 0
    /// Rows whose every value the store already held.
    package var unchanged = 0
    /// Rows that say what an earlier one of the file with the same key has said.
    package var repeated = 0
    package var rejected = 0
    package var customersCreated = 0
    package var bytesRead: Int64 = 0
    package var seconds = 0.0
    /// What the file was packed with; nil for nothing.
    package var compression: String?
    package var encoding = TextEncoding.utf8
    /// How columns are written whose values could have been read in another way, by their names.
    package var columnForms: [(column: String, form: String)] = []
    /// Rows at the end that add up those above.
    package var totalRows = 0
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
    /// The same bytes were imported into this entity before, so nothing was changed now.
    package var wasAlreadyImported = false
}

/// What no cell and no record may exceed, so that memory stays constant whatever the input.
enum ImportLimits {
    static let recordBytes = 16 << 20
    /// A line beyond `recordBytes` is rejected and passed over; one that goes on and on ends the import.
    static let lineBytes = 64 << 20
    static let textBytes = 1 << 20
    /// Names of ignored keys that are remembered for the report.
    static let rememberedKeys = 1000
    /// Bytes of a value that a reject quotes. Rows are kept whole: they are there to be mended.
    static let quotedBytes = 1000
    /// Values that a model does not know which are told apart, of one field.
    static let unknownValues = 1000
    static let jsonNesting = 128
}
