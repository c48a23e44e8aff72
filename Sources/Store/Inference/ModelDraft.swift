internal import Model
import Syntax

/// An inferred model as text that people read and edit.
enum ModelDraft {
    static func text(of model: InferredModel, database: String) -> String {
        var text = """
            -- A draft of a model of \(commented(database)), made by `clientele model infer` from its tables, names and values.
            -- What is marked as a guess may be wrong; read it over, rename what you like, and ask:
            --
            --   clientele query -s DATABASE --model THIS_FILE 'from \(model.entities.isEmpty ? "customers" : model.entities[model.customer].name) | take 10'

            """
        for doubt in model.doubts { text += "--\n-- Unsure: \(commented(doubt))\n" }
        guard !model.entities.isEmpty else { return text }
        text += """

            -- The currency of all amounts, and the clock of times without an offset. Both are guesses.
            param currency: text = "\(model.currency)"
            param time_zone: text = "UTC"

            """
        for index in model.entities.indices { text += "\n" + declaration(model, index) }
        if let purchases = model.purchases { text += "\n" + measures(purchases) }
        if !model.unused.isEmpty {
            text += "\n-- Not used:\n"
            for (table, reason) in model.unused { text += "--   \(commented(table)): \(reason)\n" }
        }
        return text
    }

    private static func declaration(_ model: InferredModel, _ index: Int) -> String {
        let entity = model.entities[index]
        var text = ""
        if index == model.customer {
            text += "-- The customers.\n"
        } else if entity.owner == nil {
            text += "-- Looked up; belongs to nobody.\n"
        }
        for remark in entity.remarks { text += "-- \(commented(remark))\n" }
        if let owner = entity.owner, !owner.isDeclared {
            text += "-- Guess: `\(commented(owner.column))` is a key of its owner; \(owner.evidence ?? "").\n"
        }
        text += "entity \(entity.name)"
        if entity.name != entity.table { text += " from \(entity.table.stringLiteral)" }
        if let owner = entity.owner, let target = model.tableOfEntity.firstIndex(of: owner.target) {
            text += " of \(model.entities[target].name) by \(owner.column.stringLiteral)"
        }
        if let time = entity.eventTime { text += " at \(entity.fields[time].name)" }
        text += " {\n"
        for field in entity.fields { text += line(field) }
        return text + "}\n"
    }

    private static func line(_ field: InferredField) -> String {
        var text = ""
        if let documentation = field.documentation { text += "  -- \(commented(documentation))\n" }
        text += "  \(field.isKey ? "key " : "")\(field.name): "
        if let reference = field.reference, let column = field.column {
            text += "\(reference) by \(column.stringLiteral)"
        } else {
            text += field.kind.name
        }
        if field.isPersonal { text += " pii" }
        if field.isDisplayed { text += " display" }
        if let mapping = field.mapping { text += " = \(mapping)" }
        return text + "," + (field.doubt.map { "  -- \(commented($0))" } ?? "") + "\n"
    }

    /// The measures that the ready-made ones are built on, under the names and aliases that those have.
    private static func measures(_ purchases: InferredPurchases) -> String {
        let filter =
            purchases.cancelled.map {
                " where not \($0.field) in (\($0.values.map(\.stringLiteral).joined(separator: ", ")))"
            } ?? ""
        let entity = purchases.entity
        var text = "-- Guess: `\(entity)` are the purchases. The ready-made measures build on these.\n"
        text += "metric first_order \"First purchase\" alias 首次购买 = first(\(entity).\(purchases.time)\(filter))\n"
        text += "metric last_order \"Last purchase\" alias 末次购买 = last(\(entity).\(purchases.time)\(filter))\n"
        text += "metric recency \"Days since last purchase\" alias 最近消费 = days_since(last_order)\n"
        text += "metric frequency \"Purchases\" alias 消费频次 = count(\(entity)\(filter))\n"
        if let amount = purchases.amount {
            // For lines, the condition applies to the record that they belong to.
            let isLine = amount.split(separator: ".").count > 2
            let condition =
                isLine
                ? purchases.cancelled.map {
                    " where not \(entity).\($0.field) in (\($0.values.map(\.stringLiteral).joined(separator: ", ")))"
                } ?? "" : filter
            text += "metric monetary \"Total spend\" alias 消费金额 = sum(\(amount)\(condition))\n"
        } else {
            text += "-- No amount was found: metric monetary \"Total spend\" = sum(\(entity).…)\n"
        }
        return text
    }

    /// On one line.
    private static func commented(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
