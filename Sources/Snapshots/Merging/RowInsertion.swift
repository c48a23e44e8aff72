import Concurrency
internal import Columns

/// Where new rows of an entity lie among the old ones.
struct RowInsertion: Sendable {
    let oldCount: Int
    /// The old row that each new row lies before, in the order of the new rows' own places.
    let before: [UInt32]
    /// Which row of the scan of new rows each is.
    let rows: [Int]
    /// How many new rows lie before each `blockSize`th old one.
    private let blocks: [Int]
    private static let blockShift = 10

    private init(oldCount: Int, before: [UInt32], rows: [Int]) {
        self.oldCount = oldCount
        self.before = before
        self.rows = rows
        var blocks: [Int] = [], count = 0
        blocks.reserveCapacity(oldCount >> RowInsertion.blockShift + 1)
        for block in 0...(oldCount >> RowInsertion.blockShift) {
            while count < before.count, Int(before[count]) <= block << RowInsertion.blockShift { count += 1 }
            blocks.append(count)
        }
        self.blocks = blocks
    }

    /// - Parameter before: of each row of the scan of new rows, in the order in which they lie.
    init(oldCount: Int, inserting before: [(before: Int, row: Int)]) {
        self.init(oldCount: oldCount, before: before.map { UInt32($0.before) }, rows: before.map(\.row))
    }

    /// The insertion in an order that already has the new rows: they were the last ones of its scan.
    init(_ order: RowOrder, oldCount: Int) throws(OutOfMemory) {
        if let last = order.lastInsertion, last.oldCount == oldCount {
            self = last
            return
        }
        let positions = oldCount < order.count ? try order.positions() : nil
        var places: [(place: Int, row: Int)] = []
        places.reserveCapacity(order.count - oldCount)
        for row in oldCount..<order.count { places.append((positions.map { Int($0[row]) } ?? row, row - oldCount)) }
        places.sort { $0.place < $1.place }
        self.init(
            oldCount: oldCount, before: places.enumerated().map { UInt32($1.place - $0) }, rows: places.map(\.row))
    }

    var count: Int { before.count }
    var newCount: Int { oldCount + count }
    /// Whether all old rows keep their numbers.
    var isAtEnd: Bool { before.first.map { Int($0) == oldCount } ?? true }

    /// Where an old row lies now.
    func moved(_ row: Int) -> Int {
        var count = blocks[row >> RowInsertion.blockShift]
        while count < before.count, Int(before[count]) <= row { count += 1 }
        return row + count
    }

    /// Runs `body` with every stretch of old rows that stay together, and where it lies now.
    func forEachStretch(_ body: (_ old: Range<Int>, _ new: Int) -> Void) {
        var start = 0
        for (index, place) in before.enumerated() where Int(place) > start {
            body(start..<Int(place), start + index)
            start = Int(place)
        }
        if start < oldCount { body(start..<oldCount, start + count) }
    }

    /// The same on two threads: most of what is done with stretches is waiting for memory.
    ///
    /// - Parameter body: touches nothing but what lies where the stretch lies now.
    func forEachStretchConcurrently(_ body: (_ old: Range<Int>, _ new: Int) -> Void) {
        let middle = before.count / 2
        concurrently(2, rows: oldCount) { half in
            var start = half == 0 || middle == 0 ? 0 : Int(before[middle - 1])
            for index in half == 0 ? 0..<middle : middle..<before.count where Int(before[index]) > start {
                body(start..<Int(before[index]), start + index)
                start = Int(before[index])
            }
            if half == 1, start < oldCount { body(start..<oldCount, start + count) }
        }
    }
}
