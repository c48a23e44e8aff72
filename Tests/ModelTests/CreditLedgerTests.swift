import Model
import Testing

/// The ledger against one that goes through all credits at every step.
struct CreditLedgerTests {
    private typealias Ledger = CreditLedger<Int, Int>

    private static func slowBalance(_ entries: [Ledger.Entry], at end: Int64) -> Int64 {
        var credits: [(left: Int64, expiry: Int64, reversalKey: Int?)] = []
        var owed: Int64 = 0
        for entry in entries.sorted(by: { ($0.time, $0.key) < ($1.time, $1.key) }) {
            if entry.change > 0 {
                let paid = min(owed, entry.change)
                owed -= paid
                credits.append((entry.change - paid, entry.expiry ?? .max, entry.reversalKey))
                continue
            }
            for _ in 0 ..< -entry.change {
                let usable = credits.indices.filter { credits[$0].left > 0 && credits[$0].expiry > entry.time }
                let own = usable.filter { entry.reversalKey != nil && credits[$0].reversalKey == entry.reversalKey }
                if let index = (own.isEmpty ? usable : own).min(by: {
                    (credits[$0].expiry, $0) < (credits[$1].expiry, $1)
                }) {
                    credits[index].left -= 1
                } else {
                    owed += 1
                }
            }
        }
        return credits.filter { $0.expiry >= end }.reduce(0) { $0 + $1.left } - owed
    }

    @Test func itIsTheOneThatLooksAtEverything() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3_000 {
            var entries = (0..<Int.random(in: 0...12, using: &random)).map { key in
                Ledger.Entry(
                    time: .random(in: 0...20, using: &random), key: key, change: .random(in: -6...9, using: &random),
                    expiry: Bool.random(using: &random) ? .random(in: 1...30, using: &random) : nil,
                    reversalKey: Bool.random(using: &random) ? .random(in: 1...3, using: &random) : nil)
            }
            let end = (entries.map(\.time).max() ?? 0) + .random(in: 1...12, using: &random)
            let expected = CreditLedgerTests.slowBalance(entries, at: end)
            let described = "\(entries)"
            #expect(Ledger.balance(of: &entries, at: end) == expected, "\(described) at \(end)")
        }
    }

    @Test func whatDoesNotFitIsSaid() {
        func entry(_ time: Int64, _ change: Int64) -> Ledger.Entry {
            Ledger.Entry(time: time, key: 0, change: change, expiry: nil, reversalKey: nil)
        }
        var large = [entry(1, .max), entry(2, 1)]
        #expect(Ledger.balance(of: &large, at: 3) == nil)
        var owed = [entry(1, -.max), entry(2, -.max)]
        #expect(Ledger.balance(of: &owed, at: 3) == nil)
        var even = [entry(1, .max), entry(2, -.max)]
        #expect(Ledger.balance(of: &even, at: 3) == 0)
    }
}
