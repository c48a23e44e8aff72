internal import Model
internal import Store

/// The keys of records by the value of another field: of customers by their e-mail address. Grows with the records of
/// the entity, never with the file.
final class KeyFinder {
    /// Names, for messages.
    let entity: String
    let field: String
    /// Whether the value is personal data.
    let isPersonal: Bool
    private var numbers = TextKeySet()
    /// Where keys are texts, all of them: who is known by nothing else may be known by the key.
    private var texts = TextKeySet()
    /// By the number of a value.
    private var keys: [Value] = []
    /// Numbers of values that several records have.
    private var shared: Set<Int> = []
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
        isPersonal = entity.fields[index].isPersonal
        ignoresCase = entity.fields[index].isCaseless
        kind = entity.keyField.type.kind
        let table = Schema.quoted(entity.table), key = Schema.quoted(entity.keyField.column)
        let value = Schema.quoted(entity.fields[index].column)
        // Keys beyond that are somebody's numbers of something, and none that a new one follows.
        let highest = "SELECT max(\(key)) FROM \(table) WHERE \(key) < \(Int64.max / 2)"
        next = kind == .int ? max(0, try database.integer(highest) ?? 0) + 1 : 0
        if kind == .text {
            let keys = try database.prepare("SELECT \(key) FROM \(table)")
            while try keys.step() { _ = keys.text(0).withUTF8Bytes { texts.insert($0) } }
        }
        let rows = try database.prepare(
            "SELECT \(value), \(key) FROM \(table) WHERE \(value) IS NOT NULL ORDER BY rowid")
        while try rows.step() { note(rows.text(0), rows.value(1, as: kind)) }
    }

    private func note(_ text: String, _ key: Value) {
        var text = text
        let content = text.withUTF8 { String(decoding: CellText.content($0, isText: false), as: UTF8.self) }
        let value = ignored(content)
        if value.withUTF8Bytes({ numbers.insert($0) }) {
            keys.append(key)
        } else if let number = value.withUTF8Bytes({ numbers.number(of: $0) }), !keys[number].isIdentical(to: key) {
            shared.insert(number)
        }
    }

    /// Whether several records have the value, so that nobody can tell which is meant.
    func isShared(_ content: UTF8Bytes) -> Bool {
        if shared.isEmpty { return false }
        let text = ignored(String(decoding: content, as: UTF8.self))
        return text.withUTF8Bytes({ numbers.number(of: $0) }).map(shared.contains) ?? false
    }

    private func ignored(_ text: String) -> String { ignoresCase ? text.lowercased() : text }

    /// nil where no record has the value.
    func key(of content: UTF8Bytes) -> Value? {
        let text = ignored(String(decoding: content, as: UTF8.self))
        if let number = text.withUTF8Bytes({ numbers.number(of: $0) }) { return keys[number] }
        return text.withUTF8Bytes { texts.contains($0) } ? .text(text) : nil
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
