internal import Model
internal import Store
internal import Syntax
internal import Concurrency

/// An import as long as keys are what they were taken for when it began: an input whose keys turn out to be texts is
/// read once more.
///
/// A thread of its own reads, checks and encodes rows into flat batches; the calling thread writes them. Memory holds
/// three batches, the record being read and the keys of the owners, however long the input is.
final class ImportAttempt {
    enum Outcome {
        /// Nothing is committed yet.
        case done(ImportReport)
        /// Nothing was written: keys of these domains are no whole numbers.
        case needsTextKeys(Set<String>)
    }

    private let store: ManagedStore
    private let database: Database
    private let model: DataModel
    private let source: ImportSource
    private let options: ImportOptions
    private let transaction: ImportTransaction
    /// Domains whose keys are made texts here.
    private var textKeys: Set<String>

    /// Where rejected rows go, from the first attempt to the last.
    private(set) var rejects: RejectSink?

    init(_ store: ManagedStore, model: DataModel, textKeys: Set<String>, source: ImportSource, options: ImportOptions,
         in transaction: ImportTransaction, rejects: RejectSink?) {
        self.transaction = transaction
        self.rejects = rejects
        self.store = store
        database = store.database
        self.model = model.withTextKeys(store.textKeys.union(textKeys))
        self.source = source
        self.options = options
        self.textKeys = textKeys
    }

    func run(_ opened: OpenedInput, _ observer: Importer.Observer) throws(StoreError) -> Outcome {
        let place = try EntityPlace(options, in: model), text = opened.text
        let opening = try InputOpening(place, source, options, currency: store.currency)
        let input = try opening.open(text)
        observer.found(ImportAccount(text, input, place.entity, options), options)
        let rejects = if let rejects { rejects } else { try rejectSink(for: input, place.entity) }
        self.rejects = rejects
        do throws(StoreError) {
            try transaction.beginPart()
            try store.checkKeys()
            let reader = Reader(text: text, bytes: opened.bytes, input: input, opening: opening, rejects: rejects)
            let outcome = try write(reader, place, observer.progress)
            if case .done = outcome { return outcome }
            transaction.dropPart()
            rejects.startOver()
            return outcome
        } catch {
            transaction.dropPart()
            switch error.code {
            // The file says why.
            case .tooManyRejects: try rejects.keep()
            // The import may be tried once more.
            case .storeChanged: rejects.startOver()
            default: rejects.withdraw()
            }
            throw error
        }
    }

    /// The input being read, and the means to read it again.
    private struct Reader {
        let text: InputText
        let bytes: ByteSource
        let input: Input
        let opening: InputOpening
        let rejects: RejectSink
    }

    private func write(
        _ reader: Reader, _ before: EntityPlace, _ progress: (ImportProgress) -> Bool
    ) throws(StoreError) -> Outcome {
        let input = reader.input, recording = transaction.recording
        let found = input.textKeyDomains(of: before.entity)
        let model = found.isEmpty ? model : model.withTextKeys(store.textKeys.union(textKeys).union(found))
        textKeys.formUnion(found)
        let place = found.isEmpty ? before : try EntityPlace(options, in: model)
        let newTextKeys = textKeys.subtracting(store.textKeys)
        if !newTextKeys.isEmpty { try TextKeys.rewrite(newTextKeys, in: model, database) }
        let number = try ImportLog.nextNumber(in: database)
        let undo = try UndoRecording(number, in: database)
        let writer = try BatchWriter(database, place, fields: input.fields, options, undo)
        try readOwners(input, place)
        let format = ValueFormat(currency: store.currency, timeZone: options.timeZone)
        let judge = ContradictionJudge(input, writer, format: format) { () throws(StoreError) in
            guard let text = try reader.text.again() else { return nil }
            let again = try reader.opening.open(text)
            try self.readOwners(again, place)
            return again
        }
        var report = ImportReport(entity: place.entity.name)
        report.hasGeneratedKeys = !input.hasKey
        let missing = try transfer(reader, to: writer, judge, &report, progress)
        guard missing.isEmpty else {
            return .needsTextKeys(Set(missing.compactMap { input.keyDomain(ofCell: $0, place.entity) }))
        }
        try input.producer.checkAtEnd()
        try options.maximumRejects?.check(report.rejected, of: report.rowsRead, isAtEnd: true)
        try writer.settle()
        let rowsWritten = writer.written + (try undo.written())
        let isAccountedFor = newTextKeys.isEmpty && recording?.accounts(for: rowsWritten) == true
        try writer.finish()
        try undo.finish()
        report.take(writer)
        if place.owner?.name == model.customerEntity.name, !options.createCustomers {
            report.ofUnknownCustomers = reader.rejects.ofUnknownOwners
        }
        report.textKeys = newTextKeys.sorted()
        report.describe(reader.text, input)
        if options.isDryRun {
            reader.rejects.discard()
        } else {
            // Before the commit: a file of rejects too many is harmless, one too few loses rows.
            try reader.rejects.keep()
            report.rejectsPath = reader.rejects.path
            report.formerRejectsPath = reader.rejects.formerPath
        }
        // An import that changes nothing writes nothing.
        guard writer.hasChanges || !newTextKeys.isEmpty else {
            transaction.dropPart()
            return .done(report)
        }
        try ImportLog.write(
            report.entry(number, options.now, source.name), textKeys: newTextKeys,
            counter: recording.map { $0.counter &+ 1 }, rejects: report.rejectsPath.flatMap(KeptFile.init(path:)),
            in: database)
        try transaction.keepPart(writer.changes, isAccountedFor: isAccountedFor)
        return .done(report)
    }

    /// - Throws: E0619 where a mapping's conversion makes no values of the field.
    private static func check(_ mapped: SourceMapping.Field?, _ field: Field, isKey: Bool) throws(StoreError) {
        let wanted: String? = switch mapped?.conversion {
        case .scaled?: field.type.kind == .number ? nil : "a number"
        case .yes?: field.type.kind == .bool ? nil : "yes or no"
        case .dates?: field.type.isTemporal ? nil : "a date or a time"
        case .keyOf?: isKey ? nil : "the key of a record or of what it belongs to"
        case .firstOf?, nil: nil
        }
        if let wanted {
            throw StoreError(.badMapping, "the mapping's conversion makes \(wanted), which \(field.name) is not")
        }
    }

    /// Tells the checker what has to be known of records that are in the store.
    private func readOwners(_ input: Input, _ place: EntityPlace) throws(StoreError) {
        let checker = input.producer.checker, entity = place.entity
        for (cell, field) in input.fields.enumerated() {
            let isOwner = field == entity.owner?.field
            if let name = options.part?.keySource(of: field, in: entity), isOwner || field == entity.key {
                checker.find(cell, by: try KeyFinder(isOwner ? place.owner ?? entity : entity, by: name, in: database))
            }
            let mapped = options.part?.fields.first { entity.fieldIndex(named: $0.name) == field }
            try ImportAttempt.check(mapped, entity.fields[field], isKey: isOwner || field == entity.key)
            switch mapped?.conversion {
            case .yes(let word)?: checker.readYes(cell, as: word)
            case .firstOf(let separator)?: checker.readFirst(cell, before: separator)
            case .scaled(let factor)?: checker.scale(cell, by: factor)
            case .dates, .keyOf, nil: break
            }
        }
        guard let owner = place.owner else { return }
        checker.owners = try KeySet(of: owner, in: database)
        checker.madeOwners = options.takesMadeKeys ? nil : try MadeKeys.keys(of: owner, in: database)
    }

    /// - Returns: cells with keys that are no whole numbers, as the store has them; nothing more was written then.
    private func transfer(
        _ reader: Reader, to writer: BatchWriter, _ judge: ContradictionJudge, _ report: inout ImportReport,
        _ progress: (ImportProgress) -> Bool
    ) throws(StoreError) -> Set<Int> {
        let input = reader.input, stride = max(1, input.producer.stride)
        // Wide files get shorter batches, so that three of them stay small.
        let rows = max(16, min(options.batchRows, (1 << 18) / stride))
        let keeps = input.hasKey ? RecordBatch.Kept.sources : .digests
        let exchange = Exchange<RecordBatch, StoreError>(count: 3) {
            RecordBatch(stride: stride, rowCapacity: rows, keeps: keeps)
        }
        let reading = Reading(input.producer, exchange)
        guard let thread = SystemThread({ reading.run() }) else {
            throw StoreError(.storeFailure, "the system has no thread to give")
        }
        defer {
            reader.bytes.stop()
            exchange.stop()
            thread.join()
        }
        while let batch = try exchange.takeFull() {
            if !batch.textKeys.isEmpty, reader.text.source.isRepeatable { return batch.textKeys }
            let total = reader.bytes.totalBytes
            try writer.write(batch, fractionRead: total.map { Double(batch.bytesConsumed) / Double(max(1, $0)) })
            for row in try judge.rejects(in: batch) { try reader.rejects.reject(row) }
            report.rowsRead = batch.rowsRead
            report.rejected = reader.rejects.count
            report.bytesRead = batch.bytesConsumed
            batch.clear()
            exchange.putEmpty(batch)
            let position = ImportProgress(
                bytesRead: report.bytesRead, totalBytes: total, rows: report.rowsRead, rejects: report.rejected)
            if !progress(position) { throw StoreError(.interrupted, "interrupted") }
            try options.maximumRejects?.check(report.rejected, of: report.rowsRead, isAtEnd: false)
        }
        return []
    }

    /// The reading side of the exchange. Sendable because, once its thread runs, nothing else touches the producer
    /// until the thread has been joined.
    private final class Reading: @unchecked Sendable {
        private let producer: any RowProducer
        private let exchange: Exchange<RecordBatch, StoreError>

        init(_ producer: any RowProducer, _ exchange: Exchange<RecordBatch, StoreError>) {
            self.producer = producer
            self.exchange = exchange
        }

        func run() {
            do throws(StoreError) {
                while let batch = exchange.takeEmpty() {
                    let hasMore = try producer.fill(batch)
                    exchange.putFull(batch)
                    if !hasMore { break }
                }
                exchange.finish(.success(()))
            } catch {
                exchange.finish(.failure(error))
            }
        }
    }

    // MARK: Rejects

    private func rejectSink(for input: Input, _ entity: Entity) throws(StoreError) -> RejectSink {
        let path = options.rejectsPath
            ?? (options.rejectsStem ?? source.path ?? entity.name) + ".rejects" + input.rejectsForm.ending
        try checkRejectsPath(path)
        let file = RejectsFile(path: path, isChosen: options.rejectsPath != nil, form: input.rejectsForm)
        let rejects = RejectSink(file, sourceName: source.name, onError: options.onError)
        try rejects.prepare()
        return rejects
    }

    /// - Throws: E0610 where the rejects would take the place of an input or a database.
    private func checkRejectsPath(_ path: String) throws(StoreError) {
        let inputs = options.inputs + [source.path].compactMap(\.self)
        guard let reason = OutputPlace.refusal(of: path, inputs: inputs, replacesTexts: false) else { return }
        throw StoreError(.unwritableRejects, "the rejected rows can't be kept there: \(reason)",
                         notes: ["--rejects PATH puts them elsewhere; nothing was imported"])
    }
}
