import Model

/// `clientele_balance(time, key, change, lapse, link, end)`: what is left of a group's credits at `end`, by
/// `CreditLedger`.
///
/// `end`, the same in every row, is the first moment that has not happened yet. A change that is NULL is no booking; a
/// time that is NULL was before all others; a lapse that is NULL never comes; a link that is NULL reverses nothing.
enum BalanceFunction {
    static func register(in database: Database) throws(StoreError) {
        try database.registerAggregate("clientele_balance", argumentCount: 6) { BalanceState() }
        try database.registerAggregate("clientele_balance_or_null", argumentCount: 6) {
            BalanceState(overflowIsNull: true)
        }
    }
}

/// A key or a link: whole numbers before texts.
private enum Identifier: Hashable, Comparable {
    case integer(Int64)
    case text(String)
}

private final class BalanceState: AggregateState {
    private typealias Ledger = CreditLedger<Identifier, Identifier>

    private let overflowIsNull: Bool
    private var entries: [Ledger.Entry] = []
    private var end: Int64 = .max

    init(overflowIsNull: Bool = false) {
        self.overflowIsNull = overflowIsNull
        super.init()
    }

    override func add(_ call: SQLFunctionCall) {
        end = call.int64(5)
        guard !call.isNull(2) else { return }
        let expiry = call.isNull(3) ? nil : call.int64(3)
        entries.append(
            Ledger.Entry(
                time: call.isNull(0) ? .min : call.int64(0), key: identifier(call, 1) ?? .integer(0),
                change: call.int64(2),
                expiry: expiry, reversalKey: identifier(call, 4)))
    }

    private func identifier(_ call: SQLFunctionCall, _ argument: Int) -> Identifier? {
        switch call.storageClass(argument) {
        case .null: nil
        case .integer: .integer(call.int64(argument))
        default: .text(call.withUTF8(argument) { String(decoding: $0, as: UTF8.self) })
        }
    }

    override func finish(_ call: SQLFunctionCall) {
        if let balance = Ledger.balance(of: &entries, at: end) {
            call.returnValue(balance)
        } else if !overflowIsNull {
            call.fail(ScalarFunctions.overflowMessage)
        }
        entries.removeAll(keepingCapacity: entries.count < 4096)
    }
}
