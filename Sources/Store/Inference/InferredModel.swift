internal import Model

/// The inferred meaning of a database's tables, before it is written down.
struct InferredModel {
    var entities: [InferredEntity] = []
    /// Parallel with `entities`: indices into the schema's tables.
    var tableOfEntity: [Int] = []
    /// Index into `entities`.
    var customer = 0
    /// Uncertainties, for the head of the draft.
    var doubts: [String] = []
    /// Tables that no question about customers can reach, each with why.
    var unused: [(table: String, reason: String)] = []
    var currency = "USD"
    /// The entity that looks most like purchases.
    var purchases: InferredPurchases?
}

struct InferredEntity {
    var table: String
    var name: String
    var owner: InferredReference?
    /// Index into `fields`.
    var eventTime: Int?
    var fields: [InferredField] = []
    var remarks: [String] = []
}

struct InferredField {
    var name: String
    /// nil where the field is worked out from several.
    var column: String?
    var kind: ValueKind
    /// Behind `=`; nil where the column has the field's name and is read plainly.
    var mapping: String?
    /// The entity that it refers to, and the column behind `by`.
    var reference: String?
    var isKey = false
    var isPersonal = false
    var isDisplayed = false
    /// Above the field: its values, where they are few.
    var documentation: String?
    /// Behind the field: what is not sure about it.
    var doubt: String?
    /// The distinct texts, if they are few, the most frequent first.
    var values: [String] = []

    var speaks: SchemaName { SchemaName(column ?? name) }
}

/// A column that holds the key of another table's record.
struct InferredReference {
    var table: Int
    var column: String
    var target: Int
    var isDeclared: Bool
    /// For a guess: how many of the values that were tried are keys of the target.
    var evidence: String?
    /// How well the names fit, 1…4.
    var likeness = 4
}

struct InferredPurchases {
    var entity: String
    var time: String
    /// The path to an amount; nil where there is none.
    var amount: String?
    /// `status` and the values that seem to say that nothing was bought.
    var cancelled: (field: String, values: [String])?
}
