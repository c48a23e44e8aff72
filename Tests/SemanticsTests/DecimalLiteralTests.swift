@testable import Semantics
import Testing

struct DecimalLiteralTests {
    /// The shortest decimal that is read as a number, in whatever way the number is written.
    @Test(arguments: [
            (0.07, 7, 2), (1.19, 119, 2), (-0.5, -5, 1), (100, 100, 0), (1e15, 1_000_000_000_000_000, 0), (1e-7, 1, 7),
            (2.5e17, 250_000_000_000_000_000, 0), (0, 0, 0),
    ] as [(Double, Int64, Int)])
    func nearest(number: Double, mantissa: Int64, scale: Int) {
        let decimal = DecimalLiteral(nearest: number)
        #expect(decimal?.mantissa == mantissa && decimal?.scale == scale, "\(number): \(String(describing: decimal))")
        #expect(decimal?.number == number)
    }

    @Test(arguments: [1e19, -1e300, 1e-30, .infinity, .nan])
    func beyond(number: Double) {
        #expect(DecimalLiteral(nearest: number) == nil)
    }

    /// Arithmetic on constants is exact where it fits.
    @Test func arithmetic() {
        let tenth = DecimalLiteral(mantissa: 1, scale: 1), fifth = DecimalLiteral(mantissa: 2, scale: 1)
        #expect(DecimalLiteral.exact(.add, tenth, fifth) == DecimalLiteral(mantissa: 3, scale: 1))
        #expect(DecimalLiteral.exact(.multiply, tenth, fifth) == DecimalLiteral(mantissa: 2, scale: 2))
        #expect(DecimalLiteral.exact(.add, DecimalLiteral(mantissa: .max, scale: 0), tenth) == nil)
        #expect(
            DecimalLiteral(mantissa: -25, scale: 1).floor == -3 && DecimalLiteral(mantissa: 25, scale: 1).floor == 2)
        #expect(DecimalLiteral(mantissa: 300, scale: 2).isWhole && !DecimalLiteral(mantissa: 301, scale: 2).isWhole)
    }
}
