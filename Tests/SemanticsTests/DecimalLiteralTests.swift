import Semantics
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

    /// Times a whole number it is rounded once.
    @Test func times() {
        #expect(DecimalLiteral(mantissa: 7, scale: 2).number(times: 100) == 7)
        #expect(DecimalLiteral(mantissa: 19_995, scale: 3).number(times: 100) == 1999.5)
        #expect(DecimalLiteral(mantissa: .max, scale: 0).number(times: 100) == Double(Int64.max) * 100)
    }
}
