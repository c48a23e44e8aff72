import Model
import Semantics

/// Arithmetic of whole numbers and money with decimals, kept whole until the end: 7% of 1.00 is 0.07, where 0.07 × 100
/// in floating point is a little more than 7.
extension Lowering {
    /// nil where an operand is no whole number by nature, and where step by step nothing would be rounded but at the
    /// end.
    func decimal(_ expression: BoundExpression) -> PlanExpression? {
        guard expression.type.kind == .number, let sum = exactSum(expression), sum.roundsOnTheWay, !sum.isConstant
        else { return nil }
        return .decimal(PlanDecimal(terms: sum.terms, divisor: sum.divisor, type: expression.type))
    }

    private func exactSum(_ expression: BoundExpression) -> ExactSum? {
        switch expression.kind {
        case .literal(.int(let value)), .literal(.money(let value)): return ExactSum(value)
        case .decimal(let value): return ExactSum(value)
        case .literal(.number(let value)): return DecimalLiteral(nearest: value).flatMap { ExactSum($0) }
        case .negate(let operand) where expression.type.kind == .number: return exactSum(operand)?.times(-1)
        case .arithmetic(let sign, let left, let right) where expression.type.kind == .number:
            guard let a = exactSum(left), let b = exactSum(right) else { return nil }
            switch sign {
            case .add: return a.plus(b)
            case .subtract: return b.times(-1).flatMap { a.plus($0) }
            case .multiply: return a.times(b)
            case .divide: return a.divided(by: b)
            }
        default:
            guard expression.type.kind == .int || expression.type.kind == .money else { return nil }
            return ExactSum(terms: [PlanDecimal.Term(factor: 1, values: [lower(expression)])])
        }
    }

    /// The sum of decimals as the decimal of sums: each of them has its records, those in which nothing is missing.
    func sum(
        of decimal: PlanDecimal, _ aggregate: (_ value: PlanExpression, _ known: [PlanExpression]) -> PlanExpression
    ) -> PlanExpression {
        let all = decimal.terms.flatMap(\.values)
        let terms = decimal.terms.map { term in
            let known = all.filter { !term.values.contains($0) }.map { PlanExpression.not(.isMissing($0)) }
            return PlanDecimal.Term(factor: term.factor, values: [aggregate(term.product, known)])
        }
        return .decimal(PlanDecimal(terms: terms, divisor: decimal.divisor, type: decimal.type))
    }
}

extension PlanDecimal.Term {
    fileprivate var product: PlanExpression {
        guard let first = values.first else { return .constant(.int(1)) }
        return values.dropFirst().reduce(first) { product, value in
            .arithmetic(.multiply, product, value, product.type.kind == .money ? product.type : value.type)
        }
    }
}

/// Terms over a divisor, while they are put together; nil wherever a constant would leave 64 bits.
private struct ExactSum {
    /// Terms of a product of sums.
    private static let termLimit = 8

    private(set) var terms: [PlanDecimal.Term]
    private(set) var divisor: Int64
    /// Whether something that is no whole number has been gone on with.
    private(set) var roundsOnTheWay: Bool

    init(terms: [PlanDecimal.Term], divisor: Int64 = 1, roundsOnTheWay: Bool = false) {
        (self.terms, self.divisor, self.roundsOnTheWay) = (terms, divisor, roundsOnTheWay)
    }

    var isConstant: Bool { terms.allSatisfy(\.values.isEmpty) }

    init(_ value: Int64) { self.init(terms: [PlanDecimal.Term(factor: value, values: [])]) }

    init?(_ value: DecimalLiteral) {
        var value = value
        while value.scale > 0, value.mantissa % 10 == 0 {
            value = DecimalLiteral(mantissa: value.mantissa / 10, scale: value.scale - 1)
        }
        guard value.scale <= 15 else { return nil }
        let divisor = (0..<value.scale).reduce(Int64(1)) { power, _ in power * 10 }
        self.init(terms: [PlanDecimal.Term(factor: value.mantissa, values: [])], divisor: divisor)
    }

    /// nil where the other one has values, or is 0.
    func divided(by other: ExactSum) -> ExactSum? {
        guard other.terms.count == 1, other.isConstant, other.terms[0].factor != 0, other.terms[0].factor != .min else {
            return nil
        }
        let factor = other.terms[0].factor
        let reciprocal = ExactSum(
            terms: [PlanDecimal.Term(factor: factor < 0 ? -other.divisor : other.divisor, values: [])],
            divisor: Int64(factor.magnitude))
        var quotient = times(reciprocal)
        // A whole number by a whole one is rounded once, which is at the end.
        quotient?.roundsOnTheWay = roundsOnTheWay || divisor > 1 || other.divisor > 1
        return quotient
    }

    func times(_ factor: Int64) -> ExactSum? { times(ExactSum(factor)) }

    func times(_ other: ExactSum) -> ExactSum? {
        guard terms.count * other.terms.count <= ExactSum.termLimit,
              let divisor = ExactSum.product(divisor, other.divisor) else { return nil }
        var products: [PlanDecimal.Term] = []
        for a in terms {
            for b in other.terms {
                guard let factor = ExactSum.product(a.factor, b.factor) else { return nil }
                products.append(PlanDecimal.Term(factor: factor, values: a.values + b.values))
            }
        }
        return ExactSum(terms: products, divisor: divisor, roundsOnTheWay: roundsOnTheWay(with: other)).reduced
    }

    func plus(_ other: ExactSum) -> ExactSum? {
        guard let a = scaled(by: other.divisor), let b = other.scaled(by: divisor),
              let divisor = ExactSum.product(divisor, other.divisor) else { return nil }
        return ExactSum(terms: a + b, divisor: divisor, roundsOnTheWay: roundsOnTheWay(with: other)).reduced
    }

    private func roundsOnTheWay(with other: ExactSum) -> Bool {
        roundsOnTheWay || other.roundsOnTheWay || divisor > 1 || other.divisor > 1
    }

    private func scaled(by factor: Int64) -> [PlanDecimal.Term]? {
        var result: [PlanDecimal.Term] = []
        for term in terms {
            guard let scaled = ExactSum.product(term.factor, factor) else { return nil }
            result.append(PlanDecimal.Term(factor: scaled, values: term.values))
        }
        return result
    }

    /// In lowest terms, and nil where the divisor is no whole number in floating point.
    private var reduced: ExactSum? {
        var common = divisor.magnitude
        for term in terms { common = ExactSum.commonDivisor(common, term.factor.magnitude) }
        let least = Int64(clamping: max(1, common))
        guard divisor / least <= 1 << 53 else { return nil }
        return ExactSum(
            terms: terms.map { PlanDecimal.Term(factor: $0.factor / least, values: $0.values) },
            divisor: divisor / least, roundsOnTheWay: roundsOnTheWay)
    }

    private static func commonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }

    private static func product(_ a: Int64, _ b: Int64) -> Int64? {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? nil : product
    }
}
