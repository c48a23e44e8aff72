import Generation
import Model
import Testing

/// The store looks like one: averages, tails, seasons, gaps.
@Suite struct DistributionTests {
    private static let shared = Result { try GeneratedStore(customers: 3000) }
    private let store: GeneratedStore
    private let count = 3000

    init() throws {
        store = try DistributionTests.shared.get()
    }

    private func perCustomer(_ entity: String) -> Double {
        Double(store.rows(entity).count) / Double(count)
    }

    @Test(arguments: [
        ("orders", 8.5...11.5), ("items", 17.0...23), ("interactions", 7.0...14), ("messages", 2.0...5),
        ("tickets", 0.5...1.2),
        ("feedback", 0.7...1.6), ("points", 6.0...11), ("coupons", 0.9...2), ("leads", 0.1...0.3),
        ("opportunities", 0.1...0.35),
        ("referrals", 0.1...0.25)
    ])
    func averages(entity: String, range: ClosedRange<Double>) {
        #expect(range.contains(perCustomer(entity)), "\(perCustomer(entity))")
    }

    @Test func spendHasAHeavyTail() {
        var spend = [Int](repeating: 0, count: count)
        var orders = [Int](repeating: 0, count: count)
        for (customer, amount) in zip(store.ints("customer_id", of: "orders"), store.ints("amount", of: "orders")) {
            spend[customer - 1] += amount
            orders[customer - 1] += 1
        }
        let descending = spend.sorted(by: >)
        let total = Double(descending.reduce(0, +))
        let topFifth = Double(descending.prefix(count / 5).reduce(0, +)) / total
        #expect((0.6...0.85).contains(topFifth), "\(topFifth)")
        let never = orders.count { $0 == 0 }
        #expect((count / 20...count / 4).contains(never), "\(never)")
        #expect(orders.max() ?? 0 > 80)
        #expect(orders.sorted()[count / 2] < 8)
    }

    @Test func theStoreGrowsAndHasSeasons() {
        var byYear: [Int: Int] = [:]
        var byMonth = [Int](repeating: 0, count: 13)
        var byWeekday = [Int](repeating: 0, count: 8)
        var byHour = [Int](repeating: 0, count: 24)
        for microseconds in store.ints("ordered_at", of: "orders") {
            let day = CivilDate(daysSinceEpoch: Int32(microseconds / 86_400_000_000))
            let (year, month, _) = day.components
            byYear[year, default: 0] += 1
            if year < 2026 { byMonth[month] += 1 }
            byWeekday[day.weekday] += 1
            byHour[microseconds / 3_600_000_000 % 24] += 1
        }
        let years = (2021...2025).map { byYear[$0, default: 0] }
        #expect(years == years.sorted())
        #expect(byMonth[11] > 2 * byMonth[2])
        #expect(byWeekday[6] > byWeekday[2])
        #expect(byHour[20] > 5 * byHour[4])
    }

    @Test func customersComeFromManyPlacesAndSomeSayLittle() {
        let countries = Set(store.column("country", of: "customers").compactMap(\.text))
        #expect(countries.count == 13)
        let names = store.column("name", of: "customers").compactMap(\.text)
        #expect(names.contains { $0.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) } })
        #expect(names.contains { $0.unicodeScalars.contains { (0x600...0x6FF).contains($0.value) } })
        #expect(names.contains { $0.contains("ü") })
        for (field, share) in [
            ("birthday", 0.2...0.45), ("email", 0.02...0.15), ("phone", 0.15...0.45), ("city", 0.01...0.12),
            ("accepts_email", 0.01...0.1), ("gender", 0.04...0.2)
        ] {
            let missing = Double(store.column(field, of: "customers").count(where: \.isMissing)) / Double(count)
            #expect(share.contains(missing), "\(field) \(missing)")
        }
        let withoutDate = store.column("joined_at", of: "customers").count(where: \.isMissing)
        #expect((1...count / 50).contains(withoutDate))
    }

    @Test func somePeopleAreThereTwice() {
        let emails = store.column("email", of: "customers").compactMap { $0.text?.lowercased() }
        let twice = emails.count - Set(emails).count
        #expect((3...count / 30).contains(twice), "\(twice)")
    }

    @Test func everyValueTheStandardModelListsOccurs() {
        let expected: [(entity: String, field: String, values: Set<String>)] = [
            ("customers", "kind", ["person", "business"]),
            (
                "customers", "lifecycle_stage",
                ["awareness", "interest", "consideration", "intent", "conversion", "retention", "advocacy"]
            ),
            ("orders", "status", ["pending", "paid", "cancelled", "refunded"]),
            ("orders", "channel", ["web", "app", "store", "phone", "wechat"]),
            ("interactions", "kind", ["visit", "view", "click", "cart", "chat", "call", "email", "demo", "meeting"]),
            ("tickets", "kind", ["question", "complaint", "return", "billing", "technical"]),
            ("tickets", "priority", ["low", "normal", "high", "urgent"]),
            ("feedback", "kind", ["nps", "csat", "review"]),
            ("coupons", "kind", ["welcome", "campaign", "birthday", "reward", "apology"]),
            ("opportunities", "status", ["open", "won", "lost"]),
            ("opportunities", "stage", ["prospecting", "qualification", "proposal", "negotiation", "contract"]),
            ("referrals", "status", ["invited", "joined", "converted", "expired"])
        ]
        for (entity, field, values) in expected {
            #expect(Set(store.column(field, of: entity).compactMap(\.text)) == values, "\(entity).\(field)")
        }
    }

    @Test func complaintsPrecedeLeaving() {
        // Of the unhappy, fewer buy again: an order with a complaint is more often the last one than any other order.
        var last: [Int: Int] = [:]
        for (customer, order) in zip(store.ints("customer_id", of: "orders"), store.ints("id", of: "orders")) {
            last[customer] = order
        }
        let complaints = zip(store.column("kind", of: "tickets"), store.column("order_id", of: "tickets"))
            .filter { $0.0.text == "complaint" }.map { $0.1.whole }
        let final = Set(last.values)
        let share = Double(complaints.count { final.contains($0) }) / Double(complaints.count)
        let overall = Double(final.count) / Double(store.rows("orders").count)
        #expect(share > 1.5 * overall, "\(share) \(overall)")
    }
}
