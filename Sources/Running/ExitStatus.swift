package import Engine

/// Exit status of the process.
package enum ExitStatus: Int32, Sendable {
    case success = 0
    /// The question, an expectation or a check failed.
    case failure = 1
    /// The input can't be understood.
    case usageError = 2
    case interrupted = 130

    package init(_ failure: Failure) {
        self = failure.isInterruption ? .interrupted : failure.isUsageError ? .usageError : .failure
    }
}
