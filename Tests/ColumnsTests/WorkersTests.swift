@testable import Columns
import Synchronization
import Testing

struct WorkersTests {
    @Test func everyPieceIsWorkedOnOnce() {
        let workers = Workers(count: 3)
        for pieces in [0, 1, 2, 7, 1_000] {
            let seen = Mutex(Array(repeating: 0, count: pieces))
            workers.each(pieces) { piece in seen.withLock { $0[piece] += 1 } }
            #expect(seen.withLock { $0.allSatisfy { $0 == 1 } })
        }
    }
}
