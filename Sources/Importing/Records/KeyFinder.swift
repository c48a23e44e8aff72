internal import Model
internal import Store

/// The keys of records by the value of another field: of customers by their e-mail address. Grows with the records of
/// the entity, never with the file.
final class KeyFinder {
    /// Names, for messages.
    let entity: String
    let field: String
    private var numbers = TextKeySet()
    /// By the number of a value.
    private var keys: [Value] = []
    private let ignoresCase: Bool
    private let kind: ValueKind
    private var next: Int64

    /// - Throws: E0606 where the entity has no such field.
    init(_ entity: Entity, by field: String, in database: Database) throws(StoreError) {
        guard let index = entity.fieldIndex(named: field), entity.fields[index].type.kind == .text else {
            throw StoreError(.unknownMapField, "\(entity.name) has no text \(field) that they are known by")
        }
        self.entity = entity.name
        self.field = field
        ignoresCase = entity.fields[index].isCaseless
        kind = entity.keyField.type.kind
        let table = Schema.quoted(entity.table), key = Schema.quoted(entity.keyField.column)
        let value = Schema.quoted(entity.fields[index].column)
        next = kind == .int ? max(0, try database.integer("SELECT max(\(key)) FROM \(table)") ?? 0) + 1 : 0
        let rows = try database.prepare(
            "SELECT \(value), \(key) FROM \(table) WHERE \(value) IS NOT NULL ORDER BY rowid")
        while try rows.step() { note(rows.text(0), rows.value(1, as: kind)) }
    }

    /// The first record with a value is the one that is meant.
    private func note(_ text: String, _ key: Value) {
        if ignored(text).withUTF8Bytes({ numbers.insert($0) }) { keys.append(key) }
    }

    private func ignored(_ text: String) -> String { ignoresCase ? text.lowercased() : text }

    /// nil where no record has the value.
    func key(of content: UTF8Bytes) -> Value? {
        ignored(String(decoding: content, as: UTF8.self)).withUTF8Bytes { numbers.number(of: $0) }.map { keys[$0] }
    }

    /// For a record that nobody has yet: the next number, or, where keys are texts, the value itself.
    func newKey(for content: UTF8Bytes) -> Value {
        let text = ignored(String(decoding: content, as: UTF8.self))
        let key: Value = kind == .int ? .int(next) : .text(text)
        next += 1
        note(text, key)
        return key
    }
}

extension String {
    fileprivate func withUTF8Bytes<Result>(_ body: (UTF8Bytes) -> Result) -> Result {
        var text = self
        return text.withUTF8(body)
    }
}
