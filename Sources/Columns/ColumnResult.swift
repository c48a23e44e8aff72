package import Model
import Planning

/// The rows of a result, in order.
package struct ColumnResult: Sendable {
    let columns: [Vector]
    let kinds: [ValueKind]
    package let rowCount: Int
    /// By the names of definitions that are scores: how many customers have one, and how many of them the one that most
    /// have.
    package let sharedScores: [String: (count: Int, total: Int)]
    /// Bytes of all columns that the plan names, whether every row of them was looked at or not.
    package let bytesTouched: Int

    package func value(_ row: Int, _ column: Int) -> Value { columns[column].value(row, as: kinds[column]) }

    /// Values of some rows, row after row, of the first so many columns.
    ///
    /// A column is read as a whole, so that a value costs some nanoseconds; that pays from a handful of rows on.
    package func values(_ rows: Range<Int>, columns count: Int) -> [Value] {
        var values = [Value](repeating: .missing, count: rows.count * count)
        // The array's memory, written at its own indices, by one loop a column.
        values.withUnsafeMutableBufferPointer { values in
            for column in 0..<count {
                columns[column].copy(rows, as: kinds[column], to: values, from: column, by: count)
            }
        }
        return values
    }
}

extension Vector {
    /// Writes the values of some rows to every so many places of a buffer; missing ones are there already.
    fileprivate func copy(
        _ rows: Range<Int>, as kind: ValueKind, to buffer: UnsafeMutableBufferPointer<Value>, from start: Int,
        by step: Int
    ) {
        let isKnown: Mask? = valid.map { Array($0[rows]) }
        func write(_ value: (Int) -> Value) {
            var place = start
            for row in rows {
                if isKnown.map({ $0[row - rows.lowerBound] != 0 }) ?? true { buffer[place] = value(row) }
                place += step
            }
        }
        switch values {
        case .integers(let values): values.withUnsafeBufferPointer { values in write { Value(values[$0], as: kind) } }
        case .numbers(let values): values.withUnsafeBufferPointer { values in write { .number(values[$0]) } }
        case .texts(let codes, let texts):
            codes.withUnsafeBufferPointer { codes in write { .text(texts.text(Int(codes[$0]))) } }
        }
    }
}
