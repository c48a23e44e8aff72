import Model
import Syntax

/// `round(x)`, `floor(x)` and `ceil(x)` of money, and `round(x, 2)`: said with the function to a whole number, of steps
/// or parts.
extension Binder {
    /// The most decimals that a number is rounded to.
    private static let decimalLimit = 9

    /// `round(x, 2)`: to so many decimals, halves away from zero.
    mutating func bindRounding(_ arguments: [SyntaxNode], _ node: SyntaxNode) -> BoundExpression? {
        guard let first = plainExpression(arguments[0], of: ScalarFunction.rounded.name),
            let second = plainExpression(arguments[1], of: ScalarFunction.rounded.name),
            let bound = bindValue(first), let count = bindValue(second)
        else { return nil }
        guard case .literal(.int(let decimals)) = settled(count).kind, 0...Int64(Binder.decimalLimit) ~= decimals else {
            report(.decimalsNeeded(limit: Binder.decimalLimit, at: second.span))
            return nil
        }
        let value = settled(bound), ofMinor = Int(decimals) - environment.currency.minorDigits
        switch value.type.kind {
        // What is exact has no further decimals.
        case .int: return value
        case .money where ofMinor >= 0: return value
        case .money, .number:
            guard value.type.isMoney else { break }
            return ofMinor > 0
                ? rounded(value, toParts: Binder.powerOfTen(ofMinor), node.span)
                : rounded(.rounded, value, toSteps: Binder.powerOfTen(-ofMinor), node.span)
        case .bool, .text, .date, .time, .duration: break
        }
        if decimals == 0 || !value.type.isNumeric { return call(.rounded, [value], at: [first.span], node.span) }
        return rounded(value, toParts: Binder.powerOfTen(Int(decimals)), node.span)
    }

    /// A whole number of steps, times the step: money, which is whole minor units.
    func rounded(
        _ function: ScalarFunction, _ amount: BoundExpression, toSteps step: Int64, _ span: SourceSpan
    ) -> BoundExpression {
        let unit = BoundExpression(.literal(.int(step)), .int, span)
        let steps = BoundExpression(.arithmetic(.divide, amount, unit), .number, span)
        let whole = BoundExpression(.call(function, [steps]), .int, span)
        return BoundExpression(.arithmetic(.multiply, whole, unit), .money, span)
    }

    /// The nearest number of parts of one, by the parts.
    private func rounded(_ number: BoundExpression, toParts parts: Int64, _ span: SourceSpan) -> BoundExpression {
        let count = BoundExpression(.literal(.int(parts)), .int, span)
        let scaled = BoundExpression(.arithmetic(.multiply, number, count), number.type, span)
        let whole = BoundExpression(.call(.rounded, [scaled]), .int, span)
        return BoundExpression(.arithmetic(.divide, whole, count), number.type, span)
    }

    private static func powerOfTen(_ exponent: Int) -> Int64 {
        (0..<max(0, exponent)).reduce(1) { power, _ in power * 10 }
    }
}
