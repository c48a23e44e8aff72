@testable import Generation
import Glibc
import Testing

@Suite struct RandomTests {
    @Test func logarithmAndExponentialAreClose() {
        for step in 1...4000 {
            let x = Double(step) * 0.037
            for argument in [x, 1 / x, x * 1e9, x * 1e-12] {
                #expect(abs(PortableMath.ln(argument) - log(argument)) <= 1e-11 * max(1, abs(log(argument))))
            }
            for argument in [x, -x] {
                #expect(abs(PortableMath.exp(argument) / exp(argument) - 1) < 1e-11)
            }
        }
    }

    /// The values of Vigna's reference implementation for the state that SplitMix64 derives from 0.
    @Test func splitMixIsTheReference() {
        var mixer = SplitMix64(state: 0)
        #expect(
            [mixer.next(), mixer.next(), mixer.next()] == [
                0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F
            ])
    }

    @Test func streamsDiffer() {
        var heads: Set<UInt64> = []
        for customer in 0..<1000 {
            for purpose in [RandomStream.Purpose.market, .joining, .identity, .behaviour] {
                var stream = RandomStream(seed: 3, customer: customer, purpose: purpose)
                heads.insert(stream.next())
            }
        }
        #expect(heads.count == 4000)
    }

    @Test func momentsAreRight() {
        var stream = RandomStream(seed: 9, purpose: .market)
        let count = 40_000
        func mean(_ draw: (inout RandomStream) -> Double) -> Double {
            (0..<count).reduce(0) { sum, _ in sum + draw(&stream) } / Double(count)
        }
        #expect(abs(mean { $0.uniform() } - 0.5) < 0.01)
        #expect(abs(mean { $0.exponential() } - 1) < 0.03)
        #expect(abs(mean { $0.normal() }) < 0.03)
        #expect(abs(mean { let x = $0.normal(); return x * x } - 1) < 0.04)
        #expect(abs(mean { $0.gamma(shape: 0.6) } - 0.6) < 0.03)
        #expect(abs(mean { $0.gamma(shape: 3) } - 3) < 0.05)
        #expect(abs(mean { Double($0.runLength(0.5, limit: 30)) } - 1) < 0.03)
    }

    @Test func aWeightTableAgreesWithCounting() {
        let weights = [3, 0, 1, 7, 0, 0, 2, 5000, 1, 0]
        let table = WeightTable(weights)
        var counts = [Int](repeating: 0, count: weights.count)
        for position in 0..<table.total { counts[table.index(at: position)] += 1 }
        #expect(counts == weights)
    }

    @Test func theOldestPointsAreTakenFirst() {
        var ledger = PointsLedger()
        ledger.open(bonusAt: nil)
        ledger.credit(100, order: 1, expires: 10)
        ledger.credit(50, order: 2, expires: 20)
        #expect(ledger.take(120) == 120)
        #expect(ledger.nextDue(by: 15) == nil)
        let due = ledger.nextDue(by: 20)
        #expect(due?.second == 20)
        #expect(ledger.expireOldest().points == 30)
        #expect(ledger.balance == 0)
        #expect(ledger.take(5) == 0)
    }
}
