import Model
package import Syntax

/// E032: files that others import.
extension DiagnosticCode {
    package static let fileImportCodes: [DiagnosticCode] = [unreadableImport, importCycle, privateToImport]

    static let unreadableImport = DiagnosticCode(
        "E0320", "import that can't be read",
        explanation:
            "The file does not exist, may not be read, or holds no UTF-8 text. Its path is relative to the file with the import, and in a text that is no file to the working directory.",
        wrong: "import \"lib/metrcis.cq\" as m", right: "import \"lib/metrics.cq\" as m")
    static let importCycle = DiagnosticCode(
        "E0321", "imports in a circle",
        explanation:
            "Files may import each other as long as none, on whatever way, imports itself. Put what both need into a third file.",
        wrong: "-- a.cq\nimport \"b.cq\" as b\n-- b.cq\nimport \"a.cq\" as a", right: "import \"lib/metrics.cq\" as m")
    static let privateToImport = DiagnosticCode(
        "E0322", "name that an imported file does not define",
        explanation:
            "Behind an import's name stand the metrics, segments and classes that its file defines itself. Ready-made ones need no prefix, and what the file imports is private to it: import that file too.",
        wrong: "import \"lib/metrics.cq\" as m\nsegment where m.recency < 30",
        right: "import \"lib/metrics.cq\" as m\nsegment where recency < 30 and m.aov > 200")
}

extension Diagnostic {
    package static func unreadableImport(_ path: String, reason: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unreadableImport, "can't import \(path.isEmpty ? "\"\"" : path): \(reason)", at: span,
            label: "can't be read")
    }

    package static func importCycle(_ paths: [String], at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .importCycle, "`\(paths[0])` imports itself", at: span, label: "closes the circle",
            notes: [paths.joined(separator: " → ")])
    }

    package static func importsNestTooDeeply(limit: Int, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.importCycle, "a chain of imports is more than \(limit) files long", at: span, label: "one too many")
    }

    /// - Parameters:
    ///   - rows: the entities whose rows are at hand.
    ///   - isReadyMade: the name has a meaning of its own, without the import's before it.
    static func notDefined(
        _ name: String, byImport alias: String, _ file: ImportedFile, for rows: [Entity], isReadyMade: Bool,
        at span: SourceSpan
    ) -> Diagnostic {
        let own = file.declarations.flatMap { [$0.name] + $0.aliases }
        let ofRows = rows.flatMap { file.recordDeclarations(of: $0) }.flatMap { [$0.memberName] + $0.aliases }
        let closest = EditDistance.closest(to: name, in: ofRows + own)
        // Those for records go with rows of theirs; the name that they are declared by says which.
        let names = own + file.recordDeclarations.map(\.name)
        let fix = isReadyMade ? FixIt("`\(name)` is ready-made and needs no prefix", replace: span, with: name)
            : closest.map { FixIt("did you mean `\(alias).\($0)`?", replace: span, with: "\(alias).\($0)") }
        let list =
            names.isEmpty
            ? "it defines nothing"
            : "it defines " + names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " …" : "")
        return Diagnostic(
            .privateToImport, "\(file.path) does not define `\(name)`", at: span, label: "imported as `\(alias)`",
            notes: fix == nil ? [list] : [], fixIts: fix.map { [$0] } ?? [])
    }

    static func importAlone(_ alias: String, _ file: ImportedFile, at span: SourceSpan) -> Diagnostic {
        let example = file.declarations.first.map { ["name what it defines, as in `\(alias).\($0.name)`"] } ?? []
        return Diagnostic(
            .privateToImport, "`\(alias)` is an imported file, not a value", at: span,
            label: "a name is missing behind it", notes: example)
    }

    /// - Parameter owner: what has the name already, as in "a field of customers".
    static func importHidesName(_ alias: String, owner: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.duplicateName, "`\(alias)` is already \(owner)", at: span, label: "import it under another name")
    }

    static func duplicateImport(_ alias: String, at span: SourceSpan, first: SourceSpan) -> Diagnostic {
        Diagnostic(
            .duplicateName, "`\(alias)` is imported twice", at: span, label: "the second import",
            secondary: [Label(first, "the first")])
    }

    static func nameOfImport(_ name: String, alias: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .duplicateName, "`\(name)` can't be defined here: `\(alias)` is an imported file", at: span,
            label: "choose another name")
    }
}
