// Output: what an engine found and what a compiler has to say, as bytes for a person or a program.
//
//     columns, rows  ──► ResultWriter ──► ByteSink ──► file descriptor, or memory
//                        (one per OutputFormat: table vertical csv tsv json jsonl markdown)
//     Diagnostic     ──► DiagnosticRenderer (terminal), DiagnosticJSON (programs)
//
// Enters: typed columns, rows of `Value`s one after the other, diagnostics with the texts they speak of.
// Leaves: UTF-8. A value's text is `ValueFormat`'s, in every format; a format only adds separators and escapes.
// Formats for programs are exact and complete: every row, every column, no colour. The table is for people: it fits the
// terminal, makes control characters visible and says what it left out.
//
// Never: sorts, rounds or fetches; opens a file; asks the environment how wide the terminal is or whether to use
// colour (the caller says so); lets a cell's or a source text's bytes steer the terminal.
//
// Adding a format adds a file in Formats/ and a case to `OutputFormat`.

package import Model

/// Takes one result, row by row: `begin`, any number of `write`, `end`.
///
/// All three throw what `ByteSink` throws: `ClosedPipe` where nobody reads any more, `WriteError` for the rest.
package protocol ResultWriter {
    mutating func begin(_ columns: [ResultColumn]) throws

    /// - Precondition: as many values as columns.
    mutating func write(_ row: [Value]) throws

    /// A line between what has been written and what comes now, where a format has one.
    mutating func writeRule()

    /// Ends the result and flushes the sink.
    mutating func end(_ summary: ResultSummary) throws

    /// No further row will be shown. A caller that knows the number of rows may stop and give it to `end`.
    var isSatisfied: Bool { get }
}

extension ResultWriter {
    package var isSatisfied: Bool { false }
    package mutating func writeRule() {}
}

/// The facts known at the end of a result.
package struct ResultSummary: Sendable, Hashable {
    /// Rows of the whole result, where that is more than were written.
    package var totalRows: Int?

    package init(totalRows: Int? = nil) {
        self.totalRows = totalRows
    }
}
