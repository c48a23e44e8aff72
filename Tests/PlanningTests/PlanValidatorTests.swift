import Model
@testable import Planning
import Semantics
import Testing

/// Plans that no text leads to: each mistake that a rule could make has its sentence.
struct PlanValidatorTests {
    /// A plan over the customers' orders, broken by a change.
    private static func problems(_ change: (inout Plan) -> Void) throws -> [String] {
        var plan = try OptimizerTests.plan("""
            metric m = sum(orders.amount where amount > 5)
            from customers where m > 3 and any(orders where ordered_at since 2026-01-01) | select id, city, n = m / 2
            """)
        change(&plan)
        return PlanValidator.problems(of: plan)
    }

    @Test func whatTextsLeadToIsSound() throws {
        #expect(try PlanValidatorTests.problems { _ in } == [])
        #expect(try PlanValidatorTests.problems { $0 = Optimizer.optimise($0) } == [])
        #expect(try PlanValidatorTests.problems { $0 = Optimizer.optimise($0).sharingRecords } == [])
    }

    @Test func rowsAreBoundOnceAndUsedInside() throws {
        #expect(try PlanValidatorTests.problems { plan in
            // The records of an aggregate take the row of the customers they are asked of.
            let row = plan.root.scan.row
            plan = plan.rewritingExpressions { expression in
                expression.mapRecordSets { set in
                    var set = set
                    if case .variable(row) = set.anchor { set.row = row }
                    return set
                }
            }
        }.contains { $0.contains("is bound inside its own scope") })
        #expect(try PlanValidatorTests.problems { plan in
            plan.root = .filter(plan.root, .isMissing(.field(.variable(77), field: 0, .int)))
        }.contains("r77 is used outside of its scope"))
        #expect(
            try PlanValidatorTests.problems { $0.nextRow = 1 }.contains { $0.contains("is not below the next row") })
    }

    @Test func namesLeadSomewhere() throws {
        #expect(
            try PlanValidatorTests.problems { $0.definitions = [] } == [
                "definition 0 is used before it is there", "definition 0 is used before it is there"
            ])
        #expect(
            try PlanValidatorTests.problems { $0.root = .filter($0.root, .isMissing(.column(9, .int))) } == [
                "no column 9"
            ])
        #expect(try PlanValidatorTests.problems { plan in
            plan.definitions[0].expression = .field(.variable(0), field: 99, .money)
        }.contains("customers has no field 99"))
        #expect(try PlanValidatorTests.problems { plan in
            plan.definitions[0].expression = .field(.owner(.variable(0)), field: 0, .money)
        }.contains("customers has no owner"))
    }

    @Test func typesFit() throws {
        #expect(
            try PlanValidatorTests.problems { $0.root = .filter($0.root, .constant(.int(1))) } == [
                "a condition of type int"
            ])
        #expect(try PlanValidatorTests.problems { plan in
            plan.root = .filter(plan.root, .range(.column(0, .int), from: 0, to: nil))
        } == ["a moment of type int"])
        let mixed = PlanExpression.conditional(
            [PlanArm(condition: .true, value: .constant(.int(1)))], else: .constant(.number(0.5)), .number)
        #expect(
            try PlanValidatorTests.problems { $0.root = .project($0.root, [PlanColumn(name: "x", expression: mixed)]) }
                == ["an arm of type int among number"])
        #expect(
            try PlanValidatorTests.problems { plan in
                plan.root = .project(
                    plan.root,
                    [
                        PlanColumn(
                            name: "x", expression: .groupAggregate(.count, nil, filter: nil, isDistinct: false, .int))
                    ])
            } == ["an aggregate over rows outside of a group"])
    }
}
