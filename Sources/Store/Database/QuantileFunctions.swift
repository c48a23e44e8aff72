internal import CSQLite

/// Aggregates of a group's values: `clientele_median(x)` and `clientele_quantile(x, p)`, the value below which a share p of them lies.
///
/// The quantile is type 7 of Hyndman and Fan (1996), the default of R and NumPy: of n sorted values the one at place (n - 1) p, counted
/// from 0, between two values in proportion. NULLs are left out; of nothing, and for p NULL, the result is NULL; else it is a REAL.
/// p is taken from the group's first row and lies in 0…1, or the statement fails. Text counts as `avg()` counts it.
enum QuantileFunctions {
    static func register(in database: Database) throws(StoreError) {
        try database.registerAggregate("clientele_median", argumentCount: 1) { Quantile(takesFraction: false) }
        try database.registerAggregate("clientele_quantile", argumentCount: 2) { Quantile(takesFraction: true) }
    }
}

/// The values of one group.
private final class Quantile: AggregateState {
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
        // What a large group took is not held on to for small ones.
        integers.removeAll(keepingCapacity: integers.count < 4096)
        numbers.removeAll(keepingCapacity: numbers.count < 4096)
    }

    private func value(at fraction: Double) -> Double? {
        if numbers.isEmpty {
            if integers.isEmpty { return nil }
            integers.sort()
            let (place, share) = Quantile.place(fraction, count: integers.count)
            return share == 0 ? Double(integers[place]) : Quantile.between(integers[place], integers[place + 1], share)
        }
        for integer in integers { numbers.append(Double(integer)) }
        numbers.sort()
        let (place, share) = Quantile.place(fraction, count: numbers.count)
        // Between equal values nothing is to be rounded, and infinities have no difference.
        if share == 0 || numbers[place + 1] == numbers[place] { return numbers[place] }
        return numbers[place] * (1 - share) + numbers[place + 1] * share
    }

    /// The last place that is not behind the quantile, and the share of the way from it to the next, 0 ..< 1; 0 at the last place.
    private static func place(_ fraction: Double, count: Int) -> (place: Int, share: Double) {
        let exact = nearestWhole(to: Double(count - 1) * fraction)
        let place = exact.rounded(.down)
        return (Int(place), exact - place)
    }

    /// Exact where the result is whole or a half, as far as a double holds it.
    private static func between(_ low: Int64, _ high: Int64, _ share: Double) -> Double {
        let (first, second) = (Int128(low), Int128(high))
        if share == 0.5 { return (first + second) % 2 == 0 ? Double((first + second) / 2) : Double(first + second) / 2 }
        return nearestWhole(to: Double(low) + Double(second - first) * share)
    }

    /// 100 * 0.29 is 28.999999999999996, because 0.29 is not quite: 29 is meant.
    private static func nearestWhole(to number: Double) -> Double {
        let whole = number.rounded()
        return abs(number - whole) <= 4 * whole.ulp ? whole : number
    }
}
