import Concurrency
package import Columns
package import Model
package import Planning
package import Semantics
package import Snapshots
package import Store
package import Syntax
import SQLGeneration

/// The façade: a store, what can be named in it, and the instant that questions are answered as of.
///
/// Enters: texts. Leaves: compilations, which say what is wrong or what is asked, and results. Never: reads the clock
/// (whoever makes a session says what time it is), writes to the store, prints.
package final class Session {
    /// The database that is queried; nil without a store: texts can be compiled against the standard model, not run.
    package let database: Database?
    /// nil without a store, and where the database is someone else's.
    package let store: ManagedStore?
    package let settings: Settings
    package let time: TimeContext
    package let currency: Currency
    /// The context that texts are compiled in, with the definitions of adopted texts.
    package private(set) var context: CompilationContext
    package var environment: Environment { context.environment }
    package var sources: SourceMap { context.sources }
    /// The engine that answers questions: the settings' choice until it is changed.
    package var engine: ExecutionEngine
    private let columnExecutor: ColumnExecutor
    private let sqliteExecutor: SQLiteExecutor
    let buildReports: BuildReports
    /// Whether plans are optimised; tests run everything both ways.
    package var isOptimising = true

    package struct Settings: Sendable {
        /// `2026-03-01` (the end of that day), `2026-03-01T09:00`, or nil for `now`.
        package var asOf: String?
        /// IANA name or offset; nil for the store's.
        package var timeZone: String?
        /// For an attached database: ISO 4217 code of its amounts; nil for the model's.
        package var currency: String?
        /// The current time: read once by the outermost command.
        package var now: Instant
        /// The engine that answers questions.
        package var engine = ExecutionEngine.columns
        /// On how many threads columns are worked on.
        package var threads = 2
        /// Bytes that the values a question works out over columns may take; nil for half of the machine's memory.
        package var memoryBudget: Int?
        /// Where imported files come from; nil where none can be imported.
        package var importReader: (any ImportReader)?
        /// Told how far columns are that a question has to wait for, from any thread; nil once it waits no more.
        package var buildProgress: (@Sendable (BuildProgress?) -> Void)?

        package init(
            asOf: String? = nil, timeZone: String? = nil, currency: String? = nil, now: Instant,
            importReader: (any ImportReader)? = nil
        ) {
            self.asOf = asOf
            self.timeZone = timeZone
            self.currency = currency
            self.now = now
            self.importReader = importReader
        }
    }

    /// Opens a store read-only.
    ///
    /// - Throws: `Failure`: the store can't be opened (E052x), the as-of instant or the time zone can't be understood
    ///   (E0801, E0802).
    package convenience init(path: String, settings: Settings) throws(Failure) {
        let store: ManagedStore
        do {
            store = try ManagedStore.open(path: path)
        } catch { throw Failure(error) }
        try self.init(store: store, settings: settings)
    }

    /// A session without a store, on the standard model.
    package convenience init(settings: Settings) throws(Failure) {
        try self.init(store: nil, settings: settings)
    }

    /// A session on an existing database.
    ///
    /// - Throws: `Failure`: the model has errors, which the attachment has listed (E0807), or the as-of instant or the
    ///   time zone can't be understood.
    package convenience init(_ attachment: Attachment, settings: Settings) throws(Failure) {
        guard let model = attachment.model else {
            let count = attachment.diagnostics.count { $0.severity == .error }
            throw Failure(.modelRefused, "the model has \(count) \(count == 1 ? "error" : "errors"); nothing was asked")
        }
        let opened = attachment.database
        try self.init(
            OpenedStore(
                database: opened.database, copies: LookupCopies(opened, model: model),
                connections: .attached(
                    path: opened.database.path, currency: opened.currency, timeZone: opened.timeZone),
                model: PreparedModel(
                    model: model, parsed: attachment.parsedModel, text: attachment.parsedModel.tree.source,
                    prelude: attachment.prelude, sources: attachment.sources),
                currency: opened.currency, timeZone: opened.timeZone.name), settings)
    }

    private convenience init(store: ManagedStore?, settings: Settings) throws(Failure) {
        let model = try PreparedModel(store?.modelText ?? StandardLibrary.model, textKeys: store?.textKeys ?? [])
        try self.init(
            OpenedStore(
                database: store?.database, store: store,
                connections: store.map { .managed(path: $0.database.path) }, model: model,
                currency: store?.currency ?? .usd, timeZone: store?.timeZoneName ?? "UTC"), settings)
    }

    /// The basis of a session: a store, a database that is someone else's, or only a model.
    private struct OpenedStore {
        var database: Database?
        var copies: LookupCopies?
        var store: ManagedStore?
        var connections: StoreConnections?
        var model: PreparedModel
        var currency: Currency
        var timeZone: String
    }

    private init(_ opened: OpenedStore, _ settings: Settings) throws(Failure) {
        database = opened.database
        store = opened.store
        self.settings = settings
        engine = settings.engine
        currency = opened.currency
        let reports = BuildReports(settings.buildProgress ?? { _ in })
        buildReports = reports
        var connections = opened.connections
        connections?.interrupter = opened.database?.interrupter
        connections?.progress = reports.tell
        columnExecutor = ColumnExecutor(
            connections, model: opened.model.model, database: opened.store?.database, settings)
        sqliteExecutor = SQLiteExecutor(opened.database, copies: opened.copies)
        context = CompilationContext(opened.model, currency: currency, importReader: settings.importReader)
        time = try AsOf.resolve(settings, storeZone: opened.timeZone)
        do { try database?.registerLocalTime(in: time.zone) } catch { throw Failure(error) }
    }

    /// Compiles a text against everything the session knows. Nothing runs, and nothing is remembered until `adopt`.
    ///
    /// - Parameter path: of the file that the text is, which its imports are relative to; nil for any other text, whose
    ///   imports are relative to the working directory.
    package func compile(name: String, bytes: [UInt8], path: String? = nil, arguments: [String: String] = [:])
        -> Compilation
    {
        let compilation = context.compile(name: name, bytes: bytes, path: path, arguments: arguments)
        // Later diagnostics of this text, or of its definitions, still have to be shown in it.
        context.sources = compilation.sources
        return compilation
    }

    /// Remembers what a compilation defines, for the texts that follow.
    package func adopt(_ compilation: Compilation) {
        guard !compilation.hasErrors else { return }
        context.environment = compilation.environment
    }

    /// Everything that another session on the same model knows, as if its texts had been adopted here.
    package func reuse(_ other: CompilationContext) { context = other }

    // MARK: Running

    package func plan(_ query: BoundQuery, of compilation: Compilation) -> Plan {
        let plan = Lowering.lower(query, of: compilation.script, model: environment.model, time: time)
        return isOptimising ? Optimizer.optimise(plan) : plan
    }

    /// A question before and after it is optimised. Stopped like any question, by the session's interrupter.
    func plans(_ query: BoundQuery, of script: BoundScript, time: TimeContext? = nil) throws(Failure) -> (
        lowered: Plan, optimised: Plan
    ) {
        let cancellation = cancellationFromNowOn
        do throws(Cancelled) {
            let plan = try Lowering.lower(
                query, of: script, model: environment.model, time: time ?? self.time, cancellation: cancellation)
            return (plan, isOptimising ? try Optimizer.optimise(plan, cancellation: cancellation) : plan)
        } catch { throw .interruption }
    }

    /// A token for work that begins now: cancelled when the session is interrupted.
    var cancellationFromNowOn: CancellationToken { database?.interrupter.token ?? .never }

    /// Starts a question. Rows come as they are found.
    package func run(_ query: BoundQuery, of compilation: Compilation) throws(Failure) -> QueryResult {
        try run(query, of: compilation.script)
    }

    func run(_ query: BoundQuery, of script: BoundScript) throws(Failure) -> QueryResult {
        let plans = try plans(query, of: script)
        return try run(plans.optimised, lowered: plans.lowered)
    }

    /// The answer to a question as if the question's day were the last of all days.
    func answerOfAllDays(to query: BoundQuery, _ compilation: Compilation) throws(Failure) -> ResultTable {
        let last = CivilDate(year: 9999, month: 12, day: 30).map { TimeContext(endOf: $0, zone: time.zone) }
        return try ResultTable(reading: run(try plans(query, of: compilation.script, time: last ?? time).lowered))
    }

    /// Starts a question and counts, while its rows go by, what `notes` will speak of.
    ///
    /// - Parameter countsCustomers: whether it is to be known of how many customers the rows of a segment are.
    package func runWatched(
        _ query: BoundQuery, of compilation: Compilation, countsCustomers: Bool = false
    ) throws(Failure) -> QueryResult {
        let watch = ResultCounters(query, of: compilation.script, model: environment.model)
        let plans = try plans(watch.query, of: watch.script)
        return try inOneState { () throws(Failure) in
            let result = try run(plans.optimised, lowered: plans.lowered, watch: watch.items.isEmpty ? nil : watch)
            result.questionNotes = try questionNotes(on: result, to: query, of: compilation)
            if countsCustomers, result.isSegment { result.customerCount = try customerCount() }
            return result
        }
    }

    /// - Parameter lowered: the plan before it was optimised, for the names in it.
    func run(_ plan: Plan, lowered: Plan? = nil, watch: ResultCounters? = nil) throws(Failure) -> QueryResult {
        let lowered = lowered ?? plan
        do throws(Failure) {
            let version = engine == .sqlite ? dataVersion : nil
            let result = try start(plan, watch: watch)
            // SQLite comes upon it only when it comes to the row.
            result.recovery = { failure throws(Failure) in
                // Other data may have other rows.
                if self.dataVersion != version { throw failure }
                return try self.answerBeyond64Bits(plan, lowered: lowered, watch: watch, instead: failure)
            }
            return result
        } catch where error.code == .integerOverflow {
            return try answerBeyond64Bits(plan, lowered: lowered, watch: watch, instead: error)
        }
    }

    /// Another one where somebody else has changed the database.
    var dataVersion: Int64? { database.flatMap { try? $0.integer("PRAGMA main.data_version") } }

    /// Starts a question for which a value beyond 64 bits is an error, whether it counts or not, unless the plan says
    /// that it is missing.
    func start(_ plan: Plan, watch: ResultCounters?) throws(Failure) -> QueryResult {
        QueryResult(plan, try executor.execute(plan), watch: watch)
    }

    /// The current engine's executor.
    var executor: any PlanExecutor {
        switch engine {
        case .columns: columnExecutor
        case .sqlite: sqliteExecutor
        }
    }

    /// Other columns than those of the store's own snapshots; for tests.
    package var columnSource: (any ColumnSource)? {
        get { columnExecutor.source }
        set { columnExecutor.source = newValue }
    }

    /// How many customers a segment holds that the session knows, and how many there are; nil where it knows none of
    /// that name.
    package func share(ofSegment name: String) throws(Failure) -> (size: Int, customers: Int)? {
        try inOneState { () throws(Failure) in
            guard let size = try size(ofSegment: name) else { return nil }
            return (size, try customerCount())
        }
    }

    /// How many customers a segment holds that the session knows; nil where it knows none of that name.
    package func size(ofSegment name: String) throws(Failure) -> Int? {
        let path = name.split(separator: ".").map { "`\($0)`" }.joined(separator: ".")
        let counting = compile(name: "prompt", bytes: Array("from \(path) | aggregate { size = count() }".utf8))
        guard !counting.hasErrors, let query = counting.queries.first else { return nil }
        let result = try run(query, of: counting)
        var row: [Value] = []
        guard try result.advance() else { return nil }
        result.read(into: &row)
        guard case .int(let size)? = row.first else { return nil }
        return Int(size)
    }

    /// How many customers there are as of the session's instant.
    package func customerCount() throws(Failure) -> Int {
        guard database != nil else { return 0 }
        let result = try run(Lowering.everyCustomer(of: environment.model, time: time))
        var row: [Value] = []
        guard try result.advance() else { return 0 }
        result.read(into: &row)
        guard case .int(let count)? = row.first else { return 0 }
        return Int(count)
    }

    /// Returns when columns that questions have built are in their files, as the end of the session does.
    package func waitForFiles() { columnExecutor.waitForFiles() }

    package var storePath: String? { database?.path }

    /// How values of this session's results are written.
    package var valueFormat: ValueFormat { ValueFormat(currency: currency, timeZone: time.zone) }

    /// The instant that questions are answered as of, for a person.
    package var asOfDescription: String { "\(time.text) (\(time.zone.name))" }

    /// Stops the question that is running, from any thread.
    package var interrupter: Database.Interrupter? { database?.interrupter }

    /// Does the same, for whoever need not know what is stopped; nil without a store.
    package var stop: (@Sendable () -> Void)? {
        database.map { database in
            let interrupter = database.interrupter
            return { interrupter.interrupt() }
        }
    }
}
