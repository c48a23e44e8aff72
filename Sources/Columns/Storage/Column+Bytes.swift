package import Planning

extension Column {
    /// Bytes of everything that belongs to the column.
    package var byteCount: Int {
        let width = switch stored {
        case .int8: 1
        case .int16: 2
        case .int32: 4
        case .int64, .double: 8
        }
        return count * width + (validity?.count ?? 0) + (dictionary.map { $0.offsets.count * 4 + $0.bytes.count } ?? 0)
    }
}

extension LoadedColumns {
    var byteCount: Int {
        let offsets = rows.values.reduce(0) { $0 + ($1.offsets?.count ?? 0) * 4 }
        return columns.values.reduce(offsets) { $0 + $1.column.byteCount }
            + references.values.reduce(0) { $0 + $1.byteCount }
    }
}

/// A column that a plan reads.
package struct PlannedColumn: Sendable {
    package let request: ColumnRequest
    /// Whether values are read for the rows that are shown, where these are few, because the column is not there.
    package let isLate: Bool
}

extension Executor {
    /// The columns that a plan reads, in the order of the model.
    package static func columns(of plan: Plan, on source: (any ColumnSource)?) -> [PlannedColumn] {
        let plan = plan.sharingRecords
        let late = source.flatMap { LateMaterialization(plan, source: $0) }
        let requests = RequiredColumns(plan).requests.sorted {
            ($0.entity, $0.field, $0.isReference ? 1 : 0) < ($1.entity, $1.field, $1.isReference ? 1 : 0)
        }
        return requests.map {
            PlannedColumn(
                request: $0,
                isLate: !$0.isReference && $0.entity == late?.entity && late?.fields.contains($0.field) == true)
        }
    }
}
