import Model
import Semantics
import Syntax

/// Functions over records.
extension TextGenerator {
    /// A way from a row in reach to records.
    struct RecordPath {
        var text: String
        var entity: Int
        /// What names mean in the condition on a record.
        var inner: TextScope
        /// Of all customers, whatever row is at hand.
        var isEverybodys: Bool
    }

    mutating func path(_ scope: TextScope, where isFitting: (Int) -> Bool = { _ in true }, everybody: Bool = true)
        -> RecordPath?
    {
        guard scope.columns == nil, !scope.isOverRows else { return nil }
        for _ in 0..<6 {
            guard let found = anyPath(scope, everybody: everybody) else { return nil }
            if isFitting(found.entity) { return found }
        }
        return nil
    }

    /// A way to records that have a time, or belong to some that have.
    private mutating func timedPath(_ scope: TextScope) -> RecordPath? {
        let model = model
        return path(scope, where: { model.hasTime($0) }, everybody: false)
    }

    private mutating func anyPath(_ scope: TextScope, everybody: Bool) -> RecordPath? {
        var words: [String], entity: Int, inner = TextScope(frames: scope.frames)
        let isEverybodys = everybody && scope.hasCustomer(model) && dice.chance(6)
        if isEverybodys {
            entity = model.customer
            words = [model.customerEntity.name]
            // What is asked of everybody is one value: the row at hand is out of its reach.
            inner.frames = [entity]
        } else if dice.chance(6), let found = referredTo(scope) {
            (words, entity) = ([found.words, model.entities[found.child].name], found.child)
            inner.frames.append(entity)
        } else {
            let anchors = scope.frames.indices.filter { !model.children(of: scope.frames[$0]).isEmpty }
            guard let depth = dice.chance(3) ? dice.any(Array(anchors)) : anchors.last,
                let child = dice.any(likelyChildren(of: scope.frames[depth]))
            else { return nil }
            entity = child
            // The name alone leads there unless a row inside has that name, too.
            if leads(model.entities[child].name, to: child, at: depth, scope) {
                words = []
            } else {
                guard let prefix = prefix(ofFrame: depth, scope) else { return nil }
                words =
                    prefix.isEmpty
                    ? [scope.frames[depth] == model.customer ? "customer" : model.entities[scope.frames[depth]].name]
                    : [String(prefix.dropLast())]
            }
            words.append(model.entities[child].name)
            inner.frames.append(child)
        }
        while dice.chance(2), let child = dice.any(model.children(of: entity)) {
            entity = child
            words.append(model.entities[child].name)
            inner.frames.append(child)
        }
        return RecordPath(text: words.joined(separator: "."), entity: entity, inner: inner, isEverybodys: isEverybodys)
    }

    /// What a row in reach refers to, and an entity of its records.
    private mutating func referredTo(_ scope: TextScope) -> (words: String, child: Int)? {
        let depth = dice.chance(2) ? scope.frames.count - 1 : dice.number(0...scope.frames.count - 1)
        guard var words = prefix(ofFrame: depth, scope) else { return nil }
        var entity = scope.frames[depth]
        repeat {
            let references = model.entities[entity].fields.filter { $0.reference != nil }
            guard let field = dice.any(references),
                let target = field.reference.flatMap({ model.entityIndex(named: $0) })
            else { return nil }
            words += (words.isEmpty || words.hasSuffix(".") ? "" : ".") + field.name
            entity = target
        } while dice.chance(4)
        return dice.any(model.children(of: entity)).map { (words, $0) }
    }

    /// Those that have records of their own more often.
    private func likelyChildren(of entity: Int) -> [Int] {
        model.children(of: entity).flatMap { Array(repeating: $0, count: model.children(of: $0).isEmpty ? 1 : 3) }
    }

    /// Whether a name alone means the records that belong to the row of a frame.
    private func leads(_ word: String, to child: Int, at depth: Int, _ scope: TextScope) -> Bool {
        for (place, entity) in scope.frames.enumerated().reversed() {
            if model.entities[entity].fieldIndex(named: word) != nil || entity == child { return false }
            if model.owner(of: child) == entity { return place == depth }
        }
        return false
    }

    /// The window and the condition of records, both perhaps.
    mutating func clauses(_ path: RecordPath, _ outer: TextScope, _ depth: Int, needsCondition: Bool = false) -> String
    {
        let isTimed =
            model.hasTime(path.entity) || path.entity == model.customer && model.customerEntity.eventTime != nil
        let window =
            isTimed && dice.chance(2)
            ? " "
                + self.window(
                    path.isEverybodys ? nil : outer, max(1, depth - 1),
                    style: .records, of: timeKind(path.entity)) : ""
        let condition = needsCondition || dice.chance(2) ? " where " + self.condition(path.inner, depth - 1).text : ""
        return window + condition
    }

    // MARK: any, all, none

    mutating func quantified(_ scope: TextScope, _ depth: Int) -> Piece? {
        guard let function = dice.choose(AggregateFunction.allCases.filter { $0.operand == .records }),
            let path = path(scope)
        else { return nil }
        return Piece(
            text: "\(function.rawValue)(\(path.text)\(clauses(path, scope, depth, needsCondition: function == .all)))",
            type: .bool)
    }

    // MARK: Values of records

    /// Categories that a function can give; of records alone, or of what a group's rows have.
    private func results(_ function: AggregateFunction) -> [Category] {
        switch function {
        case .count, .balance: [.number]
        case .sum: [.number, .duration]
        case .avg, .median, .quantile, .stddev: [.number, .duration]
        case .min, .max, .mode: [.number, .duration, .text, .temporal]
        case .variance: [.number]
        case .first, .last, .nth: [.number, .duration, .text, .temporal, .flag]
        case .any, .all, .none: [.flag]
        }
    }

    /// What it may look at to give a category.
    private func operands(_ function: AggregateFunction, giving category: Category) -> [Category] {
        function == .count ? Category.allCases : [category]
    }

    /// The type of a function of values; as the language has it.
    private func result(_ function: AggregateFunction, _ type: ValueType) -> ValueType {
        switch function {
        case .count: .int
        case .any, .all, .none: .bool
        case .sum, .min, .max, .mode, .first, .last, .nth, .balance: type
        case .variance: .number
        case .avg, .median, .quantile, .stddev:
            type.kind == .duration ? type : ValueType(.number, type.isMoney ? .money : type.unit)
        }
    }

    private mutating func call(_ function: AggregateFunction, _ operand: String) -> String {
        let arguments =
            switch function.parameter {
            case .position: "\(dice.oneOf(["1", "2", "3", "-1", "-2"])), \(operand)"
            case .share: "\(operand), \(dice.oneOf(["10%", "25%", "50%", "29%", "90%", "0%", "100%", "0.5"]))"
            case nil: operand
            }
        return "\(function.rawValue)(\(arguments))"
    }

    mutating func aggregate(_ category: Category, _ scope: TextScope, _ depth: Int) -> Piece? {
        // Those that look at numbers alone have fewer chances than the others.
        let functions = AggregateFunction.allCases.filter { $0 != .balance && results($0).contains(category) }.flatMap {
            function in
            Array(repeating: function, count: category != .number || results(function).contains(.text) ? 1 : 3)
        }
        guard let function = dice.choose(functions) else { return nil }
        if function.operand == .records { return quantified(scope, depth) }
        guard let path = path(scope) else { return nil }
        if function == .count, dice.chance(3) {
            return Piece(text: "count(\(path.text)\(clauses(path, scope, depth)))", type: .int)
        }
        guard let wanted = dice.choose(operands(function, giving: category)),
            let measured = measured(path, wanted, scope, depth)
        else { return nil }
        if function == .variance, measured.type.isMoney { return nil }
        let distinct = function == .count && dice.chance(2) ? "distinct " : ""
        return Piece(text: call(function, distinct + measured.text), type: result(function, measured.type))
    }

    /// A value of each record, with functions around perhaps, of a category.
    private mutating func measured(_ path: RecordPath, _ category: Category, _ scope: TextScope, _ depth: Int) -> Piece?
    {
        if dice.chance(4), let inner = recordValue(path, where: { _ in true }),
            let function = function(of: inner.type, giving: category)
        {
            return Piece(
                text: "\(function.name)(\(inner.text)\(clauses(path, scope, depth)))",
                type: TextGenerator.result(function, inner.type))
        }
        guard let value = recordValue(path, where: { category.has($0) }) else { return nil }
        return Piece(text: value.text + clauses(path, scope, depth), type: value.type)
    }

    private mutating func recordValue(_ path: RecordPath, where isFitting: (ValueType) -> Bool) -> Piece? {
        if path.entity == model.customer, dice.chance(2) {
            return dice.any(definitions.filter { $0.entity == model.customer && isFitting($0.type) }).map {
                Piece(text: "\(path.text).\($0.name)", type: $0.type)
            }
        }
        return member(of: path.entity, prefix: path.text + ".", where: isFitting)
    }

    mutating func gap(_ scope: TextScope, _ depth: Int) -> Piece? {
        guard let path = timedPath(scope) else { return nil }
        let functions = AggregateFunction.allCases.filter { $0 != .balance && $0.operand != .records } + [.count]
        guard let function = dice.choose(functions.map { GapFunction(function: $0) })?.function else { return nil }
        let distinct = function == .count && dice.chance(2) ? "distinct " : ""
        return Piece(
            text: call(function, "\(distinct)gap(\(path.text)\(clauses(path, scope, depth)))"),
            type: result(function, .days))
    }

    mutating func balance(_ scope: TextScope, _ depth: Int) -> Piece? {
        guard let path = timedPath(scope),
            let change = member(
                of: path.entity, prefix: path.text + ".",
                where: { $0.kind == .int && $0.unit == .none || $0.kind == .money })
        else { return nil }
        let lapse = value(.temporal, path.inner, 0)
        let link = dice.chance(2) ? field(path.inner) { $0.kind == .int && $0.unit == .none || $0.kind == .text } : nil
        let behind = ([lapse] + [link].compactMap(\.self)).map(\.text).joined(separator: ", ")
        return Piece(text: "balance(\(change.text)\(clauses(path, scope, depth)), \(behind))", type: change.type)
    }

    // MARK: Sequences

    mutating func sequence(_ scope: TextScope, _ depth: Int) -> Piece? {
        guard let first = events(scope, depth) else { return nil }
        var text = first.text, previous = first.entity
        for _ in 1..<(dice.chance(4) ? 3 : 2) {
            guard let step = events(scope, depth) else { return nil }
            text += " then " + step.text
            if dice.chance(2) {
                let hasDays = [previous, step.entity].contains { isByDays($0) }
                let units = DurationUnit.allCases.filter { !hasDays || $0 != .hour && $0 != .minute }
                let unit = dice.choose(units) ?? .day
                text += " within \(unit == .day && dice.chance(6) ? 0 : max(1, count(of: unit) / 4)) \(unit.rawValue)s"
            }
            if dice.chance(3) {
                let exclusions = (0..<dice.number(1...2)).compactMap { _ in events(scope, depth)?.text }
                if !exclusions.isEmpty { text += " without \(exclusions.joined(separator: ", ")) between" }
            }
            previous = step.entity
        }
        return Piece(text: "sequence(\(text))", type: .bool)
    }

    private mutating func events(_ scope: TextScope, _ depth: Int) -> (text: String, entity: Int)? {
        timedPath(scope).map { ($0.text + clauses($0, scope, depth), $0.entity) }
    }

    /// Whether the time of records is a day alone.
    private func isByDays(_ entity: Int) -> Bool { timeKind(entity) == .date }

    private func timeKind(_ entity: Int) -> ValueKind {
        for owner in model.ownershipPath(from: entity) where owner != model.customer || owner == entity {
            if let field = model.entities[owner].eventTime { return model.entities[owner].fields[field].type.kind }
        }
        return .time
    }

    // MARK: Over rows

    mutating func groupAggregate(_ category: Category, _ scope: TextScope, _ depth: Int) -> Piece? {
        var rows = scope
        rows.isOverRows = false
        if category == .number, dice.chance(12) { return pair(rows, depth) }
        let functions = AggregateFunction.allCases.filter { $0.worksOnGroups && results($0).contains(category) }
        guard let function = dice.choose(functions.map { GroupFunction(function: $0) })?.function else { return nil }
        if function == .count, dice.chance(3) {
            return Piece(text: dice.chance(2) ? "count()" : "count(where \(condition(rows, depth - 1).text))", type: .int)
        }
        guard let wanted = dice.choose(operands(function, giving: category)) else { return nil }
        let value = value(wanted, rows, depth - 1)
        guard !value.isConstant else { return nil }
        if function == .min || function == .max, value.type.kind == .bool { return nil }
        if function == .variance, value.type.isMoney { return nil }
        let distinct = function == .count && dice.chance(2) ? "distinct " : ""
        let filter = dice.chance(3) ? " where " + condition(rows, depth - 1).text : ""
        return Piece(text: call(function, distinct + value.text + filter), type: result(function, value.type))
    }
}

extension TextGenerator {
    /// `weighted_avg(amount, pieces where express)`
    private mutating func pair(_ rows: TextScope, _ depth: Int) -> Piece? {
        guard let function = dice.choose(PairFunction.allCases) else { return nil }
        let (value, other) = (value(.number, rows, depth - 1), value(.number, rows, depth - 1))
        guard !value.isConstant, !other.isConstant else { return nil }
        let filter = dice.chance(3) ? " where " + condition(rows, depth - 1).text : ""
        let unit = value.type.isMoney ? Unit.money : value.type.unit
        let type = function == .correlation ? .number : ValueType(.number, unit)
        return Piece(text: "\(function.rawValue)(\(value.text), \(other.text)\(filter))", type: type)
    }
}

private struct GapFunction: CustomStringConvertible {
    let function: AggregateFunction
    var description: String { function.rawValue }
}

private struct GroupFunction: CustomStringConvertible {
    let function: AggregateFunction
    var description: String { function.rawValue }
}
