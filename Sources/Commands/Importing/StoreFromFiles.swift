import Engine
import Glibc
import Importing
import Model
import Output
import REPL
import Semantics
import Store
import Syntax

/// `clientele init STORE --from FILE ...`: a store, its model and its records from files alone.
///
/// The standard model is taken where it has a place for every file; else one is drafted from the files' columns and
/// values. The store appears with all its records, or not at all.
struct StoreFromFiles {
    let path: String
    let currency: String
    let timeZone: String
    /// nil to find out.
    let modelPath: String?
    let files: [String]
    let showsProgress: Bool
    let reporter: Reporter

    /// One import of the sequence.
    private struct Step {
        let file: String
        let options: ImportOptions
        let depth: Int
    }

    func make() throws {
        for file in files {
            var status = stat()
            // They are read more than once.
            guard stat(file, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else {
                throw Failure(.unreadableInput, "cannot make a store from \(file): it is no regular file")
            }
        }
        let mappings = try MappingFiles.load(nil, reporter)
        let (text, model, steps) = try plan(mappings)
        var failure: (any Error)?
        do {
            _ = try NewStore.make(
                path: path, currency: currency, timeZone: timeZone, model: text, reporter: reporter
            ) { store throws(StoreError) in
                var store = store
                for step in steps {
                    try importFile(step, into: store, model, mappings)
                    store = try store.reread()
                }
            }
        } catch { failure = error }
        if let failure {
            if let failure = failure as? Failure {
                throw Failure(
                    failure.code, failure.message,
                    notes: failure.notes.filter { $0 != "nothing was imported" } + ["no store was made"])
            }
            throw failure
        }
        let kinds = Set(steps.compactMap(\.options.entity)).sorted().joined(separator: ", ")
        let origin = text.name == "model" ? "" : ", with a model drafted from the files: \(kinds)"
        reporter.remark("made \(path): \(currency.uppercased()), \(timeZone)\(origin)")
    }

    // MARK: The model

    private func plan(
        _ mappings: [SourceMapping]
    ) throws -> (text: NewStore.ModelText, model: DataModel, steps: [Step]) {
        let zone = try NewStore.timeZone(timeZone), currency = try NewStore.currency(currency)
        let text = try NewStore.text(modelPath), model = try NewStore.bind(text.bytes, name: text.name, reporter)
        if let steps = try steps(model, mappings, zone, currency) { return (text, model, steps) }
        if modelPath != nil {
            throw Failure(
                .unrecognisedRecords, "the model has no place for some of the files",
                notes: ["`clientele import --into ENTITY` says what they are"])
        }
        let (draft, tables) = try drafted(zone, currency)
        let draftText: NewStore.ModelText = ("the drafted model", Array(draft.text.utf8))
        let draftModel = try NewStore.bind(draftText.bytes, name: draftText.name, reporter)
        let steps = files.compactMap { file -> Step? in
            let table = tables.first { $0.sources.contains(ImportSource(.file(file))) }
            guard let entity = draft.entities.first(where: { $0.table == table?.name }) else { return nil }
            var options = options(zone)
            options.entity = entity.name
            options.fieldMap = entity.columns
            options.generateKeys = !entity.hasKey
            options.createCustomers = draftModel.entity(named: entity.name)?.owner?.entity
                == draftModel.customerEntity.name
            return Step(file: file, options: options, depth: entity.depth)
        }
        for file in files where !steps.contains(where: { $0.file == file }) {
            reporter.remark("\(file) is not connected with customers and was left out")
        }
        return (draftText, draftModel, sorted(steps))
    }

    /// nil where the model has no place for one of the files.
    private func steps(
        _ model: DataModel, _ mappings: [SourceMapping], _ zone: TimeZoneRules, _ currency: Currency
    ) throws -> [Step]? {
        var steps: [Step] = []
        for file in files {
            var options = options(zone)
            let entities: [String]?
            do {
                entities = try Importer.recognisedEntities(
                    of: ImportSource(.file(file)), model: model, options: options, mappings: mappings,
                    currency: currency)
            } catch { throw Failure(error) }
            guard let entities, let first = entities.first, let index = model.entityIndex(named: first) else {
                return nil
            }
            options.createCustomers = entities.contains { name in
                model.entityIndex(named: name).flatMap { model.owner(of: $0) } == model.customer
            }
            steps.append(Step(file: file, options: options, depth: model.ownershipPath(from: index).count))
        }
        return sorted(steps)
    }

    /// Owners before what belongs to them; files of one kind in the order in which they were named.
    private func sorted(_ steps: [Step]) -> [Step] {
        steps.enumerated().sorted { ($0.element.depth, $0.offset) < ($1.element.depth, $1.offset) }.map(\.element)
    }

    private func options(_ zone: TimeZoneRules) -> ImportOptions {
        var options = ImportOptions(entity: nil, timeZone: zone)
        options.cancellation = Interruption.token
        options.inputs = files
        options.now = WallClock.now
        return options
    }

    private func drafted(_ zone: TimeZoneRules, _ currency: Currency) throws -> (StoreDraft, [RawTable]) {
        do throws(StoreError) {
            let scratch = try Database(path: "", mode: .create)
            defer { scratch.close() }
            let tables = try RawTable.tables(
                of: files.map { ImportSource(.file($0)) }, options(zone), currency: currency)
            for table in tables { try table.load(into: scratch) }
            if let draft = try ModelInference.storeModel(of: scratch) { return (draft, tables) }
        } catch { throw Failure(error) }
        throw Failure(
            .unrecognisedRecords, "none of the files could hold customers",
            notes: ["`clientele import --into ENTITY` says what they are"])
    }

    // MARK: The records

    private func importFile(
        _ step: Step, into store: ManagedStore, _ model: DataModel, _ mappings: [SourceMapping]
    ) throws(StoreError) {
        let source = ImportSource(.file(step.file))
        let speech = ImportSpeech(reporter, of: source, into: path, isDryRun: false, showsProgress: showsProgress)
        let observer = speech.observer()
        let importer = Importer(store, model: model, source: source, options: step.options, mappings: mappings)
        var result: Result<[ImportReport], StoreError> = .success([])
        Interruption.whileRunning(store.database.interrupter, alsoWhenKilled: true) {
            do throws(StoreError) { result = .success(try importer.run(observer)) } catch { result = .failure(error) }
        }
        speech.end()
        let reports = try result.get()
        if reports.contains(where: { $0.rowsRead > 0 && $0.rejected == $0.rowsRead }) {
            throw StoreError(.nothingImported, "nothing came in from \(step.file): every row was rejected",
                             notes: ["the reasons are in the rejects file, row by row"])
        }
    }
}
