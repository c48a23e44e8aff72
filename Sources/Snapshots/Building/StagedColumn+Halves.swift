internal import Columns
internal import Store

/// A scan's blocks in two parts, for two threads.
struct Halves {
    private let starts: [Int]
    private let blocks: [Range<Int>]

    init(_ column: StagedColumn) {
        var starts: [Int] = [], start = 0
        for block in column.blocks {
            starts.append(start)
            start += block.count
        }
        self.starts = starts
        let middle = column.blocks.count / 2
        blocks = middle == 0 ? [0..<column.blocks.count] : [0..<middle, middle..<column.blocks.count]
    }

    var count: Int { blocks.count }
    var indices: Range<Int> { blocks.indices }

    /// - Parameter body: gets a block and the place of its first row in the scan.
    func forEachBlock(of half: Int, in column: StagedColumn, _ body: (StagedColumn.Block, Int) -> Void) {
        for index in blocks[half] { body(column.blocks[index], starts[index]) }
    }
}
