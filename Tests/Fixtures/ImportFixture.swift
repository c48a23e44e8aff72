package import Importing
package import Model
package import Store

/// A store with customers, their orders and visits, the orders' items, and members with text for keys.
package struct ImportFixture {
    package let scratch: Scratch
    package let store: ManagedStore
    package let model = ImportFixture.model

    package static let model: DataModel = {
        let customers = Entity(name: "customers", label: "Customers", aliases: ["客户"], table: "customers", fields: [
            Field(name: "id", type: .int), Field(name: "name", label: "Full name", aliases: ["姓名"], type: .text),
            Field(name: "birthday", type: .date), Field(name: "vip", type: .bool), Field(name: "score", type: .number),
            Field(name: "joined_at", type: .time),
        ], key: 0, eventTime: 5)
        let orders = Entity(
            name: "orders", table: "tbl orders",
            fields: [
                Field(name: "id", type: .int), Field(name: "customer_id", type: .int),
                Field(name: "ordered_at", type: .time),
                Field(name: "amount", type: .money, column: "total_cents"), Field(name: "status", type: .text)
            ], key: 0, owner: .init(entity: "customers", field: 1), eventTime: 2)
        let items = Entity(name: "items", table: "items", fields: [
            Field(name: "id", type: .int), Field(name: "order_id", type: .int), Field(name: "quantity", type: .int),
        ], key: 0, owner: .init(entity: "orders", field: 1))
        let products = Entity(name: "products", table: "products", fields: [
            Field(name: "sku", type: .text), Field(name: "price", type: .money), Field(name: "lead", type: .duration),
        ], key: 0)
        return DataModel(entities: [customers, orders, items, products], customer: 0)
    }()

    /// Customers with text for keys, and their visits.
    package static let memberModel: DataModel = {
        let members = Entity(name: "members", table: "members", fields: [
            Field(name: "email", type: .text), Field(name: "name", type: .text),
        ], key: 0)
        let visits = Entity(name: "visits", table: "visits", fields: [
            Field(name: "id", type: .int), Field(name: "email", type: .text), Field(name: "at", type: .time),
        ], key: 0, owner: .init(entity: "members", field: 1), eventTime: 2)
        return DataModel(entities: [members, visits], customer: 0)
    }()

    package init() throws {
        scratch = try Scratch()
        store = try ManagedStore.create(
            path: scratch.file("shop.db"), modelText: "entity customers { … }", model: model,
            currency: .usd, timeZoneName: "UTC")
        try store.database.execute(
            "INSERT INTO customers (id, name) VALUES (1, 'Ann'), (2, 'Bob'), (900000000000, 'Far')")
    }

    /// Imports `text` as the file `name`.
    @discardableResult
    package func load(
        _ text: String, _ name: String = "in.csv", into entity: String,
        _ change: (inout ImportOptions) -> Void = { _ in }
    ) throws -> ImportReport {
        try load(Array(text.utf8), name, into: entity, change)
    }

    @discardableResult
    package func load(
        _ bytes: [UInt8], _ name: String = "in.csv", into entity: String,
        _ change: (inout ImportOptions) -> Void = { _ in }
    ) throws -> ImportReport {
        var options = ImportOptions(entity: entity, timeZone: .utc)
        change(&options)
        return try Importer(
            store, model: model, source: ImportSource(.file(try scratch.write(name, bytes))), options: options
        ).run()[0]
    }

    /// The rows of a query, cells joined by `|`, missing ones as `-`.
    package func rows(_ sql: String) throws -> [String] {
        let statement = try store.database.prepare(sql)
        var rows: [String] = []
        while try statement.step() {
            rows.append(
                (0..<statement.columnCount).map { statement.isNull($0) ? "-" : statement.text($0) }.joined(
                    separator: "|"))
        }
        return rows
    }

    /// What `load` refuses with; nil where it accepts.
    package func refusal(
        _ text: String, _ name: String = "in.csv", into entity: String,
        _ change: (inout ImportOptions) -> Void = { _ in }
    ) throws -> StoreError? {
        do {
            try load(text, name, into: entity, change)
            return nil
        } catch let error as StoreError {
            return error
        }
    }
}
