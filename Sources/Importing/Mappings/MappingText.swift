package import Model
internal import Syntax

/// The text of a mapping: what was found, or said, of a file, to be kept and used again.
package enum MappingText {
    /// - Parameters:
    ///   - comment: what it is for, a line.
    ///   - model: which knows the types of the fields.
    package static func text(of mapping: SourceMapping, in model: DataModel, comment: String) -> String {
        var lines = ["-- \(comment)"]
        for (name, value) in mapping.settings.sorted(by: { $0.key < $1.key }) {
            lines.append("param \(name): text = \(literal(value))")
        }
        for part in mapping.parts {
            if lines.count > 1 { lines.append("") }
            lines.append("entity \(part.entity.asName) from \(literal(mapping.source))\(condition(part.condition)) {")
            let entity = model.entity(named: part.entity)
            for field in part.fields {
                let declared = entity.flatMap { entity in
                    entity.fieldIndex(named: field.name).map { entity.fields[$0] }
                }
                lines.append("  \(field.name.asName): \(type(declared))\(values(field)) = \(source(field)),")
            }
            lines.append("}")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func type(_ field: Field?) -> String {
        guard let field else { return "text" }
        return field.keyDomain == nil ? field.type.kind.name : DataModel.keyTypeName
    }

    private static func values(_ field: SourceMapping.Field) -> String {
        let others = field.columns.count == 1
            ? (field.columns[0].dropFirst()).map { " alias \(quotedName($0))" }.joined() : ""
        if field.values.isEmpty { return others }
        let list = field.values.map { value in
            value.spellings.map(literal).joined(separator: " also ")
        }
        return "\(others) values (\(list.joined(separator: ", ")))"
    }

    private static func quotedName(_ name: String) -> String { "`\(name.replacing("`", with: ""))`" }

    private static func source(_ field: SourceMapping.Field) -> String {
        let columns = field.columns.compactMap(\.first).map(literal).joined(separator: " + ")
        switch field.conversion {
        case nil: return columns
        case .dates(let pattern)?: return "pattern(\(columns), \(literal(pattern)))"
        case .yes(let word)?: return "yes_no(\(columns), \(literal(word)))"
        case .keyOf(let name)?: return "key_of(\(columns), \(literal(name)))"
        case .firstOf(let separator)?: return "first_of(\(columns), \(literal(separator)))"
        case .scaled(let factor)?: return "scaled(\(columns), \(literal("\(factor)")))"
        }
    }

    private static func condition(_ condition: RowCondition?) -> String {
        guard let condition, !condition.tests.isEmpty else { return "" }
        return " where " + condition.tests.map { column, test in
            switch test {
            case .isIn(let texts): "\(literal(column)) in (\(texts.map(literal).joined(separator: ", ")))"
            case .isNotIn(let texts): "not \(literal(column)) in (\(texts.map(literal).joined(separator: ", ")))"
            }
        }.joined(separator: " and ")
    }

    private static func literal(_ text: String) -> String { text.stringLiteral }
}
