import Model
import Testing

@Suite struct StandardModelTests {
    private static let reserved: Set<String> = [
        "or", "and", "not", "in", "is", "where", "between", "true", "false", "today", "from", "segment", "metric",
        "param", "entity", "select", "sort", "take", "group", "by", "aggregate", "as", "of"
    ]

    @Test func everyEntityIsThere() throws {
        let model = try StandardModel.load()
        #expect(
            model.entities.map(\.name) == [
                "customers", "products", "campaigns", "orders", "items", "interactions", "messages", "tickets",
                "feedback", "points", "coupons", "leads", "opportunities", "referrals"
            ])
        #expect(model.customerEntity.name == "customers")
    }

    @Test func everythingIsLabelledAndDocumented() throws {
        for entity in try StandardModel.load().entities {
            #expect(entity.label != nil && !entity.aliases.isEmpty && entity.documentation != nil, "\(entity.name)")
            for field in entity.fields {
                #expect(field.label != nil && !field.aliases.isEmpty, "\(entity.name).\(field.name)")
            }
        }
    }

    @Test func namesAreUniqueAndNotReserved() throws {
        let model = try StandardModel.load()
        let entityNames = model.entities.flatMap { [$0.name] + $0.aliases }
        #expect(Set(entityNames).count == entityNames.count)
        #expect(StandardModelTests.reserved.isDisjoint(with: entityNames))
        for entity in model.entities {
            let names = entity.fields.flatMap { [$0.name] + $0.aliases }
            #expect(Set(names).count == names.count, "\(entity.name)")
            #expect(StandardModelTests.reserved.isDisjoint(with: names), "\(entity.name)")
            #expect(Set(entity.fields.map { $0.label ?? "" }).count == entity.fields.count, "\(entity.name)")
        }
        // A field of the customer and an entity are looked up in the same place.
        let customerNames = model.customerEntity.fields.flatMap { [$0.name] + $0.aliases }
        #expect(Set(customerNames).isDisjoint(with: entityNames))
    }

    @Test func everyRecordBelongsToACustomerOrIsALookup() throws {
        let model = try StandardModel.load()
        for (index, entity) in model.entities.enumerated() {
            let isLookup = ["products", "campaigns"].contains(entity.name)
            #expect((model.ownershipPath(from: index).last == model.customer) != isLookup, "\(entity.name)")
            #expect(entity.keyField.type == .int)
            if let time = entity.eventTime { #expect(entity.fields[time].type == .time, "\(entity.name)") }
        }
    }

    @Test func personalDataIsMarked() throws {
        let customers = try StandardModel.load().customerEntity
        #expect(customers.fields.filter(\.isPersonal).map(\.name) == ["name", "birthday", "email", "phone", "postcode"])
        #expect(customers.fields.filter(\.isCaseless).map(\.name) == ["email"])
    }
}
