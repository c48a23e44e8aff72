internal import Engine
internal import JSON
internal import LanguageService
internal import Concurrency

/// Answers questions that need the store, one after the other, on a thread and a connection of its own, so that nothing
/// else waits for them.
///
/// A question that exceeds its time is answered without the store; it is then worked out while nothing else is to be
/// done, so that the answer is there when it is asked for again.
final class DataWorker: Sendable {
    struct Job: Sendable {
        /// nil where nobody waits for an answer.
        let reply: Reply?
        /// Somebody looks at the screen for it; anything else makes way.
        let isInteractive: Bool
        let seconds: Double
        /// The answer, or nil where it did not come within the limit.
        let work: @Sendable (StoreKnowledge, StoreKnowledge.Budget) -> JSONValue?
        /// The answer without the store.
        let otherwise: JSONValue
        /// Requested when the text that the question is about has changed or is closed: nobody wants to know any more.
        var text: CancellationSource?
        /// Called when the answer is known after all.
        var whenKnown: (@Sendable () -> Void)?

        var isOutdated: Bool { text?.isCancelled ?? false }
    }

    private struct State: Sendable {
        var interactive: [Job] = []
        var background: [Job] = []
        /// Answered without the store, and not yet known.
        var deferred: [Job] = []
        var open: (@Sendable () throws(Failure) -> Session)?
        /// Files of the store: its own and its write-ahead log.
        var files: [String] = []
        var edition = 0
        var hasStarted = false

        var isIdle: Bool { interactive.isEmpty && background.isEmpty }
    }

    /// How long a deferred answer may take, and how many are remembered.
    private static let deferredSeconds = 60.0
    private static let deferredLimit = 100

    private let state = Monitor(State())

    /// Takes another store from now on; nil for none.
    func use(_ store: String?, open: (@Sendable () throws(Failure) -> Session)?) {
        state.change { state in
            state.open = open
            state.files = store.map { [$0, $0 + "-wal"] } ?? []
            state.edition += 1
            state.deferred = []
        }
    }

    func put(_ job: Job) {
        let mustStart = state.change { state in
            if job.isInteractive { state.interactive.append(job) } else { state.background.append(job) }
            defer { state.hasStarted = true }
            return !state.hasStarted
        }
        if mustStart, !ServerThread.start({ self.run() }) { job.reply?.answer(.success(job.otherwise)) }
    }

    // MARK: The thread

    private enum Task: Sendable { case answer(Job), workOut(Job) }

    private func run() {
        var knowledge: StoreKnowledge?
        var stamp: [FileStamp?] = []
        var edition = -1
        while true {
            let (task, open, files, currentEdition) = state.await {
                state -> (Task, (@Sendable () throws(Failure) -> Session)?, [String], Int)? in
                guard let task = DataWorker.next(&state) else { return nil }
                return (task, state.open, state.files, state.edition)
            }
            // Answers about a store that has changed since no longer hold.
            let currentStamp = files.map { FileStamp(path: $0) }
            if currentEdition != edition || currentStamp != stamp {
                knowledge = open.flatMap { try? $0() }.map { StoreKnowledge($0) }
                (edition, stamp) = (currentEdition, currentStamp)
            }
            switch task {
            case .answer(let job): answer(job, knowledge)
            case .workOut(let job): workOut(job, knowledge)
            }
        }
    }

    private static func next(_ state: inout State) -> Task? {
        if !state.interactive.isEmpty { return .answer(state.interactive.removeFirst()) }
        if !state.background.isEmpty { return .answer(state.background.removeFirst()) }
        return state.deferred.isEmpty ? nil : .workOut(state.deferred.removeFirst())
    }

    private func answer(_ job: Job, _ knowledge: StoreKnowledge?) {
        let cancellation = job.reply?.cancellation ?? CancellationSource()
        guard let knowledge else { job.reply?.answer(.success(job.otherwise)); return }
        let makesWay: @Sendable () -> Bool = { [state] in !job.isInteractive && state.locked { !$0.interactive.isEmpty }
        }
        let stops = CancellationToken { cancellation.isCancelled || job.isOutdated || makesWay() }
        let budget = StoreKnowledge.Budget(seconds: job.seconds, stops)
        let result = cancellation.isCancelled ? nil : job.work(knowledge, budget)
        if let result { job.reply?.answer(.success(result)); return }
        if cancellation.isCancelled { job.reply?.answer(.failure(.requestCancelled)); return }
        if job.isOutdated { job.reply?.answer(.success(job.otherwise)); return }
        if makesWay() { return state.locked { $0.background.insert(job, at: 0) } }
        job.reply?.answer(.success(job.otherwise))
        state.locked { if $0.deferred.count < DataWorker.deferredLimit { $0.deferred.append(job) } }
    }

    /// Begins anew where something else came up meanwhile.
    private func workOut(_ job: Job, _ knowledge: StoreKnowledge?) {
        guard let knowledge, !job.isOutdated else { return }
        let makesWay: @Sendable () -> Bool = { [state] in state.locked { !$0.isIdle } }
        let stops = CancellationToken { job.isOutdated || makesWay() }
        let budget = StoreKnowledge.Budget(seconds: DataWorker.deferredSeconds, stops)
        let result = job.work(knowledge, budget)
        if result != nil {
            job.whenKnown?()
        } else if makesWay(), !job.isOutdated {
            state.locked { $0.deferred.append(job) }
        }
    }
}
