internal import Columns
internal import Model
internal import Store

/// The files of one snapshot: which file holds what, and what each depends on.
struct SnapshotFiles {
    let directory: ColumnDirectory
    let state: StoreState
    let model: DataModel
    /// What besides the model says how values are read: currency and clock of a database that is someone else's.
    let interpretation: String

    func order(of entity: Int) -> RowOrder? {
        let signature = signature(entity, "rows")
        return directory.read(name(signature), identity(signature))?.order
    }

    func column(_ field: Int, of entity: Int, isReference: Bool) -> Column? {
        let signature = signature(entity, describe(field, of: entity, isReference))
        return directory.read(name(signature), identity(signature))?.column
    }

    func write(_ order: RowOrder, of entity: Int) {
        let signature = signature(entity, "rows")
        directory.write(name(signature), ColumnFileContent(order), identity(signature))
    }

    func write(_ column: Column, _ field: Int, of entity: Int, isReference: Bool) {
        let signature = signature(entity, describe(field, of: entity, isReference))
        directory.write(name(signature), ColumnFileContent(column), identity(signature))
    }

    // MARK: What a file depends on

    private func identity(_ signature: UInt64) -> ColumnFile.Identity { ColumnFile.Identity(state: state, signature: signature) }

    private func name(_ signature: UInt64) -> String {
        let digits = String(signature, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits + ".column"
    }

    private func signature(_ entity: Int, _ content: String) -> UInt64 {
        var text = interpretation + "\n" + content + "\n" + describe(order: entity)
        return text.withUTF8 { StableHash.digest($0, seed: 1) }
    }

    /// Everything that the order of an entity's rows depends on: its own declaration, and that of what it belongs to.
    private func describe(order entity: Int) -> String {
        model.ownershipPath(from: entity).map { index in
            let declaration = model.entities[index]
            let fields = [declaration.key, declaration.owner?.field, declaration.eventTime].map { $0.map { describe(declaration.fields[$0]) } ?? "-" }
            return "\"\(declaration.table)\" \(fields.joined(separator: " | "))"
        }.joined(separator: "\n")
    }

    private func describe(_ field: Int, of entity: Int, _ isReference: Bool) -> String {
        let declaration = model.entities[entity].fields[field]
        guard isReference, let target = declaration.reference.flatMap({ model.entityIndex(named: $0) }) else { return "values " + describe(declaration) }
        return "rows " + describe(declaration) + " -> " + describe(order: target)
    }

    private func describe(_ field: Field) -> String {
        "\(field.type.kind.name) \"\(field.column)\" " + (field.storage.map { "\($0)" } ?? "")
    }
}
