internal import Model
import Syntax

/// The type of field that a column makes, and how the column stores its values.
struct FieldInference {
    let column: DatabaseSchema.Column
    let profile: ColumnProfile
    private let name: SchemaName

    init(_ column: DatabaseSchema.Column, _ profile: ColumnProfile) {
        self.column = column
        self.profile = profile
        name = SchemaName(column.name)
    }

    /// nil for columns of bytes, which no question can be about.
    func field() -> InferredField? {
        if profile.blobs * 2 > profile.count, profile.count > 0 { return nil }
        if profile.count == 0, column.declaredType.uppercased() == "BLOB" { return nil }
        var field = InferredField(name: name.identifier, column: column.name, kind: .text)
        choose(&field)
        if field.mapping == nil, field.name != column.name { field.mapping = column.name.stringLiteral }
        field.isPersonal = name.speaks(of: .contact)
        if field.kind == .text, profile.isText, !field.isPersonal, !profile.hasMoreDistinct,
            profile.distinct.count * 2 <= profile.count
        {
            field.values = profile.distinct.sorted { ($1.count, $0.value) < ($0.count, $1.value) }.map(\.value)
            if field.values.allSatisfy({ $0.count <= 24 && !$0.contains("\n") }) {
                field.documentation = field.values.joined(separator: ", ")
            } else {
                field.values = []
            }
        }
        return field
    }

    private var declared: String { column.declaredType.uppercased() }
    private func isDeclared(_ parts: String...) -> Bool { parts.contains { DatabaseSchema.contains(declared, $0) } }

    private func choose(_ field: inout InferredField) {
        if chooseFlag(&field) || chooseTime(&field) || chooseMoney(&field) { return }
        if profile.count == 0 { return chooseDeclared(&field) }
        if profile.isInteger { field.kind = isDeclared("REAL", "DOUB", "FLOA") ? .number : .int }
        if profile.isNumeric, profile.reals > 0 { field.kind = .number }
        // Digits in text are names of things (postcodes, telephones) unless they have decimals.
        if profile.isText, profile.isMostly(.decimal), !profile.isMostly(.integer) {
            field.kind = .number
            field.doubt = "guess: numbers kept as text"
        }
        if !profile.isText, !profile.isNumeric { field.doubt = "holds values of several types" }
    }

    private func chooseDeclared(_ field: inout InferredField) {
        field.kind =
            if isDeclared("BOOL") { .bool } else if isDeclared("DATETIME", "TIMESTAMP") {
                .time
            } else if isDeclared("DATE") { .date }
            else if isDeclared("MONEY", "CURRENCY") { .money } else { switch column.affinity {
                case .integer: .int
                case .real, .numeric: .number
                case .text, .blob: .text
                } }
        if field.kind != .text {
            field.doubt =
                "has no values; by its declared type \(column.declaredType.split(separator: "\n").joined(separator: " "))"
        }
    }

    // MARK: Flags

    private func chooseFlag(_ field: inout InferredField) -> Bool {
        let isNamed = name.speaks(of: .flag) && !name.speaks(of: .count)
        if profile.isInteger, profile.holdsOnly(["0", "1"]) || isDeclared("BOOL") && profile.holdsOnly(["0", "1", "-1"])
        {
            // 0 and 1 may also be counts.
            guard
                isDeclared("BOOL", "BIT") || isNamed
                    || profile.holdsExactly(["0", "1"]) && profile.count >= 8 && !name.speaks(of: .count)
            else { return false }
            field.kind = .bool
            if !isDeclared("BOOL", "BIT"), !isNamed { field.doubt = "guess: only 0 and 1 occur" }
            return true
        }
        guard profile.isText, profile.isMostly(.flagWord), !profile.hasMoreDistinct, profile.distinct.count <= 2 else {
            return false
        }
        field.kind = .bool
        for yes in ["J", "j", "ja", "Ja", "JA", "wahr", "WAHR", "是"]
        where profile.distinct.contains(where: { $0.value == yes }) {
            field.mapping = "yes_no(\(column.name.stringLiteral), \(yes.stringLiteral))"
        }
        if field.mapping == nil,
            profile.distinct.contains(where: { ["nein", "否", "falsch"].contains($0.value.lowercased()) })
        {
            field.mapping =
                "yes_no(\(column.name.stringLiteral), \((profile.distinct.contains { $0.value == "否" } ? "是" : "ja").stringLiteral))"
        }
        return true
    }

    // MARK: Dates and times

    private func chooseTime(_ field: inout InferredField) -> Bool {
        // ADAT, GEBDAT, CRDT: what enterprise systems call dates.
        let isAbbreviated = name.words.contains { $0.hasSuffix("dat") || $0.hasSuffix("dt") }
        let speaksOfTime =
            isDeclared("DATE", "TIME") || isAbbreviated || name.speaks(of: .time) && !name.speaks(of: .money)
        guard let reading = TemporalReading.of(profile, speaksOfTime: speaksOfTime) else { return false }
        field.kind = reading.kind
        // Times that are all midnights are days.
        if reading.kind == .time, reading.conversion == nil, !profile.hasMoreDistinct || profile.count > 20,
            profile.distinct.allSatisfy({ isMidnight($0.value) })
        {
            field.kind = .date
        }
        if reading.conversion != nil { field.mapping = reading.mapping(of: column.name) }
        if reading.isGuess { field.doubt = "guess: \(profile.distinct.first?.value ?? "") may be something else" }
        return true
    }

    private func isMidnight(_ text: String) -> Bool {
        guard text.utf8.count > 10 else { return true }
        let clock = text.dropFirst(11).prefix(8)
        return clock.utf8.allSatisfy { $0 == 0x30 || $0 == 0x3A } && !text.hasSuffix("Z")
    }

    // MARK: Money

    private func chooseMoney(_ field: inout InferredField) -> Bool {
        let isDeclaredMoney = isDeclared("MONEY", "CURRENCY")
        guard isDeclaredMoney || name.speaks(of: .money),
            !name.speaks(of: .discount) || profile.greatestReal > 1 || profile.greatestInteger > 1,
            !name.speaks(of: .status)
        else { return false }
        guard profile.isNumeric || profile.isText && profile.isMostly(.decimal) else { return false }
        // No amount reaches a trillion, and shares and rates are not amounts.
        guard max(profile.greatestReal, profile.count > 0 ? Double(profile.greatestInteger) : 0) < 1e14 else {
            return false
        }
        if profile.reals > 0, profile.finerThanHundredths * 5 > profile.reals { return false }
        field.kind = .money
        let speaksOfCents =
            name.words.contains { NameVocabulary.cents.words.contains($0) } || name.text.hasSuffix("分")
            || DatabaseSchema.contains(name.lowercased, "cent")
        guard profile.isInteger else { return true }
        if speaksOfCents {
            field.mapping = "cents(\(column.name.stringLiteral))"
        } else if column.affinity == .integer, profile.greatestInteger >= 1_000 {
            // Prices in whole units are rarely odd; in hundredths they mostly are.
            let odd = profile.distinct.count { (Int64($0.value) ?? 0) % 100 != 0 }
            if odd * 2 > profile.distinct.count {
                field.mapping = "cents(\(column.name.stringLiteral))"
                field.doubt =
                    "guess: whole numbers as large as \(profile.greatestInteger) are cents; if not, write = \(column.name.stringLiteral)"
            } else {
                field.doubt = "guess: whole units; if cents, write = cents(\(column.name.stringLiteral))"
            }
        } else if column.affinity == .integer {
            field.doubt = "guess: whole units; if cents, write = cents(\(column.name.stringLiteral))"
        }
        return true
    }
}
