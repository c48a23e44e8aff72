import Model
import Semantics

extension OptimizerRule {
    static let simplifyConditions = OptimizerRule(
        "simplify conditions",
        "Nested chains become one; double negations, constant conditions and empty windows disappear.") { plan in
        // The plan itself would be copied for each expression that the closure is passed down to.
        let isSegment = plan.definitions.map { $0.kind == .segment }
        return plan.rewritingExpressions { expression in
            switch expression {
            case .and(let operands): return twoValued(simplified(operands, neutral: true), isSegment)
            case .or(let operands): return twoValued(simplified(operands, neutral: false), isSegment)
            case .not(.not(let inner)): return twoValued(inner, isSegment)
            case .not(.constant(.bool(let value))): return .constant(.bool(!value))
            case .range(_, let from?, let to?) where to <= from: return .false
            default: return expression
            }
        }
    }

    /// A flag that may be missing is no condition: compared with another value it is missing, where `not not flag` is
    /// false.
    private static func twoValued(_ expression: PlanExpression, _ isSegment: [Bool]) -> PlanExpression {
        if case .definition(let id, _, _) = expression, isSegment[id.index] { return expression }
        if case .constant(.bool) = expression { return expression }
        return expression.isCondition ? expression : .comparison(.equal, expression, .true)
    }

    /// One flat chain without `neutral` members; the opposite constant decides alone.
    private static func simplified(_ operands: [PlanExpression], neutral: Bool) -> PlanExpression {
        var flat: [PlanExpression] = []
        for operand in operands {
            switch operand {
            case .constant(.bool(neutral)): continue
            case .constant(.bool): return operand
            case .and(let inner) where neutral: flat += inner
            case .or(let inner) where !neutral: flat += inner
            default: flat.append(operand)
            }
        }
        var seen: Set<PlanExpression> = []
        flat = flat.filter { seen.insert($0).inserted }
        if flat.isEmpty { return .constant(.bool(neutral)) }
        return flat.count == 1 ? flat[0] : neutral ? .and(flat) : .or(flat)
    }
}
