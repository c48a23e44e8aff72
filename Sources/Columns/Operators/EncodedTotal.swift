import Model
import Planning
import Semantics

extension Evaluator {
    /// The total of a field over consecutive rows, computed from its column's stored values; nil for anything else.
    func storedTotal(of operand: PlanExpression, _ batch: RowBatch) -> UngroupedAggregation.Total? {
        guard case .field(let row, let field, _) = operand, let id = batch.variable, row == .variable(id),
            case .range(let rows) = batch.rows,
            let loaded = catalogue.columns[LoadedColumns.Place(entity: batch.entity, field: field)],
            loaded.texts == nil, loaded.column.validity == nil
        else { return nil }
        return loaded.column.total(rows)
    }
}

extension Column {
    /// nil where values are no whole numbers of at most four bytes, or leave 64 bits: fewer than 2^32 of these never do
    /// before they are scaled.
    fileprivate func total(_ rows: Range<Int>) -> UngroupedAggregation.Total? {
        switch stored {
        case .int8(let values): total(rows, values)
        case .int16(let values): total(rows, values)
        case .int32(let values): total(rows, values)
        case .int64, .double: nil
        }
    }

    /// Unsafe access: rows are those of the column's own entity.
    private func total<Stored: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
        _ rows: Range<Int>, _ values: ColumnBuffer<Stored>
    ) -> UngroupedAggregation.Total? {
        if rows.isEmpty { return UngroupedAggregation.Total(count: 0) }
        var (sum, least, greatest) = (Int64(0), Stored.max, Stored.min)
        values.withUnsafe { values in
            for row in rows {
                sum &+= Int64(truncatingIfNeeded: values[row])
                least = min(least, values[row])
                greatest = max(greatest, values[row])
            }
        }
        let (lowest, o1) = Int64(least).multipliedReportingOverflow(by: unit),
            (highest, o2) = Int64(greatest).multipliedReportingOverflow(by: unit)
        let (scaled, o3) = sum.multipliedReportingOverflow(by: unit),
            (shift, o4) = base.multipliedReportingOverflow(by: Int64(rows.count))
        let (first, o5) = lowest.addingReportingOverflow(base), (last, o6) = highest.addingReportingOverflow(base),
            (total, o7) = scaled.addingReportingOverflow(shift)
        if o1 || o2 || o3 || o4 || o5 || o6 || o7 { return nil }
        return UngroupedAggregation.Total(count: rows.count, sum: total, least: first, greatest: last)
    }
}
