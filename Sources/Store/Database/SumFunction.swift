/// `clientele_sum(x)`: the sum of a group's values, or NULL where that of whole numbers is beyond 64 bits; on the way
/// it may be.
enum SumFunction {
    static func register(in database: Database) throws(StoreError) {
        try database.registerAggregate("clientele_sum", argumentCount: 1) { SumState() }
    }
}

private final class SumState: AggregateState {
    private var whole: Int128 = 0
    private var number = 0.0
    private var isNumber = false
    private var isEmpty = true

    override func add(_ call: SQLFunctionCall) {
        switch call.storageClass(0) {
        case .null: return
        case .integer:
            whole += Int128(call.int64(0))
            number += Double(call.int64(0))
        default:
            isNumber = true
            number += call.double(0)
        }
        isEmpty = false
    }

    override func finish(_ call: SQLFunctionCall) {
        if isNumber {
            call.returnValue(number)
        } else if !isEmpty, let sum = Int64(exactly: whole) {
            call.returnValue(sum)
        }
        (whole, number, isNumber, isEmpty) = (0, 0, false, true)
    }
}
