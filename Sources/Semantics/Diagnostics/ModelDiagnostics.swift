import Model
package import Syntax

/// E0501–E0519, E0540, E0541: declarations that make no model.
extension DiagnosticCode {
    package static let modelCodes: [DiagnosticCode] = [
        unknownFieldType, duplicateEntity, customerEntityCount, unknownEntity, unknownColumnInModel, badKey,
        ownershipCycle, entityInScript, strayStatement, badKnownValues, unstorableName,
    ] + mappingCodes

    static let unknownFieldType = DiagnosticCode(
        "E0501", "unknown type of a field",
        explanation:
            "A field's type is bool, int, number, money, text, date, time or duration, or an entity with the column that holds its key: product: products by product_id.",
        wrong: "entity customers { key id: int, spent: dollars }",
        right: "entity customers { key id: int, spent: money }")
    static let duplicateEntity = DiagnosticCode(
        "E0502", "name declared twice in a model",
        explanation: """
            Entities, the fields of one entity, and their aliases have names of their own, and no two spellings among a \
            field's known values differ only in case, spaces, hyphens or underscores.
            """,
        wrong: "entity customers { key id: int, city: text, city: text }",
        right: "entity customers { key id: int, city: text, town: text }")
    static let customerEntityCount = DiagnosticCode(
        "E0503", "not exactly one customer entity",
        explanation:
            "A model has exactly one entity that others belong to and that belongs to none: the customers, whatever their name. Look-ups such as products own nothing.",
        wrong:
            "entity people { key id: int }\nentity firms { key id: int }\nentity orders of people by person_id { key id: int }\nentity bills of firms by firm_id { key id: int }",
        right: "entity people { key id: int }\nentity orders of people by person_id { key id: int }")
    static let unknownEntity = DiagnosticCode(
        "E0504", "unknown entity in a model",
        explanation: "An owner or a reference names an entity that the model does not declare.",
        wrong: "entity customers { key id: int }\nentity orders of clients by client_id { key id: int }",
        right: "entity customers { key id: int }\nentity orders of customers by customer_id { key id: int }")
    static let unknownColumnInModel = DiagnosticCode(
        "E0505", "event time that is no time",
        explanation:
            "The field behind `at` is a date or a time. Where it is not declared among the fields, it is taken to be a time.",
        wrong: "entity customers at city { key id: int, city: text }",
        right: "entity customers at joined_at { key id: int, joined_at: time }")
    static let badKey = DiagnosticCode(
        "E0506", "no usable key",
        explanation: "An entity has one key, a field of type key, int or text marked with `key`.",
        wrong: "entity customers { key id: int, key email: text }",
        right: "entity customers { key id: int, email: text }")
    static let ownershipCycle = DiagnosticCode(
        "E0507", "entities that own each other",
        explanation: "Ownership leads from every record up to one customer; it can't run in a circle.",
        wrong:
            "entity customers { key id: int }\nentity a of b by b_id { key id: int }\nentity b of a by a_id { key id: int }",
        right:
            "entity customers { key id: int }\nentity a of customers by customer_id { key id: int }\nentity b of a by a_id { key id: int }"
    )
    static let entityInScript = DiagnosticCode(
        "E0508", "entity declared in a script",
        explanation:
            "Entities belong to the model of a store, which is fixed when the store is made: clientele init --model FILE.",
        wrong: "entity visits of customers by customer_id { key id: int }",
        right: "segment where any(interactions where kind = \"visit\")")
    static let strayStatement = DiagnosticCode(
        "E0509", "statement that does not belong in a model",
        explanation:
            "A model holds entities, and the metrics and segments that are ready-made for them. Questions belong in a script.",
        wrong: "entity customers { key id: int }\nfrom customers", right: "entity customers { key id: int }")
    static let badKnownValues = DiagnosticCode(
        "E0540", "known values of a field that has none",
        explanation: "`values (…)` lists, once, the texts that the model knows for a field of type text.",
        wrong: "entity customers { key id: int, age: int values (\"young\", \"old\") }",
        right: "entity customers { key id: int, age: text values (\"young\", \"old\") }")
    static let unstorableName = DiagnosticCode(
        "E0541", "name that a store can't have",
        explanation: """
            The tables and columns of a store are named like the entities and fields of its model. SQLite makes no \
            difference between upper and lower case in such names, and calls the number of a row rowid; names that begin \
            with sqlite_ or clientele_ are taken.
            """,
        wrong: "entity customers { key id: int, city: text, City: text }",
        right: "entity customers { key id: int, city: text, town: text }")
}

extension Diagnostic {
    static func unknownFieldType(_ name: String, entities: [String], at span: SourceSpan) -> Diagnostic {
        let names = ValueKind.allCases.map(\.name) + [DataModel.keyTypeName]
        let closest = EditDistance.closest(to: name, in: names + entities)
        return Diagnostic(
            .unknownFieldType, "there is no type or entity named `\(name)`", at: span, label: "not a type",
            notes: ["types are " + names.joined(separator: ", ")],
            fixIts: closest.map { [FixIt("did you mean `\($0)`?", replace: span, with: $0)] } ?? [])
    }

    static func duplicateInModel(_ name: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.duplicateEntity, "`\(name)` is declared twice", at: span, label: "the second one")
    }

    static func unstorableName(_ message: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.unstorableName, message, at: span, label: "another name is needed")
    }

    static func customerEntityCount(_ names: [String], at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .customerEntityCount,
            names.isEmpty
                ? "the model has no customer entity"
                : "the model has more than one customer entity: \(names.joined(separator: ", "))",
            at: span, label: "exactly one entity owns others and belongs to none")
    }

    static func unknownEntity(_ name: String, entities: [String], at span: SourceSpan) -> Diagnostic {
        let closest = EditDistance.closest(to: name, in: entities)
        return Diagnostic(
            .unknownEntity, "the model declares no entity named `\(name)`", at: span, label: "not an entity",
            fixIts: closest.map { [FixIt("did you mean `\($0)`?", replace: span, with: $0)] } ?? [])
    }

    static func eventTimeIsNoTime(_ name: String, _ type: ValueType, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unknownColumnInModel, "the event time `\(name)` is \(type.name)", at: span,
            label: "a date or a time is needed")
    }

    static func badKey(_ message: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.badKey, message, at: span, label: "one key of type key, int or text is needed")
    }

    static func ownershipCycle(_ path: [String], at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .ownershipCycle, "`\(path[0])` belongs to itself", at: span, label: "closes the circle",
            notes: [path.joined(separator: " → ")])
    }

    static func entityInScript(_ name: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .entityInScript, "the entity `\(name)` can't be declared in a script", at: span,
            label: "belongs in the store's model",
            notes: ["a store's model is fixed when it is made: `clientele init --model FILE`"])
    }

    static func badKnownValues(of field: Field, at span: SourceSpan) -> Diagnostic {
        let isSecond = field.knownValues != nil, type = field.reference ?? field.type.name
        let message = isSecond ? "lists its known values twice" : "is \(type) and has no texts to know"
        return Diagnostic(.badKnownValues, "`\(field.name)` \(message)", at: span,
                          label: isSecond ? "the second list" : "for fields of type text",
                          fixIts: [FixIt("leave it out", replace: span, with: "")])
    }

    static func strayStatement(at span: SourceSpan) -> Diagnostic {
        Diagnostic(.strayStatement, "a model holds declarations, not questions", at: span, label: "belongs in a script")
    }
}
