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
    let format: ImportFormat
    /// nil where records are no rows of cells.
    let layout: TableLayout?

    /// - Parameter format: nil to go by the first bytes.
    init(_ text: InputText, matcher: ColumnMatcher, values: ValueReader, options: ImportOptions,
         format: ImportFormat?) throws(StoreError) {
        let format = try Input.begin(
            text.buffer, text.workbook != nil ? .csv : format ?? text.fileName.flatMap(ImportFormat.init(fileName:)))
        self.format = format
        var options = options
        // A workbook has been written out with commas, whatever is said of files.
        if text.workbook != nil { options.separator = UInt8(ascii: ",") }
        let buffer = Input.records(of: text, format)
        let key = matcher.entity.key
        switch format {
        case .csv, .tsv:
            let layout = try Input.layout(of: buffer, matcher.knownColumns, format, options)
            self.layout = layout
            let delimited = try DelimitedProducer(
                DelimitedReader(buffer, delimiter: layout.delimiter), layout, matcher: matcher, values: values,
                    options: options)
            producer = delimited
            rejectsForm = .delimited(header: delimited.ownHeader, delimiter: layout.delimiter)
            fields = delimited.fields
            hasKey = fields.contains(key)
            if !hasKey, Input.needsKey(matcher.entity, options) {
                let sample = buffer.slice(buffer.start..<buffer.filled)
                throw Input.missingKey(matcher.entity, KeyCandidates.of(delimited.header, in: sample, layout.delimiter))
            }
            try Input.findForms(of: delimited, fields, text, format, matcher, separator: layout.delimiter, options) {
                (buffer, isWhole) throws(StoreError) in
                let reader = DelimitedReader(buffer, delimiter: layout.delimiter)
                return isWhole
                    ? try DelimitedProducer(reader, layout, matcher: matcher, values: values, options: options)
                    : DelimitedProducer(reader, as: delimited, values: values, options: options)
            }
        case .jsonl, .json:
            layout = nil
            // Every line counts, not the first one alone; of a stream no more than that is known.
            var isKeyGiven = try JSONLinesProducer.firstRecord(of: buffer, mentions: key, matcher)
            if !isKeyGiven, let again = try text.again() {
                let records = Input.records(of: again, format)
                isKeyGiven = try JSONLinesProducer.anyRecord(of: records, mentions: key, matcher)
            }
            if !isKeyGiven, Input.needsKey(matcher.entity, options) { throw Input.missingKey(matcher.entity, []) }
            let hasKey = isKeyGiven || !matcher.entity.canNumberRecords
            self.hasKey = hasKey
            let lines = JSONLinesProducer(buffer, matcher: matcher, hasKey: hasKey, values: values, options: options)
            producer = lines
            rejectsForm = .lines
            fields = lines.fields
            try Input.findForms(of: lines, fields, text, format, matcher, separator: nil, options) { (buffer, _) in
                JSONLinesProducer(buffer, matcher: matcher, hasKey: hasKey, values: values, options: options)
            }
        }
    }

    /// Whose keys a cell holds.
    func keyDomain(ofCell cell: Int, _ entity: Entity) -> String? { entity.fields[fields[cell]].keyDomain }

    /// Domains whose keys have to be texts, as far as the beginning of the input says.
    func textKeyDomains(of entity: Entity) -> Set<String> {
        Set(producer.checker.textKeyColumns.compactMap { keyDomain(ofCell: $0, entity) })
    }

    /// Whether others refer to records of the entity: to customers, and to what is looked up.
    static func needsKey(_ entity: Entity, _ options: ImportOptions) -> Bool {
        entity.owner == nil && !options.generateKeys && entity.canNumberRecords
    }

    static func missingKey(_ entity: Entity, _ candidates: [String]) -> StoreError {
        let key = entity.keyField.name
        let hint = candidates.first.map { "say which it is: --map '\(key)=\($0)'" }
            ?? "say which column it is with --map '\(key)=…'"
        let names = candidates.joined(separator: ", ")
        let list = candidates.isEmpty ? [] : ["each value once, and never empty, as far as was looked: \(names)"]
        return StoreError(.missingKey, "no column of the file is known as the key of \(entity.name)",
                          notes: list + [hint, "--generate-keys numbers the records instead"])
    }

    /// Reads the first bytes, refuses what is not text, and finds the format where it is not known.
    static func begin(_ buffer: RecordBuffer, _ format: ImportFormat?) throws(StoreError) -> ImportFormat {
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
            case UInt8(ascii: "[") where i == buffer.start: return .json
            default: continue
            }
        }
        return hasTab ? .tsv : .csv
    }

    /// The text as records are read from it.
    static func records(of text: InputText, _ format: ImportFormat) -> RecordBuffer {
        guard format == .json else { return text.buffer }
        let name = text.source.name
        let records = RecordBuffer(JSONObjectStream(BufferedStream(text.buffer), name: name), name: name)
        records.position = { text.buffer.bytesRead }
        return records
    }

    /// Nothing is consumed.
    static func layout(of buffer: RecordBuffer, _ knownColumns: @escaping ([String]) -> Int, _ format: ImportFormat,
                       _ options: ImportOptions) throws(StoreError) -> TableLayout {
        while buffer.count < sampleBytes, !buffer.isAtEnd, try buffer.readMore() {}
        let preferred = UInt8(ascii: format == .tsv ? "\t" : ",")
        let detector = LayoutDetector(
            knownColumns: knownColumns, preferred: preferred, stated: options.separator,
            statedAbove: options.recordsAbove)
        return detector.layout(of: buffer.slice(buffer.start..<buffer.filled), isWhole: buffer.isAtEnd)
    }

    /// How much of an input is looked at before any of it is read.
    private static let sampleBytes = 1 << 18

    /// Looks at the beginning of the input, and on where that leaves doubts and the input can be read again.
    ///
    /// - Parameter open: makes a producer that reads from a buffer: of the whole input, or of rows alone.
    private static func findForms(
        of producer: any RowProducer, _ fields: [Int], _ text: InputText, _ format: ImportFormat,
        _ matcher: ColumnMatcher, separator: UInt8?,
        _ options: ImportOptions, _ open: (RecordBuffer, _ isWhole: Bool) throws(StoreError) -> any RowProducer
    ) throws(StoreError) {
        let buffer = producer.buffer
        while buffer.count < sampleBytes, !buffer.isAtEnd, try buffer.readMore() {}
        let modelFields = fields.map { matcher.entity.fields[$0] }
        let evidence = ColumnEvidence(
            modelFields, currency: text.currency, hasEpoch1904: text.workbook?.hasEpoch1904 == true, options)
        var sample = buffer.slice(buffer.start..<buffer.filled)
        if !buffer.isAtEnd, let end = sample.lastIndex(of: 0x0A) { sample = UTF8Bytes(rebasing: sample[...end]) }
        let sampled = RecordBuffer(MemoryStream(Array(sample)), capacity: max(64, sample.count + 1))
        try look(through: try open(sampled, false), evidence) { false }
        if evidence.hasDoubts, !buffer.isAtEnd, let again = try text.again() {
            try look(through: try open(records(of: again, format), true), evidence) { !evidence.hasDoubts }
        }
        var forms = try evidence.forms(
            producer.checker.names, modelFields, separator: separator, isWorkbook: text.workbook != nil, options)
        // An input that can be read again is read again if a row turns out to need text keys.
        if text.source.isRepeatable { forms.textKeys = [] }
        // Keys that a mapping looks up by another field are left out, too.
        forms.textKeys = forms.textKeys.filter { options.part?.keySource(of: fields[$0], in: matcher.entity) == nil }
        producer.checker.use(forms)
    }

    private static func look(through producer: any RowProducer, _ evidence: ColumnEvidence, until isSettled: () -> Bool)
        throws(StoreError)
    {
        producer.checker.evidence = evidence
        let batch = RecordBatch(stride: producer.stride, rowCapacity: 1024)
        while try producer.fill(batch), !isSettled() { batch.clear() }
    }
}
