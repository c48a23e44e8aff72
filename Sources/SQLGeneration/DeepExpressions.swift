import Model
import Planning
import Semantics

/// Splits expressions that nest more deeply than SQL parsers take (SQLite's gives up at a stack of 100 symbols): a deep
/// part becomes a definition of its own, computed before the rest.
///
/// Only parts that ask one customer alone can be moved; that is what people nest.
struct DeepExpressions {
    static let depthLimit = 8

    private var plan: Plan
    private let row: Int

    static func split(_ plan: Plan) -> Plan {
        guard plan.root.scan.entity == plan.model.customer else { return plan }
        var splitter = DeepExpressions(plan: plan, row: plan.root.scan.row)
        return splitter.run()
    }

    private mutating func run() -> Plan {
        var splitter = self
        plan.root = plan.root.mapExpressions { splitter.shallow($0).expression }
        plan.definitions = splitter.plan.definitions
        plan.nextRow = splitter.plan.nextRow
        return plan
    }

    /// The expression with deep parts moved out, and how deep it still is.
    private mutating func shallow(_ expression: PlanExpression) -> (expression: PlanExpression, depth: Int) {
        var splitter = self
        var depth = 0
        let result = expression.mapOperands { operand in
            let (part, partDepth) = splitter.shallow(operand)
            depth = max(depth, partDepth)
            return part
        }
        plan = splitter.plan
        guard depth + 1 >= DeepExpressions.depthLimit, asksCustomerAlone(result) else { return (result, depth + 1) }
        let isSegment = result.isCondition
        let name = "part \(plan.definitions.count + 1)"
        let moved = result.renamed(from: row, nextRow: &plan.nextRow)
        plan.definitions.append(
            PlanDefinition(
                name: name, kind: isSegment ? .segment : .metric, expression: moved,
                existence: plan.time.existence(of: .variable(0), entity: plan.model.customerEntity)))
        return (.definition(DefinitionID(plan.definitions.count - 1), of: .variable(row), result.type), 1)
    }

    private func asksCustomerAlone(_ expression: PlanExpression) -> Bool {
        var own: Set<Int> = [row]
        var used: Set<Int> = []
        expression.visit { part in
            switch part {
            case .field(let row, _, _), .definition(_, let row, _): used.insert(row.variable)
            case .exists, .aggregate, .sequence:
                for set in part.recordSets {
                    own.insert(set.row)
                    used.insert(set.anchor.variable)
                }
            case .column, .groupAggregate: used.insert(-1)
            default: break
            }
        }
        // Constants stand where there may be no customer any more.
        return used.isSubset(of: own) && !used.isEmpty
    }
}
