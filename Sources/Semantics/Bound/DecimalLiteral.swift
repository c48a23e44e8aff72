import Model

/// A number with a point or a percent sign, exactly: `mantissa` / 10^`scale`.
package struct DecimalLiteral: Sendable, Hashable {
    package var mantissa: Int64
    package var scale: Int

    package init(mantissa: Int64, scale: Int) {
        self.mantissa = mantissa
        self.scale = scale
    }

    /// The shortest decimal that is read as a number; nil where it is beyond 64 bits.
    package init?(nearest number: Double) {
        let parts = number.description.split(separator: "e", maxSplits: 1)
        guard number.isFinite, let digits = parts.first, let exponent = parts.count > 1 ? Int(parts[1]) : 0 else {
            return nil
        }
        let sides = digits.split(separator: ".", maxSplits: 1)
        let fraction = sides.count > 1 && sides[1] != "0" ? sides[1] : ""
        guard let written = Int64((sides.first ?? "") + fraction) else { return nil }
        let scale = fraction.utf8.count - exponent
        let whole = DecimalLiteral(mantissa: written, scale: 0)
        guard scale <= 18, let mantissa = scale < 0 ? whole.scaled(to: -scale) : written else { return nil }
        self.init(mantissa: mantissa, scale: max(0, scale))
    }

    /// The nearest number: mantissa and power are exact up to 2^53 and 10^22, so that one division rounds once.
    package var number: Double { Double(mantissa) / DecimalLiteral.powerOfTen(scale) }

    static func powerOfTen(_ exponent: Int) -> Double {
        (0..<exponent).reduce(1.0) { power, _ in power * 10 }
    }

    /// Whether it is a whole number: 3.00, 200%.
    package var isWhole: Bool { reduced.scale == 0 }

    /// The greatest whole number that is not above it.
    package var floor: Int64 {
        (0..<scale).reduce(mantissa) { value, _ in value >= 0 || value % 10 == 0 ? value / 10 : value / 10 - 1 }
    }

    /// A sum, difference or product, exactly; nil for a quotient, and where it does not fit.
    static func exact(_ sign: ArithmeticOperator, _ a: DecimalLiteral, _ b: DecimalLiteral) -> DecimalLiteral? {
        switch sign {
        case .multiply:
            let (product, overflow) = a.mantissa.multipliedReportingOverflow(by: b.mantissa)
            return overflow || a.scale + b.scale > 18
                ? nil : DecimalLiteral(mantissa: product, scale: a.scale + b.scale)
        case .add, .subtract:
            let scale = max(a.scale, b.scale)
            guard let l = a.scaled(to: scale), let r = b.scaled(to: scale) else { return nil }
            let (sum, overflow) = sign == .add ? l.addingReportingOverflow(r) : l.subtractingReportingOverflow(r)
            return overflow ? nil : DecimalLiteral(mantissa: sum, scale: scale)
        case .divide: return nil
        }
    }

    /// The mantissa with more decimals; nil where it does not fit.
    fileprivate func scaled(to scale: Int) -> Int64? {
        var mantissa = mantissa
        for _ in self.scale..<max(self.scale, scale) {
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            mantissa = product
        }
        return mantissa
    }

    /// Without zeros at its end.
    fileprivate var reduced: DecimalLiteral {
        var result = self
        while result.scale > 0, result.mantissa % 10 == 0 {
            result = DecimalLiteral(mantissa: result.mantissa / 10, scale: result.scale - 1)
        }
        return result
    }
}

extension Currency {
    /// An amount that is a whole number of minor units: 1999 of 19.99 dollars; nil for any other.
    func exactMinorUnits(of amount: DecimalLiteral) -> Int64? {
        let amount = amount.reduced
        return amount.scale <= minorDigits ? amount.scaled(to: minorDigits) : nil
    }

    /// An amount in minor units as a number: exactly where it is a whole one, else the nearest.
    func minorUnits(of amount: DecimalLiteral) -> Double {
        if let exact = exactMinorUnits(of: amount) { return Double(exact) }
        let amount = amount.reduced
        return Double(amount.mantissa) / DecimalLiteral.powerOfTen(max(0, amount.scale - minorDigits))
            * DecimalLiteral.powerOfTen(max(0, minorDigits - amount.scale))
    }

    /// A number of major units in minor ones, as it would be written.
    func minorUnits(ofNumber number: Double) -> Double {
        DecimalLiteral(nearest: number).map { minorUnits(of: $0) } ?? number * Double(scale)
    }
}
