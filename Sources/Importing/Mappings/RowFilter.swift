internal import Model
internal import Store

/// A condition on the rows of a file, with its columns found.
struct RowFilter {
    private struct Test {
        let column: Int
        let texts: Set<String>
        let isExcluding: Bool
    }

    private let tests: [Test]
    private let columns: Set<String>

    /// - Throws: E0619 where the file has no such column.
    init(_ condition: RowCondition, _ header: [String]) throws(StoreError) {
        var tests: [Test] = []
        for (name, test) in condition.tests {
            guard let column = ColumnMatcher.column([name], in: header) else {
                throw StoreError(.badMapping, "the mapping tells rows by the column \(name), which the file has not")
            }
            let (texts, isExcluding) = switch test {
            case .isIn(let texts): (texts, false)
            case .isNotIn(let texts): (texts, true)
            }
            tests.append(Test(column: column, texts: Set(texts.map { $0.lowercased() }), isExcluding: isExcluding))
        }
        self.tests = tests
        columns = Set(tests.map { header[$0.column] })
    }

    func uses(_ column: String) -> Bool { columns.contains(column) }

    /// Of the latest record. What has no such cell is left to be rejected.
    func holds(_ reader: DelimitedReader) -> Bool {
        tests.allSatisfy { test in
            test.column >= reader.cells.count || RowFilter.holds(test, reader.bytes(reader.cells[test.column]))
        }
    }

    /// Of a row whose cells are given by their columns; nil for those that it has not.
    func holds(_ cell: (_ column: Int) -> [UInt8]?) -> Bool {
        tests.allSatisfy { test in
            cell(test.column)?.withUnsafeBufferPointer { RowFilter.holds(test, $0) } ?? true
        }
    }

    private static func holds(_ test: Test, _ cell: UTF8Bytes) -> Bool {
        let content = CellText.content(cell, isText: true)
        return test.texts.contains(String(decoding: content, as: UTF8.self).lowercased()) != test.isExcluding
    }
}
