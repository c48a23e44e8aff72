internal import Model

/// Holds cells against the model and puts the rows that pass into a batch.
///
/// A row is begun, given cell by cell, and ended. The first cell that fails decides why the row is rejected.
final class RecordChecker {
    struct Rejection {
        /// As the file names it; empty where the whole row is meant.
        var column: String
        var value: [UInt8]
        /// Stands alone beside the value: "is not a whole number".
        var reason: String
    }

    private struct Column {
        let name: String
        let field: Field
        let isKey: Bool
        let isOwner: Bool
        let isRequired: Bool
    }

    private let entity: Entity
    private let reader: ValueReader
    private let columns: [Column]
    /// Index into `columns` of the owner's key; nil for entities without an owner.
    private let owner: Int?
    /// nil where owners are not checked.
    var owners: KeySet?
    private let ownerEntity: String
    private let createsOwners: Bool

    private(set) var rejection: Rejection?
    private var batch: RecordBatch
    private var rowStart = 0
    private var textStart = 0

    /// - Parameter columns: the file's name of each column and the field that it fills, in the order of a row's cells.
    init(_ entity: Entity, columns: [(name: String, field: Int)], reader: ValueReader, createsOwners: Bool) {
        self.entity = entity
        self.reader = reader
        self.createsOwners = createsOwners
        self.columns = columns.map { name, i in
            Column(name: name, field: entity.fields[i], isKey: i == entity.key, isOwner: i == entity.owner?.field,
                   isRequired: i == entity.key || Schema.isRequired(i, of: entity))
        }
        owner = self.columns.firstIndex(where: \.isOwner)
        ownerEntity = entity.owner?.entity ?? ""
        batch = RecordBatch(stride: 0, capacity: 0)
    }

    func begin(in batch: RecordBatch) {
        self.batch = batch
        rejection = nil
        rowStart = batch.cells.count
        textStart = batch.text.count
        batch.beginRow()
    }

    /// - Parameter isQuoted: whether emptiness was spelt out (`""`), which for text is a value.
    func set(_ index: Int, _ bytes: UTF8Bytes, isQuoted: Bool) {
        if rejection != nil { return }
        let column = columns[index]
        if bytes.isEmpty, !(isQuoted && column.field.type.kind == .text) { return setMissing(index) }
        if batch.cells[rowStart + index].tag != .absent { return reject(index, bytes, "is given twice in one record") }
        do throws(ValueReader.Problem) {
            batch.cells[rowStart + index] = try cell(column.field.type.kind, bytes)
        } catch {
            if column.field.type.kind != .text, bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return setMissing(index) }
            return reject(index, bytes, error.reason)
        }
        if batch.cells[rowStart + index].length > ImportLimits.textBytes {
            reject(index, bytes, "is longer than \(ImportLimits.textBytes >> 20) MiB")
        }
    }

    func setMissing(_ index: Int) {
        if rejection != nil { return }
        if columns[index].isRequired { return rejectMissing(index) }
        batch.cells[rowStart + index].tag = .missing
    }

    func reject(_ index: Int, _ bytes: UTF8Bytes, _ reason: String) {
        if rejection == nil { rejection = Rejection(column: columns[index].name, value: Array(bytes.prefix(ImportLimits.quotedBytes)), reason: reason) }
    }

    func rejectRow(_ reason: String) {
        if rejection == nil { rejection = Rejection(column: "", value: [], reason: reason) }
    }

    /// Takes the row into the batch, or takes it back. Nil where it was taken in.
    func end() -> Rejection? {
        if rejection == nil {
            for (i, column) in columns.enumerated() where column.isRequired && batch.cells[rowStart + i].tag == .absent {
                rejectMissing(i)
            }
        }
        if rejection == nil, let owner { checkOwner(owner) }
        if rejection == nil {
            batch.endRow()
        } else {
            batch.dropRow(textCount: textStart)
        }
        return rejection
    }

    private func rejectMissing(_ index: Int) {
        rejection = Rejection(column: columns[index].name, value: [], reason: "is empty, and every record of \(entity.name) needs it")
    }

    private func checkOwner(_ index: Int) {
        let cell = batch.cells[rowStart + index]
        guard owners?.contains(cell, text: batch.text) == false else { return }
        if createsOwners {
            owners?.insert(cell, text: batch.text)
            batch.newOwners.append(cell)
        } else {
            let value = cell.tag == .text ? Array(batch.text[Int(cell.bits)..<Int(cell.bits) + Int(cell.length)])
                : cell.tag == .real ? Array("\(Double(bitPattern: UInt64(bitPattern: cell.bits)))".utf8) : Array("\(cell.bits)".utf8)
            rejection = Rejection(column: columns[index].name, value: value, reason: "is not a key of \(ownerEntity) in the store")
        }
    }

    private func cell(_ kind: ValueKind, _ bytes: UTF8Bytes) throws(ValueReader.Problem) -> RecordBatch.Cell {
        let bits: Int64
        switch kind {
        case .int: bits = try reader.int(bytes)
        case .money: bits = try reader.money(bytes)
        case .time: bits = try reader.time(bytes).microseconds
        case .date: bits = Int64(try reader.date(bytes).daysSinceEpoch)
        case .bool: bits = try reader.bool(bytes) ? 1 : 0
        case .duration: bits = try reader.duration(bytes)
        case .number:
            return RecordBatch.Cell(bits: Int64(bitPattern: try reader.number(bytes).bitPattern), length: 0, tag: .real)
        case .text:
            try reader.checkText(bytes)
            let start = batch.text.count
            batch.text.append(contentsOf: bytes)
            return RecordBatch.Cell(bits: Int64(start), length: Int32(clamping: bytes.count), tag: .text)
        }
        return RecordBatch.Cell(bits: bits, length: 0, tag: .integer)
    }
}
