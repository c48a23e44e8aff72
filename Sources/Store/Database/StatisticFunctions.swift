internal import CSQLite
import Model

/// Aggregates that are worked out here as everywhere, by the statistic of their declaration: `clientele_stddev(x)`.
///
/// NULLs are left out. A value is the REAL that it is taken for; of too few, and beyond the largest number, the result
/// is NULL.
enum StatisticFunctions {
    static func register(in database: Database) throws(StoreError) {
        for function in AggregateFunction.allCases {
            guard let statistic = function.declaration.statistic else { continue }
            try database.registerAggregate("clientele_" + function.rawValue, argumentCount: 1) {
                StatisticState(statistic)
            }
        }
    }
}

/// The values of one group.
private final class StatisticState: AggregateState {
    private let statistic: AggregateDeclaration.Statistic
    private var numbers: [Double] = []

    init(_ statistic: @escaping AggregateDeclaration.Statistic) { self.statistic = statistic }

    override func add(_ call: SQLFunctionCall) {
        if call.type(0) != SQLITE_NULL { numbers.append(call.double(0)) }
    }

    override func finish(_ call: SQLFunctionCall) {
        if let result = numbers.withUnsafeBufferPointer(statistic), result.isFinite { call.returnValue(result) }
        // A large group's memory is not kept for small ones.
        numbers.removeAll(keepingCapacity: numbers.count < 4096)
    }
}
