internal import Model
internal import Store

/// The keys that owners of records have in the store: grows with the owners, never with the file.
struct KeySet {
    private var integers: IntegerKeySet
    private var texts: TextKeySet

    /// Reads the keys of `entity`.
    ///
    /// - Parameter condition: of SQL, on the rows that count.
    init(of entity: Entity, where condition: String = "true", in database: Database) throws(StoreError) {
        let table = "\(Schema.quoted(entity.table)) WHERE \(condition)", column = Schema.quoted(entity.keyField.column)
        integers = IntegerKeySet()
        texts = TextKeySet()
        switch entity.keyField.type.kind {
        case .text:
            let rows = try database.prepare("SELECT \(column) FROM \(table)")
            while try rows.step() { rows.withUTF8(0) { _ = texts.insert($0.bindMemory(to: UInt8.self)) } }
        case let kind:
            // Each by itself: the least and the highest stand at the ends of an index.
            let bounds = try database.prepare(
                "SELECT " + ["min(\(column))", "max(\(column))", "count(*)"]
                    .map { "(SELECT \($0) FROM \(table))" }.joined(separator: ", "))
            if kind != .number, try bounds.step(), !bounds.isNull(0) {
                integers = IntegerKeySet(from: bounds.int64(0), through: bounds.int64(1), count: Int(bounds.int64(2)))
            }
            bounds.reset()
            let rows = try database.prepare("SELECT \(column) FROM \(table)")
            while try rows.step() {
                integers.insert(kind == .number ? Int64(bitPattern: rows.double(0).bitPattern) : rows.int64(0))
            }
        }
    }

    func contains(_ cell: RecordBatch.Cell, in batch: RecordBatch) -> Bool {
        cell.tag == .text ? texts.contains(batch.text(cell)) : integers.contains(cell.bits)
    }

    mutating func insert(_ cell: RecordBatch.Cell, in batch: RecordBatch) {
        if cell.tag == .text { _ = texts.insert(batch.text(cell)) } else { integers.insert(cell.bits) }
    }
}

/// A bitmap where keys lie close together, a hash set for the rest.
struct IntegerKeySet {
    private let first: Int64
    private var words: [UInt64]
    private var others: Set<Int64> = []

    init() {
        first = 0
        words = []
    }

    /// - Parameter count: keys expected; a bitmap of more than 64 bits a key would be larger than the keys themselves.
    init(from first: Int64, through last: Int64, count: Int) {
        let (span, overflow) = last.subtractingReportingOverflow(first)
        let isSparse = overflow || span < 0 || span / 64 > Int64(count) + 1024
        self.first = isSparse ? 0 : first
        words = isSparse ? [] : [UInt64](repeating: 0, count: Int(span / 64) + 1)
    }

    func contains(_ key: Int64) -> Bool {
        guard let bit = bit(key) else { return others.contains(key) }
        return words[bit / 64] >> UInt64(bit % 64) & 1 == 1
    }

    mutating func insert(_ key: Int64) {
        if let bit = bit(key) { words[bit / 64] |= 1 << UInt64(bit % 64) } else { others.insert(key) }
    }

    private func bit(_ key: Int64) -> Int? {
        let distance = key.subtractingReportingOverflow(first)
        return !distance.overflow && distance.partialValue >= 0 && distance.partialValue < Int64(words.count) * 64
            ? Int(distance.partialValue) : nil
    }
}

/// Exact texts in one arena, found by open addressing.
struct TextKeySet {
    private var arena: [UInt8] = []
    /// Start of each key in `arena`; the end is the next one's start.
    private var starts: [Int] = [0]
    /// Key numbers plus one; 0 is free. A power of two in length, at most half full.
    private var slots = [UInt32](repeating: 0, count: 64)

    func contains(_ key: UTF8Bytes) -> Bool { slots[slot(of: key)] != 0 }

    /// In the order in which keys came, from 0; nil where the key is not there.
    func number(of key: UTF8Bytes) -> Int? {
        let slot = slots[slot(of: key)]
        return slot == 0 ? nil : Int(slot) - 1
    }

    /// False where the key is there already.
    mutating func insert(_ key: UTF8Bytes) -> Bool {
        var slot = slot(of: key)
        if slots[slot] != 0 { return false }
        if starts.count * 2 > slots.count {
            grow()
            slot = self.slot(of: key)
        }
        slots[slot] = UInt32(starts.count)
        arena.append(contentsOf: key)
        starts.append(arena.count)
        return true
    }

    private func slot(of key: UTF8Bytes) -> Int {
        var slot = hash(key) & (slots.count - 1)
        while slots[slot] != 0, !isEqual(Int(slots[slot]) - 1, key) { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private func isEqual(_ number: Int, _ key: UTF8Bytes) -> Bool {
        arena[starts[number]..<starts[number + 1]].elementsEqual(key)
    }

    private func hash(_ key: UTF8Bytes) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(key))
        return hasher.finalize()
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for number in 0..<(starts.count - 1) {
            let key = starts[number]..<starts[number + 1]
            let free = arena.withUnsafeBufferPointer { arena -> Int in slot(of: UTF8Bytes(rebasing: arena[key])) }
            slots[free] = UInt32(number + 1)
        }
    }
}
