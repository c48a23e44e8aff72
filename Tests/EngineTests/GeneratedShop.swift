import Engine
import Generation
import Model
import Semantics
import Store
import Synchronization

/// A store of a few hundred generated customers with everything the standard model has, made once per run.
enum GeneratedShop {
    static let customers = environmentCount("CLIENTELE_LAW_CUSTOMERS", default: 200)
    static let seed: UInt64 = 20260630

    private static let paths = Mutex<[String: String]>([:])

    /// - Parameter lastDay: where given, nothing after that day (in UTC) is put in: no later records, no customers who
    ///   joined later, nothing that belongs to them.
    static func path(cutAfter lastDay: CivilDate? = nil) throws -> String {
        try make(lastDay.map { "cut-\($0)" } ?? "whole", customers: customers, cut: lastDay)
    }

    private static func make(_ name: String, customers: Int, cut lastDay: CivilDate?) throws -> String {
        try paths.withLock { paths in
            if let path = paths[name] { return path }
            let path = try FixtureStore.directory() + "/generated-\(name).db"
            let store = try ProvokedCodes.makeStore(path)
            defer { store.database.close() }
            let model = try Session.open(nil, asOf: "2026-06-30").environment.model
            let generator = try StoreGenerator(model: model, customers: customers, seed: seed)
            try store.database.execute("BEGIN IMMEDIATE")
            let writers = try model.entities.map { try RecordWriter(store, entity: $0) }
            var cut = Cut(model: model, lastDay: lastDay)
            try generator.generate { entity, row in
                if cut.keeps(entity, row) { try writers[entity].append(row) }
            }
            for writer in writers { try writer.finish() }
            try store.database.execute("COMMIT")
            paths[name] = path
            return path
        }
    }

    /// So many customers that their records fill several of the column engine's batches.
    static func largePath() throws -> String {
        try make("large", customers: 1_500, cut: nil)
    }

    /// So few customers that questions can be worked out row by row.
    static func smallPath() throws -> String {
        try make("small", customers: 40, cut: nil)
    }

    /// The same as somebody left it who edits tables by hand: records of customers and orders that are gone, times and
    /// references that are missing or lead nowhere.
    static func damagedPath() throws -> String {
        let whole = try path()
        return try paths.withLock { paths in
            if let path = paths["damaged"] { return path }
            let path = try FixtureStore.directory() + "/generated-damaged.db"
            let copying = try Database(path: whole, mode: .readOnly)
            try copying.execute("VACUUM INTO '\(path)'")
            copying.close()
            let database = try Database(path: path, mode: .readWrite)
            defer { database.close() }
            try database.execute("""
                PRAGMA foreign_keys = OFF;
                DELETE FROM customers WHERE id % 7 = 3;
                DELETE FROM orders WHERE id % 11 = 5;
                UPDATE items SET product_id = NULL WHERE id % 17 = 1;
                UPDATE items SET product_id = -1 WHERE id % 17 = 2;
                UPDATE customers SET joined_at = NULL WHERE id % 5 = 2;
                """)
            paths["damaged"] = path
            return path
        }
    }

    /// Every row of the whole store, in the order it was put in.
    static func rows(of model: DataModel, _ body: (Int, [Value]) -> Void) throws {
        try StoreGenerator(model: model, customers: customers, seed: seed).generate(body)
    }

    /// Which rows existed at the end of a day. Owners come before what belongs to them.
    private struct Cut {
        let model: DataModel
        let lastDay: CivilDate?
        /// Keys that were left out, by entity.
        var dropped: [Int: Set<Value>] = [:]

        init(model: DataModel, lastDay: CivilDate?) {
            self.model = model
            self.lastDay = lastDay
        }

        mutating func keeps(_ index: Int, _ row: [Value]) -> Bool {
            guard let lastDay else { return true }
            let entity = model.entities[index]
            var keeps = true
            if let field = entity.eventTime {
                switch row[field] {
                case .time(let instant): keeps = TimeZoneRules.utc.localTime(of: instant).date <= lastDay
                case .date(let date): keeps = date <= lastDay
                default: break
                }
            }
            if let owner = entity.owner, let ownerIndex = model.owner(of: index),
                dropped[ownerIndex]?.contains(row[owner.field]) == true
            {
                keeps = false
            }
            if !keeps { dropped[index, default: []].insert(row[entity.key]) }
            return keeps
        }
    }
}
