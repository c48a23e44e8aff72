package import Model
import Planning

/// The rows of a result, in order.
package struct ColumnResult: Sendable {
    let columns: [Vector]
    let kinds: [ValueKind]
    package let rowCount: Int
    /// Bytes of all columns that the plan names, whether every row of them was looked at or not.
    package let bytesTouched: Int

    package func value(_ row: Int, _ column: Int) -> Value { columns[column].value(row, as: kinds[column]) }
}
