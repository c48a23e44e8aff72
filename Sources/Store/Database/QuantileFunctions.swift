internal import CSQLite
import Model

/// Aggregates of a group's values: `clientele_median(x)` and `clientele_quantile(x, p)`, the value below which a share
/// p of them lies.
///
/// The arithmetic is that of `Quantile`. NULLs are left out; of nothing, and for p NULL, the result is NULL; else it is
/// a REAL. p is taken from the group's first row and lies in 0…1, or the statement fails. Text counts as `avg()` counts
/// it.
enum QuantileFunctions {
    static func register(in database: Database) throws(StoreError) {
        try database.registerAggregate("clientele_median", argumentCount: 1) { QuantileState(takesFraction: false) }
        try database.registerAggregate("clientele_quantile", argumentCount: 2) { QuantileState(takesFraction: true) }
    }
}

/// The values of one group.
private final class QuantileState: AggregateState {
    private let takesFraction: Bool
    private var hasRows = false
    /// nil where it is NULL or none.
    private var fraction: Double?
    private var integers: [Int64] = []
    private var numbers: [Double] = []

    init(takesFraction: Bool) { self.takesFraction = takesFraction }

    override func add(_ call: SQLFunctionCall) {
        if !hasRows {
            hasRows = true
            fraction = !takesFraction ? 0.5 : call.isNull(1) ? nil : call.double(1)
            if let value = fraction, !(0...1).contains(value) {
                fraction = nil
                return call.fail("a quantile lies between 0 and 1, not at \(value)")
            }
        }
        switch call.type(0) {
        case SQLITE_NULL: break
        case SQLITE_INTEGER: integers.append(call.int64(0))
        default: numbers.append(call.double(0))
        }
    }

    override func finish(_ call: SQLFunctionCall) {
        if let result = fraction.flatMap(value) { call.returnValue(result) }
        hasRows = false
        // A large group's memory is not kept for small ones.
        integers.removeAll(keepingCapacity: integers.count < 4096)
        numbers.removeAll(keepingCapacity: numbers.count < 4096)
    }

    private func value(at fraction: Double) -> Double? {
        if numbers.isEmpty { return Quantile.value(of: &integers, at: fraction) }
        for integer in integers { numbers.append(Double(integer)) }
        return Quantile.value(of: &numbers, at: fraction)
    }
}
