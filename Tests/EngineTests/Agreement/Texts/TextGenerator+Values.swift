import Model
import Semantics
import Syntax

/// Values of every type.
extension TextGenerator {
    /// What a value is wanted for.
    enum Category: CaseIterable {
        case flag, number, text, temporal, duration

        init(_ kind: ValueKind) {
            self =
                switch kind {
                case .bool: .flag
                case .int, .number, .money: .number
                case .text: .text
                case .date, .time: .temporal
                case .duration: .duration
                }
        }

        /// Whether single values of the type are of it.
        func has(_ type: ValueType) -> Bool { type.list == nil && Category(type.kind) == self }
    }

    enum ValueForm: CaseIterable {
        case field, column, definition, parameter, literal, aggregate, gap, balance, ranking, among, arithmetic,
            negation, call, choice, restricted, asOf,
            today, ago, condition, groupAggregate, rowFunction, measure
    }

    /// A value of a category; where chance finds none a literal.
    mutating func value(_ category: Category, _ scope: TextScope, _ depth: Int) -> Piece {
        attempts += 1
        let depth = attempts < 300 ? depth : 0
        for _ in 0..<12 {
            guard let form = dice.choose(forms(category, scope, depth)) else { break }
            if let piece = value(form, category, scope, depth) { return piece }
        }
        return literal(of: category)
    }

    /// Those that may have a value of the category, the likely ones more often.
    private func forms(_ category: Category, _ scope: TextScope, _ depth: Int) -> [ValueForm] {
        ValueForm.allCases.flatMap { form -> [ValueForm] in
            let weight =
                switch form {
                case .field: scope.isOverRows || scope.columns != nil ? 0 : 6
                case .column: scope.columns == nil && scope.locals.isEmpty || scope.isOverRows ? 0 : 6
                case .definition: scope.hasCustomer(model) ? 4 : 0
                case .parameter: parameters.isEmpty ? 0 : 1
                case .literal: category == .duration ? 1 : 0
                case .aggregate: depth > 0 && !scope.isOverRows && scope.columns == nil ? 12 : 0
                case .gap: depth > 0 && category == .number && scope.hasCustomer(model) ? 6 : 0
                case .balance: depth > 0 && category == .number && scope.hasCustomer(model) ? 3 : 0
                case .ranking, .among:
                    depth > 0 && category == .number && scope.hasCustomer(model) && !scope.isDeriving ? 1 : 0
                case .arithmetic: depth > 0 && (category == .number || category == .temporal) ? 2 : 0
                case .negation: depth > 0 && category == .number ? 1 : 0
                case .call: depth > 0 && [.number, .temporal, .text].contains(category) ? 3 : 0
                case .choice: depth > 0 ? 1 : 0
                case .restricted, .asOf:
                    depth > 0 && (scope.hasCustomer(model) || scope.isOverRows) && !scope.isDeriving ? 3 : 0
                case .today: category == .temporal ? 1 : 0
                case .ago: category == .temporal ? 1 : 0
                case .condition: category == .flag && depth > 0 ? 3 : 0
                case .groupAggregate: scope.isOverRows ? 8 : 0
                case .measure: scope.isOverRows && scope.columns == nil ? 4 : 0
                case .rowFunction: scope.isDeriving && depth > 0 ? 10 : 0
                }
            return Array(repeating: form, count: weight)
        }
    }

    /// nil where the place has nothing of that form.
    private mutating func value(_ form: ValueForm, _ category: Category, _ scope: TextScope, _ depth: Int) -> Piece? {
        switch form {
        case .field: return field(scope) { category.has($0) }
        case .column: return column(scope) { category.has($0) }
        case .definition:
            let fitting = definitions.filter { $0.entity == model.customer && category.has($0.type) }
            return dice.any(fitting).map { definition in
                // Behind a record of somebody the name may stand with the customer's.
                let prefix = scope.frames.last != model.customer && dice.chance(3) ? "customer." : ""
                return Piece(text: prefix + definition.name, type: definition.type, hasRanking: definition.hasRanking)
            }
        case .parameter:
            return dice.any(parameters.filter { !$0.isList && Category($0.kind) == category }).map {
                Piece(text: "$\($0.name)", type: ValueType($0.kind), isConstant: true)
            }
        case .literal: return literal(of: category)
        case .aggregate: return aggregate(category, scope, depth)
        case .gap: return gap(scope, depth)
        case .balance: return balance(scope, depth)
        case .ranking: return ranking(depth)
        case .among: return among(scope, depth)
        case .arithmetic: return category == .number ? arithmetic(scope, depth) : movedDay(scope, depth)
        case .negation:
            let operand = value(.number, scope, depth - 1)
            return operand.isConstant
                ? nil
                : Piece(
                    text: "-\(operand.operand)", type: operand.type, isPrimary: false, hasRanking: operand.hasRanking)
        case .call: return call(category, scope, depth)
        case .choice: return choice(category, scope, depth)
        case .restricted: return restricted(often(category, scope.inAnotherTime, depth))
        case .asOf: return asOf(often(category, scope.inAnotherTime, depth))
        case .today: return Piece(text: "today", type: .date, isConstant: true)
        case .ago: return ago()
        case .condition: return condition(scope, depth - 1)
        case .groupAggregate: return groupAggregate(category, scope, depth)
        case .rowFunction: return rowFunction(category, scope, depth)
        case .measure: return measure(category, scope)
        }
    }

    // MARK: Names

    /// A measure of the rows of a group; one of a time needs no other.
    private mutating func measure(_ category: Category, _ scope: TextScope) -> Piece? {
        let fitting = measures.filter { $0.entity == scope.frames.last && category.has($0.type) }
        return dice.any(fitting).map { measure in
            let prefix = dice.chance(4) && !measure.name.contains(".") ? model.entities[measure.entity].name + "." : ""
            return Piece(text: prefix + measure.name, type: measure.type, hasRanking: measure.hasRanking)
        }
    }

    /// A field of a row in reach, or of what one refers to, or a record's own metric.
    mutating func field(_ scope: TextScope, where isFitting: (ValueType) -> Bool) -> Piece? {
        guard scope.columns == nil, !scope.frames.isEmpty else { return nil }
        let isInnermost = !dice.chance(4)
        let depth = isInnermost ? scope.frames.count - 1 : dice.number(0...scope.frames.count - 1)
        guard let prefix = prefix(ofFrame: depth, scope) else { return nil }
        return member(of: scope.frames[depth], prefix: prefix, where: isFitting)
    }

    /// What words before a name lead to the row of a frame: none for the innermost one, nil where rows inside hide it.
    func prefix(ofFrame depth: Int, _ scope: TextScope) -> String? {
        if depth == scope.frames.count - 1 { return "" }
        let word = scope.frames[depth] == model.customer ? "customer" : model.entities[scope.frames[depth]].name
        return reaches(word, depth, scope) ? word + "." : nil
    }

    private func reaches(_ word: String, _ depth: Int, _ scope: TextScope) -> Bool {
        let named = model.entityIndex(named: word)
        for (place, entity) in scope.frames.enumerated().reversed() {
            if model.entities[entity].fieldIndex(named: word) != nil { return false }
            if let named, model.owner(of: named) == entity { return false }
            if named == entity || word == "customer" && entity == model.customer { return place == depth }
        }
        return false
    }

    /// A field of an entity, of what it refers to, or a metric of its records.
    mutating func member(of entity: Int, prefix: String, where isFitting: (ValueType) -> Bool) -> Piece? {
        if dice.chance(4), let reference = dice.any(model.entities[entity].fields.filter { $0.reference != nil }),
            let target = reference.reference.flatMap({ model.entityIndex(named: $0) })
        {
            return member(of: target, prefix: prefix + reference.name + ".", where: isFitting)
        }
        let own = definitions.filter { $0.entity == entity && entity != model.customer && isFitting($0.type) }
        if !own.isEmpty, dice.chance(3), let definition = dice.any(own) {
            return Piece(text: prefix + definition.name, type: definition.type)
        }
        return dice.any(model.entities[entity].fields.filter { isFitting($0.type) }).map {
            Piece(text: prefix + $0.name, type: $0.type)
        }
    }

    mutating func column(_ scope: TextScope, where isFitting: (ValueType) -> Bool) -> Piece? {
        dice.any((scope.columns ?? scope.locals).filter { isFitting($0.type) }).map {
            Piece(text: $0.name, type: $0.type)
        }
    }

    // MARK: Choices

    /// `coalesce(a, b)`, `least(a, b, c)`
    private mutating func chosen(_ category: Category, _ scope: TextScope, _ depth: Int) -> Piece? {
        guard let function = dice.choose(ChoiceFunction.allCases) else { return nil }
        if function == .bucket { return category == .text ? bucket(scope, depth) : nil }
        if function.compares, category == .text || category == .flag { return nil }
        let first = value(category, scope, depth - 1)
        guard !first.isConstant else { return nil }
        let others = (0..<dice.number(1...2)).map { _ in arm(beside: first.type, scope, depth - 1) }
        return Piece(
            text: "\(function.rawValue)(\(([first] + others).map(\.text).joined(separator: ", ")))",
            type: others.reduce(first.type) { TextGenerator.common($0, $1) },
            hasRanking: ([first] + others).contains(where: \.hasRanking))
    }

    /// `bucket(a, 0, 5, 100)`
    private mutating func bucket(_ scope: TextScope, _ depth: Int) -> Piece? {
        let value = value(.number, scope, depth - 1)
        guard !value.isConstant else { return nil }
        let limits = Set((0..<dice.number(2...5)).map { _ in dice.number(-3...200) }).sorted()
        guard limits.count > 1 else { return nil }
        return Piece(
            text: "bucket(\(value.text), \(limits.map(String.init).joined(separator: ", ")))", type: .text,
            hasRanking: value.hasRanking)
    }

    /// `if … then … else …`, as a value of one of its arms' type.
    mutating func choice(_ category: Category, _ scope: TextScope, _ depth: Int) -> Piece? {
        if dice.chance(3) { return chosen(category, scope, depth) }
        let yes = value(category, scope, depth - 1)
        guard !yes.isConstant else { return nil }
        let no = arm(beside: yes.type, scope, depth - 1)
        let test = condition(scope, depth - 1)
        return Piece(
            text: "if \(test.text) then \(yes.text) else \(no.text)", type: TextGenerator.common(yes.type, no),
            isPrimary: false,
            hasRanking: yes.hasRanking || no.hasRanking || test.hasRanking)
    }

    /// A value of the very type of another, or a number beside a whole number.
    mutating func arm(beside type: ValueType, _ scope: TextScope, _ depth: Int) -> Piece {
        for _ in 0..<(type.kind == .date ? 1 : 4) {
            let other = matching(type, scope, depth)
            if other.isConstant {
                if !type.isTemporal {
                    return other
                }
            } else if other.type.unit == type.unit || type.isMoney,
                other.type.kind == type.kind || type.isNumeric
            {
                return other
            }
        }
        switch type.kind {
        case .date: return Piece(text: day(), type: .date, isConstant: true)
        case .time: return Piece(text: time(), type: .time, isConstant: true)
        case .int: return Piece(text: String(dice.number(0...9)), type: type, isConstant: true)
        case .bool, .number, .money, .text, .duration: return literal(type)
        }
    }

    /// The one type that two arms have.
    static func common(_ type: ValueType, _ other: Piece) -> ValueType {
        if other.isConstant || other.type == type || !type.isNumeric { return type }
        if type.isMoney { return type == other.type ? type : .averageMoney }
        return ValueType(
            type.kind == other.type.kind ? type.kind : .number, type.unit == .none ? other.type.unit : type.unit)
    }

    /// A value that can stand beside one of a type: a literal more often than not.
    mutating func matching(_ type: ValueType, _ scope: TextScope, _ depth: Int) -> Piece {
        if depth > 0, !dice.chance(3) {
            for _ in 0..<3 {
                let other = value(Category(type.kind), scope, depth - 1)
                if TextGenerator.areComparable(type, other.type), !other.isConstant { return other }
            }
        }
        return literal(type)
    }

    static func areComparable(_ a: ValueType, _ b: ValueType) -> Bool {
        if a == b || a.isTemporal && b.isTemporal { return true }
        guard a.isNumeric, b.isNumeric, a.isMoney == b.isMoney else { return false }
        return a.isMoney || a.unit == b.unit || a.unit == .none || b.unit == .none
    }

    // MARK: Other days, other windows

    /// A value of records more often than elsewhere.
    private mutating func often(_ category: Category, _ scope: TextScope, _ depth: Int) -> Piece {
        if category == .number, dice.chance(8), let balance = balance(scope, depth) { return balance }
        return (dice.chance(2) ? aggregate(category, scope, depth) : nil) ?? value(category, scope, depth - 1)
    }

    mutating func restricted(_ operand: Piece) -> Piece? {
        guard !operand.isConstant else { return nil }
        return Piece(
            text: "\(operand.operand) over \(window(nil, 0, style: .afterOver))", type: operand.type, isPrimary: false,
            hasRanking: operand.hasRanking)
    }

    mutating func asOf(_ operand: Piece) -> Piece? {
        guard !operand.isConstant else { return nil }
        let moment = moment(nil, 0)
        return Piece(
            text: "\(operand.operand) as of \(moment.operand)", type: operand.type, isPrimary: false,
            hasRanking: operand.hasRanking)
    }

    // MARK: Standings

    mutating func ranking(_ depth: Int) -> Piece? {
        let inner = TextScope.row(of: model.customer, model)
        guard let function = dice.choose(RankingFunction.allCases) else { return nil }
        let isTemporal = !function.addsUp && dice.chance(6)
        let value = isTemporal ? self.value(.temporal, inner, depth - 1) : self.value(.number, inner, depth - 1)
        guard !value.isConstant else { return nil }
        let parts = function.takesParts ? "\(dice.number(2...12)), " : ""
        let call = "\(function.rawValue)(\(parts)\(value.text))"
        guard dice.chance(4) else { return Piece(text: call, type: function.type, hasRanking: true) }
        let keys = (0..<dice.number(1...2)).map { _ in partition(inner) }
        return Piece(
            text: "\(call) by (\(keys.joined(separator: ", ")))", type: function.type, isPrimary: false,
            hasRanking: true)
    }

    mutating func among(_ scope: TextScope, _ depth: Int) -> Piece? {
        for _ in 0..<4 {
            guard let operand = dice.chance(2) ? ranking(depth) : value(.number, scope, depth - 1), operand.hasRanking
            else { continue }
            let segments = definitions.filter { $0.isSegment && $0.entity == model.customer }
            let population = dice.chance(2) ? dice.any(segments).map(\.name) : nil
            let condition = population ?? "(\(self.condition(.row(of: model.customer, model), depth - 1).text))"
            let text = "\(operand.operand) among \(condition)"
            guard dice.chance(4), let outer = dice.any(segments) else {
                return Piece(text: text, type: operand.type, isPrimary: false, hasRanking: true)
            }
            return Piece(
                text: "(\(text)) among \(outer.name)", type: operand.type, isPrimary: false, hasRanking: true)
        }
        return nil
    }
}
