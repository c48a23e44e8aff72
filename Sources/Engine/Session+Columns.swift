import Columns
import Model
import Planning
import Semantics
import Snapshots
import Store

extension Session {
    /// - Throws: `Failure`: what of the store can't be read; E0533, a sum beyond 64 bits; the interruption; E0702, a
    ///   mistake of ours.
    func runOnColumns(_ plan: Plan) throws(Failure) -> ColumnResult {
        let cancellation = cancellationFromNowOn
        func run(_ source: any ColumnSource) throws(Failure) -> ColumnResult {
            do {
                return try Executor.run(
                    plan, on: source, threads: settings.threads, memory: MemoryBudget(bytes: settings.memoryBudget),
                    cancellation: cancellation)
            } catch { throw Failure(error) }
        }
        if let columnSource { return try run(columnSource) }
        guard let store = try openSnapshots() else {
            throw Failure(
                .noStore, "there is no store to ask", notes: ["name one with `-s STORE` or in $CLIENTELE_STORE"])
        }
        return try withSnapshot(of: store) { (snapshot) throws(Failure) in try run(snapshot) }
    }

    func openSnapshots() throws(Failure) -> SnapshotStore? {
        if let snapshots { return snapshots }
        guard let connections else { return nil }
        do {
            let opened = try SnapshotStore(
                connections, model: environment.model, keepingFrom: SnapshotStore.smallestKept, first: store?.database)
            snapshots = opened
            return opened
        } catch { throw Failure(error) }
    }

    // MARK: Which columns

    /// What answers a question, and what it reads, as lines of text.
    func describeEngine(_ plan: Plan) throws(Failure) -> String {
        guard engine == .columns else { return "engine: \(engine.rawValue); `--stage sql` shows the statement\n" }
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
            let entity = environment.model.entities[column.request.entity]
            let name =
                entity.name + "." + entity.fields[column.request.field].name
                + (column.request.isReference ? " as rows" : "")
            guard let snapshot else { return (name, "") }
            return (
                name,
                snapshot.bytes(of: column.request).map { Session.size($0) }
                    ?? (column.isLate ? "only shown: read for the rows shown, where these are few" : "to be built")
            )
        }
        let width = lines.map(\.name.count).max() ?? 0
        return "engine: columns, \(settings.threads) \(settings.threads == 1 ? "thread" : "threads")\nreads:\n"
            + lines.map { line in
                "  " + line.name
                    + (line.state.isEmpty
                        ? "" : String(repeating: " ", count: width - line.name.count + 2) + line.state) + "\n"
        }.joined()
    }

    static func size(_ bytes: Int) -> String {
        bytes < 10_000 ? "\(bytes) bytes" : bytes < 10_000_000 ? "\(bytes / 1000) kB" : "\(bytes / 1_000_000) MB"
    }
}

extension Failure {
    init(_ error: ExecutionError) {
        switch error {
        case .overflow: self.init(.integerOverflow, "a result is larger than 64 bits can hold")
        case .source(let problem): self.init(problem)
        case .interrupted: self = .interruption
        case .memory(let limit):
            self.init(
                .tooMuchMemory, "this question needs more than \(Session.size(limit)) of memory",
                notes: [
                    "ask it of fewer rows: put `where` and `take` before `select` and `sort`",
                    "`--engine sqlite` may answer it, on the disk"
                ])
        case .unsupported(let part):
            self.init(
                .mistakenPlan, "columns can't work this question out: \(part)",
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
}
