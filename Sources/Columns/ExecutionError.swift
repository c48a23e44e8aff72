/// Why a question has no answer.
package enum ExecutionError: Error, Sendable {
    /// A whole number, or an amount of money, left 64 bits.
    case overflow
    case source(ColumnSourceError)
    case interrupted
    /// More than the question's budget, in bytes.
    case memory(limit: Int)
    /// A plan that this engine can't run; the words say which part.
    case unsupported(String)
}
