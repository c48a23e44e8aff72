/// Which column is a table's key, and which columns hold keys of other tables.
struct ReferenceInference {
    let schema: DatabaseSchema
    let database: Database
    let profiles: [[ColumnProfile]]
    /// Index by table: the key's column, `rowid`, or nil where a record has nothing that tells it from others.
    private(set) var keys: [String?] = []
    /// Keys that are declared nowhere.
    private(set) var guessedKeys: Set<Int> = []
    private(set) var references: [InferredReference] = []

    init(_ schema: DatabaseSchema, _ database: Database, _ profiles: [[ColumnProfile]]) throws(StoreError) {
        self.schema = schema
        self.database = database
        self.profiles = profiles
        for table in schema.tables.indices { keys.append(try key(of: table)) }
        takeDeclared()
        try guess()
    }

    private mutating func key(of index: Int) throws(StoreError) -> String? {
        let table = schema.tables[index]
        // The column that other tables refer to is the key, if it is unique.
        var targets: [String: Int] = [:]
        for other in schema.tables {
            for key in other.foreignKeys
            where key.table == table.name && key.targets.count == 1 && table.isUnique(key.targets[0]) {
                targets[key.targets[0], default: 0] += 1
            }
        }
        if let most = targets.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key { return most }
        if table.primaryKey.count == 1, isKeyLike(index, table.primaryKey[0]) { return table.primaryKey[0] }
        if let unique = table.uniqueKeys.first(where: {
            $0.count == 1 && isKeyLike(index, $0[0]) && SchemaName($0[0]).speaks(of: .identifier)
        }) {
            return unique[0]
        }
        if table.primaryKey.isEmpty {
            for column in table.columns where isNamedKey(column.name) && isKeyLike(index, column.name) {
                if try isUnique(column.name, table) {
                    guessedKeys.insert(index)
                    return column.name
                }
            }
        }
        if table.primaryKey.isEmpty, let column = try columnThatOthersHold(index) {
            guessedKeys.insert(index)
            return column
        }
        return table.hasRowID ? "rowid" : nil
    }

    /// A column without a name that speaks of keys, of which each record has its own value, and whose values stand
    /// under the same name in another table, again and again.
    private func columnThatOthersHold(_ index: Int) throws(StoreError) -> String? {
        let table = schema.tables[index]
        for column in table.columns
        where isKeyLike(index, column.name) && SchemaName(column.name).lowercased != "name" {
            guard try isUnique(column.name, table) else { continue }
            for (other, holder) in schema.tables.enumerated() where other != index {
                guard let position = holder.columns.firstIndex(
                          where: { $0.name.lowercased() == column.name.lowercased() }),
                      try !isUnique(holder.columns[position].name, holder),
                      let evidence = try evidence(
                          holder.columns[position].name, holder, position, other, column.name, index)
                else { continue }
                if !evidence.isEmpty { return column.name }
            }
        }
        return nil
    }

    private func isNamedKey(_ column: String) -> Bool {
        SchemaName(column).speaks(of: .identifier) || column.lowercased() == "pk"
    }

    private func isKeyLike(_ table: Int, _ column: String) -> Bool {
        guard let position = schema.tables[table].columns.firstIndex(where: { $0.name == column }) else { return false }
        let profile = profiles[table][position]
        return profile.count == 0 || profile.isInteger || profile.isText
    }

    private func isUnique(_ column: String, _ table: DatabaseSchema.Table) throws(StoreError) -> Bool {
        let (name, column) = (Schema.quoted(table.name), Schema.quoted(column))
        return try database.integer("SELECT count(*) > 0 AND count(*) = count(DISTINCT \(column)) FROM \(name)") == 1
    }

    private mutating func takeDeclared() {
        for (index, table) in schema.tables.enumerated() {
            for key in table.foreignKeys where key.columns.count == 1 {
                guard let target = schema.tables.firstIndex(where: { $0.name == key.table }),
                    keys[target] == key.targets[0]
                else { continue }
                references.append(
                    InferredReference(table: index, column: key.columns[0], target: target, isDeclared: true))
            }
        }
    }

    // MARK: Guesses: by name, then checked by containment

    private mutating func guess() throws(StoreError) {
        for (index, table) in schema.tables.enumerated() {
            for (position, column) in table.columns.enumerated() {
                guard !references.contains(where: { $0.table == index && $0.column == column.name }),
                    profiles[index][position].count == 0 || profiles[index][position].isInteger
                        || profiles[index][position].isText
                else { continue }
                var best: InferredReference?
                for target in schema.tables.indices where target != index {
                    guard let key = keys[target], key != "rowid" else { continue }
                    let likeness = likeness(column.name, of: index, to: key, of: target)
                    guard likeness > best?.likeness ?? 0,
                        let evidence = try evidence(column.name, table, position, index, key, target)
                    else { continue }
                    // Without a single value the name alone must do.
                    if evidence.isEmpty, likeness < 3 { continue }
                    best = InferredReference(
                        table: index, column: column.name, target: target, isDeclared: false,
                        evidence: evidence.isEmpty ? "by its name alone; there are no values to check" : evidence,
                        likeness: likeness)
                }
                if let best { references.append(best) }
            }
        }
    }

    private func likeness(_ column: String, of table: Int, to key: String, of target: Int) -> Int {
        let name = SchemaName(column), keyName = SchemaName(key)
        let isOwnKey = keys[table] == column
        // A name that any table may give its key says nothing about another table's.
        let generic = NameVocabulary.identifier.words + ["name", "pk", "fk", "uid", "seq", "rowid"]
        let isGeneric = keyName.words.count == 1 && generic.contains(keyName.lowercased)
        if let own = name.withoutTablePrefix, own == keyName.withoutTablePrefix, !isOwnKey, !generic.contains(own) {
            return 3
        }
        if name.lowercased == keyName.lowercased, !isGeneric {
            // A key of its own that is called like another's: the table whose name fits is the original.
            return isOwnKey && fits(keyName.stem, SchemaName(schema.tables[table].name).stem)
                && !fits(keyName.stem, SchemaName(schema.tables[target].name).stem) ? 0 : 3
        }
        guard !isOwnKey else { return 0 }
        let stem = name.stem, other = SchemaName(schema.tables[target].name).stem
        guard !stem.isEmpty, !other.isEmpty else { return 0 }
        let isMarked =
            name.words.contains { NameVocabulary.identifier.words.contains($0) }
            || stem != name.words.joined(separator: "_") || isSingular(name.lowercased, of: other)
        guard isMarked else { return 0 }
        if stem == other { return 3 }
        return fits(stem, other) || stem.hasSuffix("_" + other) ? 2 : 0
    }

    /// `kunde` for `kunden`, `order` for `order`: a column called like one row of the table.
    private func isSingular(_ name: String, of table: String) -> Bool {
        name.utf8.count >= 3 && table.hasPrefix(name) && table.utf8.count - name.utf8.count <= 2
    }

    /// `cust` fits `customer`, `客户` fits `客户信息`.
    private func fits(_ short: String, _ long: String) -> Bool {
        short.utf8.count >= 3
            && (long.hasPrefix(short) || short.hasPrefix(long) && long.utf8.count >= 3 || long.hasSuffix("_" + short))
    }

    /// nil where the values speak against it; empty where there are none.
    private func evidence(
        _ column: String, _ table: DatabaseSchema.Table, _ position: Int, _ index: Int, _ key: String, _ target: Int
    ) throws(StoreError) -> String? {
        let targetTable = schema.tables[target]
        let values =
            "(SELECT DISTINCT \(Schema.quoted(column)) AS v FROM \(Schema.quoted(table.name)) WHERE \(Schema.quoted(column)) IS NOT NULL LIMIT 2000)"
        let keys = "(SELECT DISTINCT \(Schema.quoted(key)) AS k FROM \(Schema.quoted(targetTable.name)))"
        let statement = try database.prepare("SELECT count(*), count(k) FROM \(values) LEFT JOIN \(keys) ON k = v")
        guard try statement.step() else { return nil }
        let (tried, found) = (statement.int64(0), statement.int64(1))
        if tried == 0 { return "" }
        guard found * 100 >= tried * 95 else { return nil }
        return found == tried
            ? "its \(tried) values are all keys there" : "\(found) of its \(tried) values are keys there"
    }
}
