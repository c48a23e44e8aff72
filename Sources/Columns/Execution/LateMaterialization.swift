import Model
import Planning
import Semantics

/// Fields that a result only shows: nothing filters, sorts or groups by them, and their columns would have to be built.
///
/// Where few rows are left, their values are read by key from the store, in the state that the question is answered in.
struct LateMaterialization: Sendable {
    /// So many rows of an entity take as long to build a column of as one takes to be found by its key.
    static let rowsBuiltPerRowFound = 100

    let entity: Int
    let fields: Set<Int>
    /// Without the columns that show the fields; with the key that rows are found by.
    let plan: Plan

    /// nil where every column is there, or is needed for more than to be shown.
    init?(_ plan: Plan, source: any ColumnSource) {
        guard case .project(let input, let columns) = plan.root, input.isOfEntity else { return nil }
        let scan = plan.root.scan, key = plan.model.entities[scan.entity].key
        let others = columns.filter { LateMaterialization.field($0, of: scan) == nil }
        var rest = plan
        rest.root = .project(
            input,
            others + [
                PlanColumn(
                    name: "key",
                    expression: .field(
                        .variable(scan.row), field: key, plan.model.entities[scan.entity].fields[key].type))
            ])
        let needed = RequiredColumns(rest).columns
        let absent = columns.compactMap { LateMaterialization.field($0, of: scan) }.filter {
            !needed.contains(LoadedColumns.Place(entity: scan.entity, field: $0))
                && source.isAbsent(ColumnRequest($0, of: scan.entity))
        }
        if absent.isEmpty { return nil }
        entity = scan.entity
        fields = Set(absent)
        // Columns that are built already, or needed in any case, are read as usual.
        rest.root = .project(
            input,
            others + columns.filter { LateMaterialization.field($0, of: scan).map { !absent.contains($0) } ?? false }
                + rest.root.columns.suffix(1))
        self.plan = rest
    }

    /// The field of the scanned row that a column shows as it is.
    static func field(_ column: PlanColumn, of scan: ScanNode) -> Int? {
        guard case .field(.variable(scan.row), let field, _) = column.expression else { return nil }
        return field
    }
}

extension Executor {
    /// Columns of the last stage: what is only shown is read for the rows that are left, or, where these are many,
    /// built now.
    func shown(_ columns: [PlanColumn], _ frame: RowBatch) throws(ExecutionError) -> [Vector] {
        guard let late = evaluator.catalogue.late, frame.entity == late.entity else {
            return try vectors(columns, frame)
        }
        let scan = plan.root.scan
        if let values = try found(late, frame) {
            func foundVector(_ column: PlanColumn) -> Vector? {
                LateMaterialization.field(column, of: scan).flatMap { values[$0] }.map { Vector($0, column.type.kind) }
            }
            var others = try vectors(columns.filter { foundVector($0) == nil }, frame)[...]
            return columns.map { foundVector($0) ?? others.removeFirst() }
        }
        var executor = self
        let places = Set(late.fields.map { LoadedColumns.Place(entity: late.entity, field: $0) })
        do throws(ColumnSourceError) {
            try source.prepare(places.map { ColumnRequest($0.field, of: $0.entity) })
            try executor.evaluator.catalogue.load(places, from: source)
        } catch { throw ExecutionError.source(error) }
        return try executor.vectors(columns, frame)
    }

    /// Values by field; nil where rows are many, or can't be found by their keys.
    private func found(_ late: LateMaterialization, _ frame: RowBatch) throws(ExecutionError) -> [Int: [Value]]? {
        let total = evaluator.catalogue.rows[late.entity]?.count ?? 0
        guard frame.count * LateMaterialization.rowsBuiltPerRowFound <= total else { return nil }
        let key = plan.model.entities[late.entity].keyField
        let keys = try values(
            .field(.variable(plan.root.scan.row), field: plan.model.entities[late.entity].key, key.type), frame)
        let known = (0..<frame.count).map { keys.value($0, as: key.type.kind) }
        guard !known.contains(.missing) else { return nil }
        let fields = late.fields.sorted()
        do throws(ColumnSourceError) {
            guard let values = try source.values(of: fields, of: late.entity, keys: known) else { return nil }
            return Dictionary(uniqueKeysWithValues: zip(fields, values))
        } catch { throw ExecutionError.source(error) }
    }
}

extension Vector {
    fileprivate init(_ values: [Value], _ kind: ValueKind) {
        let valid: [UInt8]? = values.contains(.missing) ? values.map { $0.isMissing ? 0 : 1 } : nil
        switch kind {
        case .text:
            let texts = values.map { value in if case .text(let text) = value { text } else { "" } }
            self.init(
                .texts(values.indices.map { Int32(clamping: $0) }, StringDictionary(texts.isEmpty ? [""] : texts)),
                valid: valid)
        case .number:
            self.init(
                .numbers(
                    values.map { value in
                        if case .number(let number) = value { number } else { Double(value.integer ?? 0) }
                    }), valid: valid)
        default: self.init(.integers(values.map { $0.integer ?? 0 }), valid: valid)
        }
    }
}
