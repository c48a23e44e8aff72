internal import Model
internal import Store

/// A condition on the rows of a file, with its columns found.
struct RowFilter {
    private let tests: [(column: Int, test: CellTest)]
    private let columns: Set<String>

    /// - Throws: E0619 where the file has no such column.
    init(_ condition: RowCondition, _ header: [String]) throws(StoreError) {
        var tests: [(column: Int, test: CellTest)] = []
        for (name, test) in condition.tests {
            guard let column = ColumnMatcher.column([name], in: header) else {
                throw StoreError(.badMapping, "the mapping tells rows by the column \(name), which the file has not")
            }
            tests.append((column, CellTest(test)))
        }
        self.tests = tests
        columns = Set(tests.map { header[$0.column] })
    }

    func uses(_ column: String) -> Bool { columns.contains(column) }

    /// Whether the latest record meets the condition. Missing cells pass, so that the record is rejected later.
    func holds(_ reader: DelimitedReader) -> Bool {
        tests.allSatisfy { column, test in
            column >= reader.cells.count || test.holds(reader.bytes(reader.cells[column]))
        }
    }

    /// Whether a row meets the condition, given its cells by column; `cell` returns nil for missing cells, which pass.
    func holds(_ cell: (_ column: Int) -> [UInt8]?) -> Bool {
        tests.allSatisfy { column, test in
            cell(column)?.withUnsafeBufferPointer { test.holds($0) } ?? true
        }
    }
}

/// Whether a cell is one of some texts, or none of them, whatever the letter case.
struct CellTest {
    private let texts: Set<String>
    private let isExcluding: Bool

    init(_ test: RowCondition.Test) {
        let (texts, isExcluding) = switch test {
        case .isIn(let texts): (texts, false)
        case .isNotIn(let texts): (texts, true)
        }
        self.texts = Set(texts.map { $0.lowercased() })
        self.isExcluding = isExcluding
    }

    func holds(_ cell: UTF8Bytes) -> Bool {
        let content = CellText.content(cell, isText: true)
        return texts.contains(String(decoding: content, as: UTF8.self).lowercased()) != isExcluding
    }
}
