/// How fast memory can be read at the most: the yardstick for engines that scan columns.
enum ReadBandwidth {
    /// 512 MiB: far more than caches hold.
    static let words = 64 << 20

    /// Bytes a second, the best of five passes over memory that each thread has its own part of.
    static func measure(threads: Int) async -> Int {
        let memory = UnsafeMutableBufferPointer<Int64>.allocate(capacity: words)
        defer { memory.deallocate() }
        memory.initialize(repeating: 1)
        let whole = Memory(words: UnsafeBufferPointer(memory))
        let clock = ContinuousClock()
        var best = Double.infinity
        for _ in 0..<5 {
            let start = clock.now
            let sum = await withTaskGroup(of: Int64.self) { group in
                for part in 0..<threads { group.addTask { whole.sum(part: part, of: threads) } }
                return await group.reduce(0, &+)
            }
            let seconds = (clock.now - start) / .seconds(1)
            precondition(sum == Int64(words / threads * threads))
            best = min(best, seconds)
        }
        return Int(Double(words * 8) / best)
    }

    private struct Memory: @unchecked Sendable {
        let words: UnsafeBufferPointer<Int64>

        func sum(part: Int, of parts: Int) -> Int64 {
            let length = words.count / parts
            var sum: Int64 = 0
            for word in UnsafeBufferPointer(rebasing: words[(part * length)..<((part + 1) * length)]) { sum &+= word }
            return sum
        }
    }
}
