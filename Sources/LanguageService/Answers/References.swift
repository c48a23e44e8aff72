import Syntax

/// A name in one of several texts.
package struct Reference: Sendable {
    package let location: Location
    package let isDeclaration: Bool
}

/// The scripts that an editor knows, as one: names that reach from one into another.
package struct Workspace: Sendable {
    /// The text that was asked about comes first; no two are of one file.
    package let analyses: [ScriptAnalysis]

    package init(_ analyses: [ScriptAnalysis]) { self.analyses = analyses }

    /// Every place that names the same thing.
    package func references(to identity: SymbolIdentity, includingDeclarations: Bool) -> [Reference] {
        analyses.flatMap { analysis in
            analysis.occurrences.filter { $0.identity == identity && (includingDeclarations || !$0.isDeclaration) }.map
            {
                Reference(
                    location: Location(origin: analysis.ownOrigin, source: analysis.source, utf8Range: $0.utf8Range),
                    isDeclaration: $0.isDeclaration)
            }
        }
    }
}
