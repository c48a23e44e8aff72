internal import Columns
internal import Model
internal import Store

/// The files of one snapshot: which file holds what, and what each depends on.
struct SnapshotFiles {
    let directory: ColumnDirectory
    let state: StoreState
    let model: DataModel
    /// How values are read, besides the model: currency and clock of a database that is someone else's.
    let interpretation: String
    let history: StoreHistory

    /// Rows that tables got since a file was written, by entity: those with higher numbers than this.
    typealias Appended = [Int: Int64]

    func order(of entity: Int) -> (order: RowOrder, lacks: Appended)? {
        let signature = signature(entity, "rows"), path = model.ownershipPath(from: entity)
        let losses = MappedFiles.losses
        guard let found = directory.read(name(signature), signature, where: { appended(to: path, since: $0) != nil }),
            let order = found.content.order,
              let lacks = appended(to: path, since: found.state), losses == MappedFiles.losses else { return nil }
        return (order, lacks)
    }

    func column(_ request: ColumnRequest) -> (column: Column, lacks: Appended)? {
        let entity = request.entity,
            signature = signature(entity, describe(request.field, of: entity, request.isReference))
        var path = model.ownershipPath(from: entity)
        if request.isReference, let target = target(request.field, of: entity) {
            path += model.ownershipPath(from: target)
        }
        let losses = MappedFiles.losses
        guard let found = directory.read(name(signature), signature, where: { appended(to: path, since: $0) != nil }),
            let column = found.content.column,
              let lacks = appended(to: path, since: found.state), losses == MappedFiles.losses else { return nil }
        return (column, lacks)
    }

    /// nil where rows of one of the entities were changed, or where nobody knows.
    private func appended(to path: [Int], since state: StoreState) -> Appended? {
        guard let changes = history.changes(since: state) else { return nil }
        var appended: Appended = [:]
        for entity in path {
            switch changes[model.entities[entity].table] {
            case nil: continue
            case .appended(let above): appended[entity] = above
            case .rewritten: return nil
            }
        }
        return appended
    }

    private func target(_ field: Int, of entity: Int) -> Int? {
        model.entities[entity].fields[field].reference.flatMap { model.entityIndex(named: $0) }
    }

    func write(_ order: RowOrder, of entity: Int) {
        // Without memory for it, the next process has to find the order anew.
        guard let content = try? ColumnFileContent(order) else { return }
        let signature = signature(entity, "rows")
        directory.write(name(signature), content, identity(signature))
    }

    func write(_ column: Column, _ field: Int, of entity: Int, isReference: Bool) {
        let signature = signature(entity, describe(field, of: entity, isReference))
        directory.write(name(signature), ColumnFileContent(column), identity(signature))
    }

    // MARK: What a file depends on

    private func identity(_ signature: UInt64) -> ColumnFile.Identity {
        ColumnFile.Identity(state: state, signature: signature)
    }

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
            let fields = [declaration.key, declaration.owner?.field, declaration.eventTime].map {
                $0.map { describe(declaration.fields[$0]) } ?? "-"
            }
            return "\"\(declaration.table)\" \(fields.joined(separator: " | "))"
        }.joined(separator: "\n")
    }

    private func describe(_ field: Int, of entity: Int, _ isReference: Bool) -> String {
        let declaration = model.entities[entity].fields[field]
        guard isReference, let target = target(field, of: entity) else { return "values " + describe(declaration) }
        return "rows " + describe(declaration) + " -> " + describe(order: target)
    }

    private func describe(_ field: Field) -> String {
        "\(field.type.kind.name) \"\(field.column)\" " + (field.storage.map { "\($0)" } ?? "")
    }
}
