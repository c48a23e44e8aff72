import Engine
import Semantics
import Syntax

/// A definition or a question whose size or answer can be asked for where it stands.
package struct Lens: Sendable, Hashable {
    /// The segment's name, or the place of a question among the text's statements that ask something.
    package enum Target: Sendable, Hashable {
        case segment(String)
        case question(Int)
    }

    /// Range of the name, or of the question's first word.
    package let utf8Range: Range<Int>
    package let target: Target
}

extension ScriptAnalysis {
    /// Lenses of the statements that can run; none for those with errors and those that depend on them.
    package var lenses: [Lens] { sound?.ownLenses ?? [] }

    private var ownLenses: [Lens] {
        var lenses: [Lens] = [], questions = 0
        for statement in tree.root.nodes {
            switch statement.kind {
            case .segmentDeclaration:
                if let name = statement.first(.declaredName), !name.tokens.isEmpty {
                    // A segment of records has no size of its own.
                    if environment.declaration(named: name.dottedName) != nil {
                        lenses.append(Lens(utf8Range: name.utf8Range, target: .segment(name.dottedName)))
                    }
                    continue
                }
                fallthrough
            case .pipeline, .explanation:
                lenses.append(
                    Lens(
                        utf8Range: statement.firstToken?.span.utf8Range ?? statement.utf8Range,
                        target: .question(questions)))
                questions += 1
            default: continue
            }
        }
        return lenses
    }
}
