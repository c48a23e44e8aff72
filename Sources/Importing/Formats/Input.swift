internal import Model
internal import Store
internal import Syntax

/// An input whose beginning has been read: its format, its columns, whether it brings keys.
struct Input {
    let producer: any RowProducer
    let rejectsForm: RejectsFile.Form
    /// Indexes into the entity's fields, in the order of a row's cells.
    let fields: [Int]
    /// False where the store makes the keys.
    let hasKey: Bool

    /// - Parameter format: nil to go by the first bytes.
    init(_ text: InputText, matcher: ColumnMatcher, values: ValueReader, options: ImportOptions,
         format: ImportFormat?) throws(StoreError) {
        let buffer = text.buffer
        let format = try Input.begin(buffer, format ?? text.fileName.flatMap(ImportFormat.init(fileName:)))
        let key = matcher.entity.key
        switch format {
        case .csv, .tsv:
            let delimiter = UInt8(ascii: format == .csv ? "," : "\t")
            let reader = DelimitedReader(buffer, delimiter: delimiter)
            let delimited = try DelimitedProducer(reader, delimiter: delimiter, matcher: matcher, values: values,
                                                  options: options)
            producer = delimited
            rejectsForm = .delimited(header: delimited.ownHeader, delimiter: delimiter)
            fields = delimited.fields
            hasKey = fields.contains(key)
        case .jsonl:
            // Every line counts, not the first one alone; of a stream no more than that is known.
            var isKeyGiven = try JSONLinesProducer.firstRecord(of: buffer, mentions: key, matcher)
            if !isKeyGiven, let again = try text.again() {
                isKeyGiven = try JSONLinesProducer.anyRecord(of: again.buffer, mentions: key, matcher)
            }
            hasKey = isKeyGiven || matcher.entity.keyField.type.kind != .int
            let lines = JSONLinesProducer(buffer, matcher: matcher, hasKey: hasKey, values: values, options: options)
            producer = lines
            rejectsForm = .lines
            fields = lines.fields
        }
        if !hasKey { buffer.beginDigest() }
    }

    /// Reads the first bytes, refuses what is not text, and finds the format where it is not known.
    private static func begin(_ buffer: RecordBuffer, _ format: ImportFormat?) throws(StoreError) -> ImportFormat {
        while buffer.count < 4, !buffer.isAtEnd { _ = try buffer.readMore() }
        if buffer.slice(0..<min(4, buffer.filled)).contains(0) {
            throw StoreError(.notText, "the file is not text: a zero byte is among its first")
        }
        if let format { return format }
        var hasTab = false
        for i in buffer.start..<buffer.filled {
            switch buffer.bytes[i] {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return hasTab ? .tsv : .csv
            case UInt8(ascii: "\t"): hasTab = true
            case UInt8(ascii: ","): return .csv
            case UInt8(ascii: "{") where i == buffer.start: return .jsonl
            default: continue
            }
        }
        return hasTab ? .tsv : .csv
    }
}
