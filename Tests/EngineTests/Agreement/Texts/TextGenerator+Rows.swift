import Model

/// Functions of a row among the rows at hand.
extension TextGenerator {
    mutating func rowFunction(_ category: Category, _ scope: TextScope, _ depth: Int) -> Piece? {
        let fitting = category == .number ? RowFunction.all : [.previous, .next]
        guard let function = dice.choose(fitting) else { return nil }
        var arguments: [String] = [], type = ValueType.int
        if function.operand != .none {
            let isTemporal = function.operand == .ordered && dice.chance(6)
            // Readers add fractions up in different ways, and what is left of a sum that is 0 differs.
            func isFitting(_ piece: Piece) -> Bool {
                !piece.isConstant && (function.operand != .numbers || piece.type.kind != .number)
            }
            var operand = value(isTemporal ? .temporal : category, scope, depth - 1)
            for _ in 0..<6 where !isFitting(operand) { operand = value(isTemporal ? .temporal : category, scope, 0) }
            guard isFitting(operand) else { return nil }
            arguments.append(operand.text)
            type = operand.type
        }
        switch function.count {
        case .none: break
        case .parts: arguments.insert(String(dice.number(2...12)), at: 0)
        case .distance: if dice.chance(3) { arguments.append(String(dice.number(1...5))) }
        case .rows: arguments.append(String(dice.number(1...6)))
        }
        switch function {
        case .previous, .next, .runningSum: break
        case .movingAverage: type = .number
        case .rowNumber: type = .int
        case .ranking(let ranking): type = ranking.type
        }
        let call = "\(function.name)(\(arguments.joined(separator: ", ")))"
        guard dice.chance(3) else { return Piece(text: call, type: type) }
        let keys = (0..<dice.number(1...2)).map { _ in partition(scope) }
        return Piece(text: "\(call) by (\(keys.joined(separator: ", ")))", type: type, isPrimary: false)
    }

    /// A value that rows can be told apart by exactly.
    mutating func partition(_ scope: TextScope) -> String {
        var columns: [TextColumn] = [], scope = scope
        scope.isDeriving = false
        return String(key(scope, &columns).split(separator: "=", maxSplits: 1)[1].dropFirst())
    }
}
