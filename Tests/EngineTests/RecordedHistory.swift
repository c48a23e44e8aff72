import Engine
import Generation
import Model

/// The generated shop's records by customer, sorted in time, for answers worked out without any SQL.
struct RecordedHistory {
    struct Event {
        var time: Instant
        var key: Int64
        /// The field that conditions ask: a kind or a status.
        var kind: String
    }

    /// The field of each entity that conditions ask.
    static let kinds = [
        "interactions": "kind", "orders": "status", "tickets": "kind", "messages": "channel", "points": "kind"
    ]

    /// Customers who have joined, ascending.
    private(set) var customers: [Int64] = []
    private var events: [String: [Int64: [Event]]] = [:]

    /// - Parameter end: the first instant that has not come.
    init(_ model: DataModel, before end: Instant) throws {
        var joined: Set<Int64> = []
        var events: [String: [Int64: [Event]]] = [:]
        try GeneratedShop.rows(of: model) { index, row in
            let entity = model.entities[index]
            if index == model.customer, case .int(let id) = row[entity.key] {
                if case .time(let time)? = entity.eventTime.map({ row[$0] }), time >= end { return }
                joined.insert(id)
            }
            guard let field = RecordedHistory.kinds[entity.name].flatMap({ entity.fieldIndex(named: $0) }),
                let owner = entity.owner, let timeField = entity.eventTime,
                case .int(let customer) = row[owner.field], case .time(let time) = row[timeField], time < end,
                case .int(let key) = row[entity.key]
            else { return }
            let kind = if case .text(let text) = row[field] { text } else { "" }
            events[entity.name, default: [:]][customer, default: []].append(Event(time: time, key: key, kind: kind))
        }
        for (name, byCustomer) in events {
            events[name] = byCustomer.mapValues { $0.sorted { ($0.time, $0.key) < ($1.time, $1.key) } }
        }
        self.events = events
        customers = joined.sorted()
    }

    func events(_ customer: Int64, _ entity: String, _ kinds: [String]) -> [Event] {
        (events[entity]?[customer] ?? []).filter { kinds.isEmpty || kinds.contains($0.kind) }
    }

    func someKind(of entity: String, using random: inout SeededGenerator) -> String {
        let all = Set((events[entity] ?? [:]).values.joined().map(\.kind)).filter { !$0.isEmpty }.sorted()
        return all.isEmpty ? "none" : all[Int.random(in: 0..<all.count, using: &random)]
    }
}
