internal import Glibc
package import Model
package import Store
internal import Syntax
internal import Threads

/// One import: a file or stream of records into one entity, in one transaction.
///
/// A thread of its own reads, checks and encodes rows into flat batches; the calling thread writes them. Memory holds three
/// batches, the record being read and the keys of the owners, however long the input is.
package final class Importer {
    private let store: ManagedStore
    private let model: DataModel
    private let source: ImportSource
    private let options: ImportOptions

    package init(_ store: ManagedStore, model: DataModel, source: ImportSource, options: ImportOptions) {
        self.store = store
        self.model = model
        self.source = source
        self.options = options
    }

    /// Pages of the database that SQLite keeps at hand, in KiB. Larger ones were measured to be no faster: rows are appended
    /// and indexes sorted.
    private static let cacheKiB = 4 << 10

    /// How long to wait for another import to end, and for readers to let the commit through.
    private static let patienceMilliseconds = 30_000

    /// - Parameter progress: called on this thread after every batch; false ends the import as Ctrl-C would.
    /// - Throws: `StoreError` of E05 and E06. The store is then as before.
    package func run(progress: (ImportProgress) -> Bool = { _ in true }) throws(StoreError) -> ImportReport {
        let began = Importer.seconds()
        guard let entityIndex = model.entityIndex(named: options.entity) else {
            throw StoreError(.unknownImportEntity, "the store has no entity \(options.entity)",
                             notes: ["its entities: " + model.entities.map(\.name).joined(separator: ", ")])
        }
        let entity = model.entities[entityIndex]
        let owner = model.owner(of: entityIndex)
        if options.createCustomers, owner != model.customer {
            throw StoreError(.cannotCreateOwners, "--create-customers does not apply to \(entity.name), which does not belong directly to "
                + model.customerEntity.name)
        }
        try checkDateFormats(of: entity)
        let values = ValueReader(currency: store.currency, timeZone: options.timeZone)
        let matcher = try ColumnMatcher(entity, owner: owner.map { model.entities[$0] }, fieldMap: options.fieldMap)
        let bytes = try ByteSource(source)
        let text = try InputText(bytes, path: filePath, .init(encoding: options.encoding, currency: store.currency))
        func open(_ text: InputText) throws(StoreError) -> Input {
            try Input(text, matcher: matcher, values: values, options: options, format: source.format)
        }
        let input = try open(text)
        let path = options.rejectsPath ?? rejectsPath(entity) + input.rejectsForm.ending
        try checkRejectsPath(path)
        let file = RejectsFile(path: path, isChosen: options.rejectsPath != nil, form: input.rejectsForm)
        let rejects = RejectSink(file, sourceName: source.name, onError: options.onError)
        try rejects.prepare()

        var report = ImportReport()
        report.hasGeneratedKeys = !input.hasKey
        let database = store.database
        // EXTRA: what is reported as imported stays. Without it the deleted journal may be back after a power cut, and
        // takes the import back.
        try database.execute("""
            PRAGMA cache_size = -\(Importer.cacheKiB);
            PRAGMA secure_delete = FAST;
            PRAGMA synchronous = EXTRA;
            PRAGMA busy_timeout = \(Importer.patienceMilliseconds)
            """)
        try database.execute("BEGIN IMMEDIATE")
        var witness: CommitWitness?
        do throws(StoreError) {
            witness = try CommitWitness(path: database.path)
            let recording = ChangeRecording(database)
            let writer = try BatchWriter(database, entity, fields: input.fields, owner: owner.map { model.entities[$0] }, options)
            func readOwners(_ input: Input) throws(StoreError) {
                if let owner { input.producer.checker.owners = try KeySet(of: model.entities[owner], in: database) }
            }
            try readOwners(input)
            let format = ValueFormat(currency: store.currency, timeZone: options.timeZone)
            let judge = ContradictionJudge(input, writer, format: format) { () throws(StoreError) in
                guard let text = try text.again() else { return nil }
                let again = try open(text)
                try readOwners(again)
                return again
            }
            try transfer(input, to: writer, rejects, judge, from: bytes, &report, progress)
            try input.producer.checkAtEnd()
            let isAccountedFor = recording?.accounts(for: writer.inserted + writer.updated + writer.ownersCreated) == true
            if !input.hasKey, try isKnown(input, entity, &report) {
                database.rollback()
                rejects.discard()
                report.wasAlreadyImported = true
            } else {
                try writer.finish()
                report.inserted = writer.inserted
                report.updated = writer.updated
                report.unchanged = writer.unchanged
                report.repeated = writer.repeated
                report.customersCreated = writer.ownersCreated
                // Before the commit: a file of rejects too many is harmless, one too few loses rows.
                try rejects.keep()
                report.rejectsPath = rejects.path
                report.formerRejectsPath = rejects.formerPath
                // Files without keys are remembered, which is a write, too.
                let changes = writer.changes
                if isAccountedFor, !changes.isEmpty || !input.hasKey { try recording?.write(changes) }
                try database.execute("COMMIT")
            }
        } catch {
            database.rollback()
            if witness?.sawCommit() == true {
                throw StoreError(
                    error.code, error.message,
                    notes: error.notes + ["the rows are in the store; import the file again to be sure that they stay"])
            }
            rejects.withdraw()
            throw error
        }
        report.compression = text.compression.name
        report.encoding = text.encoding ?? .utf8
        report.columnForms = input.producer.checker.writtenForms
        report.totalRows = input.producer.totalRows
        report.ignoredColumns = input.producer.ignoredColumns
        report.unknownValues = input.producer.checker.unknownValues
        report.seconds = Importer.seconds() - began
        return report
    }

    private func checkDateFormats(of entity: Entity) throws(StoreError) {
        for name in options.fieldDateFormats.keys.sorted() where entity.fieldIndex(named: name) == nil {
            throw StoreError(.unknownMapField, "--date-format: \(entity.name) has no field \(name)",
                             notes: ["its fields: " + entity.fields.map(\.name).joined(separator: ", ")])
        }
        for pattern in [options.dateFormat].compactMap({ $0 }) + options.fieldDateFormats.values.sorted()
        where DateFormat(pattern: pattern) == nil {
            throw StoreError(.badDateFormat, "“\(pattern)” is not a date format", notes: ["for example dd/MM/yyyy or yyyy-MM-dd HH:mm:ss"])
        }
    }

    private func transfer(_ input: Input, to writer: BatchWriter, _ rejects: RejectSink, _ judge: ContradictionJudge,
                          from bytes: ByteSource, _ report: inout ImportReport,
                          _ progress: (ImportProgress) -> Bool) throws(StoreError) {
        let stride = max(1, input.producer.stride)
        // Wide files get shorter batches, so that three of them stay small.
        let rows = max(16, min(options.batchRows, (1 << 18) / stride))
        let keepsSources = input.hasKey
        let exchange = BatchExchange(count: 3) {
            RecordBatch(stride: stride, rowCapacity: rows, keepsSources: keepsSources)
        }
        let reading = Reading(input.producer, exchange)
        guard let thread = SystemThread({ reading.run() }) else {
            throw StoreError(.storeFailure, "the system has no thread to give")
        }
        defer {
            bytes.stop()
            exchange.stop()
            thread.join()
        }
        while let batch = try exchange.takeFull() {
            let total = bytes.totalBytes
            try writer.write(batch, fractionRead: total.map { Double(batch.bytesConsumed) / Double(max(1, $0)) })
            for row in try judge.rejects(in: batch) { try rejects.reject(row) }
            report.rowsRead = batch.rowsRead
            report.rejected = rejects.count
            report.bytesRead = batch.bytesConsumed
            exchange.putEmpty(batch)
            let position = ImportProgress(bytesRead: report.bytesRead, totalBytes: total, rows: report.rowsRead, rejects: report.rejected)
            if !progress(position) { throw StoreError(.interrupted, "interrupted") }
        }
    }

    /// The reading side of the exchange. Sendable because, once its thread runs, nothing else touches the producer until
    /// the thread has been joined.
    private final class Reading: @unchecked Sendable {
        private let producer: any RowProducer
        private let exchange: BatchExchange

        init(_ producer: any RowProducer, _ exchange: BatchExchange) {
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

    /// Whether the same bytes are in the entity already; if not, remembers that they are now.
    private func isKnown(_ input: Input, _ entity: Entity, _ report: inout ImportReport) throws(StoreError) -> Bool {
        guard let digest = input.producer.buffer.digest?.finish() else { return false }
        let database = store.database
        if !options.importAgain {
            let known = try database.prepare("SELECT 1 FROM clientele_imports WHERE entity = ?1 AND digest = ?2")
            try known.bind(entity.name, at: 1)
            try known.bind(blob: digest, at: 2)
            if try known.step() { return true }
        }
        // Where nothing came in, the same file may be tried again with other options.
        if report.rowsRead == report.rejected { return false }
        let insert = try database.prepare("INSERT OR REPLACE INTO clientele_imports VALUES (?1, ?2, ?3, ?4)")
        try insert.bind(entity.name, at: 1)
        try insert.bind(blob: digest, at: 2)
        try insert.bind(source.name, at: 3)
        try insert.bind(Int64(report.rowsRead - report.rejected), at: 4)
        try insert.run()
        return false
    }

    /// - Throws: E0610 where the rejects would take the place of an input or a database.
    private func checkRejectsPath(_ path: String) throws(StoreError) {
        var inputs = options.inputs
        if case .file(let input) = source.origin { inputs.append(input) }
        guard let reason = OutputPlace.refusal(of: path, inputs: inputs, replacesTexts: false) else { return }
        throw StoreError(.unwritableRejects, "the rejected rows can't be kept there: \(reason)",
                         notes: ["--rejects PATH puts them elsewhere; nothing was imported"])
    }

    private var filePath: String? { if case .file(let path) = source.origin { path } else { nil } }

    /// Without its ending, which depends on the format.
    private func rejectsPath(_ entity: Entity) -> String {
        if case .file(let path) = source.origin { path + ".rejects" } else { entity.name + ".rejects" }
    }

    private static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
