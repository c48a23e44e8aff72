internal import Glibc
package import Model
package import Store
internal import Syntax

/// One import: the records of a file or stream, in one transaction for each kind of them.
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

    /// What is told while an import is under way, on the thread that runs it.
    package struct Observer {
        /// Before anything is written.
        package var found: (ImportAccount, ImportOptions) -> Void = { _, _ in }
        /// When one kind of records is in.
        package var isDone: (ImportReport) -> Void = { _ in }
        /// After every batch; false ends the import as Ctrl-C would.
        package var progress: (ImportProgress) -> Bool = { _ in true }

        package init() {}
    }

    /// - Throws: `StoreError` of E05 and E06. The store is then as before, but for kinds of records that are done.
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
        var reports: [ImportReport] = [], opened: OpenedInput? = first
        var store = store
        for (entity, part) in recognition.parts {
            let report = try run(try options(entity, part, recognition), into: store, &opened, observer)
            store = try store.reread()
            observer.isDone(report)
            reports.append(report)
        }
        return reports
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
        // Nobody has to look where it has been said, and no mapping could fit.
        if options.entity != nil, mappings.isEmpty || !options.fieldMap.isEmpty && !options.isMappingStated {
            return try Recognition(
                [], fileName: nil, mappings.filter { $0.source == Recognition.anySource }, options, model)
        }
        let names = KnownNames(model, mappings, options.fieldMap)
        let peek = try InputPeek(opened.text, source, options) { names.count($0) }
        return try Recognition(peek.columns, fileName: opened.text.fileName, mappings, options, model)
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

    private func run(_ options: ImportOptions, into store: ManagedStore, _ opened: inout OpenedInput?,
                     _ observer: Observer) throws(StoreError) -> ImportReport {
        let began = Importer.seconds()
        var textKeys: Set<String> = [], observer = observer
        while true {
            let input = if let opened { opened } else { try OpenedInput(source, options, store.currency) }
            opened = nil
            let attempt = ImportAttempt(store, model: model, textKeys: textKeys, source: source, options: options)
            switch try attempt.run(input, observer) {
            case .done(var report):
                report.seconds = Importer.seconds() - began
                return report
            case .needsTextKeys(let domains):
                textKeys.formUnion(domains)
                // That has been said.
                observer.found = { _, _ in }
            }
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

    init(_ source: ImportSource, _ options: ImportOptions, _ currency: Currency) throws(StoreError) {
        bytes = try ByteSource(source)
        text = try InputText(
            bytes, path: source.path, .init(encoding: options.encoding, currency: currency, sheet: options.sheet))
    }
}
