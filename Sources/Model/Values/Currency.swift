/// The currency of a store: every amount of money in it is a whole number of this currency's minor units.
package struct Currency: Sendable, Hashable {
    /// ISO 4217 code, upper case.
    package let code: String
    /// Decimal places of a minor unit: 2 for cents, 0 for yen.
    package let minorDigits: Int

    package init(code: String, minorDigits: Int) {
        self.code = code
        self.minorDigits = minorDigits
    }

    /// The currency of an ISO 4217 code, or nil where the code is not three ASCII letters.
    /// Codes that are not listed as exceptions have two decimal places (ISO 4217, table A.1).
    package init?(code: String) {
        let upper = code.uppercased()
        guard upper.utf8.count == 3, upper.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
        let digits = if Currency.withoutMinorUnit.contains(upper) { 0 }
            else if Currency.withThousandths.contains(upper) { 3 } else { 2 }
        self.init(code: upper, minorDigits: digits)
    }

    package static let usd = Currency(code: "USD", minorDigits: 2)

    private static let withoutMinorUnit: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
        "XPF"
    ]
    private static let withThousandths: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]

    /// Minor units in one major unit.
    package var scale: Int64 {
        switch minorDigits {
        case 0: 1
        case 3: 1000
        default: 100
        }
    }
}
