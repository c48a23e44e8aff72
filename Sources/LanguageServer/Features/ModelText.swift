internal import Engine
internal import Importing
internal import LanguageService
internal import Semantics
internal import Syntax

/// A model, open in the editor: it is checked as what it is, without the database that it may be of.
enum ModelText {
    static func diagnostics(_ script: AnalysedScript) -> [Diagnostic] {
        let parsed = script.analysis.compilation.parsed
        // The mapping of a source is written as a model is.
        if parsed.diagnostics.isEmpty, MappingReader.read(parsed.tree.source).diagnostics.isEmpty { return [] }
        return parsed.diagnostics.isEmpty ? ModelBinder.bindAttached(parsed).diagnostics : parsed.diagnostics
    }
}
