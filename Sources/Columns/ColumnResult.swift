package import Model
import Planning

/// The rows of a result, in order.
package struct ColumnResult: Sendable {
    let columns: [Vector]
    let kinds: [ValueKind]
    package let rowCount: Int

    package func value(_ row: Int, _ column: Int) -> Value { columns[column].value(row, as: kinds[column]) }
}
