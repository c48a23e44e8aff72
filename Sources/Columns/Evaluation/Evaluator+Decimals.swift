import Model
import Planning

/// Whole numbers by decimals.
extension Evaluator {
    mutating func decimal(_ decimal: PlanDecimal, _ frame: RowBatch) throws(ExecutionError) -> Vector {
        var terms: [(factor: Int64, values: [[Int64]])] = []
        var valid: Mask?
        for term in decimal.terms {
            var values: [[Int64]] = []
            for expression in term.values {
                let vector = try value(expression, frame)
                guard case .integers(let whole) = vector.values else {
                    throw ExecutionError.unsupported("a decimal of what is not whole")
                }
                values.append(whole)
                valid = vector.valid?.and(valid) ?? valid
            }
            terms.append((term.factor, values))
        }
        let dividend = Dividend(terms: terms, count: frame.count), divisor = Double(decimal.divisor)
        return Vector(.numbers((dividend.whole ?? dividend.mixed).converted { $0 / divisor }), valid: valid)
    }
}

/// Factors times whole numbers, added up for each position.
private struct Dividend {
    let terms: [(factor: Int64, values: [[Int64]])]
    let count: Int

    /// nil where some position leaves 64 bits on the way.
    var whole: [Double]? {
        var hasOverflown = false
        func checked(_ result: (partialValue: Int64, overflow: Bool)) -> Int64 {
            hasOverflown = hasOverflown || result.overflow
            return result.partialValue
        }
        var sums: [Int64]?
        for (factor, values) in terms {
            var products =
                values.first.map { $0.converted { checked($0.multipliedReportingOverflow(by: factor)) } }
                ?? Array(repeating: factor, count: count)
            for others in values.dropFirst() {
                products = products.paired(others) { checked($0.multipliedReportingOverflow(by: $1)) }
            }
            sums = sums.map { $0.paired(products) { checked($0.addingReportingOverflow($1)) } } ?? products
        }
        return hasOverflown ? nil : sums?.converted { Double($0) } ?? []
    }

    /// Whole where it fits, in floating point from there on.
    var mixed: [Double] {
        (0..<count).map { position in
            var sum = Mixed.whole(0)
            for (factor, values) in terms {
                let product = values.reduce(Mixed.whole(factor)) {
                    $0.combined(.whole($1[position]), { $0.multipliedReportingOverflow(by: $1) }, *)
                }
                sum = sum.combined(product, { $0.addingReportingOverflow($1) }, +)
            }
            return sum.number
        }
    }

    private enum Mixed {
        case whole(Int64)
        case floating(Double)

        var number: Double {
            switch self {
            case .whole(let value): Double(value)
            case .floating(let value): value
            }
        }

        func combined(
            _ other: Mixed, _ whole: (Int64, Int64) -> (partialValue: Int64, overflow: Bool),
            _ floating: (Double, Double) -> Double
        ) -> Mixed {
            if case .whole(let a) = self, case .whole(let b) = other, case let result = whole(a, b), !result.overflow {
                return .whole(result.partialValue)
            }
            return .floating(floating(number, other.number))
        }
    }
}
