import Generation
import Model
import Testing

/// What holds in every store, whatever the seed.
@Suite struct GeneratedRowsTests {
    private static let shared = Result { try GeneratedStore(customers: 600, seed: 42) }
    private let store: GeneratedStore
    private static let endSecond = (Int(StoreGenerator.defaultEndDate.daysSinceEpoch) + 1) * 86_400 - 1

    init() throws {
        store = try GeneratedRowsTests.shared.get()
    }

    @Test func rowsHaveTheShapeOfTheirEntity() {
        for (index, entity) in store.model.entities.enumerated() {
            #expect(!store.rows[index].isEmpty, "\(entity.name)")
            for row in store.rows[index] {
                guard row.count == entity.fields.count else {
                    Issue.record("\(entity.name): \(row.count) values")
                    break
                }
                for (value, field) in zip(row, entity.fields) where value.kind != nil && value.kind != field.type.kind {
                    Issue.record("\(entity.name).\(field.name): \(value)")
                }
            }
            for (slot, field) in entity.fields.enumerated() where store.rows[index].allSatisfy({ $0[slot].isMissing }) {
                Issue.record("\(entity.name).\(field.name) is never known")
            }
        }
    }

    @Test func keysCountFromOne() {
        for entity in store.model.entities {
            let keys = store.ints("id", of: entity.name)
            #expect(
                entity.name == "coupons" ? Set(keys) == Set(1...keys.count) : keys == Array(1...keys.count),
                "\(entity.name)")
        }
    }

    @Test func ownersAndLookupsComeFirst() {
        var known: [Set<Int>] = Array(repeating: [], count: store.model.entities.count)
        var next = Array(repeating: 0, count: store.model.entities.count)
        for index in store.order {
            let entity = store.model.entities[index]
            let row = store.rows[index][next[index]]
            next[index] += 1
            if let owner = entity.owner, let ownerIndex = store.model.owner(of: index),
                !known[ownerIndex].contains(row[owner.field].whole)
            {
                Issue.record("\(entity.name) before its owner: \(row)")
            }
            for (value, field) in zip(row, entity.fields) where !value.isMissing {
                if let reference = field.reference, !known[store.entity(reference)].contains(value.whole) {
                    Issue.record("\(entity.name).\(field.name) refers to nothing: \(value)")
                }
            }
            known[index].insert(row[entity.key].whole)
        }
    }

    @Test func recordsNameRecordsOfTheSameCustomer() {
        for (field, target) in [
            ("order_id", "orders"), ("ticket_id", "tickets"), ("coupon_id", "coupons"), ("lead_id", "leads")
        ] {
            let owners = Dictionary(
                uniqueKeysWithValues: zip(store.ints("id", of: target), store.ints("customer_id", of: target)))
            for entity in store.model.entities where entity.name != "items" && entity.fieldIndex(named: field) != nil {
                for (value, customer) in zip(
                    store.column(field, of: entity.name), store.ints("customer_id", of: entity.name))
                where !value.isMissing && owners[value.whole] != customer {
                    Issue.record("\(entity.name).\(field) = \(value) of customer \(customer)")
                }
            }
        }
    }

    @Test func nothingHasHappenedAfterTheEnd() {
        for (index, entity) in store.model.entities.enumerated() {
            for (slot, field) in entity.fields.enumerated() where field.type.kind == .time && field.name != "expires_at"
            {
                let latest = store.rows[index].map { $0[slot].whole }.max() ?? 0
                #expect(latest <= GeneratedRowsTests.endSecond * 1_000_000, "\(entity.name).\(field.name)")
            }
        }
    }

    @Test(arguments: [(2021, 1, 1), (2024, 2, 29), (2030, 11, 30)])
    func theEndDateIsTheEnd(year: Int, month: Int, day: Int) throws {
        let end = try #require(CivilDate(year: year, month: month, day: day))
        let store = try GeneratedStore(customers: 150, endDate: end)
        let limit = (Int(end.daysSinceEpoch) + 1) * 86_400_000_000
        var latest = 0
        for (index, entity) in store.model.entities.enumerated() {
            for (slot, field) in entity.fields.enumerated()
            where (field.type.kind == .time && field.name != "expires_at") || field.name == "member_since" {
                let scale = field.type.kind == .date ? 86_400_000_000 : 1
                let last = (store.rows[index].map { $0[slot].whole }.max() ?? 0) * scale
                #expect(last < limit, "\(entity.name).\(field.name)")
                latest = max(latest, last)
            }
        }
        #expect(latest > limit - 4 * 86_400_000_000)
    }

    @Test func addressesAreAsciiAndUnderExampleDomains() {
        for case let email? in store.column("email", of: "customers").map(\.text) {
            #expect(email.utf8.allSatisfy { $0 < 128 } && email.lowercased().contains("example"), "\(email)")
        }
    }

    @Test func noRecordIsOlderThanItsCustomer() {
        let joined = Dictionary(
            uniqueKeysWithValues: zip(store.ints("id", of: "customers"), store.ints("joined_at", of: "customers")))
        for entity in store.model.entities where entity.owner?.entity == "customers" {
            guard let time = entity.eventTime else { continue }
            for (row, customer) in zip(store.rows(entity.name), store.ints("customer_id", of: entity.name))
            where row[time].whole < joined[customer] ?? 0 {
                Issue.record("\(entity.name) \(row[entity.key]) of customer \(customer) is older than the customer")
            }
        }
    }

    @Test func stepsFollowOneAnother() {
        let steps: [(entity: String, fields: [String])] = [
            ("orders", ["ordered_at", "delivered_at"]), ("orders", ["ordered_at", "refunded_at"]),
            ("tickets", ["opened_at", "first_response_at", "resolved_at"]),
            ("messages", ["sent_at", "opened_at", "clicked_at"]),
            ("feedback", ["asked_at", "answered_at"]), ("coupons", ["issued_at", "redeemed_at", "expires_at"]),
            ("points", ["booked_at", "expires_at"]), ("leads", ["created_at", "qualified_at"]),
            ("opportunities", ["created_at", "closed_at"]), ("referrals", ["referred_at", "converted_at"]),
            ("customers", ["joined_at", "updated_at"])
        ]
        for (entity, fields) in steps {
            for row in store.rows(entity) {
                let times = fields.compactMap { name in
                    store.model.entity(named: entity)?.fieldIndex(named: name).map { row[$0] }
                }
                    .filter { !$0.isMissing }.map(\.whole)
                if times != times.sorted() { Issue.record("\(entity): \(row)") }
            }
        }
    }

    @Test func ordersAscendWithinACustomer() {
        var latest: [Int: Int] = [:]
        for (customer, second) in zip(store.ints("customer_id", of: "orders"), store.ints("ordered_at", of: "orders")) {
            #expect(latest[customer, default: 0] < second)
            latest[customer] = second
        }
    }

    @Test func anOrderCostsItsItemsLessDiscountPlusShipping() {
        var goods: [Int: Int] = [:]
        for ((order, quantity), price) in zip(
            zip(store.ints("order_id", of: "items"), store.ints("quantity", of: "items")),
            store.ints("price", of: "items"))
        {
            #expect(quantity > 0 && price > 0)
            goods[order, default: 0] += quantity * price
        }
        let orders = zip(zip(store.ints("id", of: "orders"), store.ints("amount", of: "orders")),
                         zip(store.ints("discount", of: "orders"), store.ints("shipping", of: "orders")))
        for ((id, amount), (discount, shipping)) in orders {
            #expect(amount == (goods[id] ?? 0) - discount + shipping)
            #expect(amount > 0)
        }
        for (amount, refunded) in zip(store.ints("amount", of: "orders"), store.ints("refunded_amount", of: "orders")) {
            #expect((0...amount).contains(refunded))
        }
    }
}
