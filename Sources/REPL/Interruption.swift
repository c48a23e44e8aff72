package import Store
import Glibc
import Synchronization
package import Concurrency

/// Makes Ctrl-C stop what is running instead of the process.
///
/// A signal handler can take neither a lock nor memory, and what the runtime does for a line of Swift may take either.
/// So the handler counts and writes a byte; a thread of its own does the rest.
package enum Interruption {
    /// The work running now, for the thread.
    private struct Work {
        var interrupter: Database.Interrupter?
        /// How many bodies of `whileRunning` it lies in, itself included.
        var depth = 0
    }

    private static let work = Monitor(Work())
    private static let requests = Atomic(0)
    /// Counts the beginnings and ends of what runs: a signal is for what ran when it came.
    private static let turn = Atomic<UInt8>(0)

    /// Whether Ctrl-C came since the outermost `whileRunning` began, for work that asks now and then.
    package static var isRequested: Bool { requestCount > 0 }

    /// The same for whoever is given a token.
    package static let token = CancellationToken { isRequested }

    /// How often it came.
    static var requestCount: Int { requests.load(ordering: .relaxed) }

    /// Runs `body` with SIGINT bound to the interrupter; how the signal was handled before is restored.
    ///
    /// - Parameters:
    ///   - alsoWhenKilled: SIGTERM and SIGHUP do the same, for work that has to clear up behind itself.
    ///   - secondTimeEnds: a second signal ends the process, for work that might not notice the first.
    package static func whileRunning<Result>(
        _ interrupter: Database.Interrupter?, alsoWhenKilled: Bool = false, secondTimeEnds: Bool = false,
        _ body: () throws -> Result
    ) rethrows -> Result {
        startThread()
        let depth = work.locked { $0.depth }
        // An interruption that came while an outer body ran is meant for this one as well.
        if depth == 0 { requests.store(0, ordering: .relaxed) }
        let outer = change(to: Work(interrupter: interrupter, depth: depth + 1))
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in Interruption.handle() }
        if secondTimeEnds { action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) }
        let signals = alsoWhenKilled ? [SIGINT, SIGTERM, SIGHUP] : [SIGINT]
        let previous = signals.map { number in
            var previous = sigaction()
            sigaction(number, &action, &previous)
            return previous
        }
        defer {
            for (number, var former) in zip(signals, previous) { sigaction(number, &former, nil) }
            _ = change(to: outer)
        }
        return try body()
    }

    private static func change(to next: Work) -> Work {
        work.locked { work in
            turn.wrappingAdd(1, ordering: .relaxed)
            return exchange(&work, next)
        }
    }

    private static func exchange(_ work: inout Work, _ next: Work) -> Work {
        let former = work
        work = next
        return former
    }

    /// Runs `body`, which runs one thing after the other: Ctrl-C between two of them stops nothing, and not the
    /// process.
    ///
    /// The thread is not needed for that: before the first question there is none, and the handler only counts.
    static func betweenQuestions<Result>(_ body: () throws -> Result) rethrows -> Result {
        var action = sigaction(), former = sigaction()
        action.__sigaction_handler.sa_handler = { _ in Interruption.handle() }
        sigaction(SIGINT, &action, &former)
        defer { sigaction(SIGINT, &former, nil) }
        return try body()
    }

    /// Runs `body`, which leaves nothing half done but perhaps drafts of files: Ctrl-C removes these, says so, and ends
    /// the process with exit code 130. Where Ctrl-C is ignored, as behind `nohup`, it stays so.
    ///
    /// This takes neither a thread nor the time that it takes to start one.
    package static func ends<Result>(saying lastWords: String, _ body: () throws -> Result) rethrows -> Result {
        var former = sigaction()
        sigaction(SIGINT, nil, &former)
        if isIgnoring(former) { return try body() }
        Interruption.lastWords = LastWords(lastWords)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in Interruption.end() }
        sigaction(SIGINT, &action, nil)
        defer { sigaction(SIGINT, &former, nil) }
        return try body()
    }

    /// Runs `body` while Ctrl-C is meant for another program on the terminal: a pager, an editor.
    static func ignored<Result>(_ body: () throws -> Result) rethrows -> Result {
        var ignoring = sigaction(), former = sigaction()
        ignoring.__sigaction_handler.sa_handler = SIG_IGN
        sigaction(SIGINT, &ignoring, &former)
        defer { sigaction(SIGINT, &former, nil) }
        return try body()
    }

    private static func isIgnoring(_ action: sigaction) -> Bool {
        // unsafe: SIG_IGN is an address that no function has, so it can only be told from others as a number.
        unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    // MARK: In the handler

    // unsafe: written once, by `startThread`, before the handler is installed.
    nonisolated(unsafe) private static var writingEnd: Int32 = -1

    private static func handle() {
        let former = errno
        requests.wrappingAdd(1, ordering: .relaxed)
        var byte = turn.load(ordering: .relaxed)
        // The pipe is never full but of signals that nobody has looked at: one more says nothing new.
        _ = write(writingEnd, &byte, 1)
        errno = former
    }

    /// Bytes that no signal finds half written.
    private struct LastWords {
        // unsafe: never given back, for a handler may be reading it.
        let bytes: UnsafePointer<UInt8>
        let count: Int

        init(_ text: String) {
            let utf8 = Array(text.utf8), bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: utf8.count)
            bytes.initialize(from: utf8, count: utf8.count)
            (self.bytes, count) = (UnsafePointer(bytes), utf8.count)
        }
    }

    // unsafe: written by `ends` before its handler is installed.
    nonisolated(unsafe) private static var lastWords = LastWords("")

    private static func end() {
        DraftFile.unlinkAll()
        _ = write(STDERR_FILENO, lastWords.bytes, lastWords.count)
        _exit(130)
    }

    // MARK: On the thread

    private static let isStarted = Monitor(false)

    private static func startThread() {
        isStarted.locked { isStarted in
            guard !isStarted else { return }
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { return }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
            writingEnd = ends[1]
            let reading = ends[0]
            // Signals are for the threads that were there before: none is needed to wake this one.
            var all = sigset_t(), former = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_SETMASK, &all, &former)
            defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
            let thread = SystemThread { pass(on: reading) }
            thread?.detach()
            isStarted = thread != nil
        }
    }

    private static func pass(on reading: Int32) {
        var byte: UInt8 = 0
        while true {
            let count = read(reading, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return }
            work.locked { work in
                if turn.load(ordering: .relaxed) == byte { work.interrupter?.interrupt() }
            }
        }
    }
}
