extension RandomStream {
    /// Mean 1.
    mutating func exponential() -> Double { -PortableMath.ln(uniform()) }

    /// Mean 0, standard deviation 1 (Marsaglia's polar method; the second deviate is not kept).
    mutating func normal() -> Double {
        while true {
            let x = 2 * uniform() - 1
            let y = 2 * uniform() - 1
            let square = x * x + y * y
            if square < 1, square > 0 {
                return x * (-2 * PortableMath.ln(square) / square).squareRoot()
            }
        }
    }

    /// Scale 1, so the mean is `shape` (Marsaglia and Tsang 2000).
    mutating func gamma(shape: Double) -> Double {
        if shape < 1 {
            let boost = PortableMath.exp(PortableMath.ln(uniform()) / shape)
            return gamma(shape: shape + 1) * boost
        }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let t = 1 + c * x
            guard t > 0 else { continue }
            let v = t * t * t
            if PortableMath.ln(uniform()) < 0.5 * x * x + d - d * v + d * PortableMath.ln(v) { return d * v }
        }
    }

    /// `spread` is the standard deviation of the logarithm.
    mutating func logNormal(median: Double, spread: Double) -> Double {
        median * PortableMath.exp(spread * normal())
    }

    /// How often a chance is taken before the first failure, at most `limit`.
    mutating func runLength(_ probability: Double, limit: Int) -> Int {
        var length = 0
        while length < limit, chance(probability) { length += 1 }
        return length
    }
}
