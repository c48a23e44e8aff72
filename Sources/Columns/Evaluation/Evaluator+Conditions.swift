import Model
import Planning
import Semantics

extension Evaluator {
    /// Where a condition holds: two-valued, false where SQL could not tell.
    mutating func mask(_ expression: PlanExpression, _ frame: RowBatch) throws(ExecutionError) -> Mask {
        if let mask = storedMask(expression, frame) { return mask }
        switch expression {
        case .constant(let value): return Mask(repeating: value == .bool(true) ? 1 : 0, count: frame.count)
        case .and(let operands): return try conjunction(operands, frame)
        case .or(let operands): return try disjunction(operands, frame)
        case .not(let operand): return try mask(operand, frame).complement
        case .comparison(let sign, let left, let right): return try comparison(sign, left, right, frame)
        case .between(let value, let low, let high):
            let tested = try self.value(value, frame)
            return try compare(tested, .greaterEqual, self.value(low, frame)).and(
                compare(tested, .lessEqual, self.value(high, frame)))
        case .range(let value, let from, let to): return try range(value, from, to, frame)
        case .membership(let value, let members): return try membership(value, members, frame)
        case .textMatch(let sign, let text, let pattern): return try textMatch(sign, text, pattern, frame)
        case .isMissing(let operand):
            guard let valid = try value(operand, frame).valid else { return Mask(repeating: 0, count: frame.count) }
            return valid.complement
        case .exists(let records): return try exists(records, frame)
        case .sequence(let sequence): return try self.sequence(sequence, frame)
        case .definition(let id, let row, _):
            if case .mask(let mask)? = definitions[id.index]?.result,
                let places = try definitions[id.index]?.places(rowNumbers(of: row, in: frame))
            {
                return places.mask { $0 < 0 ? 0 : mask[Int($0)] }
            }
            return try flags(expression, frame)
        default: return try flags(expression, frame)
        }
    }

    private mutating func flags(_ expression: PlanExpression, _ frame: RowBatch) throws(ExecutionError) -> Mask {
        let flags = try value(expression, frame)
        guard case .integers(let values) = flags.values else { return Mask(repeating: 0, count: frame.count) }
        return values.mask { $0 != 0 ? 1 : 0 }.and(flags.valid)
    }

    // MARK: And, or

    /// Costly operands are asked only where the cheap ones before them hold.
    private mutating func conjunction(_ operands: [PlanExpression], _ frame: RowBatch) throws(ExecutionError) -> Mask {
        var result: Mask?
        for operand in operands {
            guard let known = result else {
                result = try mask(operand, frame)
                continue
            }
            let alive = known.holdingCount
            if alive == 0 { return known }
            if operand.isWorthwhile(of: alive, among: known.count) {
                let positions = known.positions
                result = try mask(operand, frame.selecting(positions)).scattered(
                    positions, over: Mask(repeating: 0, count: known.count))
            } else {
                result = try mask(operand, frame).and(known)
            }
        }
        return result ?? Mask(repeating: 1, count: frame.count)
    }

    private mutating func disjunction(_ operands: [PlanExpression], _ frame: RowBatch) throws(ExecutionError) -> Mask {
        var result: Mask?
        for operand in operands {
            guard let known = result else {
                result = try mask(operand, frame)
                continue
            }
            let open = known.count - known.holdingCount
            if open == 0 { return known }
            if operand.isWorthwhile(of: open, among: known.count) {
                let positions = known.complement.positions
                result = try mask(operand, frame.selecting(positions)).scattered(positions, over: known)
            } else {
                result = try mask(operand, frame).or(known)
            }
        }
        return result ?? Mask(repeating: 0, count: frame.count)
    }

    // MARK: Comparisons

    private mutating func comparison(
        _ sign: ComparisonOperator, _ left: PlanExpression, _ right: PlanExpression, _ frame: RowBatch
    ) throws(ExecutionError) -> Mask {
        let tested = try value(left, frame)
        if case .texts(let codes, let texts) = tested.values, case .constant(.text(let text)) = right {
            let mask = textTests.mask(codes, texts, TextTests.Test(kind: .comparison(sign), operand: text))
            return sign == .notEqual ? Evaluator.unequal(mask, tested.valid) : mask.and(tested.valid)
        }
        return compare(tested, sign, try value(right, frame))
    }

    /// `a != b` is `not (a = b)`: it holds where a value is missing.
    private static func unequal(_ mask: Mask, _ valid: Mask?) -> Mask {
        guard let valid else { return mask }
        return mask.or(valid.complement)
    }

    func compare(_ left: Vector, _ sign: ComparisonOperator, _ right: Vector) -> Mask {
        if sign == .notEqual { return compare(left, .equal, right).complement }
        let mask: Mask
        switch (left.values, right.values) {
        case (.integers(let a), .integers(let b)): mask = Evaluator.ordered(a, sign, b)
        case (.texts(let a, let texts), .texts(let b, let others)):
            mask = a.indices.map { Evaluator.holds(texts, a[$0], sign, others, b[$0]) ? 1 : 0 }
        case (.integers(let a), .numbers(let b)) where !MixedComparison.areExact(a):
            mask = MixedComparison.mask(a, sign, b)
        case (.numbers(let a), .integers(let b)) where !MixedComparison.areExact(b):
            mask = MixedComparison.mask(b, sign.mirrored, a)
        default:
            guard let a = left.numbers, let b = right.numbers else { return Mask(repeating: 0, count: left.count) }
            mask = Evaluator.ordered(a, sign, b)
        }
        return mask.and(left.valid).and(right.valid)
    }

    private static func ordered<Number: Comparable & BitwiseCopyable>(
        _ a: [Number], _ sign: ComparisonOperator, _ b: [Number]
    ) -> Mask {
        switch sign {
        case .equal: a.mask(b) { $0 == $1 ? 1 : 0 }
        case .notEqual: a.mask(b) { $0 != $1 ? 1 : 0 }
        case .less: a.mask(b) { $0 < $1 ? 1 : 0 }
        case .lessEqual: a.mask(b) { $0 <= $1 ? 1 : 0 }
        case .greater: a.mask(b) { $0 > $1 ? 1 : 0 }
        case .greaterEqual: a.mask(b) { $0 >= $1 ? 1 : 0 }
        }
    }

    private static func holds(
        _ texts: StringDictionary, _ code: Int32, _ sign: ComparisonOperator, _ others: StringDictionary, _ other: Int32
    ) -> Bool {
        switch sign {
        case .equal: StringDictionary.isEqual(texts, code, others, other)
        case .notEqual: !StringDictionary.isEqual(texts, code, others, other)
        case .less: StringDictionary.isLess(texts, code, others, other)
        case .greaterEqual: !StringDictionary.isLess(texts, code, others, other)
        case .greater: StringDictionary.isLess(others, other, texts, code)
        case .lessEqual: !StringDictionary.isLess(others, other, texts, code)
        }
    }

    private mutating func range(_ value: PlanExpression, _ from: Int64?, _ to: Int64?, _ frame: RowBatch)
        throws(ExecutionError) -> Mask
    {
        let tested = try self.value(value, frame)
        guard case .integers(let values) = tested.values else { return Mask(repeating: 0, count: frame.count) }
        // Behind the last moment there is none: an open end takes it in as well.
        let low = from ?? .min, high = to.map { $0 == .min ? $0 : $0 - 1 } ?? .max
        if let to, to == .min { return Mask(repeating: 0, count: frame.count) }
        let mask = values.mask { ($0 >= low ? 1 : 0) & ($0 <= high ? 1 : 0) }
        return mask.and(tested.valid)
    }

    private mutating func membership(_ value: PlanExpression, _ members: [PlanExpression], _ frame: RowBatch)
        throws(ExecutionError) -> Mask
    {
        let tested = try self.value(value, frame)
        if case .integers(let values) = tested.values {
            let constants = members.compactMap { member -> Int64? in
                if case .constant(let constant) = member { constant.integer } else { nil }
            }
            if constants.count == members.count {
                let set = Set(constants)
                let mask: Mask = values.map { set.contains($0) ? 1 : 0 }
                return mask.and(tested.valid)
            }
        }
        var result = Mask(repeating: 0, count: frame.count)
        for member in members {
            let part: Mask
            if case .texts(let codes, let texts) = tested.values, case .constant(.text(let text)) = member {
                part = textTests.mask(codes, texts, TextTests.Test(kind: .comparison(.equal), operand: text)).and(
                    tested.valid)
            } else {
                part = compare(tested, .equal, try self.value(member, frame))
            }
            result = result.or(part)
        }
        return result
    }

    private mutating func textMatch(
        _ sign: TextMatchOperator, _ text: PlanExpression, _ pattern: PlanExpression, _ frame: RowBatch
    ) throws(ExecutionError) -> Mask {
        if case .constant(.text(let constant)) = pattern {
            var (text, test) = (text, TextTests.Test(kind: .match(sign), operand: constant))
            // To take case out of the texts that are tested costs less than to do it for all there are.
            if case .caseFolded(let inner) = text { (text, test.isFolded) = (inner, true) }
            let tested = try value(text, frame)
            guard case .texts(let codes, let texts) = tested.values else {
                return Mask(repeating: 0, count: frame.count)
            }
            return textTests.mask(codes, texts, test).and(tested.valid)
        }
        let tested = try value(text, frame)
        guard case .texts(let codes, let texts) = tested.values else { return Mask(repeating: 0, count: frame.count) }
        let patterns = try value(pattern, frame)
        guard case .texts(let others, let list) = patterns.values else { return Mask(repeating: 0, count: frame.count) }
        let mask: Mask = codes.indices.map { position in
            let test = TextTests.Test(kind: .match(sign), operand: list.text(Int(others[position])))
            return textTests.mask([codes[position]], texts, test)[0]
        }
        return mask.and(tested.valid).and(patterns.valid)
    }
}

extension PlanExpression {
    /// Whether to ask only some positions: always where asking the others could fail, else where gathering these costs
    /// less.
    func isWorthwhile(of some: Int, among all: Int) -> Bool {
        if some == all { return false }
        var readsRecords = false, canFail = false
        visit { part in
            switch part {
            case .aggregate(let aggregate):
                readsRecords = true
                if ![.count, .first, .last, .min, .max].contains(aggregate.function) { canFail = true }
            case .exists, .sequence: readsRecords = true
            case .arithmetic, .negate, .call: canFail = true
            default: break
            }
        }
        return canFail || (readsRecords ? some * 4 < all * 3 : some * 8 < all)
    }

    /// Whether it can neither fail nor take long of rows that a condition leaves out.
    var isCheapOfAnyRow: Bool {
        var isCheap = true
        visit { part in
            switch part {
            case .aggregate, .exists, .sequence, .arithmetic, .negate, .decimal, .definition: isCheap = false
            case .call(let operation, _, _):
                switch operation.function.kernel {
                case .day, .elapsed: break
                default: isCheap = false
                }
            default: break
            }
        }
        return isCheap
    }
}
