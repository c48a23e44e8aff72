package import Model
package import Syntax

/// A file that others import: its names, and what they mean in it.
///
/// A class, because it has an identity: however many files import it, by whatever names, it is one, and its definitions
/// are bound once.
package final class ImportedFile: Sendable {
    /// As reports show it.
    package let path: String
    /// The name of the import through which the script came upon it first: `m`, or `m.base` for what `m` itself
    /// imports.
    package let qualifier: String
    /// The names available to its own text: the ready-made definitions, its own, and its imports.
    package let environment: Environment
    /// Whether it could not be read or holds an error, which has been reported: names that it lacks are not worth
    /// another.
    package let hasErrors: Bool

    init(path: String, qualifier: String, environment: Environment, hasErrors: Bool) {
        self.path = path
        self.qualifier = qualifier
        self.environment = environment
        self.hasErrors = hasErrors
    }

    /// Its own definitions, in order. What is ready-made has no second name behind an import's, and what the file
    /// imports stays private to it.
    package var declarations: [Environment.Declaration] {
        environment.ownDeclarations.filter { $0.origin != .prelude }.sorted {
            $0.nameSpan.utf8Start < $1.nameSpan.utf8Start
        }
    }

    /// Values and figures that it defines for records, by the names of their entities and their own.
    package func recordDeclarations(of entity: Entity) -> [Environment.Declaration] {
        environment.recordDefinitions(of: entity).filter { $0.origin != .prelude }
    }

    /// All of them, in the order of the model's entities.
    package var recordDeclarations: [Environment.Declaration] {
        environment.model.entities.flatMap { recordDeclarations(of: $0) }
    }

    func recordDeclaration(named name: String, of entity: Entity) -> Environment.Declaration? {
        environment.recordDefinition(named: name, of: entity).flatMap { $0.origin == .prelude ? nil : $0 }
    }

    /// One of its own definitions, by its name or an alias.
    func declaration(named name: String) -> Environment.Declaration? {
        environment.declaration(named: name).flatMap { $0.origin == .prelude ? nil : $0 }
    }
}

/// An import statement whose file has been looked for.
package struct ImportLink: Sendable {
    package let alias: String
    package let aliasSpan: SourceSpan
    package let pathSpan: SourceSpan
    /// Index in `ParsedImports.files`; nil where there is no such file, which has been reported.
    package let file: Int?

    package init(alias: String, aliasSpan: SourceSpan, pathSpan: SourceSpan, file: Int?) {
        self.alias = alias
        self.aliasSpan = aliasSpan
        self.pathSpan = pathSpan
        self.file = file
    }
}

/// Every file that a text imports, itself or through others, parsed: plain data from whoever may read files.
package struct ParsedImports: Sendable {
    package struct File: Sendable {
        package let path: String
        package let parsed: ParsedSource
        package let links: [ImportLink]

        package init(path: String, parsed: ParsedSource, links: [ImportLink]) {
            self.path = path
            self.parsed = parsed
            self.links = links
        }
    }

    /// A file comes behind those that it imports.
    package var files: [File] = []
    /// The imports of the text itself.
    package var links: [ImportLink] = []

    package init() {}
}
