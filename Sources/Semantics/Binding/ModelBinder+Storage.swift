import Model
import Syntax

/// Names that a store's tables and columns can have: SQLite tells no upper from lower case, and has names of its own.
extension ModelBinder {
    /// SQLite's name for the number of a row, which a column of the name would hide.
    private static let rowNumber = "rowid"
    /// Name prefixes reserved by SQLite and by this program.
    private static let reserved = ["sqlite_", "clientele_"]

    /// - Parameter columns: those of the entity's fields before, by their names without letter case.
    mutating func checkStorable(_ field: Field, isKey: Bool, at span: SourceSpan, _ columns: inout [String: String]) {
        let name = field.column.lowercased()
        // A key of whole numbers is the row's number.
        if name == ModelBinder.rowNumber, !isKey || field.type != .int || field.keyDomain != nil {
            let why = "the column `\(field.column)` would hide the number of the row"
            diagnostics.append(.unstorableName(why, at: span))
        }
        if let other = columns[name], other != field.column {
            let why = "`\(other)` and `\(field.column)` are one column in a store"
            diagnostics.append(.unstorableName(why, at: span))
        }
        columns[name] = columns[name] ?? field.column
    }

    /// - Parameter tables: what entities before have, by names without letter case.
    mutating func checkStorable(entity name: SyntaxToken, _ tables: inout [String: String]) {
        let own = name.contents, table = own.lowercased()
        if let prefix = ModelBinder.reserved.first(where: table.hasPrefix) {
            diagnostics.append(.unstorableName("names that begin with `\(prefix)` are not for entities", at: name.span))
        }
        let names = [table, table + "_readable"]
        if let other = names.compactMap({ tables[$0] }).first, other != own {
            diagnostics.append(.unstorableName("`\(other)` and `\(own)` are one table in a store", at: name.span))
        }
        for name in names { tables[name] = tables[name] ?? own }
    }
}
