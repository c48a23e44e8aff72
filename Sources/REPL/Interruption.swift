package import Store
import Glibc
import Synchronization

/// Makes Ctrl-C stop what is running instead of the process.
package enum Interruption {
    // unsafe: a signal handler can take no lock. Written only by `whileRunning`, before the handler is installed and after
    // it is removed; the handler itself only reads it and calls a function that SQLite documents as safe from anywhere.
    nonisolated(unsafe) private static var running: Database.Interrupter?
    private static let requests = Atomic(0)

    /// How much of the processors' time, in microseconds, what was interrupted may still take to end by itself.
    private static let patience = 100_000

    /// Whether Ctrl-C came since `whileRunning` began, for work that asks now and then.
    package static var isRequested: Bool { requestCount > 0 }

    /// How often it came.
    static var requestCount: Int { requests.load(ordering: .relaxed) }

    /// Runs `body` with SIGINT bound to the interrupter; how the signal was handled before is restored.
    ///
    /// - Parameters:
    ///   - alsoWhenKilled: SIGTERM and SIGHUP do the same, for work that has to clear up behind itself.
    ///   - secondTimeEnds: a second signal ends the process, for work that might not notice the first.
    ///   - endsAnyway: a process that goes on working is ended with exit code 130, for work that leaves nothing half
    ///     done but perhaps drafts of files.
    package static func whileRunning<Result>(
        _ interrupter: Database.Interrupter?, alsoWhenKilled: Bool = false, secondTimeEnds: Bool = false,
        endsAnyway: Bool = false,
        _ body: () throws -> Result
    ) rethrows -> Result {
        let former = running
        running = interrupter
        requests.store(0, ordering: .relaxed)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            Interruption.requests.wrappingAdd(1, ordering: .relaxed)
            Interruption.running?.interrupt()
            if Interruption.endsAnyway { Interruption.startTimer() }
        }
        let outer = Interruption.endsAnyway
        Interruption.endsAnyway = endsAnyway
        if endsAnyway { Interruption.endAtTimer() }
        if secondTimeEnds { action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) }
        let signals = alsoWhenKilled ? [SIGINT, SIGTERM, SIGHUP] : [SIGINT]
        let previous = signals.map { number in
            var previous = sigaction()
            sigaction(number, &action, &previous)
            return previous
        }
        defer {
            for (number, var former) in zip(signals, previous) { sigaction(number, &former, nil) }
            Interruption.endsAnyway = outer
            Interruption.stopTimer()
            running = former
        }
        return try body()
    }

    // MARK: The end on the spot

    // unsafe: as above.
    nonisolated(unsafe) private static var endsAnyway = false

    private static func endAtTimer() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            DraftFile.unlinkAll()
            _exit(130)
        }
        sigaction(SIGPROF, &action, nil)
    }

    /// Of the time that all threads work: whoever waits for a slow reader of a pipe is not ended.
    private static func startTimer() { setTimer(patience) }

    private static func stopTimer() { setTimer(0) }

    private static func setTimer(_ microseconds: Int) {
        var timer = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: 0, tv_usec: microseconds))
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    }

    /// Runs `body` while Ctrl-C is meant for another program on the terminal: a pager, an editor.
    static func ignored<Result>(_ body: () throws -> Result) rethrows -> Result {
        var ignoring = sigaction(), former = sigaction()
        ignoring.__sigaction_handler.sa_handler = SIG_IGN
        sigaction(SIGINT, &ignoring, &former)
        defer { sigaction(SIGINT, &former, nil) }
        return try body()
    }
}
