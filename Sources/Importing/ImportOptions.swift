package import Concurrency
package import Model
internal import Store
internal import Syntax

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

    var path: String? { if case .file(let path) = origin { path } else { nil } }

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

    /// How to treat a row whose key an earlier row of the same file has.
    package enum OnRepeat: String, Sendable, CaseIterable {
        /// It is rejected where it says something else.
        case reject
        /// The first, or the last one, holds. What the last one leaves empty the others say, as in all updates.
        case first, last
        /// Each row fills what the other leaves empty; they must not contradict each other.
        case fill
    }

    /// The entity's name or alias; nil to find out.
    package var entity: String?
    /// Field (name or alias) to column of the file, where names do not match by themselves.
    package var fieldMap: [String: String] = [:]
    /// How the source of the file names its columns; nil to go by the names of fields.
    package var part: SourceMapping.Part?
    /// Whether somebody has named the mapping, so that it holds whatever the columns say.
    package var isMappingStated = false
    /// Whether somebody has said what the records are.
    var isEntityStated = false
    /// Source of the mapping that `part` belongs to.
    var sourceName: String?
    /// Stem of the rejects file's name; nil for that of the input.
    var rejectsStem: String?
    /// Names of columns that any file may use, beside those of the model.
    var vocabularies: [SourceMapping] = []
    /// Adds customers that records name and the store lacks, with nothing but their key.
    package var createCustomers = false
    package var onError = OnError.reject
    /// nil to find out.
    package var encoding: TextEncoding?
    /// Name or number of a workbook's sheet; nil for the first visible one.
    package var sheet: String?
    /// As `DateFormat` reads it; nil to find out, column by column.
    package var dateFormat: String?
    /// By name of the field, where columns differ.
    package var fieldDateFormats: [String: String] = [:]
    /// nil to find out.
    package var decimal: NumberForm?
    /// Separator of the cells in a line; nil to detect it.
    package var separator: UInt8?
    /// Lines in front of the one that names the columns; nil to find out.
    package var recordsAbove: Int?
    /// Cells that stand for no value, beside empty ones: `NULL`.
    package var missing: Set<[UInt8]> = []
    /// Where local times without an offset are.
    package var timeZone: TimeZoneRules
    /// Whether somebody has said so for this import.
    package var isTimeZoneStated = false
    /// The column that says which currency amounts are in; nil to go by its usual names.
    var currencyColumn: String?
    /// nil for `FILE.rejects.csv` beside the input (`ENTITY.rejects.csv` in the current directory for standard input).
    package var rejectsPath: String?
    /// All files that the command imports: rejects take the place of none of them.
    package var inputs: [String] = []
    package var onRepeat = OnRepeat.reject
    /// An empty cell takes away what the store has; else that stays.
    package var clearEmpty = false
    /// Makes keys for a file without them, whatever the entity.
    package var generateKeys = false
    /// Whether keys of the input may be those that the store has made for records without keys.
    package var takesMadeKeys = false
    /// Takes rows without keys for new records, even where equal ones came in before.
    package var importAgain = false
    /// Asked while the input is read, on any thread; true ends the import as Ctrl-C would.
    package var cancellation = CancellationToken.never
    /// Reads and checks everything, and writes nothing.
    package var isDryRun = false
    /// nil for any number.
    package var maximumRejects: RejectLimit?
    /// When the import is, for the store's list of imports.
    package var now = Instant(microseconds: 0)
    /// Rows between the reading and the writing thread at a time; three batches exist.
    package var batchRows = 4096

    package init(entity: String?, timeZone: TimeZoneRules) {
        self.entity = entity
        self.timeZone = timeZone
    }
}

/// How many rows may be rejected before an import is given up.
package enum RejectLimit: Sendable, Hashable {
    case rows(Int)
    /// Percentage of the rows.
    case percent(Double)

    /// - Throws: E0617.
    func check(_ rejected: Int, of rows: Int, isAtEnd: Bool) throws(StoreError) {
        let (isExceeded, limit) = switch self {
        case .rows(let limit): (rejected > limit, "\(limit)")
        case .percent(let share):
            (isAtEnd && Double(rejected) * 100 > share * Double(rows), RejectLimit.text(share) + "%")
        }
        if isExceeded {
            let found = isAtEnd ? "\(rejected) of \(rows)" : "more than \(limit)"
            throw StoreError(.tooManyRejects, "\(found) rows can't be imported, and --max-rejects allows \(limit)",
                             notes: ["nothing was imported; the rejects file has the rows, with the reasons"])
        }
    }

    private static func text(_ share: Double) -> String { share.rounded() == share ? "\(Int(share))" : "\(share)" }
}

extension ImportOptions {
    func checkDateFormats(of entity: Entity) throws(StoreError) {
        for name in fieldDateFormats.keys.sorted() where entity.fieldIndex(named: name) == nil {
            throw StoreError(.unknownMapField, "--date-format: \(entity.name) has no field \(name)",
                             notes: ["its fields: " + entity.fields.map(\.name).joined(separator: ", ")])
        }
        for pattern in [dateFormat].compactMap({ $0 }) + fieldDateFormats.values.sorted()
        where DateForm(word: pattern) == nil && DateFormat(pattern: pattern) == nil {
            throw StoreError(
                .badDateFormat, "“\(pattern)” is not a date format",
                notes: ["for example dd/MM/yyyy or yyyy-MM-dd HH:mm:ss"])
        }
    }

    /// As somebody has stated.
    func dateFormat(of field: Field) -> DateFormat? { datePattern(of: field).flatMap { DateFormat(pattern: $0) } }

    /// As somebody has stated in a word.
    func dateForm(of field: Field) -> DateForm? { datePattern(of: field).flatMap { DateForm(word: $0) } }

    private func datePattern(of field: Field) -> String? {
        let own = fieldDateFormats.first { name, _ in name == field.name || field.aliases.contains(name) }?.value
        let mapped = part?.fields.first { $0.name == field.name }?.conversion
        if own == nil, case .dates(let pattern)? = mapped { return pattern }
        return own ?? dateFormat
    }
}

/// Limits for cells and records, so that memory stays constant whatever the input.
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
}
