import Columns
import Concurrency
import Model
package import Planning
import Semantics
import Snapshots
import Store

/// A plan over columns in memory, those of the store's snapshots.
package final class ColumnExecutor: PlanExecutor {
    /// Other columns than those of the store's own snapshots; for tests.
    var source: (any ColumnSource)?
    private let model: DataModel
    /// nil where there is no store.
    private let connections: StoreConnections?
    private let database: Database?
    private let threads: Int
    private let memoryBudget: Int?
    /// Opened when the first question needs it.
    private var snapshots: SnapshotStore?

    /// - Parameter database: a connection that the snapshots may use; nil where they open all of their own.
    init(_ connections: StoreConnections?, model: DataModel, database: Database?, _ settings: Session.Settings) {
        self.connections = connections
        self.model = model
        self.database = database
        threads = settings.threads
        memoryBudget = settings.memoryBudget
    }

    package func execute(_ plan: Plan) throws(Failure) -> any RowSource {
        if let source { return try run(plan, on: source) }
        guard let store = try openSnapshots() else { throw Failure.noStore }
        return try withSnapshot(of: store) { (snapshot) throws(Failure) in try run(plan, on: snapshot) }
    }

    private func run(_ plan: Plan, on source: any ColumnSource) throws(Failure) -> ColumnRows {
        let interrupter = connections?.interrupter
        let memory = memoryBudget.map { MemoryBudget(bytes: $0) }
            ?? MemoryBudget(atLeast: 1 << 28) { MachineMemory.limit / 2 }
        do {
            let result = try Executor.run(
                plan, on: source, threads: threads, memory: memory,
                cancellation: interrupter?.token ?? .never)
            return ColumnRows(result, columns: plan.columns.count, interrupter)
        } catch { throw Failure(error) }
    }

    private func openSnapshots() throws(Failure) -> SnapshotStore? {
        if let snapshots { return snapshots }
        guard let connections else { return nil }
        do {
            let opened = try SnapshotStore(
                connections, model: model, keepingFrom: SnapshotStore.smallestKept, first: database)
            snapshots = opened
            return opened
        } catch { throw Failure(error) }
    }

    package func inOneState<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        guard source == nil, let store = try openSnapshots() else { return try body() }
        return try withSnapshot(of: store) { (_) throws(Failure) in try body() }
    }

    private func withSnapshot<Result>(
        of store: SnapshotStore, _ body: (Snapshot) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let snapshot: Snapshot, result: Result
        do { snapshot = try store.beginQuestion() } catch { throw Failure(error) }
        do { result = try body(snapshot) } catch {
            // The first error is the one reported.
            try? store.endQuestion()
            throw error
        }
        do { try store.endQuestion() } catch { throw Failure(error) }
        return result
    }

    func waitForFiles() { snapshots?.waitForFiles() }

    // MARK: Which columns

    package func describe(_ plan: Plan) throws(Failure) -> String {
        guard let store = try openSnapshots() else { return describe(plan, nil) }
        let place =
            store.isSmall
            ? "nowhere; so small a store is as soon read again"
            : store.problem.map { "nowhere; \($0)" } ?? store.directoryPath ?? "nowhere"
        let description = try withSnapshot(of: store) { (snapshot) throws(Failure) in describe(plan, snapshot) }
        return description + "kept in: \(place)\n"
    }

    private func describe(_ plan: Plan, _ snapshot: Snapshot?) -> String {
        let columns = Executor.columns(of: plan, on: snapshot)
        let lines = columns.map { column -> (name: String, state: String) in
            let entity = model.entities[column.request.entity]
            let name =
                entity.name + "." + entity.fields[column.request.field].name
                + (column.request.isReference ? " as rows" : "")
            guard let snapshot else { return (name, "") }
            return (
                name,
                snapshot.bytes(of: column.request).map { Failure.size($0) }
                    ?? (column.isLate ? "only shown: read for the rows shown, where these are few" : "to be built")
            )
        }
        let width = lines.map(\.name.count).max() ?? 0
        return "engine: columns, \(threads) \(threads == 1 ? "thread" : "threads")\nreads:\n"
            + lines.map { line in
                "  " + line.name
                    + (line.state.isEmpty
                        ? "" : String(repeating: " ", count: width - line.name.count + 2) + line.state) + "\n"
        }.joined()
    }
}

extension Failure {
    static let noStore = Failure(
        .noStore, "there is no store to ask", notes: ["name one with `-s STORE` or in $CLIENTELE_STORE"])

    init(_ error: ExecutionError) {
        switch error {
        case .overflow: self.init(.integerOverflow, "a result is larger than 64 bits can hold")
        case .source(let problem): self.init(problem)
        case .interrupted: self = .interruption
        case .memory(let limit):
            self.init(
                .tooMuchMemory, "this question needs more than \(Failure.size(limit)) of memory",
                notes: [
                    "ask it of fewer rows: put `where` and `take` before `select` and `sort`",
                    "`--engine sqlite` may answer it, on the disk"
                ])
        case .unsupported(let part):
            self.init(
                .internalPlanError, "columns can't work this question out: \(part)",
                notes: ["this is a mistake of Clientele's; `--engine sqlite` answers"])
        }
    }

    init(_ problem: ColumnSourceError) {
        if let cause = problem.cause as? StoreError {
            self.init(cause)
        } else {
            self.init(.storeFailure, problem.message, notes: problem.notes)
        }
    }

    fileprivate static func size(_ bytes: Int) -> String {
        bytes < 10_000 ? "\(bytes) bytes" : bytes < 10_000_000 ? "\(bytes / 1000) kB" : "\(bytes / 1_000_000) MB"
    }
}
