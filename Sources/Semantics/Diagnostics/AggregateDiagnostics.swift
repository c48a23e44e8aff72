import Model
import Syntax

extension Diagnostic {
    static func pairOutsideGroup(_ function: PairFunction, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .groupedName, "`\(function.rawValue)` is a figure over many rows, and this is about one", at: span,
            label: "one row here",
            notes: ["it stands in braces: `from customers | aggregate { figure = \(function.example) }`"])
    }
}
