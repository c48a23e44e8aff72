package import Concurrency
package import Model
package import Semantics
import Syntax

/// Bound query + as-of instant → logical plan.
///
/// This is where time becomes absolute: every window turns into half-open bounds, and every scan gets the bound that
/// keeps out what had not happened yet (law 4).
package struct Lowering {
    let script: BoundScript
    let model: DataModel
    /// Differs from the question's own inside `as of`.
    var time: TimeContext
    /// Whether the moment of an `as of` is missing, as one outside of the calendar is: then so is every value.
    var isNever = false
    /// The window of `over` for records: where one stands inside another, their intersection.
    var window: AbsoluteWindow?
    /// The population of `among` for standings, as a condition on the customer in row variable 0.
    var population: PlanExpression?
    let questionTime: TimeContext
    /// The row that stands for those of a group in its aggregates; nil outside of braces, and where the rows are
    /// columns of the stage before.
    var groupRow: RowReference?
    var table = DefinitionTable()

    package static func lower(_ query: BoundQuery, of script: BoundScript, model: DataModel, time: TimeContext) -> Plan
    {
        Lowering(script: script, model: model, time: time, questionTime: time).plan(query)
    }

    /// - Parameter cancellation: asked at every definition.
    package static func lower(
        _ query: BoundQuery, of script: BoundScript, model: DataModel, time: TimeContext,
        cancellation: CancellationToken
    ) throws(Cancelled) -> Plan {
        let table = DefinitionTable(cancellation)
        let plan = Lowering(script: script, model: model, time: time, questionTime: time, table: table).plan(query)
        if table.wasCancelled { throw Cancelled() }
        return plan
    }

    private func plan(_ query: BoundQuery) -> Plan {
        let lowering = self
        let root = lowering.lower(query)
        let plan = Plan(model: model, definitions: lowering.table.definitions, root: root, time: time,
                        nextRow: script.nextRow, isSegment: query.isSegment)
        // A cancelled plan is thrown away.
        if !lowering.table.wasCancelled { plan.assertSound(after: "lowering") }
        return plan
    }

    /// The difference between this context and the question's, for the names of definitions.
    var suffix: String {
        let last = Instant(microseconds: time.end.microseconds - 1)
        let asOf = time == questionTime ? "" : " as of \(time.zone.day(of: last))"
        guard let window else { return asOf }
        let days = [window.from, window.to].map { $0.map { time.zone.text(of: $0) } ?? "…" }
        return asOf + " over \(days[0]) to \(days[1])"
    }

    /// The number of customers who exist as of an instant, as a plan of its own.
    package static func everyCustomer(of model: DataModel, time: TimeContext) -> Plan {
        let row = RowReference.variable(0)
        let ranges = [time.existence(of: row, entity: model.customerEntity)].compactMap(\.self)
        let count = PlanColumn(
            name: "customers", expression: .groupAggregate(.count, nil, filter: nil, isDistinct: false, .int))
        let scan = RelationNode.scan(ScanNode(entity: model.customer, row: 0, timeRanges: ranges))
        return Plan(
            model: model, definitions: [], root: .group(scan, keys: [], aggregates: [count]), time: time, nextRow: 1,
            isSegment: false)
    }

    private func lower(_ query: BoundQuery) -> RelationNode {
        let source = query.source
        var ranges = existence(of: .variable(source.row), entity: source.entity)
        var conditions: [PlanExpression] = []
        if let window = source.window, let row = source.windowRow {
            conditions += restrict(&ranges, to: window, on: row)
        }
        if let condition = source.condition { conditions.append(lower(condition)) }
        var relation = RelationNode.scan(ScanNode(entity: source.entity, row: source.row, timeRanges: ranges))
        if !conditions.isEmpty {
            relation = .filter(relation, conditions.count == 1 ? conditions[0] : .and(conditions))
        }
        for stage in query.stages {
            switch stage {
            case .filter(let condition): relation = .filter(relation, lower(condition))
            case .sort(let keys):
                relation = .sort(
                    relation, keys.map { SortKey(expression: lower($0.expression), isDescending: $0.isDescending) })
            case .take(let count): relation = .take(relation, count)
            case .window(let functions): relation = .window(relation, functions.map { lower($0) })
            case .project(let columns): relation = .project(relation, lower(columns))
            case .group(let keys, let aggregates):
                var inner = self
                inner.groupRow = relation.isOfEntity ? .variable(source.row) : nil
                relation = .group(relation, keys: lower(keys), aggregates: inner.lower(aggregates))
            case .fill(let fill): relation = .fill(relation, lower(fill, behind: relation, source.window))
            }
        }
        return relation.isOfEntity ? .project(relation, lower(query.columns)) : relation
    }

    private func lower(_ function: BoundRowFunction) -> PlanRowFunction {
        PlanRowFunction(
            function: function.function, value: function.value.map { lower($0) }, count: function.count,
            partition: function.partition.map { lower($0) }, type: function.type)
    }

    /// - Parameter relation: a group, perhaps with its columns in another order of the aggregates.
    private func lower(_ fill: BoundFill, behind relation: RelationNode, _ window: BoundWindow?) -> PlanFill {
        var values: [PlanExpression] = []
        if case .group(_, _, let aggregates) = relation.groupBelow {
            values = aggregates.prefix(relation.columns.count - fill.keyCount).map(\.expression.ofNoRows)
        }
        let (first, last) = periods(of: fill, window)
        return PlanFill(
            keyCount: fill.keyCount, period: fill.period, step: PlanFill.Step(fill.function.operation), first: first,
            last: last, values: values)
    }

    /// The first and the last period that there are whatever the rows.
    private func periods(of fill: BoundFill, _ window: BoundWindow?) -> (first: Int64?, last: Int64?) {
        let function = fill.function
        if let least = function.least, let greatest = function.greatest {
            return (Int64(least), Int64(greatest))
        }
        guard fill.isOfWindow, let window else { return (nil, nil) }
        func period(_ day: CivilDate) -> Int64 {
            if case .day(let kernel) = function.kernel { kernel(day) } else { Int64(day.daysSinceEpoch) }
        }
        let days = time.days(of: absolute(window))
        return (days.first.map(period), days.last.map(period))
    }

    private func lower(_ columns: [BoundColumn]) -> [PlanColumn] {
        columns.map { column in
            var lowered = PlanColumn(
                name: column.name, label: column.label, expression: lower(column.expression),
                isPersonal: column.isPersonal)
            lowered.isImplied = column.isImplied
            return lowered
        }
    }

    // MARK: Time

    /// Bounds that keep out rows which, as of the question's instant, are still to come.
    func existence(of row: RowReference, entity: Int) -> [TimeRange] {
        var ranges: [TimeRange] = []
        var reference = row
        for index in model.ownershipPath(from: entity) {
            if let range = time.existence(of: reference, entity: model.entities[index]) { ranges.insert(range, at: 0) }
            reference = .owner(reference)
        }
        return ranges
    }

    /// Narrows the range of the row that the window looks at; what can't be said as constant bounds is returned as
    /// conditions.
    func restrict(_ ranges: inout [TimeRange], to window: BoundWindow, on row: RowReference) -> [PlanExpression] {
        guard let index = ranges.firstIndex(where: { $0.row == row }) else { return [] }
        let range = ranges[index]
        let (from, to, rest) = bounds(of: window, over: .field(row, field: range.field, ValueType(range.kind)))
        ranges[index].narrow(from, to)
        return rest
    }

    /// Constant bounds of a window over a date or time, and comparisons for the ones that are no constants.
    func bounds(of window: BoundWindow, over value: PlanExpression) -> (
        from: Int64?, to: Int64?, rest: [PlanExpression]
    ) {
        let kind = value.type.kind
        guard case .range(let from, let to) = window else {
            let absolute = self.absolute(window)
            return (absolute.from.map { time.bound($0, kind) }, absolute.to.map { time.bound($0, kind) }, [])
        }
        var rest: [PlanExpression] = []
        let lower = from.flatMap { bound($0, kind, value, .greaterEqual, &rest) }
        let upper = to.flatMap { bound($0, kind, value, .less, &rest) }
        return (lower, upper, rest)
    }

    private func bound(_ moment: BoundMoment, _ kind: ValueKind, _ value: PlanExpression, _ sign: ComparisonOperator,
                       _ rest: inout [PlanExpression]) -> Int64? {
        if let instant = instant(of: moment) { return time.bound(instant, kind) }
        // A moment that differs from customer to customer: the start of a day is the day itself, its end the day
        // included.
        switch moment {
        case .ago: return nil
        case .start(let expression): rest.append(compare(value, sign, withMoment: expression))
        case .end(let expression):
            rest.append(compare(value, expression.type.kind == .date ? .lessEqual : sign, withMoment: expression))
        }
        return nil
    }

    /// A day is at or behind a time where its start is: it is behind the day of the moment before that time.
    private func compare(_ value: PlanExpression, _ sign: ComparisonOperator, withMoment moment: BoundExpression)
        -> PlanExpression
    {
        let moment = lower(moment)
        guard value.type.kind == .date, moment.type.kind == .time else { return comparison(sign, value, moment) }
        let before = PlanExpression.arithmetic(.subtract, moment, .constant(.duration(1)), .time)
        return .comparison(sign == .greaterEqual ? .greater : .lessEqual, value, localDay(before))
    }

    /// A window whose bounds are constants, in absolute time.
    func absolute(_ window: BoundWindow) -> AbsoluteWindow {
        func start(_ day: CivilDate) -> Instant { time.zone.startOfDay(day) }
        return switch window {
        case .last(let count, let unit): AbsoluteWindow(from: time.moment(back: count, unit), to: time.end)
        case .lastFull(let count, let unit):
            AbsoluteWindow(from: start(time.startOfUnit(unit, offset: -count)), to: start(time.startOfUnit(unit)))
        case .next(let count, let unit):
            AbsoluteWindow(
                from: unit.isClock ? time.end : start(time.day.adding(days: 1)), to: time.moment(ahead: count, unit))
        case .current(let unit):
            AbsoluteWindow(from: start(time.startOfUnit(unit)), to: start(time.startOfUnit(unit, offset: 1)))
        case .range(let from, let to): range(from, to)
        }
    }

    /// Nothing lies in a window of which a bound is missing, as one outside of the calendar is.
    private func range(_ from: BoundMoment?, _ to: BoundMoment?) -> AbsoluteWindow {
        func isMissing(_ moment: BoundMoment) -> Bool { moment.isConstant && instant(of: moment) == nil }
        if [from, to].compactMap(\.self).contains(where: isMissing) {
            return AbsoluteWindow(from: time.end, to: time.end)
        }
        return AbsoluteWindow(from: from.flatMap { instant(of: $0) }, to: to.flatMap { instant(of: $0) })
    }

    /// nil where the moment is no constant.
    private func instant(of moment: BoundMoment) -> Instant? {
        switch moment {
        case .ago(let count, let unit): return time.moment(back: count, unit)
        case .start(let expression), .end(let expression):
            if let (first, next) = days(expression) {
                let day = if case .end = moment { next } else { first }
                return time.zone.startOfDay(day)
            }
            guard case .constant(.time(let instant)) = lower(expression) else { return nil }
            return instant
        }
    }

    // MARK: Other days, other windows

    /// The context inside `as of`.
    func asOf(_ moment: BoundMoment) -> Lowering {
        var inner = self
        switch moment {
        case .ago(let count, let unit): inner.time = time.back(count, unit)
        case .start(let expression), .end(let expression):
            if let (_, next) = days(expression) {
                inner.time = TimeContext(endOf: next.adding(days: -1), zone: time.zone)
            } else if let instant = instant(of: moment) {
                inner.time = TimeContext(instant: instant, zone: time.zone)
            } else {
                inner.isNever = true
            }
        }
        return inner
    }

    /// The context inside `over`.
    func over(_ window: BoundWindow) -> Lowering {
        var inner = self
        let own = absolute(window)
        inner.window = self.window?.intersection(own) ?? own
        return inner
    }

    /// The first day of a constant date or month and the day after its last.
    func days(_ expression: BoundExpression) -> (CivilDate, CivilDate)? {
        switch expression.kind {
        case .period(let first, let next): return (first, next)
        case .today: return (time.day, time.day.adding(days: 1))
        case .literal(.date(let day)): return (day, day.adding(days: 1))
        default:
            guard expression.type.kind == .date, case .constant(.date(let day)) = lower(expression) else { return nil }
            return (day, day.adding(days: 1))
        }
    }
}
