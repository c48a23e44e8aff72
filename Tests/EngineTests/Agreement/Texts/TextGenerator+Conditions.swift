import Model
import Semantics

/// Conditions.
extension TextGenerator {
    enum ConditionForm: CaseIterable {
        case comparison, equivalence, between, membership, textMatch, listTest, pattern, presence, window, anniversary,
            and, or, not, sample, flag, records, sequence
    }

    mutating func condition(_ scope: TextScope, _ depth: Int) -> Piece {
        for _ in 0..<12 {
            guard let form = dice.choose(forms(scope, depth)) else { break }
            if let piece = condition(form, scope, depth) { return piece }
        }
        return Piece(text: "true", type: .bool, isConstant: true)
    }

    private func forms(_ scope: TextScope, _ depth: Int) -> [ConditionForm] {
        let hasRows = scope.columns == nil && !scope.isOverRows
        return ConditionForm.allCases.flatMap { form -> [ConditionForm] in
            let weight =
                switch form {
                case .comparison: 6
                case .listTest: scope.isOverRows ? 0 : 2
                case .flag, .textMatch, .presence, .between, .membership: 2
                case .pattern: 1
                case .window: 3
                case .anniversary: 1
                case .equivalence, .not: depth > 0 ? 1 : 0
                case .and, .or: depth > 0 ? 2 : 0
                case .sample: scope.hasCustomer(model) ? 1 : 0
                case .records: depth > 0 && hasRows ? 4 : 0
                case .sequence: depth > 0 && scope.hasCustomer(model) ? 1 : 0
                }
            return Array(repeating: form, count: weight)
        }
    }

    private mutating func condition(_ form: ConditionForm, _ scope: TextScope, _ depth: Int) -> Piece? {
        func piece(_ text: String, _ parts: Piece...) -> Piece {
            Piece(text: text, type: .bool, isPrimary: false, hasRanking: parts.contains(where: \.hasRanking))
        }
        switch form {
        case .comparison: return comparison(scope, depth)
        case .equivalence:
            let (left, right) = (condition(scope, depth - 1), condition(scope, depth - 1))
            return piece("(\(left.text)) \(dice.oneOf(["=", "!="])) (\(right.text))", left, right)
        case .between:
            let value = value(.number, scope, depth - 1)
            guard !value.isConstant else { return nil }
            let (low, high) = (matching(value.type, scope, depth - 1), matching(value.type, scope, 0))
            return piece("\(value.operand) between \(low.operand) and \(high.operand)", value, low, high)
        case .membership: return membership(scope, depth)
        case .textMatch:
            let text = value(.text, scope, depth - 1)
            let whole = Array(self.text(likeField: text.text).unicodeScalars)
            let start = whole.isEmpty ? 0 : dice.number(0...whole.count - 1)
            let part = String(String.UnicodeScalarView(whole[start..<min(whole.count, start + dice.number(0...3))]))
            let sought =
                dice.chance(6)
                ? matching(.text, scope, depth - 1).operand : quoted(dice.chance(4) ? part.uppercased() : part)
            return piece(
                "\(text.operand) \(dice.oneOf(["contains", "starts with", "ends with"])) \(sought)\(ignoringCase())",
                text)
        case .listTest: return listTest(scope)
        case .pattern:
            let text = value(.text, scope, depth - 1)
            let pattern = dice.oneOf([
                "^a", "[a-e]+n", "^.{3,4}$", "\\d", "\\p{Han}", "^(w|p|o)", "e$|^$", "\\bo", "É",
            ])
            return piece("\(text.operand) matches r\"\(pattern)\"\(ignoringCase())", text)
        case .presence:
            let value = value(dice.choose(Category.allCases) ?? .number, scope, depth - 1)
            return value.isConstant ? nil : piece("\(value.operand) is \(dice.oneOf(["missing", "known"]))", value)
        case .window:
            let value = value(.temporal, scope, depth - 1)
            return value.isConstant
                ? nil : piece("\(value.operand) \(window(scope, depth, style: .test, of: value.type.kind))", value)
        case .anniversary:
            let value = value(.temporal, scope, depth - 1)
            return value.isConstant
                ? nil : piece("anniversary(\(value.text)) \(window(nil, 0, style: .anniversary))", value)
        case .and, .or:
            let operands = (0..<(dice.chance(3) ? 3 : 2)).map { _ in condition(scope, depth - 1) }
            return Piece(
                text: operands.map(\.operand).joined(separator: form == .and ? " and " : " or "), type: .bool,
                isPrimary: false,
                hasRanking: operands.contains(where: \.hasRanking))
        case .not:
            let operand = condition(scope, depth - 1)
            return piece("not \(operand.operand)", operand)
        case .sample:
            let share = dice.oneOf(["10%", "50%", "33.3%", "0%", "100%"])
            let seed = dice.oneOf(["", " seed \"q3\"", " seed \"秋\""])
            return Piece(text: "sample \(share)\(seed)", type: .bool)
        case .flag: return value(.flag, scope, depth - 1)
        case .records: return quantified(scope, depth)
        case .sequence: return sequence(scope, depth)
        }
    }

    private mutating func ignoringCase() -> String { dice.chance(4) ? " ignoring case" : "" }

    private mutating func comparison(_ scope: TextScope, _ depth: Int) -> Piece? {
        let left = value(
            dice.choose([Category.number, .number, .number, .text, .temporal, .temporal, .duration, .flag]) ?? .number,
            scope, depth - 1)
        guard !left.isConstant else { return nil }
        var sign = dice.oneOf(["=", "!=", "<", "<=", ">", ">="])
        if left.type.kind == .bool { sign = dice.oneOf(["=", "!="]) }
        var right = matching(left.type, scope, depth - 1)
        if left.type.kind == .text, right.isConstant { right.text = quoted(text(likeField: left.text)) }
        let fold = left.type.kind == .text ? ignoringCase() : ""
        let sides = right.isConstant && dice.chance(6) ? (right, left) : (left, right)
        return Piece(
            text: "\(sides.0.operand) \(sign) \(sides.1.operand)\(fold)", type: .bool, isPrimary: false,
            hasRanking: left.hasRanking || right.hasRanking)
    }

    private mutating func membership(_ scope: TextScope, _ depth: Int) -> Piece? {
        let value = value(dice.choose([Category.text, .number, .temporal]) ?? .text, scope, depth - 1)
        guard !value.isConstant else { return nil }
        var members: [String] = []
        for _ in 0..<dice.number(1...3) {
            let member = matching(value.type, scope, dice.chance(2) ? 0 : depth - 1)
            members.append(
                value.type.kind == .text && member.isConstant ? quoted(text(likeField: value.text)) : member.operand)
        }
        let fold = value.type.kind == .text ? ignoringCase() : ""
        let lists = parameters.filter { $0.isList && $0.kind == value.type.kind && value.type.unit == .none }
        var alternatives = "(\(members.joined(separator: ", ")))"
        if dice.chance(3), let list = dice.any(lists) {
            alternatives = dice.chance(2) ? "$\(list.name)" : "($\(list.name), \(members[0]))"
        }
        return Piece(
            text: "\(value.operand) in \(alternatives)\(fold)", type: .bool, isPrimary: false,
            hasRanking: value.hasRanking)
    }

    /// `marks has any ("vip", "new")`
    private mutating func listTest(_ scope: TextScope) -> Piece? {
        func isList(_ type: ValueType) -> Bool { type.list != nil }
        guard let list = dice.chance(3) ? column(scope, where: isList) : field(scope, where: isList) else { return nil }
        func part() -> String { quoted(dice.oneOf(["vip", "VIP", "new", "old", "é", "王", "red", "blue", "", "ew"])) }
        let parameter = dice.any(parameters.filter { $0.isList && $0.kind == .text }).map { "$\($0.name)" }
        let parts = (0..<dice.number(1...3)).map { _ in part() }
        let several = dice.chance(3) ? parameter : nil
        let test =
            switch dice.number(0...2) {
            case 0: "has \(part())"
            case 1: "has any \(several ?? "(\(parts.joined(separator: ", ")))")"
            default: "has all \(several ?? "(\(parts.joined(separator: ", ")))")"
            }
        return Piece(text: "\(list.text) \(test)\(ignoringCase())", type: .bool, isPrimary: false)
    }
}
