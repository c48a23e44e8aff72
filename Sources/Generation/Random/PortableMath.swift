/// Logarithm and exponential from the four basic operations alone.
///
/// IEEE 754 rounds `+ - * /` and square roots the same way on every machine, but leaves the last bits of a C library's
/// `log` and `exp` open. Generated data must not depend on them. Accurate to about 1e-12, relative.
enum PortableMath {
    static let naturalLogarithmOf2 = 0.693_147_180_559_945_3

    /// - Precondition: `x` is finite, normal and above 0.
    static func ln(_ x: Double) -> Double {
        var exponent = Double(x.exponent)
        var mantissa = x.significand
        if mantissa > 1.414_213_562_373_095_1 {
            mantissa *= 0.5
            exponent += 1
        }
        // ln(m) = 2 artanh((m - 1) / (m + 1)); the argument lies within ±0.172.
        let s = (mantissa - 1) / (mantissa + 1)
        let q = s * s
        var sum = 1.0 / 15
        sum = sum * q + 1.0 / 13
        sum = sum * q + 1.0 / 11
        sum = sum * q + 1.0 / 9
        sum = sum * q + 1.0 / 7
        sum = sum * q + 1.0 / 5
        sum = sum * q + 1.0 / 3
        sum = sum * q + 1
        return exponent * naturalLogarithmOf2 + 2 * s * sum
    }

    /// Arguments outside ±700 count as ±700.
    static func exp(_ x: Double) -> Double {
        let bounded = min(max(x, -700), 700)
        let power = (bounded / naturalLogarithmOf2).rounded(.toNearestOrEven)
        let rest = bounded - power * naturalLogarithmOf2
        // Taylor's series; |rest| <= ln 2 / 2, so the first term left out is below 1e-14.
        var sum = 1.0
        var divisor = 12.0
        while divisor >= 1 {
            sum = sum * rest / divisor + 1
            divisor -= 1
        }
        return Double(sign: .plus, exponent: Int(power), significand: sum)
    }
}
