/// A number from a column: exact where the column holds a whole number or decimals in text, else a double.
enum Quantity {
    /// `mantissa / 10^decimals`; `decimals` is 0…18.
    case exact(mantissa: Int128, decimals: Int)
    case real(Double)

    /// nil for what is no number: NULL, other text, bytes.
    init?(_ call: SQLFunctionCall, _ argument: Int) {
        switch call.storageClass(argument) {
        case .integer: self = .exact(mantissa: Int128(call.int64(argument)), decimals: 0)
        case .real:
            let value = call.double(argument)
            guard value.isFinite else { return nil }
            self = .real(value)
        case .text:
            guard let value = call.withUTF8(argument, Quantity.read) else { return nil }
            self = value
        case .null, .blob: return nil
        }
    }

    /// `-1234.50`, `1,234.50`, `.5`; blanks around do not count.
    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Quantity? {
        var mantissa: Int128 = 0
        var digits = 0, decimals = 0, sinceComma: Int?
        var isNegative = false, isAfterPoint = false, hasEnded = false, hasSign = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                // 18 digits behind the point and 18 before it are more than any currency needs.
                guard !hasEnded, digits < 36, decimals < 18 || byte == UInt8(ascii: "0") else { return nil }
                if isAfterPoint, decimals == 18 { continue }
                mantissa = mantissa * 10 + Int128(byte - 0x30)
                digits += 1
                if isAfterPoint { decimals += 1 }
                if !isAfterPoint { sinceComma = sinceComma.map { $0 + 1 } }
            case UInt8(ascii: "-"), UInt8(ascii: "+"):
                guard digits == 0, !hasSign, !isAfterPoint else { return nil }
                (hasSign, isNegative) = (true, byte == UInt8(ascii: "-"))
            case UInt8(ascii: ","):
                // Between thousands only: a comma as the decimal point would be read a hundred times too large.
                guard !isAfterPoint, (1...3).contains(sinceComma == nil ? digits : 3), sinceComma ?? 3 == 3 else {
                    return nil
                }
                sinceComma = 0
            case UInt8(ascii: "."):
                guard !isAfterPoint, sinceComma ?? 3 == 3 else { return nil }
                isAfterPoint = true
            case 0x20, 0x09: if digits > 0 { hasEnded = true } else if hasSign { return nil }
            default: return nil
            }
        }
        guard digits > 0, isAfterPoint || sinceComma ?? 3 == 3 else { return nil }
        return .exact(mantissa: isNegative ? -mantissa : mantissa, decimals: decimals)
    }

    func multiplied(by other: Quantity) -> Quantity {
        if case .exact(let a, let i) = self, case .exact(let b, let j) = other, i + j <= 18 {
            let (product, overflow) = a.multipliedReportingOverflow(by: b)
            if !overflow { return .exact(mantissa: product, decimals: i + j) }
        }
        return .real(approximate * other.approximate)
    }

    private var approximate: Double {
        switch self {
        case .exact(let mantissa, let decimals): Double(mantissa) / Quantity.power(decimals)
        case .real(let value): value
        }
    }

    private static func power(_ decimals: Int) -> Double { (0..<decimals).reduce(1) { power, _ in power * 10 } }

    /// The nearest whole number to this times the fraction, halves away from zero; nil where 64 bits can't hold it.
    func rounded(numerator: Int128, denominator: Int128) -> Int64? {
        switch self {
        case .exact(let mantissa, let decimals):
            let (product, o1) = mantissa.multipliedReportingOverflow(by: numerator)
            let power = (0..<decimals).reduce(Int128(1)) { power, _ in power * 10 }
            let (divisor, o2) = denominator.multipliedReportingOverflow(by: power)
            if o1 || o2 || divisor <= 0 { return nil }
            let (quotient, rest) = product.magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
            let magnitude = quotient + (rest * 2 >= divisor.magnitude ? 1 : 0)
            guard magnitude <= UInt128(Int64.max) else { return nil }
            return product < 0 ? -Int64(magnitude) : Int64(magnitude)
        case .real(let value):
            return Int64(exactly: (value * Double(numerator) / Double(denominator)).rounded(.toNearestOrAwayFromZero))
        }
    }
}
