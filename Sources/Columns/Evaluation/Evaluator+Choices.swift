import Model
import Planning
import Semantics

extension Evaluator {
    /// The value of the first arm whose condition holds, at each position.
    mutating func conditional(_ arms: [PlanArm], _ otherwise: PlanExpression?, _ type: ValueType, _ frame: RowBatch)
        throws(ExecutionError) -> Vector
    {
        if let steps = Steps(arms, otherwise), let chosen = try chosen(steps, type, frame) { return chosen }
        var choice = Choice(arms.map(\.value) + (otherwise.map { [$0] } ?? []), type.kind, count: frame.count)
        var open = Mask(repeating: 1, count: frame.count)
        for (index, arm) in arms.enumerated() {
            let left = open.holdingCount
            if left == 0 { break }
            var taken: Mask
            if arm.condition.isWorthwhile(of: left, among: frame.count) {
                let positions = open.positions
                taken = try mask(arm.condition, frame.selecting(positions)).scattered(
                    positions, over: Mask(repeating: 0, count: frame.count))
            } else {
                taken = try mask(arm.condition, frame).and(open)
            }
            try choose(arm.value, index, taken, &choice, frame)
            open = open.and(taken.complement)
        }
        if let otherwise { try choose(otherwise, arms.count, open, &choice, frame) }
        return choice.vector(lookups.texts(of: choice.labels))
    }

    private mutating func choose(
        _ expression: PlanExpression, _ index: Int, _ taken: Mask, _ choice: inout Choice, _ frame: RowBatch
    ) throws(ExecutionError) {
        if choice.isOfConstants { return choice.choose(index, taken) }
        let positions = taken.positions
        if !positions.isEmpty { choice.pieces.append((positions, try value(expression, frame.selecting(positions)))) }
    }
}

/// The values chosen so far.
private struct Choice {
    /// Whether every value is a constant: then it suffices to know which one.
    let isOfConstants: Bool
    /// The different texts among the constants.
    let labels: [String]
    var pieces: [(positions: [Int32], values: Vector)] = []
    private let constants: [Value]
    private let kind: ValueKind
    private let count: Int
    /// The place of the constant; -1 for none.
    private var places: [Int32] = []

    init(_ values: [PlanExpression], _ kind: ValueKind, count: Int) {
        constants = values.compactMap { if case .constant(let value) = $0 { value } else { nil } }
        isOfConstants = constants.count == values.count
        var labels: [String] = []
        for case .text(let text) in constants where !labels.contains(where: { ExactText($0) == ExactText(text) }) {
            labels.append(text)
        }
        self.labels = isOfConstants ? labels : []
        self.kind = kind
        self.count = count
        if isOfConstants { places = Array(repeating: -1, count: count) }
    }

    /// Unsafe access: a mask is as long as its frame.
    mutating func choose(_ index: Int, _ taken: Mask) {
        let place = Int32(truncatingIfNeeded: index)
        places.withUnsafeMutableBufferPointer { places in
            taken.withUnsafeBufferPointer { taken in
                for position in 0..<taken.count { places[position] = taken[position] != 0 ? place : places[position] }
            }
        }
    }

    /// - Parameter texts: the list of the labels.
    func vector(_ texts: StringDictionary) -> Vector {
        guard isOfConstants else { return Vector(scattering: pieces, count: count, kind) }
        // One more behind the constants, for positions without one.
        func value<Result: BitwiseCopyable>(_ none: Result, _ convert: (Value) -> Result) -> [Result] {
            let table = constants.map(convert) + [none]
            return places.map { table[$0 < 0 ? table.count - 1 : Int($0)] }
        }
        let isKnown = value(0 as UInt8) { $0.isMissing ? 0 : 1 }
        let valid = isKnown.contains(0) ? isKnown : nil
        switch kind {
        case .text:
            return Vector(.texts(value(0) { value in
                guard case .text(let text) = value else { return 0 }
                return labels.firstIndex { ExactText($0) == ExactText(text) }.map { Int32(truncatingIfNeeded: $0) } ?? 0
            }, texts), valid: valid)
        case .number:
            return Vector(.numbers(value(0) { value in
                if case .number(let number) = value { number } else { Double(value.integer ?? 0) }
            }), valid: valid)
        default: return Vector(.integers(value(0) { $0.integer ?? 0 }), valid: valid)
        }
    }
}

extension Vector {
    /// One vector out of pieces that know their positions; missing where there is none.
    init(scattering pieces: [(positions: [Int32], values: Vector)], count: Int, _ kind: ValueKind) {
        var valid = Mask(repeating: 0, count: count)
        for piece in pieces {
            for (index, position) in piece.positions.enumerated() {
                valid[Int(position)] = piece.values.isValid(index) ? 1 : 0
            }
        }
        let isComplete = !valid.contains(0)
        let lists = pieces.compactMap { piece -> StringDictionary? in
            if case .texts(_, let texts) = piece.values.values { texts } else { nil }
        }
        if kind == .text {
            let (texts, codes) = StringDictionary.united(lists.isEmpty ? [StringDictionary([""])] : lists)
            var result = [Int32](repeating: 0, count: count)
            var list = 0
            for piece in pieces {
                guard case .texts(let own, _) = piece.values.values else { continue }
                for (index, position) in piece.positions.enumerated() where piece.values.isValid(index) {
                    result[Int(position)] = codes[list][Int(own[index])]
                }
                list += 1
            }
            self.init(.texts(result, texts.count == 0 ? StringDictionary([""]) : texts), valid: isComplete ? nil : valid)
        } else if pieces.contains(where: { if case .numbers = $0.values.values { true } else { false } }) {
            var result = [Double](repeating: 0, count: count)
            for piece in pieces {
                guard let numbers = piece.values.numbers else { continue }
                for (index, position) in piece.positions.enumerated() { result[Int(position)] = numbers[index] }
            }
            self.init(.numbers(result), valid: isComplete ? nil : valid)
        } else {
            var result = [Int64](repeating: 0, count: count)
            for piece in pieces {
                guard case .integers(let values) = piece.values.values else { continue }
                for (index, position) in piece.positions.enumerated() { result[Int(position)] = values[index] }
            }
            self.init(.integers(result), valid: isComplete ? nil : valid)
        }
    }
}
