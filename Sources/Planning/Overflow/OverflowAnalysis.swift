import Model
import Semantics

/// Where a value lies beyond 64 bits, as conditions over the same rows.
///
/// All of it is for plans in which such a value is missing (`Plan.overflowIsMissing`): a sum that is missing has left
/// 64 bits, and so has arithmetic that is missing although its operands are known. What is made of such a value is of
/// no account, unless the other operands decide alone: `a and b` is false where either is false.
struct OverflowAnalysis {
    /// A condition for rows of which some value may be beyond 64 bits: where it holds whatever that value is, and where
    /// it may.
    struct Verdict {
        var certain: PlanExpression
        var possible: PlanExpression

        /// Where the value decides.
        var undecided: PlanExpression { .and([possible, .not(certain)]) }

        var negated: Verdict { Verdict(certain: .not(possible), possible: .not(certain)) }

        /// A condition that is of no account at some rows.
        init(_ condition: PlanExpression, unless undecided: PlanExpression) {
            certain = .and([condition, .not(undecided)])
            possible = .or([condition, undecided])
        }

        init(certain: PlanExpression, possible: PlanExpression) {
            self.certain = certain
            self.possible = possible
        }
    }

    /// With what the conditions refer to behind its own definitions.
    private(set) var plan: Plan
    /// Conditions by column of the stage before: where its values are beyond 64 bits.
    var columns: [Int: PlanExpression] = [:]
    var definitions: [Int: KnownDefinition] = [:]

    /// The result for a definition; nil where nothing can be beyond 64 bits.
    enum KnownDefinition {
        case value(PlanExpression?)
        case segment(certain: DefinitionID, possible: DefinitionID)
    }

    init(_ plan: Plan) { self.plan = plan }

    // MARK: Values

    /// Where the value is beyond 64 bits, or made of such a one; nil where that can't be.
    mutating func failure(of expression: PlanExpression) -> PlanExpression? {
        switch expression {
        case .constant, .field: return nil
        case .column(let index, _): return columns[index]
        case .definition(let id, let row, _) where plan.definitions[id.index].kind == .metric:
            return failure(ofDefinition: id, of: row)
        case .arithmetic(let sign, let left, let right, let type):
            let own =
                sign != .divide && type.isWhole
                ? PlanExpression.and((left == right ? [left] : [left, right]).map(\.isKnown) + [.isMissing(expression)])
                : nil
            return either([failure(ofPair: left, right), own])
        case .negate(let operand, let type):
            return either([failure(of: operand), type.isWhole ? .and([operand.isKnown, .isMissing(expression)]) : nil])
        case .call(let operation, let arguments, let type) where operation.function.canOverflow:
            return either([
                failure(of: arguments[0]), type.isWhole ? .and([arguments[0].isKnown, .isMissing(expression)]) : nil,
            ])
        case .conditional(let arms, let otherwise, _): return failure(ofArms: arms, otherwise)
        case .aggregate(let aggregate): return failure(of: aggregate)
        case .groupAggregate: return failure(ofGroup: expression)
        case .call(_, let arguments, _) where arguments.count == 2: return failure(ofPair: arguments[0], arguments[1])
        case .caseFolded, .bucket, .localDay, .call, .decimal: return failure(ofAny: expression.operands)
        default: return verdict(on: expression)?.undecided
        }
    }

    mutating func failure(ofAny operands: [PlanExpression]) -> PlanExpression? {
        either(operands.map { failure(of: $0) })
    }

    /// A value made of two others is missing where either of them is missing, whatever the other is.
    mutating func failure(ofPair left: PlanExpression, _ right: PlanExpression) -> PlanExpression? {
        if left == right { return failure(of: left) }
        let (a, b) = (failure(of: left), failure(of: right))
        guard let a else { return b.map { .and([$0, left.isKnown]) } }
        guard let b else { return .and([a, right.isKnown]) }
        return .or([.and([a, .or([b, right.isKnown])]), .and([b, left.isKnown])])
    }

    /// The first arm whose condition is undecided decides; else the value that is chosen.
    private mutating func failure(ofArms arms: [PlanArm], _ otherwise: PlanExpression?) -> PlanExpression? {
        var found: [PlanArm] = []
        var canFail = false
        for arm in arms {
            let value = failure(of: arm.value), verdict = verdict(on: arm.condition)
            canFail = canFail || value != nil || verdict != nil
            found.append(
                PlanArm(condition: verdict?.certain ?? arm.condition, value: value.map(PlanExpression.flag) ?? .false))
            if let verdict { found.append(PlanArm(condition: verdict.possible, value: .true)) }
        }
        let last = otherwise.flatMap { failure(of: $0) }
        guard canFail || last != nil else { return nil }
        return .comparison(.equal, .conditional(found, else: last.map(PlanExpression.flag) ?? .false, .bool), .true)
    }

    private mutating func failure(ofDefinition id: DefinitionID, of row: RowReference) -> PlanExpression? {
        if case .value(let known)? = definitions[id.index] { return known?.asked(of: row) }
        let definition = plan.definitions[id.index]
        var failure = definition.ranking.flatMap { self.failure(of: $0, by: definition.expression) }
        if definition.ranking == nil {
            failure = self.failure(of: definition.expression).map {
                .definition(add("\(definition.name) beyond 64 bits", $0), of: .variable(0), .bool)
            }
        }
        definitions[id.index] = .value(failure)
        return failure?.asked(of: row)
    }

    /// Each customer's standing depends on the values of all customers.
    private mutating func failure(of ranking: PlanRanking, by value: PlanExpression) -> PlanExpression? {
        let members = ranking.population.flatMap { verdict(on: $0) }
        let possible = members?.possible ?? ranking.population
        var failures: [PlanExpression?] = []
        let keys = ranking.partition.map { failure(of: $0) }
        if let bad = either([failure(of: value), members?.undecided] + keys) {
            failures.append(.exists(everybody(where: [possible, bad])))
        }
        // What is taken apart is added up without an end.
        if ranking.function.addsUp, value.type.isWhole, ranking.partition.isEmpty {
            failures.append(.isMissing(sum(of: value, over: everybody(where: [possible]))))
        }
        return either(failures)
    }

    /// - Parameters: of the customer in row variable 0.
    private mutating func everybody(where conditions: [PlanExpression?]) -> RecordSet {
        let row = RowReference.variable(plan.nextRow)
        plan.nextRow += 1
        let condition = PlanExpression.all(of: conditions.compactMap(\.self))
        let ranges = [plan.time.existence(of: row, entity: plan.model.customerEntity)].compactMap(\.self)
        return RecordSet(
            anchor: .variable(0), path: [plan.model.customer], row: row.variable, timeRanges: ranges,
            condition: condition?.rebased(on: row, nextRow: &plan.nextRow))
    }

    private mutating func sum(of value: PlanExpression, over customers: RecordSet) -> PlanExpression {
        .aggregate(
            PlanAggregate(
                function: .sum, records: customers,
                value: value.rebased(on: .variable(customers.row), nextRow: &plan.nextRow), isDistinct: false,
                type: value.type))
    }

    mutating func add(_ name: String, _ condition: PlanExpression) -> DefinitionID {
        plan.definitions.append(
            PlanDefinition(
                name: name, kind: .segment, expression: condition,
                existence: plan.time.existence(of: .variable(0), entity: plan.model.customerEntity)))
        return DefinitionID(plan.definitions.count - 1)
    }

    // MARK: Aggregates

    private mutating func failure(of aggregate: PlanAggregate) -> PlanExpression? {
        var records = aggregate.records
        let verdict = records.condition.flatMap { self.verdict(on: $0) }
        records.condition = verdict?.possible ?? records.condition
        let operands = [
            aggregate.value, aggregate.credit?.time, aggregate.credit?.expiry, aggregate.credit?.reversalKey
        ]
            .compactMap(\.self)
        let bad = either([verdict?.undecided, failure(ofAny: operands)])
        switch aggregate.function {
        case .first, .last:
            // Only the record that is picked counts.
            return bad.map { bad in
                .comparison(
                    .equal,
                    .aggregate(
                        PlanAggregate(
                            function: aggregate.function, records: records, value: .flag(bad), gaps: nil,
                            isDistinct: false, type: .bool)), .true)
            }
        default:
            let own = aggregate.function == .sum || aggregate.function == .balance ? aggregate.type.isWhole : false
            return either([bad.map { .exists(records, where: $0) }, own ? .isMissing(.aggregate(aggregate)) : nil])
        }
    }

    /// Where the rows of a group can't be added up.
    private mutating func failure(ofGroup expression: PlanExpression) -> PlanExpression? {
        guard case .groupAggregate(let function, let operand, _, _, _, let type) = expression else { return nil }
        let some = badRows(ofGroup: expression).map { bad -> PlanExpression in
            .comparison(
                .greater, .groupAggregate(.count, nil, filter: bad, isDistinct: false, .int), .constant(.int(0)))
        }
        return either([some, function == .sum && operand != nil && type.isWhole ? .isMissing(expression) : nil])
    }

    /// Rows of a group whose value for an aggregate over it is beyond 64 bits, or of which it can't be told whether
    /// they count.
    mutating func badRows(ofGroup expression: PlanExpression) -> PlanExpression? {
        guard case .groupAggregate(_, let operand, _, let filter, _, _) = expression else { return nil }
        let verdict = filter.flatMap { self.verdict(on: $0) }
        let value = operand.flatMap { failure(of: $0) }.map { failure in
            (verdict?.possible ?? filter).map { .and([$0, failure]) } ?? failure
        }
        return either([verdict?.undecided, value])
    }

    func either(_ conditions: [PlanExpression?]) -> PlanExpression? {
        let known = conditions.compactMap(\.self)
        return known.count > 1 ? .or(known) : known.first
    }
}

extension Plan {
    /// Whether a value may lie beyond 64 bits, as far as its expression says.
    package func mayLeave64Bits(_ expression: PlanExpression) -> Bool {
        var analysis = OverflowAnalysis(self)
        return analysis.failure(of: expression) != nil
    }
}

extension ValueType {
    /// Whether values are held in 64 bits.
    var isWhole: Bool { kind == .int || kind == .money || kind == .duration }
}
