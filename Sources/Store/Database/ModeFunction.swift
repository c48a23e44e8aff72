internal import CSQLite
import Model

/// `clientele_mode(x)`: the value of a group that comes most often, of several such the least; NULLs are left out, and
/// of nothing it is NULL.
///
/// Values are of one kind: whole numbers, numbers or texts, which are equal where their bytes are. Whole numbers beside
/// others are numbers.
enum ModeFunction {
    static func register(in database: Database) throws(StoreError) {
        try database.registerAggregate("clientele_mode", argumentCount: 1) { ModeState() }
    }
}

private final class ModeState: AggregateState {
    private var integers: [Int64: Int] = [:]
    private var numbers: [Double: Int] = [:]
    private var texts: [ExactText: Int] = [:]

    override func add(_ call: SQLFunctionCall) {
        switch call.type(0) {
        case SQLITE_NULL: break
        case SQLITE_INTEGER: integers[call.int64(0), default: 0] += 1
        case SQLITE_FLOAT: numbers[call.double(0), default: 0] += 1
        default: texts[call.withUTF8(0) { ExactText(String(decoding: $0, as: UTF8.self)) }, default: 0] += 1
        }
    }

    override func finish(_ call: SQLFunctionCall) {
        if !numbers.isEmpty {
            for (integer, count) in integers { numbers[Double(integer), default: 0] += count }
            integers = [:]
        }
        if let number = most(numbers, by: <) { call.returnValue(number) }
        if let integer = most(integers, by: <) { call.returnValue(integer) }
        let text = most(texts) { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
        if let text { call.returnValue(text.text) }
        (integers, numbers, texts) = ([:], [:], [:])
    }

    private func most<Key>(_ counts: [Key: Int], by isLess: (Key, Key) -> Bool) -> Key? {
        counts.max { $0.value < $1.value || $0.value == $1.value && isLess($1.key, $0.key) }?.key
    }
}
