import Analyses
import Semantics
import Syntax

/// The parameters and imports of a text, whatever else is wrong with it: for giving each of several files its
/// arguments.
package struct DeclaredParameters {
    private let names: Set<String>
    private let imports: Set<String>

    package init(of bytes: [UInt8]) {
        let parsed = Parser.parse(SourceText(id: SourceID(0), name: "", bytes: bytes), analyses: Analyses.forms)
        names = Set(Binder.parameterNames(in: parsed))
        imports = Set(ImportStatement.all(in: parsed).map(\.alias))
    }

    /// Whether an argument is for this text: `min`, or `m.min` where it imports a file as `m`.
    package func take(_ argument: String) -> Bool {
        names.contains(argument)
            || argument.firstIndex(of: ".").map { imports.contains(String(argument[..<$0])) } ?? false
    }
}
