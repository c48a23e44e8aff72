package import Syntax

/// Something to look for in a script that means what it says, and yet hardly what was meant, or says it in a roundabout
/// way.
package struct Lint: Sendable {
    /// Its page; findings have this code.
    package let code: DiagnosticCode
    /// Whether a script with its fixes made gives the same answers: only such fixes are made without being asked for
    /// one by one.
    let fixesKeepAnswers: Bool
    /// Given its own code.
    private let find: @Sendable (LintedScript, DiagnosticCode) -> [Diagnostic]

    init(
        _ code: DiagnosticCode, fixesKeepAnswers: Bool = false,
        _ find: @escaping @Sendable (LintedScript, DiagnosticCode) -> [Diagnostic]
    ) {
        self.code = code
        self.fixesKeepAnswers = fixesKeepAnswers
        self.find = find
    }

    func findings(in script: LintedScript) -> [Diagnostic] { find(script, code) }
}

extension DiagnosticCode {
    func finding(
        _ message: String, at span: SourceSpan, label: String, secondary: [Diagnostic.Label] = [], notes: [String] = [],
        fixIts: [Diagnostic.FixIt] = []
    ) -> Diagnostic {
        Diagnostic(
            self, message, at: span, label: label, severity: .warning, secondary: secondary, notes: notes,
            fixIts: fixIts)
    }
}
