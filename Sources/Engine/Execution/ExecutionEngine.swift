/// The engine that executes a plan. Every engine gives the same answer to every question.
package enum ExecutionEngine: String, Sendable, Hashable, CaseIterable {
    /// The plan as one statement: the reference, and SQL that can be taken elsewhere.
    case sqlite
    /// The plan over columns in memory.
    case columns
}
