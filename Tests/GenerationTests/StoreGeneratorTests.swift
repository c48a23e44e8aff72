import Generation
import Model
import Testing

@Suite struct StoreGeneratorTests {
    private func digest(customers: Int, seed: UInt64, rows limit: Int = .max) throws -> UInt64 {
        let generator = try StoreGenerator(model: try StandardModel.load(), customers: customers, seed: seed)
        var digest = RowDigest()
        var count = 0
        generator.generate { entity, row in
            if count < limit { digest.add(entity, row) }
            count += 1
        }
        return digest.value
    }

    /// Written down once, on one machine: any other must get the same. Changes only when the generator is meant to.
    @Test func rowsAreTheSameOnEveryMachine() throws {
        #expect(try digest(customers: 200, seed: 1) == 0xFE66_CC01_4B5E_952A)
    }

    @Test func theSeedDecides() throws {
        #expect(try digest(customers: 50, seed: 7) == digest(customers: 50, seed: 7))
        #expect(try digest(customers: 50, seed: 7) != digest(customers: 50, seed: 8))
    }

    @Test func aLargerStoreBeginsLikeASmallerOne() throws {
        let small = try GeneratedStore(customers: 60).order.count
        #expect(try digest(customers: 60, seed: 1) == digest(customers: 150, seed: 1, rows: small))
    }

    @Test func noCustomersLeaveTheLookups() throws {
        for count in [0, -5] {
            let store = try GeneratedStore(customers: count)
            #expect(Set(store.order) == [store.entity("products"), store.entity("campaigns")])
        }
    }

    @Test func densityIsAnOption() throws {
        let dense = try GeneratedStore(customers: 400, ordersPerCustomer: 30).rows("orders").count
        let sparse = try GeneratedStore(customers: 400, ordersPerCustomer: 2).rows("orders").count
        #expect((20.0...40).contains(Double(dense) / 400))
        #expect((1.2...3).contains(Double(sparse) / 400))
    }

    @Test func nothingIsGeneratedForAModelThatLacksIt() throws {
        let model = try StandardModel.load()
        var entities = model.entities.filter { $0.name != "referrals" }
        let orders = try #require(entities.firstIndex { $0.name == "orders" })
        let status = try #require(entities[orders].fieldIndex(named: "status"))
        entities[orders].fields[status].name = "state"
        let amount = try #require(entities[orders].fieldIndex(named: "amount"))
        entities[orders].fields[amount].type = .number
        let lacking = DataModel(entities: entities, customer: model.customer)
        let error = #expect(throws: GenerationError.self) {
            try StoreGenerator(model: lacking, customers: 1, seed: 1)
        }
        #expect(error?.problems == [
            .wrongType(entity: "orders", field: "amount", found: .number, expected: .money),
            .noField(entity: "orders", field: "status"),
            .noEntity("referrals"),
        ])
        #expect(error?.description.contains("orders.amount is number, not money") == true)
    }

    @Test func fieldsBeyondTheStandardStayMissing() throws {
        let model = try StandardModel.load()
        var entities = model.entities
        let orders = try #require(model.entityIndex(named: "orders"))
        entities[orders].fields.insert(Field(name: "gift_wrapped", type: .bool), at: 1)
        entities[orders].owner?.field += 1
        entities[orders].eventTime? += 1
        let wider = DataModel(entities: entities, customer: model.customer)
        let generator = try StoreGenerator(model: wider, customers: 20, seed: 1)
        var seen = 0
        generator.generate { entity, row in
            guard entity == orders else { return }
            seen += 1
            if !row[1].isMissing || row[2].kind != .int || row[3].kind != .time { Issue.record("shifted row \(row)") }
        }
        #expect(seen > 0)
    }

    @Test func anErrorOfTheReceiverEndsTheRun() throws {
        struct Full: Error {}
        let generator = try StoreGenerator(model: try StandardModel.load(), customers: 1000, seed: 1)
        var count = 0
        #expect(throws: Full.self) {
            try generator.generate { _, _ in
                count += 1
                if count == 500 { throw Full() }
            }
        }
        #expect(count == 500)
    }
}
