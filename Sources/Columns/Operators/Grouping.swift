import Model

/// Which group each row is in; groups are numbered in the order of their keys, a missing value last.
struct Grouping: Sendable {
    let count: Int
    let rowCount: Int
    /// One a row; empty where there is one group.
    let numbers: [Int32]
    /// The first row of each group.
    let representatives: [Int32]

    /// All rows in one group, even where there are none.
    init(one rowCount: Int) {
        self.rowCount = rowCount
        (count, numbers, representatives) = (1, [], [])
    }

    init(_ keys: [Vector], rowCount: Int, _ workers: Workers) {
        self.rowCount = rowCount
        guard let first = keys.first else {
            (count, numbers, representatives) = (1, [], [])
            return
        }
        var codes = KeyCodes(first, rowCount, workers)
        for key in keys.dropFirst() { codes = codes.combined(with: KeyCodes(key, rowCount, workers), workers) }
        (numbers, representatives) = codes.numbered(workers)
        count = representatives.count
    }

    /// Tables with a place for each group are made for every piece where there are few groups, so that threads fill
    /// them at the same time.
    var pieces: Morsels { Morsels(rowCount, size: count <= KeyCodes.few ? Morsels.usualSize : max(1, rowCount)) }
}
