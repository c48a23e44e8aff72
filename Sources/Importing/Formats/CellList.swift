/// Where the cells of a record are, in plain memory that is used for every record.
///
/// Plain memory rather than an array: a cell is appended for every value of a file, and an array would ask each time
/// whether it is shared. Whoever holds it deallocates it.
struct CellList {
    private var start: UnsafeMutablePointer<DelimitedReader.Cell>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 64) {
        self.capacity = capacity
        start = .allocate(capacity: capacity)
    }

    func deallocate() { start.deallocate() }

    var cells: UnsafeBufferPointer<DelimitedReader.Cell> { UnsafeBufferPointer(start: start, count: count) }

    subscript(index: Int) -> DelimitedReader.Cell {
        get {
            precondition(index < count)
            return start[index]
        }
        nonmutating set {
            precondition(index < count)
            start[index] = newValue
        }
    }

    mutating func append(_ cell: DelimitedReader.Cell) {
        if count == capacity { grow() }
        (start + count).initialize(to: cell)
        count += 1
    }

    mutating func removeAll() { count = 0 }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<DelimitedReader.Cell>.allocate(capacity: capacity * 2)
        larger.initialize(from: start, count: count)
        start.deallocate()
        start = larger
        capacity *= 2
    }
}
