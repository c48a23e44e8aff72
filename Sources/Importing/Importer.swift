internal import Glibc
package import Model
package import Store
internal import Syntax

/// One import: the records of a file or stream, in one transaction, one kind of them after another.
///
/// Enters: a store that is open for writing, where the records come from, what somebody has said of them, the mappings
/// that are known. Leaves: what was found, and a report; the store has the records, or is as before. Never: reads a
/// value in one of two ways by chance.
package final class Importer {
    private let store: ManagedStore
    private let model: DataModel
    private let source: ImportSource
    private let options: ImportOptions
    private let mappings: [SourceMapping]

    /// - Parameter mappings: by which the source of a file is recognised.
    package init(
        _ store: ManagedStore, model: DataModel, source: ImportSource, options: ImportOptions,
        mappings: [SourceMapping] = []
    ) {
        self.store = store
        self.model = model
        self.source = source
        self.options = options
        self.mappings = mappings
    }

    /// Callbacks during an import, on the thread that runs it.
    package struct Observer {
        /// Before anything is written.
        package var found: (ImportAccount, ImportOptions) -> Void = { _, _ in }
        /// When one kind of records is in.
        package var isDone: (ImportReport) -> Void = { _ in }
        /// After every batch; false ends the import as Ctrl-C would.
        package var progress: (ImportProgress) -> Bool = { _ in true }

        package init() {}
    }

    /// - Throws: `StoreError` of E05 and E06. The store is then as before.
    package func run(_ observer: Observer = Observer()) throws(StoreError) -> [ImportReport] {
        let first = try OpenedInput(source, options, store.currency)
        let recognition = try Importer.recognise(first, source, model, options, mappings)
        if recognition.parts.count > 1, !first.bytes.isRepeatable {
            throw StoreError(
                .unreadableInput,
                "\(source.name) holds \(recognition.parts.map(\.entity).joined(separator: ", ")), "
                    + "and is gone once it is read",
                notes: ["import it from a file, or name one with `--into`"])
        }
        let transaction = ImportTransaction(on: store.database)
        let imported = try run(recognition, first, transaction, observer)
        return imported.map { report, rejects in
            var report = report
            if report.rejected == 0, !options.isDryRun {
                report.removedRejectsPath = removeStaleRejects(rejects?.place)
            }
            observer.isDone(report)
            return report
        }
    }

    /// - Parameter place: where rejected rows would have gone.
    /// - Returns: the file of an earlier import that was there; nil where there was none, or somebody has changed it.
    private func removeStaleRejects(_ place: String?) -> String? {
        // The rows are in: that something old can't be looked up is no failure.
        let kept = (try? ImportLog.keptRejects(of: source.name, in: store.database)) ?? []
        return kept.first { $0.path == place && $0.removeUnchanged() }?.path
    }

    /// - Returns: for each kind of records where its rejects are, should something have been written.
    private func run(
        _ recognition: Recognition, _ first: OpenedInput, _ transaction: ImportTransaction, _ observer: Observer
    ) throws(StoreError) -> [(ImportReport, RejectSink?)] {
        var imported: [(ImportReport, RejectSink?)] = [], isFresh = true, store = store
        do throws(StoreError) {
            for (entity, part) in recognition.parts {
                let options = try options(entity, part, recognition)
                imported.append(try run(options, into: store, first, &isFresh, transaction, observer))
                store = try store.reread()
            }
            try transaction.commit(isTried: options.isDryRun)
            return imported
        } catch {
            transaction.rollback()
            for (_, rejects) in imported { rejects?.withdraw() }
            throw error
        }
    }

    /// The entities that the records of an input are; nil where the model has none for them.
    package static func recognisedEntities(
        of source: ImportSource, model: DataModel, options: ImportOptions, mappings: [SourceMapping], currency: Currency
    ) throws(StoreError) -> [String]? {
        let opened = try OpenedInput(source, options, currency)
        do throws(StoreError) {
            return try recognise(opened, source, model, options, mappings).parts.map(\.entity)
        } catch {
            guard [.unrecognisedRecords, .badHeader, .missingColumn, .missingKey, .ambiguousColumn].contains(error.code)
            else { throw error }
            return nil
        }
    }

    private static func recognise(
        _ opened: OpenedInput, _ source: ImportSource, _ model: DataModel, _ options: ImportOptions,
        _ mappings: [SourceMapping]
    ) throws(StoreError) -> Recognition {
        // No detection is needed where the entity is stated and no mapping could apply.
        if options.entity != nil, mappings.isEmpty || !options.fieldMap.isEmpty && !options.isMappingStated {
            return try Recognition(
                [], fileName: nil, mappings.filter { $0.source == Recognition.anySource }, options, model)
        }
        let names = KnownNames(model, mappings, options.fieldMap)
        let columns: [String]
        do throws(StoreError) {
            columns = try InputPeek(opened.text, source, options) { names.count($0) }.columns
        } catch {
            // An input that can't be inspected before it is read is taken to hold the stated entity.
            guard options.entity != nil, error.code == .unrecognisedRecords else { throw error }
            columns = []
        }
        return try Recognition(columns, fileName: opened.text.fileName, mappings, options, model)
    }

    private func options(
        _ entity: String, _ part: SourceMapping.Part?, _ recognition: Recognition
    ) throws(StoreError) -> ImportOptions {
        var options = options
        options.isEntityStated = options.entity != nil
        options.entity = entity
        options.part = part
        options.sourceName = recognition.mapping?.source
        options.vocabularies = mappings.filter { $0.source == Recognition.anySource }
        if let mapping = recognition.mapping { try options.adopt(mapping) }
        let owner = model.entityIndex(named: entity).flatMap { model.owner(of: $0) }
        // Said of all files of a command, it is for those that it can be for.
        if !options.isEntityStated, owner != model.customer { options.createCustomers = false }
        if recognition.parts.count > 1 {
            options.rejectsStem = (source.path ?? "import") + "." + entity
        }
        return options
    }

    /// - Parameters:
    ///   - first: the input as it was opened first.
    ///   - isFresh: whether nothing of it has been consumed.
    private func run(
        _ options: ImportOptions, into store: ManagedStore, _ first: OpenedInput, _ isFresh: inout Bool,
        _ transaction: ImportTransaction, _ observer: Observer
    ) throws(StoreError) -> (ImportReport, RejectSink?) {
        let began = Importer.seconds()
        var textKeys: Set<String> = [], observer = observer, store = store, rejects: RejectSink?
        while true {
            let input = if isFresh { first } else { try OpenedInput(again: first, source, options, store.currency) }
            isFresh = false
            let attempt = ImportAttempt(
                store, model: model, textKeys: textKeys, source: source, options: options,
                in: transaction, rejects: rejects)
            do throws(StoreError) {
                switch try attempt.run(input, observer) {
                case .done(var report):
                    report.seconds = Importer.seconds() - began
                    return (report, attempt.rejects)
                case .needsTextKeys(let domains): textKeys.formUnion(domains)
                }
            } catch {
                // Another import, for whose end this one has waited, has made texts of keys.
                guard error.code == .storeChanged, first.bytes.isRepeatable,
                      let changed = try store.withOtherTextKeys() else { throw error }
                store = changed
            }
            rejects = attempt.rejects
            // That has been said.
            observer.found = { _, _ in }
        }
    }

    private static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// An input of which nothing has been consumed.
struct OpenedInput {
    let bytes: ByteSource
    let text: InputText

    /// The same input once more, wherever in it the first reading stands.
    init(
        again first: OpenedInput, _ source: ImportSource, _ options: ImportOptions, _ currency: Currency
    ) throws(StoreError) {
        guard let again = first.bytes.again() else {
            throw StoreError(.unreadableInput, "\(source.name) is gone once it is read")
        }
        try self.init(again, source, options, currency)
    }

    init(_ source: ImportSource, _ options: ImportOptions, _ currency: Currency) throws(StoreError) {
        let bytes = try ByteSource(source)
        bytes.cancellation = options.cancellation
        try self.init(bytes, source, options, currency)
    }

    private init(
        _ bytes: ByteSource, _ source: ImportSource, _ options: ImportOptions, _ currency: Currency
    ) throws(StoreError) {
        self.bytes = bytes
        text = try InputText(
            bytes, path: source.path, .init(encoding: options.encoding, currency: currency, sheet: options.sheet))
    }
}
