import Model
import Testing

/// The ledger against one that goes through all credits at every step.
struct CreditLedgerTests {
    private typealias Ledger = CreditLedger<Int, Int>

    private static func slowBalance(_ bookings: [Ledger.Booking], at end: Int64) -> Int64 {
        var credits: [(left: Int64, lapse: Int64, link: Int?)] = []
        var owed: Int64 = 0
        for booking in bookings.sorted(by: { ($0.time, $0.key) < ($1.time, $1.key) }) {
            if booking.change > 0 {
                let paid = min(owed, booking.change)
                owed -= paid
                credits.append((booking.change - paid, booking.lapse ?? .max, booking.link))
                continue
            }
            for _ in 0 ..< -booking.change {
                let usable = credits.indices.filter { credits[$0].left > 0 && credits[$0].lapse > booking.time }
                let own = usable.filter { booking.link != nil && credits[$0].link == booking.link }
                if let index = (own.isEmpty ? usable : own).min(by: {
                    (credits[$0].lapse, $0) < (credits[$1].lapse, $1)
                }) {
                    credits[index].left -= 1
                } else {
                    owed += 1
                }
            }
        }
        return credits.filter { $0.lapse >= end }.reduce(0) { $0 + $1.left } - owed
    }

    @Test func itIsTheOneThatLooksAtEverything() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3_000 {
            var bookings = (0..<Int.random(in: 0...12, using: &random)).map { key in
                Ledger.Booking(
                    time: .random(in: 0...20, using: &random), key: key, change: .random(in: -6...9, using: &random),
                    lapse: Bool.random(using: &random) ? .random(in: 1...30, using: &random) : nil,
                    link: Bool.random(using: &random) ? .random(in: 1...3, using: &random) : nil)
            }
            let end = (bookings.map(\.time).max() ?? 0) + .random(in: 1...12, using: &random)
            let expected = CreditLedgerTests.slowBalance(bookings, at: end)
            let described = "\(bookings)"
            #expect(Ledger.balance(of: &bookings, at: end) == expected, "\(described) at \(end)")
        }
    }

    @Test func whatDoesNotFitIsSaid() {
        func booking(_ time: Int64, _ change: Int64) -> Ledger.Booking {
            Ledger.Booking(time: time, key: 0, change: change, lapse: nil, link: nil)
        }
        var large = [booking(1, .max), booking(2, 1)]
        #expect(Ledger.balance(of: &large, at: 3) == nil)
        var owed = [booking(1, -.max), booking(2, -.max)]
        #expect(Ledger.balance(of: &owed, at: 3) == nil)
        var even = [booking(1, .max), booking(2, -.max)]
        #expect(Ledger.balance(of: &even, at: 3) == 0)
    }
}
