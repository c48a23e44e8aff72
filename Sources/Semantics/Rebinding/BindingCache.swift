import Syntax

/// The results of binding one version of a text, statement by statement, kept for the next version: a statement is not
/// bound again if the edit touched neither it nor anything that it names.
///
/// Holds only for texts that are bound in the same environment.
package struct BindingCache: Sendable {
    let parsed: ParsedSource
    let ground: SharedInputs
    /// The names declared in this text: which words are names decides what other words mean.
    let names: [DeclaredName]
    let files: ImportedFiles
    /// Traces of definitions: this text's, the ready-made ones that it needs, those of the files that it imports.
    let definitions: [Binder.DefinitionKey: DependencyTrace]
    /// Traces of all other statements, by the byte that they start at.
    let statements: [Int32: DependencyTrace]
    let rows: Rows
    /// How many definitions and other statements were taken over from the version before.
    package let reusedCount: Int

    /// Inputs that every statement may depend on. Where they change, all statements are bound again.
    struct SharedInputs: Sendable, Equatable {
        /// The declarations of parameters, as they are written.
        let parameters: [[UInt8]]
        let hasDamagedImport: Bool
        let replacesBuiltin: Bool

        init(_ parsed: ParsedSource, _ environment: Environment) {
            let source = parsed.tree.source
            parameters = parsed.tree.root.all(.parameterDeclaration).map { Array(source.bytes[$0.span.utf8Range]) }
            hasDamagedImport = ImportStatement.isAnyDamaged(in: parsed)
            replacesBuiltin = environment.replacesBuiltin
        }
    }

    /// A declaration that can be named.
    struct DeclaredName: Sendable, Equatable {
        let name: String
        let aliases: [String]
        let kind: DefinitionKind

        init(_ declaration: Environment.Declaration) {
            (name, aliases, kind) = (declaration.name, declaration.aliases, declaration.kind)
        }
    }

    /// Imported files with what is wrong in them.
    struct ImportedFiles: Sendable {
        let parsed: ParsedImports
        let files: [ImportedFile]
        let diagnostics: [Diagnostic]

        /// Whether they are these files with these texts, imported by the same names.
        func holds(for imports: ParsedImports) -> Bool {
            isSame(parsed.links, imports.links) && parsed.files.elementsEqual(imports.files) { old, new in
                    old.path == new.path && old.parsed.tree.source.id == new.parsed.tree.source.id
                        && isSame(old.links, new.links)
                    && old.parsed.tree.source.bytes == new.parsed.tree.source.bytes
            }
        }

        private func isSame(_ old: [ImportLink], _ new: [ImportLink]) -> Bool {
            old.elementsEqual(new) { $0.alias == $1.alias && $0.file == $1.file }
        }
    }

    /// Row variables that kept statements use: new ones are others.
    struct Rows: Sendable {
        static let limit = 100_000

        let next: Int
        let entities: [Int: Int]
    }
}
