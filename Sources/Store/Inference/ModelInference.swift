internal import Model
import Syntax

/// Drafts a model of any SQLite database from its tables, keys, names and values.
///
/// Enters: a path. Leaves: a model text with comments that say what was guessed and on what evidence. Never: writes to
/// the database, or claims to know what it only guesses.
package struct ModelInference {
    private let schema: DatabaseSchema
    private let profiles: [[ColumnProfile]]
    private let references: ReferenceInference
    private var model = InferredModel()
    /// Table → entity.
    private var entityOfTable: [Int: Int] = [:]
    private var owners: [Int: InferredReference] = [:]

    /// - Throws: `StoreError` where the file can't be read.
    package static func draft(of path: String, named name: String) throws(StoreError) -> String {
        let database = try Database(path: path, mode: .attached)
        defer { database.close() }
        return ModelDraft.text(of: try model(of: database), database: name)
    }

    /// A model for a store that is to hold what the tables hold, with the columns that its fields come from.
    ///
    /// - Returns: nil where no table could hold customers.
    package static func storeModel(of database: Database) throws(StoreError) -> StoreDraft? {
        let model = try model(of: database)
        return model.entities.isEmpty ? nil : StoreDraft(model)
    }

    private static func model(of database: Database) throws(StoreError) -> InferredModel {
        let schema = try DatabaseSchema(reading: database)
        // Views are for those who write a model by hand: they repeat what the tables hold.
        let tables = DatabaseSchema(tables: schema.tables.filter { !$0.isView })
        var profiles: [[ColumnProfile]] = []
        for table in tables.tables { profiles.append(try ColumnProfile.sample(table, in: database)) }
        var inference = ModelInference(tables, profiles, try ReferenceInference(tables, database, profiles))
        inference.infer()
        return inference.model
    }

    private init(_ schema: DatabaseSchema, _ profiles: [[ColumnProfile]], _ references: ReferenceInference) {
        self.schema = schema
        self.profiles = profiles
        self.references = references
    }

    private mutating func infer() {
        guard let customer = chooseCustomer() else {
            model.doubts.append("There is no table that could hold customers.")
            model.unused = schema.tables.map { ($0.name, "see above") }
            return
        }
        let owned = findOwned(by: customer)
        let lookups = findLookups(of: [customer] + owned)
        let chosen = [customer] + owned + lookups
        var names: Set<String> = []
        for table in chosen {
            entityOfTable[table] = model.entities.count
            model.tableOfEntity.append(table)
            model.entities.append(
                InferredEntity(
                    table: schema.tables[table].name,
                    name: unique(SchemaName(schema.tables[table].name).identifier, &names)))
        }
        for table in chosen { describe(table, isCustomer: table == customer) }
        for index in schema.tables.indices where !chosen.contains(index) {
            model.unused.append(
                (
                    schema.tables[index].name,
                    references.keys[index] == nil ? "nothing tells its records apart" : "not connected with customers"
                ))
        }
        addLineAmounts()
        PurchaseInference.choose(&model)
        guessCurrency()
    }

    // MARK: Tables

    private mutating func chooseCustomer() -> Int? {
        var scores: [(table: Int, score: Int)] = []
        for index in schema.tables.indices where references.keys[index] != nil {
            let table = schema.tables[index], name = SchemaName(table.name)
            let inbound = Set(references.references.filter { $0.target == index && $0.table != index }.map(\.table))
                .count
            var score = min(inbound, 4)
            if name.speaks(of: .customer) { score += 6 } else if name.speaks(of: .person) { score += 4 }
            if name.words.count > 1 || !name.text.utf8.allSatisfy({ $0 < 0x80 }), name.speaks(of: .notAPerson) {
                score -= 5
            }
            // KDSTAMM, CUSTMAST: what enterprise systems call customers.
            if score <= 4, ["kd", "kun", "cust", "cli", "deb"].contains(where: { name.lowercased.hasPrefix($0) }) {
                score += 3
            }
            if table.columns.contains(where: { SchemaName($0.name).speaks(of: .personName) }) { score += 1 }
            score += min(2, table.columns.count { SchemaName($0.name).speaks(of: .contact) })
            scores.append((index, score))
        }
        let ranked = scores.sorted { ($1.score, $0.table) < ($0.score, $1.table) }
        guard let best = ranked.first else { return nil }
        let name = schema.tables[best.table].name
        if best.score < 6 { model.doubts.append("`\(name)` was taken for the customers, without much to go by.") }
        if ranked.count > 1, ranked[1].score >= best.score - 1 {
            model.doubts.append(
                "The customers might also be `\(schema.tables[ranked[1].table].name)`; `\(name)` was taken.")
        }
        return best.table
    }

    /// Records that lead up to the customer, nearest first.
    private mutating func findOwned(by customer: Int) -> [Int] {
        var owned: [Int] = []
        var level = [customer]
        while !level.isEmpty {
            var next: [Int] = []
            for table in schema.tables.indices
            where table != customer && !owned.contains(table) && references.keys[table] != nil {
                let candidates = references.references.filter { $0.table == table && level.contains($0.target) }
                let best = candidates.max {
                    ($0.isDeclared ? 1 : 0, $0.likeness, $1.column.utf8.count) < (
                        $1.isDeclared ? 1 : 0, $1.likeness, $0.column.utf8.count
                    )
                }
                guard let best else { continue }
                owners[table] = best
                next.append(table)
            }
            owned += next
            level = next
        }
        return owned
    }

    private func findLookups(of tables: [Int]) -> [Int] {
        var found: [Int] = []
        var queue = tables
        while let table = queue.popLast() {
            for reference in references.references where reference.table == table {
                let target = reference.target
                guard !tables.contains(target), !found.contains(target), references.keys[target] != nil,
                    references.keys[target] != "rowid"
                else { continue }
                found.append(target)
                queue.append(target)
            }
        }
        return found.sorted()
    }

    // MARK: Fields

    private mutating func describe(_ table: Int, isCustomer: Bool) {
        guard let index = entityOfTable[table] else { return }
        let source = schema.tables[table]
        var entity = model.entities[index]
        entity.owner = owners[table]
        var names: Set<String> = []
        let key = references.keys[table]
        if key == "rowid" {
            entity.fields.append(
                InferredField(
                    name: unique("row_number", &names), column: "rowid", kind: .int, mapping: "\"rowid\"", isKey: true))
            entity.remarks.append(
                source.primaryKey.count > 1
                    ? "Its key is of \(source.primaryKey.count) columns (\(source.primaryKey.joined(separator: ", "))); the row's number serves instead."
                    : "No column was found to be its key; the row's number serves instead.")
        }
        for (column, profile) in zip(source.columns, profiles[table]) {
            guard var field = FieldInference(column, profile).field() else {
                entity.remarks.append("`\(column.name)` holds bytes and is left out.")
                continue
            }
            let isKey = column.name == key, isOwner = column.name == entity.owner?.column
            if isKey || isOwner { keep(&field, asKeyOf: column, profile) }
            if isKey {
                field.isKey = true
                if references.guessedKeys.contains(table) {
                    field.doubt = "guess: the key, for every record has its own"
                }
            }
            field.name = unique(field.name, &names)
            if !isOwner,
                let reference = references.references.first(where: {
                    $0.table == table && $0.column == column.name && $0.target != table
                })
            {
                describe(reference, &field, column, profile, &names)
            }
            if isCustomer, SchemaName(column.name).speaks(of: .personName), field.kind == .text {
                field.isPersonal = true
            }
            if field.isPersonal { field.documentation = nil }
            entity.fields.append(field)
        }
        if isCustomer { chooseDisplay(&entity) }
        chooseEventTime(&entity, source, isCustomer: isCustomer, profiles[table])
        model.entities[index] = entity
    }

    /// A key is read as it is, whatever its values look like.
    private func keep(_ field: inout InferredField, asKeyOf column: DatabaseSchema.Column, _ profile: ColumnProfile) {
        let isInteger = profile.count > 0 ? profile.isInteger : column.affinity == .integer
        field.kind = isInteger ? .int : .text
        field.mapping = field.name == column.name ? nil : column.name.stringLiteral
        field.documentation = nil
        field.doubt = nil
        field.values = []
    }

    private mutating func describe(
        _ reference: InferredReference, _ field: inout InferredField, _ column: DatabaseSchema.Column,
        _ profile: ColumnProfile, _ names: inout Set<String>
    ) {
        let target = schema.tables[reference.target].name
        let doubt = reference.isDeclared ? nil : "guess: \(reference.evidence ?? "")"
        guard let entity = entityOfTable[reference.target], owners[reference.target] == nil,
            reference.target != customerTable
        else {
            if !field.isKey { keep(&field, asKeyOf: column, profile) }
            field.doubt =
                field.doubt ?? "the key of a record of `\(target)`\(reference.isDeclared ? "" : ", at a guess")"
            return
        }
        guard !field.isKey else { return }
        let short = SchemaName(SchemaName(column.name).stem).identifier
        if short != "_", !names.contains(short) {
            names.remove(field.name)
            field.name = short
            names.insert(short)
        }
        field.reference = model.entities[entity].name
        field.mapping = nil
        field.documentation = nil
        field.doubt = doubt
    }

    private var customerTable: Int { model.tableOfEntity[model.customer] }

    private func chooseDisplay(_ entity: inout InferredEntity) {
        let texts = entity.fields.indices.filter {
            entity.fields[$0].kind == .text && !entity.fields[$0].isKey && entity.fields[$0].reference == nil
        }
        let names = texts.filter { entity.fields[$0].speaks.speaks(of: .personName) }
        let places = texts.filter { entity.fields[$0].speaks.speaks(of: .displayPlace) }
        for index in names.prefix(2) + places.prefix(1) { entity.fields[index].isDisplayed = true }
    }

    /// When the record came to be. For the customers, only a name that says so counts: without one they were always
    /// there.
    private func chooseEventTime(
        _ entity: inout InferredEntity, _ table: DatabaseSchema.Table, isCustomer: Bool, _ profiles: [ColumnProfile]
    ) {
        guard isCustomer || entity.owner != nil else { return }
        var best: (index: Int, score: Int)?, others = 0
        for index in entity.fields.indices {
            let field = entity.fields[index]
            guard field.kind == .date || field.kind == .time, let column = field.column,
                let position = table.columns.firstIndex(where: { $0.name == column })
            else { continue }
            let name = SchemaName(column)
            var score = field.kind == .time ? 1 : 0
            if name.speaks(of: isCustomer ? .joined : .happened) { score += 4 }
            if name.speaks(of: .notHappened) { score -= 5 }
            if DatabaseSchema.contains(name.lowercased, SchemaName(table.name).stem) { score += 3 }
            if profiles[position].missing * 10 > profiles[position].count { score -= 3 }
            guard !isCustomer || score >= 4 else { continue }
            others += 1
            if score > best?.score ?? .min { best = (index, score) }
        }
        guard let best else {
            if !isCustomer {
                entity.remarks.append(
                    "No time was found at which its records came to be, so no window can be put on them.")
            }
            return
        }
        entity.eventTime = best.index
        if others > 1, best.score < 4 { entity.remarks.append("Which of its times is the one that counts is a guess.") }
    }

    /// Lines with a price and a quantity, and no amount of their own: the product is what was paid.
    private mutating func addLineAmounts() {
        for index in model.entities.indices where model.entities[index].owner != nil {
            let fields = model.entities[index].fields
            guard
                let quantity = fields.first(where: {
                    $0.kind == .int && $0.speaks.speaks(of: .quantity) && $0.reference == nil
                })?.column,
                let price = fields.first(where: { $0.kind == .money && $0.speaks.speaks(of: .unitPrice) }),
                let priceColumn = price.column,
                !fields.contains(where: {
                    $0.kind == .money && $0.speaks.speaks(of: .total) && !$0.speaks.speaks(of: .unitPrice)
                })
            else { continue }
            var expression = "\(priceColumn.stringLiteral) * \(quantity.stringLiteral)"
            if price.mapping?.hasPrefix("cents") == true { expression += " / 100" }
            var doubt = "guess: price times quantity"
            if let discount = fields.first(where: { $0.kind == .number && $0.speaks.speaks(of: .discount) })?.column {
                expression += " * (1 - \(discount.stringLiteral))"
                doubt += ", less the discount"
            }
            let name = fields.contains { $0.name == "amount" } ? "line_amount" : "amount"
            model.entities[index].fields.append(
                InferredField(name: name, column: nil, kind: .money, mapping: expression, doubt: doubt))
        }
    }

    private mutating func guessCurrency() {
        let names = schema.tables.flatMap { [$0.name] + $0.columns.map(\.name) }
        if names.contains(where: { $0.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } }) {
            model.currency = "CNY"
        } else if names.contains(where: { name in
            ["kunde", "preis", "betrag", "datum", "bestell", "auftrag"].contains {
                DatabaseSchema.contains(name.lowercased(), $0)
            }
        }) {
            model.currency = "EUR"
        }
    }

    private func unique(_ name: String, _ taken: inout Set<String>) -> String {
        var candidate = name, count = 1
        while !taken.insert(candidate).inserted {
            count += 1
            candidate = "\(name)_\(count)"
        }
        return candidate
    }
}
