import Concurrency
import Testing

struct ExchangeTests {
    private struct Failed: Error {}

    /// Every thing arrives once, in order, however the two sides take turns.
    @Test func thingsArriveInOrder() throws {
        for count in [0, 1, 3, 500] {
            let exchange = Exchange<[Int], Failed>(count: 3) { [] }
            let thread = SystemThread {
                for number in 0..<count {
                    guard var item = exchange.takeEmpty() else { return }
                    item.append(number)
                    exchange.putFull(item)
                }
                exchange.finish(.success(()))
            }
            var seen: [Int] = []
            while let item = try exchange.takeFull() {
                seen += item
                exchange.putEmpty([])
            }
            thread?.join()
            #expect(seen == Array(0..<count))
        }
    }

    @Test func anErrorEndsTheUsingSide() {
        let exchange = Exchange<Int, Failed>(count: 1) { 0 }
        exchange.finish(.failure(Failed()))
        #expect(throws: Failed.self) { try exchange.takeFull() }
    }

    @Test func aStopEndsTheFillingSide() {
        let exchange = Exchange<Int, Failed>(count: 2) { 0 }
        let thread = SystemThread {
            while let item = exchange.takeEmpty() { exchange.putFull(item) }
        }
        exchange.stop()
        thread?.join()
        #expect(exchange.takeEmpty() == nil)
    }
}
