package import Store
import Glibc

/// Makes Ctrl-C stop the query that is running instead of the process.
package enum Interruption {
    // unsafe: a signal handler can take no lock. Written only by `whileRunning`, before the handler is installed and after
    // it is removed; the handler itself only reads it and calls a function that SQLite documents as safe from anywhere.
    nonisolated(unsafe) private static var running: Database.Interrupter?

    /// Runs `body` with SIGINT bound to the interrupter; how the signal was handled before is restored.
    package static func whileRunning<Result>(_ interrupter: Database.Interrupter?, _ body: () throws -> Result) rethrows -> Result {
        guard let interrupter else { return try body() }
        running = interrupter
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in Interruption.running?.interrupt() }
        var previous = sigaction()
        sigaction(SIGINT, &action, &previous)
        defer {
            sigaction(SIGINT, &previous, nil)
            running = nil
        }
        return try body()
    }
}
