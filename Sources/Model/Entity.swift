/// A kind of record in the model: customers, orders, products.
package struct Entity: Sendable {
    package var name: String
    package var label: String?
    package var aliases: [String]
    package var documentation: String?
    /// The SQLite table.
    package var table: String
    /// Fields in declaration order; the key, the owner's column and the event time are among them.
    package var fields: [Field]
    /// Index into `fields`. Where a declaration names no key, SQLite's rowid is read as a field `id`.
    package var key: Int
    /// The entity that a record belongs to; nil for the customer entity and for look-ups.
    package var owner: Owner?
    /// Index into `fields` of the instant or day at which the record came to be (for customers, the day they joined).
    package var eventTime: Int?

    package struct Owner: Sendable {
        /// The owning entity's name.
        package var entity: String
        /// Index into `fields` of the column that holds the owner's key.
        package var field: Int

        package init(entity: String, field: Int) {
            self.entity = entity
            self.field = field
        }
    }

    package init(
        name: String, label: String? = nil, aliases: [String] = [], documentation: String? = nil, table: String,
        fields: [Field], key: Int, owner: Owner? = nil, eventTime: Int? = nil
    ) {
        self.name = name
        self.label = label
        self.aliases = aliases
        self.documentation = documentation
        self.table = table
        self.fields = fields
        self.key = key
        self.owner = owner
        self.eventTime = eventTime
    }

    package var keyField: Field { fields[key] }

    package func fieldIndex(named name: String) -> Int? {
        // Every name of a text is looked for among the fields, and their aliases are seldom ASCII: a comparison that
        // minds how characters may be composed costs many times one of bytes.
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else {
            return fields.firstIndex { $0.name == name || $0.aliases.contains(name) }
        }
        func isName(_ other: String) -> Bool {
            other.utf8.count == name.utf8.count && other.utf8.elementsEqual(name.utf8)
        }
        return fields.firstIndex { isName($0.name) || $0.aliases.contains(where: isName) }
    }
}

/// One attribute of an entity.
package struct Field: Sendable {
    package var name: String
    package var label: String?
    package var aliases: [String]
    package var documentation: String?
    package var type: ValueType
    /// The SQLite column; of a field that is worked out, the one it comes from, where that is a single one.
    package var column: String
    /// How the value is worked out; nil where the column holds it as managed stores encode it.
    package var storage: FieldStorage?
    /// The entity whose key this field holds, for fields like `product: products by product_id`.
    package var reference: String?
    /// Personal data: values never appear in completion or hover.
    package var isPersonal: Bool
    /// Compared without regard to case.
    package var isCaseless: Bool
    /// Shown beside the key when a segment's customers are listed.
    package var isDisplayed: Bool
    /// For texts; nil where the model knows of none.
    package var knownValues: KnownValues?
    /// For the type `key`: the entity whose keys it holds, as named by `DataModel.withTextKeys`; nil for other types.
    package var keyDomain: String?

    package init(
        name: String, label: String? = nil, aliases: [String] = [], documentation: String? = nil, type: ValueType,
        column: String? = nil, storage: FieldStorage? = nil, reference: String? = nil, isPersonal: Bool = false,
        isCaseless: Bool = false, isDisplayed: Bool = false, knownValues: KnownValues? = nil, keyDomain: String? = nil
    ) {
        self.name = name
        self.label = label
        self.aliases = aliases
        self.documentation = documentation
        self.type = type
        self.column = column ?? name
        self.storage = storage
        self.reference = reference
        self.isPersonal = isPersonal
        self.isCaseless = isCaseless
        self.isDisplayed = isDisplayed
        self.knownValues = knownValues
        self.keyDomain = keyDomain
    }
}
