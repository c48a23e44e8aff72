import Engine
import Generation
import Glibc
import Model
import Output
import REPL
import Semantics
import Store
import Syntax

struct GenerateCommand: Command {
    static let declaration = CommandDeclaration(
        name: "generate", summary: "Make a store full of realistic customers",
        usage: ["clientele generate STORE [OPTIONS]"],
        operand: .init(
            name: "STORE", help: "where: a file that does not exist yet; interrupted, there is none", counts: 1...1),
        options: [
            OptionDeclaration(name: "customers", value: "N", help: "how many customers", otherwise: "1000"),
            OptionDeclaration(name: "seed", value: "N", help: "another seed, other customers", otherwise: "1"),
            OptionDeclaration(
                name: "end-date", value: "DATE", help: "the last day on which anything happens",
                otherwise: "\(StoreGenerator.defaultEndDate)"),
            OptionDeclaration(
                name: "currency", value: "CODE", help: "ISO 4217 code of a currency with hundredths", otherwise: "USD"),
            OptionDeclaration(
                name: "time-zone", value: "ZONE", help: "what a day is in this store: an IANA time zone",
                otherwise: "UTC"),
            StoreOptions.noProgress,
            StoreOptions.errorFormat
        ],
        remarks: """
            Example:
              clientele generate shop.db --customers 10000 --seed 7
            """)

    private let path: String
    private let customers: Int
    private let seed: UInt64
    private let end: CivilDate
    private let currency: String
    private let timeZone: String
    private let showsProgress: Bool
    private let reporter: Reporter

    init(_ arguments: ParsedArguments) throws(Failure) {
        path = arguments.operands[0]
        customers = try arguments.integer("customers", in: 0...Int(Int32.max)) ?? 1_000
        seed = try arguments.integer("seed", in: 0...UInt64.max) ?? 1
        end = try arguments["end-date"].map(GenerateCommand.day) ?? StoreGenerator.defaultEndDate
        currency = arguments["currency"] ?? "USD"
        timeZone = arguments["time-zone"] ?? "UTC"
        showsProgress = !arguments.has("no-progress")
        reporter = Reporter(arguments)
    }

    private static func day(_ text: String) throws(Failure) -> CivilDate {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, let day = CivilDate(year: parts[0], month: parts[1], day: parts[2]) else {
            throw Failure(.badArgument, "`--end-date \(text)` is no day", notes: ["write --end-date 2026-06-30"])
        }
        return day
    }

    func run() throws {
        let start = WallClock.monotonicSeconds
        let model = try Session(settings: Session.Settings(now: WallClock.now)).environment.model
        let generator: StoreGenerator
        do { generator = try StoreGenerator(model: model, customers: customers, seed: seed, endDate: end) } catch {
            throw Failure(.badArgument, "\(error)")
        }
        let bar = ProgressBar(isShown: showsProgress, title: path)
        defer { bar.clear() }
        var rows = 0
        try NewStore.make(
            path: path, currency: currency, timeZone: timeZone, model: NewStore.text(nil), reporter: reporter
        ) { (store) throws(StoreError) in
            rows = try fill(store, of: model, from: generator, bar)
        }.database.close()
        bar.clear()
        let seconds = WallClock.monotonicSeconds - start
        let counts = "\(counted(customers, "customer", "customers")), \(counted(rows, "record", "records")) in all"
        reporter.remark("made \(path): \(counts), up to \(end), in \(elapsedTime(seconds))")
    }

    private func fill(_ store: ManagedStore, of model: DataModel, from generator: StoreGenerator, _ bar: ProgressBar)
        throws(StoreError) -> Int
    {
        do {
            return try Interruption.whileRunning(store.database.interrupter, alsoWhenKilled: true) {
                try addRecords(to: store, of: model, from: generator, bar)
            }
        } catch let error as StoreError { throw error } catch { throw StoreError(.storeFailure, "\(path): \(error)") }
    }

    /// Everything in one transaction; the number of records.
    private func addRecords(
        to store: ManagedStore, of model: DataModel, from generator: StoreGenerator, _ bar: ProgressBar
    ) throws -> Int {
        var rows = 0, made = 0
        try store.database.execute("PRAGMA synchronous = EXTRA; BEGIN IMMEDIATE")
        let writers = try model.entities.map { try RecordWriter(store, entity: $0) }
        try generator.generate { entity, row in
            try writers[entity].append(row)
            rows += 1
            guard entity == model.customer else { return }
            made += 1
            if Interruption.isRequested { throw StoreError(.interrupted, "interrupted") }
            if made % 1_000 == 0 { bar.show(done: Int64(made), of: Int64(customers), "\(grouped(rows)) records") }
        }
        bar.show(done: 1, of: 1, "making indexes")
        for writer in writers { try writer.finish() }
        try store.database.execute("COMMIT")
        return rows
    }
}
