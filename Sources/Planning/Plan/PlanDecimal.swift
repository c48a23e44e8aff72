package import Model

/// A number that is made of whole ones by whole factors and one divisor: `7% * amount + 1.5` is (7 × amount + 150) /
/// 100.
///
/// Its value is the number next to the exact one: what is added and multiplied is whole, and only the division rounds.
/// Where the dividend leaves 64 bits it is worked out in floating point. It is missing where one of the values is.
package struct PlanDecimal: Sendable, Hashable {
    /// A factor times values, whole numbers or money in minor units; no values make a constant.
    package struct Term: Sendable, Hashable {
        package var factor: Int64
        package var values: [PlanExpression]

        package init(factor: Int64, values: [PlanExpression]) {
            self.factor = factor
            self.values = values
        }
    }

    package var terms: [Term]
    /// Above 0, and a whole number in floating point as well.
    package var divisor: Int64
    package var type: ValueType

    func mapOperands(_ change: (PlanExpression) -> PlanExpression) -> PlanDecimal {
        PlanDecimal(
            terms: terms.map { Term(factor: $0.factor, values: $0.values.map(change)) }, divisor: divisor, type: type)
    }
}
