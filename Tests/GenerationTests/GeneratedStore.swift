import Generation
import Model

/// The rows of a small store, by entity.
struct GeneratedStore {
    let model: DataModel
    private(set) var rows: [[[Value]]]
    /// Entity by entity, as they came.
    private(set) var order: [Int] = []

    init(
        customers: Int, seed: UInt64 = 1, endDate: CivilDate = StoreGenerator.defaultEndDate,
        ordersPerCustomer: Int = 10
    ) throws {
        model = try StandardModel.load()
        var rows: [[[Value]]] = Array(repeating: [], count: model.entities.count)
        var order: [Int] = []
        let generator = try StoreGenerator(model: model, customers: customers, seed: seed, endDate: endDate,
                                           ordersPerCustomer: ordersPerCustomer)
        generator.generate { entity, row in
            rows[entity].append(row)
            order.append(entity)
        }
        self.rows = rows
        self.order = order
    }

    func entity(_ name: String) -> Int { model.entityIndex(named: name) ?? -1 }

    func rows(_ name: String) -> [[Value]] { rows[entity(name)] }

    /// One field of all rows of an entity.
    func column(_ field: String, of name: String) -> [Value] {
        guard let slot = model.entity(named: name)?.fieldIndex(named: field) else { return [] }
        return rows(name).map { $0[slot] }
    }

    func ints(_ field: String, of name: String) -> [Int] {
        column(field, of: name).map(\.whole)
    }
}

extension Value {
    /// The whole number in an int, money, date (days) or time (microseconds); 0 where there is none.
    var whole: Int {
        switch self {
        case .int(let value), .money(let value), .duration(let value): Int(value)
        case .date(let date): Int(date.daysSinceEpoch)
        case .time(let instant): Int(instant.microseconds)
        default: 0
        }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    var kind: ValueKind? {
        switch self {
        case .missing: nil
        case .bool: .bool
        case .int: .int
        case .number: .number
        case .money: .money
        case .text: .text
        case .date: .date
        case .time: .time
        case .duration: .duration
        }
    }
}

/// FNV-1a over rows, for comparing stores without keeping them.
struct RowDigest {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ entity: Int, _ row: [Value]) {
        add(UInt64(entity))
        for field in row {
            switch field {
            case .missing: add(0)
            case .bool(let flag): add(flag ? 2 : 1)
            case .number(let number): add(number.bitPattern)
            case .text(let text): for byte in text.utf8 { add(UInt64(byte)) }
            default: add(UInt64(bitPattern: Int64(field.whole)))
            }
        }
    }

    private mutating func add(_ word: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            value = (value ^ (word >> UInt64(shift) & 0xFF)) &* 0x100_0000_01B3
        }
    }
}
