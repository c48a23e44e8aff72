/// Positions of a frame in runs, one for each partition: what belongs together follows each other.
struct Partitions: Sendable {
    let positions: [Int32]
    /// Run i is `bounds[i] ..< bounds[i + 1]`.
    private let bounds: [Int]

    /// - Parameters:
    ///   - positions: in the order that each run keeps.
    ///   - grouping: of the whole frame; every position is in a run of its group.
    init(_ positions: [Int32], by grouping: Grouping) {
        guard grouping.count > 1 else {
            self.positions = positions
            bounds = [0, positions.count]
            return
        }
        let numbers = grouping.numbers
        var ends = [Int](repeating: 0, count: grouping.count + 1)
        for position in positions { ends[Int(numbers[Int(position)]) + 1] += 1 }
        for number in 1...grouping.count { ends[number] += ends[number - 1] }
        bounds = ends
        var places = ends
        self.positions = [Int32](unsafeUninitializedCapacity: positions.count) { sorted, initialized in
            for position in positions {
                let number = Int(numbers[Int(position)])
                sorted[places[number]] = position
                places[number] += 1
            }
            initialized = positions.count
        }
    }

    func forEach(_ body: (Range<Int>) throws(ExecutionError) -> Void) throws(ExecutionError) {
        for run in 0..<bounds.count - 1 { try body(bounds[run]..<bounds[run + 1]) }
    }
}
