import Semantics
package import Syntax
import Model

/// Notes on a result, besides its rows.
extension Session {
    /// Notes on a result that has been read to its end: what was counted on the way, and, where there is nothing,
    /// whether case is to blame.
    package func notes(on result: QueryResult, of compilation: Compilation) -> [Diagnostic] {
        notes(onRowsOf: result, of: compilation) + result.questionNotes
    }

    /// Notes that require further questions, asked in the state that the result is from.
    func questionNotes(on result: QueryResult, to query: BoundQuery, of compilation: Compilation) throws(Failure)
        -> [Diagnostic]
    {
        guard result.isEmpty else { return [try noteOnScores(result, query, of: compilation)].compactMap(\.self) }
        if let note = try noteOnCase(query, of: compilation) { return [note] }
        return [try noteOnAge(query, of: compilation)].compactMap(\.self)
    }

    private func notes(onRowsOf result: QueryResult, of compilation: Compilation) -> [Diagnostic] {
        guard let watch = result.watch else { return [] }
        return zip(watch.items, result.tallies).filter { $0.1 > 0 }.map { item, count in
            // Only what stands in this text can be mended in it.
            let isHere = item.clause.source == compilation.source.id
            switch item.cause {
            case .missingValue(let name):
                return .missingSweptIn(
                    text(of: name), count: count, of: result.rowCount, at: item.clause, canMend: isHere)
            case .noRecords(let path, let function):
                return .allOverNothing(text(of: path), count: count, of: result.rowCount, at: function, canMend: isHere)
            }
        }
    }

    /// Comparisons that are tried one by one.
    private static let comparisonLimit = 6

    /// The note on letter case for a result without rows; nil if case makes no difference.
    private func noteOnCase(_ query: BoundQuery, of compilation: Compilation) throws(Failure) -> Diagnostic? {
        let folding = CaseFolding(query, of: compilation.script)
        guard let first = folding.comparisons.first else { return nil }
        let all = try count(folding.counting { _ in true })
        guard all > 0 else { return nil }
        let isOfForms = try isOfForms(folding)
        for comparison in folding.comparisons.prefix(Session.comparisonLimit) where folding.comparisons.count > 1 {
            let alone = try count(folding.counting { $0 == comparison })
            if alone > 0 {
                return .caseWouldMatch(
                    alone, isOfForms: isOfForms, at: comparison, canMend: comparison.source == compilation.source.id)
            }
        }
        let isAlone = folding.comparisons.count == 1
        return .caseWouldMatch(
            all, isOfForms: isOfForms, at: first, canMend: isAlone && first.source == compilation.source.id,
            others: isAlone ? [] : Array(folding.comparisons.dropFirst()))
    }

    /// Whether it suffices to put the characters of texts together otherwise.
    private func isOfForms(_ folding: CaseFolding) throws(Failure) -> Bool {
        for form in [CaseFolding.Change.decomposed, .composed] {
            if try count(folding.counting(form) { _ in true }) > 0 { return true }
        }
        return false
    }

    private func count(_ question: (query: BoundQuery, script: BoundScript)) throws(Failure) -> Int {
        let result = try run(question.query, of: question.script)
        var row: [Value] = []
        guard try result.advance() else { return 0 }
        result.read(into: &row)
        if case .int(let count)? = row.first { return Int(count) } else { return 0 }
    }
}
