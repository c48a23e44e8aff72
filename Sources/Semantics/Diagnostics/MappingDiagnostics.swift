package import Model
package import Syntax

/// E0510–E0519: models of databases that are there already.
extension DiagnosticCode {
    static let mappingCodes: [DiagnosticCode] = [
        noMapping, unknownConversion, conversionType, mappedKey, mappingInManagedStore, noSuchTable, noSuchColumn,
        unreadableValues, keyNotUnique, badSetting
    ]

    static let noMapping = DiagnosticCode(
        "E0510", "no mapping of a field",
        explanation:
            "Behind a field's `=` stand columns of the table in double quotes, numbers, + - * / and parentheses, or one conversion around them. Fields and metrics can't be named there.",
        wrong: "entity customers { key id: int, spent: money = spent_cents / 100 }",
        right: "entity customers { key id: int, spent: money = \"spent_cents\" / 100 }")
    static let unknownConversion = DiagnosticCode(
        "E0511", "conversion not understood",
        explanation: "A conversion says how a column keeps a value:\n\n"
            + StorageConversion.all.map { "  \($0.example)\n    \($0.documentation)\n" }.joined()
            + "\nA column without a conversion is read plainly:\n\n"
            + ValueKind.allCases.map { "  \($0.name)\n    \(PlainReading.description($0))\n" }.joined()
            + "\nMoney, numbers and counts also take arithmetic.",
        wrong: "entity customers { key id: int, joined: time = epoch(\"ts\") }",
        right: "entity customers { key id: int, joined: time = epoch_seconds(\"ts\") }")
    static let conversionType = DiagnosticCode(
        "E0512", "conversion to another type",
        explanation:
            "A conversion gives values of certain types, and the field is of another. Arithmetic gives numbers and money.",
        wrong: "entity customers { key id: int, joined: text = epoch_seconds(\"ts\") }",
        right: "entity customers { key id: int, joined: time = epoch_seconds(\"ts\") }")
    static let mappedKey = DiagnosticCode(
        "E0513", "key that is worked out",
        explanation:
            "Keys, owners and references are looked up in the table's own index, so each is one column as it is. A key of several columns can't be used: leave the key out, and the row's number in the table serves instead.",
        wrong: "entity customers { key id: int = \"no\" * 10 + \"branch\" }",
        right: "entity customers { key id: int = \"no\", branch: int = \"branch\" }")
    static let mappingInManagedStore = DiagnosticCode(
        "E0514", "mapping in the model of a new store",
        explanation:
            "A store that `clientele init` makes has the tables that its model says, and its own encoding. Mappings are for databases that are there already and are given with --model.",
        wrong: "entity customers { key id: int = \"no\" }", right: "entity customers { key id: int }")
    static let noSuchTable = DiagnosticCode(
        "E0515", "table that the database lacks",
        explanation:
            "An entity reads the table named behind `from`, or the one of its own name, and the database has none of that name.",
        wrong: "entity customers from \"tblKunde\" { key id: int = \"kdnr\" }      -- the table is called tblKunden",
        right: "entity customers from \"tblKunden\" { key id: int = \"kdnr\" }")
    static let noSuchColumn = DiagnosticCode(
        "E0516", "column that the table lacks",
        explanation:
            "A field reads the columns named in its mapping, or the one of its own name, and the table has none of that name.",
        wrong: "entity customers from \"tblKunden\" { key id: int = \"kdrn\" }      -- the column is called kdnr",
        right: "entity customers from \"tblKunden\" { key id: int = \"kdnr\" }")
    static let unreadableValues = DiagnosticCode(
        "E0517", "column that holds something else",
        explanation:
            "Values of the column were tried, and none, or not every one, can be read as the field says. Values that can't be read are missing in every answer. Say how the column keeps its values with a conversion, or give the field another type.",
        wrong:
            "entity customers from \"tblKunden\" { key id: int = \"kdnr\", joined: time = \"ts\" }      -- the column holds 1712345678",
        right: "entity customers from \"tblKunden\" { key id: int = \"kdnr\", joined: time = epoch_seconds(\"ts\") }")
    static let keyNotUnique = DiagnosticCode(
        "E0518", "key that is not unique",
        explanation:
            "Each record has a key that no other record of its entity has and that is never missing. Without one, leave the key out: the row's number in the table serves instead. Views and tables WITHOUT ROWID have no such number.",
        wrong: "entity customers from \"tblKunden\" { key id: text = \"ort\" }      -- many live in one town",
        right: "entity customers from \"tblKunden\" { key id: int = \"kdnr\", city: text = \"ort\" }")
    static let badSetting = DiagnosticCode(
        "E0519", "setting that a model does not have",
        explanation:
            "A model of an existing database may say in which currency its amounts are and by which clock its times without an offset go; --currency and --time-zone say it otherwise. Nothing else can be set.",
        wrong: "param zone: text = \"Europe/Berlin\"\nentity customers { key id: int }",
        right:
            "param currency: text = \"EUR\"\nparam time_zone: text = \"Europe/Berlin\"\nentity customers { key id: int }"
    )
}

extension Diagnostic {
    static func noMapping(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .noMapping, "this is no mapping of columns", at: span,
            label: "columns, numbers, arithmetic or one conversion")
    }

    static func mappingWithoutColumn(at span: SourceSpan) -> Diagnostic {
        Diagnostic(.noMapping, "the mapping names no column", at: span, label: "the same for every record")
    }

    static func bareColumn(_ name: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.noMapping, "the column `\(name)` is not in double quotes", at: span, label: "a column is meant",
                   fixIts: [FixIt("write `\"\(name)\"`", replace: span, with: "\"\(name)\"")])
    }

    static func unknownConversion(_ name: String, for kind: ValueKind, at span: SourceSpan) -> Diagnostic {
        let suitable = StorageConversion.all.filter { $0.results.contains(kind) }.map(\.name)
        let closest =
            EditDistance.closest(to: name, in: suitable)
            ?? EditDistance.closest(to: name, in: StorageConversion.all.map(\.name))
        return Diagnostic(
            .unknownConversion, "there is no conversion `\(name)`", at: span, label: "not a conversion",
            notes: suitable.isEmpty ? [] : ["for \(kind.name) there are \(suitable.joined(separator: ", "))"],
            fixIts: closest.map { [FixIt("did you mean `\($0)`?", replace: span, with: $0)] } ?? [])
    }

    static func conversionArguments(_ conversion: StorageConversion, at span: SourceSpan) -> Diagnostic {
        let first = conversion.takesArithmetic ? "a column or arithmetic over columns" : "a column"
        return Diagnostic(
            .unknownConversion, "`\(conversion.name)` takes \(first)\(conversion.argument.map { " and \($0)" } ?? "")",
            at: span,
            label: "something else", notes: [conversion.example])
    }

    static func conversionOfAnotherType(_ conversion: StorageConversion, _ type: ValueType, at span: SourceSpan)
        -> Diagnostic
    {
        let gives = conversion.results.map(\.name).joined(separator: " or ")
        return Diagnostic(
            .conversionType, "`\(conversion.name)` gives a \(gives), the field is \(type.name)", at: span,
            label: "gives a \(gives)")
    }

    static func arithmeticMapping(_ type: ValueType, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .conversionType, "arithmetic gives a number or money, the field is \(type.name)", at: span,
            label: "a number")
    }

    static func mappedKey(_ what: String, at span: SourceSpan, notes: [String] = []) -> Diagnostic {
        Diagnostic(.mappedKey, "\(what) is one column as it is", at: span, label: "worked out", notes: notes)
    }

    static func mappingInManagedStore(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .mappingInManagedStore, "the model of a new store maps no columns", at: span,
            label: "for a database that is there already")
    }

    package static func badSetting(_ message: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.badSetting, message, at: span, label: "a model's settings are `currency` and `time_zone`")
    }

    // MARK: A model against its database

    package static func noSuchTable(_ name: String, in tables: [String], at span: SourceSpan, isClause: Bool)
        -> Diagnostic
    {
        let closest = EditDistance.closest(to: name, in: tables)
        return Diagnostic(
            .noSuchTable, "the database has no table `\(name)`", at: span, label: "not a table",
            notes: closest == nil
                ? ["tables are " + tables.prefix(12).joined(separator: ", ") + (tables.count > 12 ? ", …" : "")] : [],
            fixIts: closest.map {
                [
                    isClause
                        ? FixIt("did you mean `\($0)`?", replace: span, with: $0.stringLiteral)
                        : FixIt("did you mean `\($0)`?", replace: span.end, with: " from " + $0.stringLiteral)
                ]
            } ?? [])
    }

    package static func noSuchColumn(
        _ name: String, of table: String, in columns: [String], at span: SourceSpan, isQuoted: Bool,
        mapping: SourceSpan?
    ) -> Diagnostic {
        let closest = EditDistance.closest(to: name, in: columns)
        return Diagnostic(
            .noSuchColumn, "the table `\(table)` has no column `\(name)`", at: span, label: "not a column",
            notes: closest == nil
                ? ["columns are " + columns.prefix(20).joined(separator: ", ") + (columns.count > 20 ? ", …" : "")]
                : [],
            fixIts: closest.map {
                [
                    isQuoted
                        ? FixIt("did you mean `\($0)`?", replace: span, with: $0.stringLiteral)
                        : FixIt("did you mean `\($0)`?", replace: mapping ?? span.end, with: " = " + $0.stringLiteral)
                ]
            } ?? [])
    }

    /// - Parameter suggestion: what to write in place of the mapping.
    package static func unreadableValues(
        _ field: Field, _ description: String, isEvery: Bool, suggestion: String?, at span: SourceSpan,
        mapping: SourceSpan
    ) -> Diagnostic {
        let insertion = mapping.utf8Range.isEmpty ? " = " : ""
        return Diagnostic(
            .unreadableValues, "\(description) can't be read as \(field.type.name)", at: span,
            label: isEvery ? "no value that was tried can be read" : "missing where they can't be read",
            severity: isEvery ? .error : .warning,
            fixIts: suggestion.map { [FixIt("write `\($0)`", replace: mapping, with: insertion + $0)] } ?? [])
    }

    package static func keyNotUnique(_ message: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.keyNotUnique, message, at: span, label: "not a key")
    }
}
