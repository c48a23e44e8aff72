import Model

/// How two known values of a kind stand to each other.
enum NaiveOrder {
    /// Whole numbers and numbers with fractions are compared exactly, not as the nearest double of both.
    static func isLess(_ a: Value, _ b: Value) -> Bool { compare(a, b) == .less }

    enum Result {
        case less, equal, greater
    }

    /// Of two values that are known and go together; nil where they do not.
    static func compare(_ a: Value, _ b: Value) -> Result? {
        switch (a, b) {
        case (.text(let x), .text(let y)): return compare(Array(x.utf8), Array(y.utf8))
        case (.bool(let x), .bool(let y)): return compare(x ? 1 : 0, y ? 1 : 0)
        case (.date(let x), .date(let y)): return compare(Int(x.daysSinceEpoch), Int(y.daysSinceEpoch))
        case (.time(let x), .time(let y)): return compare(x.microseconds, y.microseconds)
        default: break
        }
        guard let x = Number(a), let y = Number(b) else { return nil }
        switch (x, y) {
        case (.whole(let x), .whole(let y)): return compare(x, y)
        case (.fraction(let x), .fraction(let y)): return compare(x, y)
        case (.whole(let x), .fraction(let y)): return compare(whole: x, y)
        case (.fraction(let x), .whole(let y)):
            return compare(whole: y, x).map { $0 == .less ? .greater : $0 == .greater ? .less : .equal }
        }
    }

    private enum Number {
        case whole(Int64)
        case fraction(Double)

        init?(_ value: Value) {
            switch value {
            case .int(let number), .money(let number), .duration(let number): self = .whole(number)
            case .number(let number): self = .fraction(number)
            case .missing, .bool, .text, .date, .time: return nil
            }
        }
    }

    private static func compare<Item: Comparable>(_ x: Item, _ y: Item) -> Result {
        x < y ? .less : y < x ? .greater : .equal
    }

    private static func compare(_ x: [UInt8], _ y: [UInt8]) -> Result {
        x == y ? .equal : x.lexicographicallyPrecedes(y) ? .less : .greater
    }

    private static func compare(whole: Int64, _ fraction: Double) -> Result? {
        if fraction.isNaN { return nil }
        // 2^63 is the first double that no whole number of 64 bits reaches.
        if fraction >= 0x1p63 { return .less }
        if fraction < -0x1p63 { return .greater }
        let towardsZero = fraction.rounded(.towardZero)
        let result = compare(whole, Int64(towardsZero))
        return result == .equal ? compare(0, fraction - towardsZero) : result
    }

    // MARK: Rows in order

    /// Ascending, missing values last, or first.
    static func precedes(_ a: Value, _ b: Value, missingFirst: Bool) -> Bool? {
        switch (a.isMissing, b.isMissing) {
        case (true, true): return nil
        case (true, false): return missingFirst
        case (false, true): return !missingFirst
        case (false, false): break
        }
        switch compare(a, b) {
        case .less: return true
        case .greater: return false
        case .equal, nil: return nil
        }
    }

    /// A text without its case.
    static func folded(_ value: Value) -> Value {
        guard case .text(let text) = value else { return value }
        var folded = ""
        for scalar in text.unicodeScalars { folded += scalar.properties.lowercaseMapping }
        return .text(folded)
    }
}
