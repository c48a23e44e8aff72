import Model
import Syntax

/// A model for a new store, drafted from tables that hold what it is to hold.
package struct StoreDraft: Sendable {
    /// In the language, for `clientele init --model`.
    package let text: String
    package let entities: [Entity]

    package struct Entity: Sendable {
        package let name: String
        /// The table that its records come from.
        package let table: String
        /// Whether a field tells its records apart; else the store numbers them.
        package let hasKey: Bool
        /// Field → column.
        package let columns: [String: String]
        /// How many owners stand between its records and the customers, who have 0, as what is looked up has.
        package let depth: Int
    }

    init(_ model: InferredModel) {
        text = "-- Drafted from files. Read it over: `clientele init --model` takes what you make of it.\n"
            + model.entities.indices.map { "\n" + StoreDraft.declaration(model, $0) }.joined()
        entities = model.entities.indices.map { index in
            let entity = model.entities[index]
            let columns = StoreDraft.fields(entity).compactMap { field in field.column.map { (field.name, $0) } }
            let hasKey = StoreDraft.fields(entity).contains(where: \.isKey)
            return Entity(
                name: entity.name, table: entity.table, hasKey: hasKey,
                columns: Dictionary(columns, uniquingKeysWith: { first, _ in first }),
                depth: StoreDraft.depth(model, index))
        }
    }

    /// Fields with a column of their own: a field computed from several columns is left to a metric.
    private static func fields(_ entity: InferredEntity) -> [InferredField] {
        entity.fields.filter { $0.column != nil && $0.column != "rowid" }
    }

    private static func depth(_ model: InferredModel, _ index: Int) -> Int {
        var depth = 0, entity = model.entities[index]
        while let owner = entity.owner, let next = model.tableOfEntity.firstIndex(of: owner.target),
              depth < model.entities.count {
            depth += 1
            entity = model.entities[next]
        }
        return depth
    }

    private static func declaration(_ model: InferredModel, _ index: Int) -> String {
        let entity = model.entities[index]
        var text = entity.remarks.map { "-- \(oneLine($0))\n" }.joined()
        text += "entity \(entity.name)"
        if let owner = entity.owner, let target = model.tableOfEntity.firstIndex(of: owner.target) {
            let field = entity.fields.first { $0.column == owner.column }?.name ?? owner.column
            text += " of \(model.entities[target].name) by \(field)"
        }
        if let time = entity.eventTime { text += " at \(entity.fields[time].name)" }
        text += " {\n"
        for field in fields(entity) { text += line(field, isOwner: field.column == entity.owner?.column) }
        return text + "}\n"
    }

    private static func line(_ field: InferredField, isOwner: Bool) -> String {
        var text = "  \(field.isKey ? "key " : "")\(field.name): "
        if let reference = field.reference {
            text += "\(reference) by \(field.name)_key"
        } else {
            text += field.isKey || isOwner ? DataModel.keyTypeName : field.kind.name
        }
        if let column = field.column, column != field.name { text += " \(oneLine(column).stringLiteral)" }
        if field.isPersonal { text += " pii" }
        if field.isDisplayed { text += " display" }
        return text + ",\n"
    }

    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(
            text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
