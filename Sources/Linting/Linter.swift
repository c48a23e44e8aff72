package import Syntax

/// Bound scripts → what is odd in them.
///
/// Enters: a script that compiled. Leaves: findings in the order of the text, most with a fix. Never: says again what
/// the binder has warned of, reads a file or a store.
package enum Linter {
    /// One file each, in `Lints`; by code.
    static let lints: [Lint] = [
        .unusedParameter, .unusedImport, .unusedDefinition, .hiddenName, .sameDefinition,
        .negatedMissing, .windowUnit, .takeWithoutSort, .sortWithoutEffect,
        .neighboursWithoutSort, .takeByAmount, .repeatedNumber,
    ]

    /// The pages of the lints, by code.
    package static let codes: [DiagnosticCode] = lints.map(\.code)

    /// The page that belongs to a code, in whatever case.
    package static func code(_ id: String) -> DiagnosticCode? {
        let id = id.uppercased()
        return codes.first { $0.id == id }
    }

    /// - Parameter warnings: what the binder warned of, to be told with the findings and allowed like them.
    package static func lint(_ script: LintedScript, warnings: [Diagnostic] = []) -> [Diagnostic] {
        let allowances = Suppressions(in: script.parsed)
        return (warnings + lints.flatMap { $0.findings(in: script) })
            .filter { $0.primary.span.source == script.source.id && !allowances.allow($0) }
            .sorted { ($0.primary.span.utf8Start, $0.code.id) < ($1.primary.span.utf8Start, $1.code.id) }
    }

    /// The first fix of each finding where that leaves answers as they are, in order; of those that touch each other,
    /// the first.
    package static func safeEdits(for findings: [Diagnostic]) -> [Diagnostic.Edit] {
        let safe = Set(lints.filter(\.fixesKeepAnswers).map(\.code))
        var edits: [Diagnostic.Edit] = []
        for finding in findings where safe.contains(finding.code) {
            guard let fix = finding.fixIts.first,
                !fix.edits.contains(where: { new in edits.contains { $0.touches(new) } })
            else { continue }
            edits += fix.edits
        }
        return edits.sorted { $0.span.utf8Start < $1.span.utf8Start }
    }
}

private extension Diagnostic.Edit {
    func touches(_ other: Diagnostic.Edit) -> Bool {
        span.utf8Start <= other.span.utf8End && other.span.utf8Start <= span.utf8End
    }
}
