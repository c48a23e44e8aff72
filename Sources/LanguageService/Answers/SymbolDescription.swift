import Engine
import Model
import Semantics
import Syntax

/// The description of something that has a name, for hovers and beside completions.
package struct SymbolDescription: Sendable, Hashable {
    /// In the language's words: `metric recency: days`, `customers.city: text`.
    package var heading: String
    package var label: String?
    package var aliases: [String] = []
    package var documentation: String?
    /// As its text defines it.
    package var definition: String?
    /// "ready-made", "of the model", or the file that defines it; nil for the text itself.
    package var origin: String?
    package var example: String?
    /// The values that the store can be asked about; nil where that is impossible or not allowed.
    package var subject: DataSubject?

    init(_ heading: String) { self.heading = heading }

    /// - Parameter facts: what the store tells, a line each.
    package func markdown(facts: [String] = []) -> String {
        var parts = ["```clientele\n\(heading)\n```"]
        let names = [label].compactMap(\.self) + aliases.map { "`\($0)`" }
        if !names.isEmpty { parts.append(names.joined(separator: " · ")) }
        if let documentation { parts.append(documentation.split(separator: "\n").joined(separator: " ")) }
        if let definition { parts.append("```clientele\n\(definition)\n```") }
        if let example { parts.append("For example `\(example)`") }
        if !facts.isEmpty { parts.append(facts.map { "- \($0)" }.joined(separator: "\n")) }
        if let origin { parts.append("*\(origin)*") }
        return parts.joined(separator: "\n\n")
    }

    /// For a terminal: a line or a few.
    package func plainText(facts: [String] = []) -> String {
        var lines = [heading + (label.map { "  \($0)" } ?? "")]
        if !aliases.isEmpty { lines.append("also " + aliases.joined(separator: ", ")) }
        if let documentation { lines.append(documentation.split(separator: "\n").joined(separator: " ")) }
        if let definition { lines += definition.split(separator: "\n").map { "  " + $0 } }
        if let example { lines.append("for example " + example) }
        return (lines + facts).joined(separator: "\n")
    }
}

extension SymbolDescription {
    init(_ form: AnalysisForm) {
        self.init(form.signature)
        documentation = form.summary
        example = form.example
    }

    init(field: Field, of entity: Entity, in model: DataModel) {
        self.init("\(entity.name).\(field.name.asName): \(field.reference ?? field.type.name)")
        label = field.label
        aliases = field.aliases
        let values = field.knownValues.map { "Known values: " + $0.values.map(\.name).joined(separator: ", ") + "." }
        let sentences = [field.documentation, values].compactMap(\.self)
        documentation = sentences.isEmpty ? nil : sentences.joined(separator: "\n")
        origin = "a field of the model" + (field.isPersonal ? ", personal data" : "")
        if let index = model.entityIndex(named: entity.name), let place = entity.fieldIndex(named: field.name) {
            subject = DataSubject(field: place, of: index, in: model)
        }
    }

    init(entity: Entity, in model: DataModel) {
        let owner = entity.owner.map { " of \($0.entity)" } ?? ""
        let time = entity.eventTime.map { " at \(entity.fields[$0].name)" } ?? ""
        self.init("entity \(entity.name)\(owner)\(time)")
        label = entity.label
        aliases = entity.aliases
        documentation = entity.documentation
        origin = "an entity of the model"
        if let index = model.entityIndex(named: entity.name) { subject = .records(index) }
    }

    /// - Parameters:
    ///   - name: as the text names it, the import's name before the dot.
    ///   - type: nil where it could not be told.
    init(_ declaration: Environment.Declaration, named name: String, type: ValueType?, origin: String?) {
        let word =
            declaration.syntax.kind == .classDeclaration ? "classify" : declaration.kind.rawValue
        let suffix = declaration.kind == .segment ? "" : type.map { ": \($0.name)" } ?? ""
        self.init("\(word) \(name)\(suffix)")
        label = declaration.label
        aliases = declaration.aliases
        documentation = declaration.documentation
        definition = declaration.syntax.text
        self.origin = origin
        // No question about values of records: their owner depends on where they are named.
        if !name.hasPrefix("`"),
            declaration.syntax.first(.declaredName).map({ $0.dottedName == declaration.name }) ?? false
        {
            subject =
                switch declaration.kind {
                case .segment: .segment(name)
                case .metric: type.map { .metric(name, $0) }
                // The rows are those of the question.
                case .measure: nil
                }
        }
    }

    init(_ signature: FunctionSignature) {
        self.init(signature.label)
        documentation = signature.documentation
        example = signature.example
    }
}
