package import Model
import Semantics

/// A metric or a column with a value beyond 64 bits.
package struct OverflowName: Sendable {
    package let text: String
    /// Whether that is its own value, and not one that it looks at, such as an operand of a condition.
    package let isOwn: Bool

    init(_ text: String, _ expression: PlanExpression) {
        self.text = text
        isOwn = expression.addsUp
    }
}

extension PlanExpression {
    fileprivate var groupAggregates: [PlanExpression] {
        var found: [PlanExpression] = []
        visit { if case .groupAggregate = $0 { found.append($0) } }
        return found
    }

    /// Whether a condition holds for some row of the group.
    fileprivate static func anyRowOfGroup(_ condition: PlanExpression) -> PlanExpression {
        .comparison(
            .greater, .groupAggregate(.count, nil, filter: condition, isDistinct: false, .int), .constant(.int(0)))
    }

    fileprivate var addsUp: Bool {
        switch self {
        case .arithmetic, .negate, .call, .decimal, .column, .definition: true
        case .conditional(let arms, let otherwise, _):
            (arms.map(\.value) + [otherwise].compactMap(\.self)).contains(where: \.addsUp)
        case .aggregate(let aggregate):
            [.sum, .balance].contains(aggregate.function) || aggregate.value?.addsUp ?? false
        case .groupAggregate(let function, let operand, _, _, _, _): function == .sum || operand?.addsUp ?? false
        default: false
        }
    }
}

/// How a plan is answered where values lie beyond 64 bits: such a value is an error where it counts, and only there.
///
/// The answer is that of the plan with such values missing, provided that no check finds a row. A check is of the rows
/// at the end, and before each stage behind which a row can't be told from others any more (`take`, `group by`): it
/// looks for rows that a condition lets in or out by such a value, and for such values themselves. So no engine has to
/// know which values count, nor does it matter in which order it works out the operands of `and`.
package struct OverflowChecks {
    /// Rows found are errors; of the first of them it tells what to call it by.
    package struct Check: Sendable {
        package let plan: Plan
        /// The place of the customer's key among the columns, and of the record's; nil where there is none.
        package let customer: Int?
        package let record: Int?
        /// Columns of the question that may be to blame, and the places of their flags.
        package let flags: [(name: OverflowName, place: Int)]
    }

    package let answer: Plan
    package private(set) var checks: [Check] = []
    /// In place of a group that is found: rows of it with values beyond 64 bits.
    package private(set) var suspects: [Check] = []

    private var analysis: OverflowAnalysis
    private var relation: RelationNode
    /// For the rows at hand: whether their presence, or their place, depends on a value beyond 64 bits.
    private var doubts: [Doubt: PlanExpression] = [:]
    private var identity: [Identity: PlanExpression] = [:]

    private enum Identity: CaseIterable { case customer, record }
    private enum Doubt: CaseIterable { case presence, place }

    /// - Parameter plan: an optimised one, which leaves as little to be worked out as may be.
    package init(_ plan: Plan) {
        var answer = plan
        answer.overflowIsMissing = true
        self.answer = answer
        analysis = OverflowAnalysis(answer)
        relation = .scan(plan.root.scan)
        identity = OverflowChecks.identity(plan.root.scan, plan.model)
        follow(plan.root)
        checkEnd(plan.columns)
    }

    private static func identity(_ scan: ScanNode, _ model: DataModel) -> [Identity: PlanExpression] {
        func key(_ row: RowReference, _ entity: Int) -> PlanExpression {
            .field(row, field: model.entities[entity].key, model.entities[entity].keyField.type)
        }
        let row = RowReference.variable(scan.row), path = model.ownershipPath(from: scan.entity)
        var found: [Identity: PlanExpression] = [:]
        if scan.entity != model.customer { found[.record] = key(row, scan.entity) }
        if let place = path.firstIndex(of: model.customer) {
            found[.customer] = key((0..<place).reduce(row) { row, _ in .owner(row) }, model.customer)
        }
        return found
    }

    // MARK: Stages

    private mutating func follow(_ node: RelationNode) {
        if let input = node.input { follow(input) }
        switch node {
        case .scan: break
        case .filter(_, .constant(.bool(false))):
            // No row comes through: whatever was before does not count.
            relation = .filter(relation, .false)
            (checks, doubts) = ([], [:])
        case .filter(_, let condition):
            let verdict = analysis.verdict(on: condition)
            relation = .filter(relation, verdict?.possible ?? condition)
            if let verdict { add(.not(verdict.certain), to: .presence) }
        case .sort(_, let keys): relation = .sort(relation, sorted(keys))
        case .take(_, let count):
            relation = .take(relation, count)
            checkDoubts()
        case .window(let input, let functions): window(functions, behind: input.columns.count)
        case .project(_, let columns): project(columns)
        case .group(_, let keys, let aggregates): group(keys, aggregates)
        case .fill(_, let plan): fill(plan)
        }
    }

    private mutating func add(_ condition: PlanExpression, to doubt: Doubt) {
        doubts[doubt] = doubts[doubt].map { .or([$0, condition]) } ?? condition
    }

    private mutating func checkDoubts() {
        if let doubt = analysis.either(Doubt.allCases.map { doubts[$0] }) { checks.append(check(for: doubt)) }
        doubts = [:]
    }

    /// A row whose place is not known comes first among those with which it may change places.
    private mutating func sorted(_ keys: [SortKey]) -> [SortKey] {
        var result: [SortKey] = []
        for key in keys {
            if let failure = analysis.failure(of: key.expression) {
                result.append(SortKey(expression: failure, isDescending: true))
                add(failure, to: .place)
            }
            result.append(key)
        }
        return result
    }

    /// Whatever a function looks at counts at once, as the order of the rows does: each may decide any row's result.
    ///
    /// - Parameter count: of the plan's own columns; hidden ones stay behind all others.
    private mutating func window(_ functions: [PlanRowFunction], behind count: Int) {
        for expression in functions.flatMap(\.expressions) {
            if let failure = analysis.failure(of: expression) { add(failure, to: .presence) }
        }
        checkDoubts()
        let known = relation.columns
        relation = .window(relation, functions)
        if known.count > count {
            let order = Array(0..<count) + (known.count..<known.count + functions.count) + (count..<known.count)
            let columns = relation.columns
            relation = .project(
                relation,
                order.map { PlanColumn(name: columns[$0].name, expression: .column($0, columns[$0].type)) })
            func moved(_ expression: PlanExpression) -> PlanExpression {
                expression.rewritten {
                    if case .column(let index, let type) = $0, index >= count {
                        .column(index + functions.count, type)
                    } else { $0 }
                }
            }
            analysis.columns = analysis.columns.mapValues(moved)
            identity = identity.mapValues(moved)
        }
        for (index, function) in functions.enumerated() where function.function == .runningSum {
            let column = PlanExpression.column(count + index, function.type)
            if function.type.isWhole { analysis.columns[count + index] = .isMissing(column) }
        }
    }

    /// Behind the columns come what is wrong with each, the doubts, and what rows are called by.
    private mutating func project(_ columns: [PlanColumn]) {
        var all = columns
        func hidden(_ expression: PlanExpression) -> PlanExpression {
            all.append(PlanColumn(name: "hidden \(all.count)", expression: expression))
            return .column(all.count - 1, expression.type)
        }
        var failures: [Int: PlanExpression] = [:]
        for (index, column) in columns.enumerated() {
            failures[index] = analysis.failure(of: column.expression).map(hidden)
        }
        for doubt in Doubt.allCases { doubts[doubt] = doubts[doubt].map(hidden) }
        for part in Identity.allCases { identity[part] = identity[part].map(hidden) }
        relation = .project(relation, all)
        analysis.columns = failures
    }

    /// No aggregate looks at the order of its rows; where there are no keys, a group is there without any. A row that
    /// may be in a group makes what is added up over it doubtful, and the group itself, should it be kept: one whose
    /// key is beyond 64 bits may be in any, and counts at once where there is something to add up.
    private mutating func group(_ keys: [PlanColumn], _ aggregates: [PlanColumn]) {
        doubts[.place] = nil
        let parts = aggregates.flatMap(\.expression.groupAggregates)
        var keyFailures: [Int: PlanExpression] = [:]
        for (index, key) in keys.enumerated() { keyFailures[index] = analysis.failure(of: key.expression) }
        addSuspects(parts, keyFailures.sorted { $0.key < $1.key }.map(\.value))
        // Constants alone: whatever was before does not count.
        if keys.isEmpty, parts.isEmpty { (checks, suspects, doubts) = ([], [], [:]) }
        if !parts.isEmpty, !keyFailures.isEmpty {
            for failure in keyFailures.sorted(by: { $0.key < $1.key }) { add(failure.value, to: .presence) }
            checkDoubts()
            keyFailures = [:]
        }
        var all = aggregates
        func hidden(_ expression: PlanExpression) -> PlanExpression {
            all.append(PlanColumn(name: "hidden \(all.count)", expression: expression))
            return .column(keys.count + all.count - 1, .bool)
        }
        var failures = keyFailures.mapValues { hidden(.anyRowOfGroup($0)) }
        let doubt = doubts[.presence].map { hidden(.anyRowOfGroup($0)) }
        doubts = [:]
        if !keys.isEmpty {
            doubts[.presence] = analysis.either(failures.sorted { $0.key < $1.key }.map(\.value) + [doubt])
        }
        for (index, aggregate) in aggregates.enumerated() {
            let own = analysis.failure(of: aggregate.expression).map(hidden)
            let ofRows = aggregate.expression.groupAggregates.isEmpty ? nil : doubt
            failures[keys.count + index] = analysis.either([own, ofRows])
        }
        relation = .group(relation, keys: keys, aggregates: all)
        analysis.columns = failures
        identity = [:]
    }

    /// Which periods there are depends on all groups. Rows of no records have nothing beyond 64 bits.
    private mutating func fill(_ plan: PlanFill) {
        checkDoubts()
        var fill = plan
        let hidden = relation.columns.count - fill.keyCount - fill.values.count
        fill.values += Array(repeating: .false, count: hidden)
        relation = .fill(relation, fill)
    }

    /// - Parameters:
    ///   - parts: the aggregates over the rows of the group.
    ///   - keys: where its keys are beyond 64 bits.
    private mutating func addSuspects(_ parts: [PlanExpression], _ keys: [PlanExpression]) {
        guard !identity.isEmpty else { return }
        let bad = parts.compactMap { analysis.badRows(ofGroup: $0) } + keys + [doubts[.presence]].compactMap(\.self)
        if !bad.isEmpty { suspects.append(check(for: bad.count > 1 ? .or(bad) : bad[0])) }
    }

    private mutating func checkEnd(_ columns: [PlanColumn]) {
        var flags: [(name: OverflowName, failure: PlanExpression)] = []
        for (index, column) in columns.enumerated() {
            if let failure = analysis.columns[index] {
                flags.append((OverflowName(column.name, column.expression), failure))
            }
        }
        let wrong = analysis.either(Doubt.allCases.map { doubts[$0] } + flags.map(\.failure))
        if let wrong { checks.append(check(for: wrong, flags)) }
    }

    // MARK: Checks

    private func check(for trouble: PlanExpression, _ flags: [(name: OverflowName, failure: PlanExpression)] = [])
        -> Check {
        var columns: [PlanColumn] = [], places: [Identity: Int] = [:], named: [(name: OverflowName, place: Int)] = []
        func add(_ expression: PlanExpression) -> Int {
            columns.append(PlanColumn(name: "found \(columns.count)", expression: expression))
            return columns.count - 1
        }
        for part in Identity.allCases { places[part] = identity[part].map(add) }
        for flag in flags { named.append((flag.name, add(flag.failure))) }
        if columns.isEmpty { columns.append(PlanColumn(name: "found", expression: .true)) }
        var plan = analysis.plan
        plan.isSegment = false
        plan.root = .take(.project(.filter(relation, trouble), columns), 1)
        return Check(plan: plan, customer: places[.customer], record: places[.record], flags: named)
    }
}

extension Plan {
    /// The definitions of one customer that are beyond 64 bits, each a column, and their names; without a key, those of
    /// the first customer who has any.
    package func definitionsBeyond64Bits(of key: Value?) -> (plan: Plan, names: [OverflowName])? {
        var missing = self
        missing.overflowIsMissing = true
        missing.nextRow += 1
        var analysis = OverflowAnalysis(missing)
        let row = RowReference.variable(nextRow)
        var columns: [PlanColumn] = [], names: [OverflowName] = []
        for index in definitions.indices where definitions[index].ranking == nil && definitions[index].kind == .metric
        {
            let definition = definitions[index]
            guard
                let failure = analysis.failure(
                    of: .definition(DefinitionID(index), of: row, definition.expression.type)) else { continue }
            columns.append(PlanColumn(name: definition.name, expression: failure))
            names.append(OverflowName(definition.name, definition.expression))
        }
        guard !columns.isEmpty else { return nil }
        let keyField = PlanExpression.field(row, field: model.customerEntity.key, model.customerEntity.keyField.type)
        let any = columns.count > 1 ? PlanExpression.or(columns.map(\.expression)) : columns[0].expression
        let chosen = key.map { PlanExpression.and([.comparison(.equal, keyField, .constant($0)), any]) } ?? any
        let ranges = [time.existence(of: row, entity: model.customerEntity)].compactMap(\.self)
        var plan = analysis.plan
        plan.isSegment = false
        plan.root = .take(
            .project(
                .filter(.scan(ScanNode(entity: model.customer, row: nextRow, timeRanges: ranges)), chosen),
                columns + [PlanColumn(name: "key", expression: keyField)]), 1)
        return (plan, names)
    }
}
