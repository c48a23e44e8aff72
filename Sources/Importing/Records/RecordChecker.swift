internal import Model
internal import Store

/// Holds cells against the model and puts the rows that pass into a batch.
///
/// A row is begun, given cell by cell, and ended. The first cell that fails decides why the row is rejected.
final class RecordChecker {
    private let entity: Entity
    let reader: ValueReader
    private let columns: UnsafeMutableBufferPointer<CheckedColumn>
    /// In plain memory, as the columns are: every access to a property of an object is watched, and a file has millions
    /// of cells.
    private let state: UnsafeMutablePointer<RowState>
    /// By column, the reader for a date format stated by the user; nil where none is.
    private(set) var stated: [ValueReader?]
    private var missing: Set<[UInt8]> = []
    var scratch = CellScratch()
    /// Where cells are looked at and not read: to find out how they are written.
    var evidence: ColumnEvidence? { didSet { state.pointee.isSampling = evidence != nil } }
    /// By column, the values that the model knows and further ones found in the input.
    private let vocabularies: [Vocabulary?]
    let names: [String]
    /// By column, whether it holds personal data.
    private(set) var personal: [Bool]
    /// Index into `columns` of the owner's key; nil for entities without an owner.
    private let owner: Int?
    /// nil where owners are not checked.
    var owners: KeySet? {
        get { state.pointee.owners }
        set { state.pointee.owners = newValue }
    }
    /// Keys that nobody outside the store knows.
    var madeOwners: KeySet? {
        get { state.pointee.madeOwners }
        set { state.pointee.madeOwners = newValue }
    }
    /// Finders for columns that hold something other than keys.
    private var finders: [Int: KeyFinder] = [:]
    /// By column, where they apply: the word for yes, and the separator of several values in one cell.
    private(set) var yesWords: [Int: [UInt8]] = [:]
    private var separators: [Int: [UInt8]] = [:]
    private let ownerEntity: String
    private let createsOwners: Bool
    private let fillsRows: Bool
    /// Index into `columns` of the record's own key; nil where the store makes it.
    private let key: Int?
    /// Whether a column has to have a value: without one, a row may have none at all.
    private let hasRequired: Bool

    private(set) var rejection: Rejection? { didSet { state.pointee.isRejected = rejection != nil } }
    /// Previous rejection of the current row, from a rejects file; nil for other inputs.
    var former: Rejection? { didSet { state.pointee.hasFormer = former != nil } }
    private let format: ValueFormat
    private(set) var batch: RecordBatch
    /// Columns of the row at hand whose keys are texts.
    private var textKeys: [Int] = [] { didSet { state.pointee.hasTextKeys = !textKeys.isEmpty } }
    /// Those whose keys are to be made.
    private var unfound: [Int] = [] { didSet { state.pointee.hasUnfound = !unfound.isEmpty } }

    /// State that every cell reads and changes.
    private struct RowState {
        var row = UnsafeMutableBufferPointer<RecordBatch.Cell>(start: nil, count: 0)
        /// Where the batch's text ended before the row.
        var textStart = 0
        var isRejected = false
        var hasUnknownValues = false
        var hasTextKeys = false
        var hasUnfound = false
        var hasFormer = false
        /// Whether there is evidence to be gathered, and texts that stand for nothing.
        var isSampling = false
        var hasMissing = false
        var owners: KeySet?
        var madeOwners: KeySet?
    }

    /// - Parameter columns: the file's name of each column and the field that it fills, in the order of a row's cells.
    init(_ entity: Entity, columns: [(name: String, field: Int)], reader: ValueReader, _ options: ImportOptions) {
        self.entity = entity
        format = ValueFormat(currency: reader.currency, timeZone: reader.timeZone)
        self.reader = reader
        createsOwners = options.createCustomers
        key = columns.firstIndex { $0.field == entity.key }
        fillsRows = options.onRepeat == .fill && key != nil
        state = .allocate(capacity: 1)
        state.initialize(to: RowState())
        let checked = columns.map { _, i in
            let field = entity.fields[i]
            return CheckedColumn(kind: field.type.kind, isRequired: i == entity.key || Schema.isRequired(i, of: entity),
                          hasKnownValues: field.knownValues != nil,
                          mayBecomeText: field.keyDomain != nil && field.type.kind == .int,
                          isKey: field.keyDomain != nil)
        }
        self.columns = .allocate(capacity: checked.count)
        _ = self.columns.initialize(from: checked)
        stated = columns.map { _ in nil }
        hasRequired = checked.contains(where: \.isRequired)
        vocabularies = columns.map { _, i in
            entity.fields[i].knownValues.map { Vocabulary($0, field: entity.fields[i]) }
        }
        names = columns.map(\.name)
        forms = .plain(count: columns.count)
        personal = columns.map { _, i in entity.fields[i].isPersonal }
        owner = entity.owner.flatMap { owner in columns.firstIndex { $0.field == owner.field } }
        ownerEntity = entity.owner?.entity ?? ""
        batch = RecordBatch(stride: 0, rowCapacity: 0)
    }

    deinit {
        columns.deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// Columns whose values are not written as programs write them, and how.
    private(set) var writtenForms: [(column: String, form: String)] = []

    /// Columns that hold texts as keys where the store has whole numbers so far.
    private(set) var textKeyColumns: Set<Int> = []

    private(set) var forms: ColumnForms
    /// Two values of each column.
    var samples: [[String]] { forms.samples }

    /// How the cells are written.
    func use(_ forms: ColumnForms) {
        self.forms = forms
        writtenForms = forms.said(names)
        missing = forms.missing
        state.pointee.hasMissing = !missing.isEmpty
        textKeyColumns = forms.textKeys
        for index in forms.exactKeys { columns[index].isExact = true }
        for index in forms.textKeys { (columns[index].kind, columns[index].mayBecomeText) = (.text, false) }
        for index in columns.indices {
            columns[index].number = forms.numbers[index] ?? .point
            columns[index].date = forms.dates[index] ?? .yearFirst
            guard let format = forms.stated[index] else { continue }
            columns[index].isStated = true
            stated[index] = ValueReader(currency: reader.currency, timeZone: reader.timeZone, dateFormat: format)
        }
    }

    /// Keys of a column are to be found by what it holds.
    func find(_ index: Int, by finder: KeyFinder) {
        columns[index].isFound = true
        personal[index] = personal[index] || finder.isPersonal
        columns[index].mayBecomeText = false
        finders[index] = finder
    }

    func readFirst(_ index: Int, before separator: String) {
        columns[index].hasSeparator = true
        separators[index] = Array(separator.utf8)
    }

    func scale(_ index: Int, by factor: Double) { columns[index].factor = factor }

    func readYes(_ index: Int, as word: String) {
        columns[index].hasYes = true
        yesWords[index] = Array(word.lowercased().utf8)
    }

    func begin(in batch: RecordBatch) {
        if self.batch !== batch { self.batch = batch }
        let state = state
        if state.pointee.isRejected { rejection = nil }
        if state.pointee.hasFormer { former = nil }
        if state.pointee.hasTextKeys { textKeys.removeAll(keepingCapacity: true) }
        if state.pointee.hasUnfound { unfound.removeAll(keepingCapacity: true) }
        state.pointee.hasUnknownValues = false
        state.pointee.textStart = batch.textCount
        state.pointee.row = batch.beginRow()
    }

    /// - Parameter isLiteral: whether it is a number of JSON, which is written in one way.
    func set(_ index: Int, _ bytes: UTF8Bytes, isLiteral: Bool = false) {
        if state.pointee.isRejected { return }
        if state.pointee.isSampling { return evidence?.note(index, bytes, isLiteral: isLiteral) ?? () }
        let column = columns[index], kind = column.kind, row = state.pointee.row
        var content = isLiteral ? bytes : CellText.content(bytes, isText: kind == .text && !column.isKey)
        if column.hasSeparator { content = first(of: content, index, isText: kind == .text) }
        if content.isEmpty || state.pointee.hasMissing && missing.contains(Array(content)) { return setMissing(index) }
        if row[index].tag != .absent { return reject(index, bytes, "is given twice in one record") }
        if content.first == 0xEF, content.elementsEqual(SheetCells.openFormula) {
            return reject(index, UTF8Bytes(rebasing: bytes.suffix(1)), RejectReason.openFormula)
        }
        if column.isFound { return setFound(index, content) }
        if column.isKey, KeyText.isRounded(content) { return reject(index, bytes, RejectReason.roundedKey) }
        if column.mayBecomeText, KeyText.isText(content) {
            textKeys.append(index)
            row[index] = batch.appendText(content)
            return
        }
        do throws(ValueReader.Problem) {
            row[index] = try cell(index, column, content, isLiteral: isLiteral)
            if column.factor != 1, row[index].tag == .real {
                let number = Double(bitPattern: UInt64(bitPattern: row[index].bits)) * column.factor
                guard number.isFinite else { return reject(index, bytes, "is no number of its size") }
                row[index].bits = Int64(bitPattern: number.bitPattern)
            }
            if column.hasKnownValues { row[index] = recognised(row[index], index, content) }
        } catch {
            if kind != .text, content.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return setMissing(index) }
            return reject(index, bytes, error.reason(of: content, column, reader.currency))
        }
        if row[index].length > ImportLimits.textBytes {
            reject(index, bytes, "is longer than \(ImportLimits.textBytes >> 20) MiB")
        }
    }

    private func first(of content: UTF8Bytes, _ index: Int, isText: Bool) -> UTF8Bytes {
        let end = separators[index].flatMap { content.firstRange(of: $0)?.lowerBound } ?? content.endIndex
        return CellText.content(UTF8Bytes(rebasing: content[..<end]), isText: isText)
    }

    /// The key of the record that has this value, or, once the row is known to be right, a new one.
    private func setFound(_ index: Int, _ content: UTF8Bytes) {
        let row = state.pointee.row
        guard let finder = finders[index] else { return }
        do throws(ValueReader.Problem) { try reader.checkText(content) } catch {
            return reject(index, content, error.reason)
        }
        if content.count > ImportLimits.textBytes {
            return reject(index, content, "is longer than \(ImportLimits.textBytes >> 20) MiB")
        }
        if finder.isShared(content) {
            reject(
                index, content, "is \(finder.field) of several of \(finder.entity): which one is meant can't be told")
        } else if let key = finder.key(of: content) {
            row[index] = batch.cell(of: key)
        } else if index == owner, !createsOwners {
            reject(index, content, "is \(finder.field) of none of \(finder.entity) in the store")
            rejection?.isOfUnknownOwner = true
        } else {
            row[index] = batch.appendText(content)
            unfound.append(index)
        }
    }

    private func makeKeys() {
        let row = state.pointee.row
        for index in unfound {
            guard let finder = finders[index] else { continue }
            let content = row[index]
            // Another column of the row may have made it.
            let known = finder.key(of: batch.text(content))
            row[index] = batch.cell(of: known ?? finder.newKey(for: batch.text(content)))
            guard index == owner, known == nil else { continue }
            batch.newOwners.append(row[index])
            batch.newOwnerValues.append(content)
        }
    }

    func setMissing(_ index: Int) {
        if state.pointee.isRejected { return }
        if columns[index].isRequired, !mayBeFilled(index) { return rejectMissing(index) }
        state.pointee.row[index].tag = .missing
    }

    /// Whether an earlier row with the same key may say what this one leaves empty.
    private func mayBeFilled(_ index: Int) -> Bool { fillsRows && index != key }

    func reject(_ index: Int, _ bytes: UTF8Bytes, _ reason: String) {
        guard rejection == nil else { return }
        rejection = Rejection(
            column: names[index], value: Array(bytes.prefix(ImportLimits.quotedBytes)), reason: reason,
            isPersonal: personal[index])
    }

    /// - Parameter column: one that fills no field here.
    func reject(column: Field, _ value: UTF8Bytes, _ reason: String) {
        guard rejection == nil else { return }
        rejection = Rejection(column: column.name, value: Array(value.prefix(ImportLimits.quotedBytes)), reason: reason,
                              isPersonal: column.isPersonal)
    }

    /// - Parameter name: of a column that fills no field.
    func reject(_ name: String, _ value: UTF8Bytes, _ reason: String) {
        guard rejection == nil else { return }
        rejection = Rejection(column: name, value: Array(value.prefix(ImportLimits.quotedBytes)), reason: reason)
    }

    /// The row can't be read as one, whatever is wrong with cells of it.
    func rejectRow(_ reason: String) {
        rejection = Rejection(column: "", value: [], reason: reason)
    }

    /// Takes back a row that is no record.
    func abandon() {
        batch.dropText(downTo: state.pointee.textStart)
        if state.pointee.hasUnknownValues { vocabularies.forEach { $0?.countUnknown(isKept: false) } }
    }

    /// Takes the row into the batch, or takes it back. Nil where it was taken in.
    ///
    /// - Parameter source: the row as it stands in the input.
    func end(line: Int, source: UTF8Bytes) -> Rejection? {
        let state = state, row = state.pointee.row, batch = batch
        if state.pointee.isSampling {
            // Nothing of it is taken in; it is counted, so that batches end.
            batch.endRow(line: line, source: UTF8Bytes(start: nil, count: 0))
            return nil
        }
        if !state.pointee.isRejected, hasRequired { checkRequired(row) }
        if !state.pointee.isRejected, !hasRequired, row.allSatisfy({ $0.tag == .absent || $0.tag == .missing }) {
            rejectRow("the row has no value for any field of \(entity.name)")
        }
        if !state.pointee.isRejected, state.pointee.hasFormer, let former, isAsRejected(former) {
            rejection = former
            rejection?.isPersonal = names.firstIndex(of: former.column).map { personal[$0] } ?? false
        }
        if !state.pointee.isRejected, state.pointee.hasTextKeys { checkTextKeys() }
        if !state.pointee.isRejected, let owner, !columns[owner].isFound { checkOwner(owner) }
        if !state.pointee.isRejected, state.pointee.hasUnfound { makeKeys() }
        let isRejected = state.pointee.isRejected
        if isRejected {
            batch.dropText(downTo: state.pointee.textStart)
        } else {
            batch.endRow(line: line, source: source)
        }
        if state.pointee.hasUnknownValues { vocabularies.forEach { $0?.countUnknown(isKept: !isRejected) } }
        return isRejected ? rejection : nil
    }

    private func checkRequired(_ row: UnsafeMutableBufferPointer<RecordBatch.Cell>) {
        for index in row.indices
        where row[index].tag == .absent && columns[index].isRequired && !mayBeFilled(index) {
            rejectMissing(index)
        }
    }

    /// A row that is right but for keys which the store can't hold as they are so far: it is read again when it can.
    private func checkTextKeys() {
        let row = state.pointee.row
        for index in textKeys {
            if index == owner, !createsOwners {
                // No owner in the store has a text key.
                return rejectOwner(index, Array(batch.text(row[index])))
            }
            batch.textKeys.insert(index)
        }
        rejectRow(
            "its key is no whole number, as keys are in this store so far; import it from a file, not through a pipe")
    }

    /// Whether a row that was rejected for what another row says still says what it said. Alone it would be taken in
    /// and replace what the other row has brought.
    private func isAsRejected(_ former: Rejection) -> Bool {
        guard ContradictionJudge.isContradiction(former.reason), let index = names.firstIndex(of: former.column) else {
            return false
        }
        let value = state.pointee.row[index].value(as: columns[index].kind, in: batch)
        return Array(ContradictionJudge.text(value, columns[index].kind, format).utf8) == former.value
    }

    /// The model's own spelling of a value that it knows.
    private func recognised(_ cell: RecordBatch.Cell, _ index: Int, _ bytes: UTF8Bytes) -> RecordBatch.Cell {
        guard let vocabulary = vocabularies[index], !bytes.isEmpty, !vocabulary.isStoredSpelling(bytes) else {
            return cell
        }
        guard let place = vocabulary.values.place(of: bytes) else {
            vocabulary.noteUnknown(bytes)
            state.pointee.hasUnknownValues = true
            return cell
        }
        let name = vocabulary.names[place]
        if name.count == bytes.count, name.elementsEqual(bytes) { return cell }
        batch.dropText(downTo: batch.textCount - bytes.count)
        return name.withUnsafeBufferPointer { batch.appendText($0) }
    }

    /// Values of the rows taken in that the model does not know, by field.
    var unknownValues: [ImportReport.UnknownValues] { vocabularies.compactMap { $0?.report } }

    private func rejectMissing(_ index: Int) { rejection = lacking(index) }

    /// Rejection of a row that lacks a required value.
    func lacking(_ index: Int) -> Rejection {
        Rejection(column: names[index], value: [], reason: "is empty, and every record of \(entity.name) needs it")
    }

    private func checkOwner(_ index: Int) {
        let cell = state.pointee.row[index]
        guard cell.tag != .missing, cell.tag != .absent else { return }
        if state.pointee.madeOwners?.contains(cell, in: batch) == true {
            rejection = Rejection(
                column: names[index], value: cell.keyText(in: batch), reason: MadeKeys.refusal,
                isPersonal: personal[index])
            return
        }
        guard state.pointee.owners?.contains(cell, in: batch) == false else { return }
        if createsOwners {
            state.pointee.owners?.insert(cell, in: batch)
            batch.newOwners.append(cell)
        } else {
            rejectOwner(index, cell.keyText(in: batch))
        }
    }

    private func rejectOwner(_ index: Int, _ value: [UInt8]) {
        rejection = Rejection(column: names[index], value: value, reason: "is not a key of \(ownerEntity) in the store",
                              isPersonal: personal[index], isOfUnknownOwner: true)
    }
}
