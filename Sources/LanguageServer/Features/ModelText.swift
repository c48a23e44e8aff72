internal import Engine
internal import LanguageService
internal import Semantics
internal import Syntax

/// A model, open in the editor: it is checked as what it is, without the database that it may be of.
enum ModelText {
    static func diagnostics(_ script: AnalysedScript) -> [Diagnostic] {
        let parsed = script.analysis.compilation.parsed
        return parsed.diagnostics.isEmpty ? ModelBinder.bindAttached(parsed).diagnostics : parsed.diagnostics
    }
}
