import Generation
import Model
import Testing

/// Points and coupons add up.
@Suite struct LoyaltyTests {
    private static let shared = Result { try GeneratedStore(customers: 800, seed: 5) }
    private let store: GeneratedStore

    init() throws {
        store = try LoyaltyTests.shared.get()
    }

    @Test func theBalanceIsNeverNegativeAndBookingsAreInOrder() {
        var balance: [Int: Int] = [:]
        var latest: [Int: Int] = [:]
        for index in store.rows("points").indices {
            let customer = store.ints("customer_id", of: "points", at: index)
            balance[customer, default: 0] += store.ints("change", of: "points", at: index)
            #expect(balance[customer, default: 0] >= 0)
            let booked = store.ints("booked_at", of: "points", at: index)
            #expect(latest[customer, default: 0] <= booked)
            latest[customer] = booked
        }
    }

    @Test func pointsLapseWhenTheyAreDue() {
        // Whatever a customer still has was earned in the last year of the history.
        var balance: [Int: Int] = [:]
        var fresh: [Int: Int] = [:]
        let end = (Int(StoreGenerator.defaultEndDate.daysSinceEpoch) + 1) * 86_400_000_000
        for index in store.rows("points").indices {
            let customer = store.ints("customer_id", of: "points", at: index)
            let change = store.ints("change", of: "points", at: index)
            balance[customer, default: 0] += change
            if store.ints("expires_at", of: "points", at: index) >= end { fresh[customer, default: 0] += change }
        }
        for (customer, points) in balance { #expect(points <= fresh[customer, default: 0]) }
    }

    @Test func everyKindOccursWithItsSign() {
        var kinds: [String: Int] = [:]
        for (kind, change) in zip(store.column("kind", of: "points"), store.ints("change", of: "points")) {
            let name = kind.text ?? ""
            kinds[name, default: 0] += 1
            #expect(change != 0 && (change > 0) == (name == "earned" || name == "bonus"), "\(name) \(change)")
        }
        #expect(Set(kinds.keys) == ["earned", "bonus", "redeemed", "expired", "refunded"])
    }

    @Test func rewardsArePaidForInPoints() {
        var spent: [Int: Int] = [:]
        for (coupon, change) in zip(store.column("coupon_id", of: "points"), store.ints("change", of: "points"))
        where !coupon.isMissing {
            spent[coupon.whole, default: 0] -= change
        }
        for (id, points) in zip(store.ints("id", of: "coupons"), store.ints("points_spent", of: "coupons")) {
            #expect(spent[id, default: 0] == points)
        }
    }

    @Test func aRedeemedCouponIsTheDiscountOfItsOrder() {
        let discounts = Dictionary(
            uniqueKeysWithValues: zip(store.ints("id", of: "orders"), store.ints("discount", of: "orders")))
        var redeemed = 0
        for (order, value) in zip(store.column("order_id", of: "coupons"), store.ints("value", of: "coupons"))
        where !order.isMissing {
            #expect(discounts[order.whole] == value)
            redeemed += 1
        }
        #expect(redeemed == discounts.values.count { $0 > 0 })
        #expect(redeemed > 0)
    }
}

extension GeneratedStore {
    func ints(_ field: String, of name: String, at index: Int) -> Int {
        guard let slot = model.entity(named: name)?.fieldIndex(named: field) else { return 0 }
        return rows(name)[index][slot].whole
    }
}
