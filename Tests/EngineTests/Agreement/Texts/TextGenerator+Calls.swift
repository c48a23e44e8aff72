import Model
import Semantics
import Syntax

/// Arithmetic and functions of values.
extension TextGenerator {
    enum Operator: CaseIterable {
        case add, subtract, multiply, divide
    }

    mutating func arithmetic(_ scope: TextScope, _ depth: Int) -> Piece? {
        let left = value(.number, scope, depth - 1)
        guard !left.isConstant, let sign = dice.choose(Operator.allCases) else { return nil }
        func piece(_ sign: String, _ right: Piece, _ type: ValueType) -> Piece {
            Piece(
                text: "\(left.operand) \(sign) \(right.operand)", type: type, isPrimary: false,
                hasRanking: left.hasRanking || right.hasRanking)
        }
        switch sign {
        case .add, .subtract:
            let right = matching(left.type, scope, depth - 1)
            // A length of time beside days is a constant only in comparisons.
            guard !right.isConstant || !right.text.contains(" ") else { return nil }
            return piece(
                sign == .add ? "+" : "-", right,
                right.isConstant ? TextGenerator.sum(left.type, right) : TextGenerator.common(left.type, right))
        case .multiply:
            if left.type.kind != .number, dice.chance(12) {
                return piece("*", Piece(text: "4611686018427387904", type: .int, isConstant: true), left.type)
            }
            let right = dice.chance(2) ? literal(dice.chance(2) ? .int : .number) : value(.number, scope, depth - 1)
            return TextGenerator.product(left.type, right.type).map { piece("*", right, $0) }
        case .divide:
            let right = dice.chance(3) ? literal(.int) : value(.number, scope, depth - 1)
            return TextGenerator.quotient(left.type, right.type).map { piece("/", right, $0) }
        }
    }

    /// With a literal that takes the unit of the other side: one with a point makes a number of a whole one.
    private static func sum(_ type: ValueType, _ literal: Piece) -> ValueType {
        let hasPoint = literal.text.contains { $0 == "." || $0 == "%" }
        return type.kind == .int && hasPoint ? ValueType(.number, type.unit) : type
    }

    private static func product(_ a: ValueType, _ b: ValueType) -> ValueType? {
        let isExact = a.kind != .number && b.kind != .number
        if a.isMoney || b.isMoney {
            guard !(a.isMoney && b.isMoney), a.isMoney || a.unit == .none, b.isMoney || b.unit == .none else {
                return nil
            }
            return isExact ? .money : .averageMoney
        }
        guard a.unit == .none || b.unit == .none else { return nil }
        return ValueType(isExact ? .int : .number, a.unit == .none ? b.unit : a.unit)
    }

    private static func quotient(_ a: ValueType, _ b: ValueType) -> ValueType? {
        if a.isMoney { return b.isMoney ? .number : .averageMoney }
        if b.isMoney { return nil }
        if a.unit == b.unit { return .number }
        return b.unit == .none ? ValueType(.number, a.unit) : a.unit == .none ? .number : nil
    }

    /// A day so many days, or months, before or behind another.
    mutating func movedDay(_ scope: TextScope, _ depth: Int) -> Piece? {
        let sign = dice.oneOf(["+", "-"])
        if dice.chance(3) {
            guard let unit = dice.choose([DurationUnit.day, .week, .month, .quarter, .year]) else { return nil }
            let start = dice.chance(2) ? "today" : day()
            return Piece(
                text: "\(start) \(sign) \(dice.number(1...14)) \(unit.rawValue)s", type: .date, isPrimary: false,
                isConstant: true)
        }
        let day = value(.temporal, scope, depth - 1)
        guard !day.isConstant else { return nil }
        let days =
            dice.chance(3) ? "\(dice.number(1...40)) \(dice.oneOf(["days", "weeks"]))" : String(dice.number(0...40))
        return Piece(
            text: "\(day.operand) \(sign) \(days)", type: .date, isPrimary: false, hasRanking: day.hasRanking)
    }

    // MARK: Functions

    mutating func call(_ category: Category, _ scope: TextScope, _ depth: Int) -> Piece? {
        guard
            let function = dice.choose(
                ScalarFunction.all.map { NamedFunction($0) }.filter { Category($0.resultKind) == category })?.function
        else { return nil }
        var arguments: [Piece] = []
        for parameter in function.parameters {
            guard let argument = argument(parameter, scope, depth - 1) else { return nil }
            arguments.append(argument)
        }
        guard !arguments.allSatisfy(\.isConstant) else { return nil }
        if function == .rounded, dice.chance(2) { return rounding(arguments[0]) }
        return Piece(
            text: "\(function.name)(\(arguments.map(\.text).joined(separator: ", ")))",
            type: TextGenerator.result(function, arguments[0].type),
            hasRanking: arguments.contains(where: \.hasRanking))
    }

    /// To some decimals: amounts to more than they have, too.
    private mutating func rounding(_ operand: Piece) -> Piece {
        let decimals = dice.number(0...4), type = operand.type
        let result: ValueType =
            type.kind == .int || type.kind == .money
            ? type : type.isMoney && decimals < 3 ? .money : type.isMoney || decimals > 0 ? type : .int
        return Piece(text: "round(\(operand.text), \(decimals))", type: result, hasRanking: operand.hasRanking)
    }

    private mutating func argument(_ parameter: ScalarFunction.Parameter, _ scope: TextScope, _ depth: Int) -> Piece? {
        let argument =
            switch parameter {
            case .temporal, .timeOnly: value(.temporal, scope, depth)
            case .numeric, .number: value(.number, scope, depth)
            case .text: value(.text, scope, depth)
            case .count:
                dice.chance(2)
                    ? Piece(text: String(dice.number(0...14)), type: .int, isConstant: true)
                    : value(.number, scope, depth)
            }
        return parameter.accepts(argument.type) ? argument : nil
    }

    static func result(_ function: ScalarFunction, _ argument: ValueType) -> ValueType {
        switch function.result {
        case .type(let type):
            if case .whole = function.kernel, argument.isMoney { .money } else { type }
        case .sameAsArgument: argument
        }
    }

    /// A function of one value that takes values of a type, for the value of a record inside an aggregate.
    mutating func function(of type: ValueType, giving category: Category) -> ScalarFunction? {
        dice.choose(
            ScalarFunction.all.map { NamedFunction($0) }.filter {
                let parameters = $0.function.parameters
                return parameters.count == 1 && parameters[0].accepts(type) && Category($0.resultKind) == category
            })?.function
    }
}

/// A function that is chosen by its name.
private struct NamedFunction: CustomStringConvertible {
    let function: ScalarFunction

    init(_ function: ScalarFunction) { self.function = function }

    var description: String { function.name }

    var resultKind: ValueKind {
        switch function.result {
        case .type(let type): type.kind
        case .sameAsArgument: .int
        }
    }
}
