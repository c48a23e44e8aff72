import Semantics

/// Whole numbers against numbers with fractions, exactly: beyond 2^53 not every whole number is a `Double`.
enum MixedComparison {
    /// Where `wholes[i] sign numbers[i]` holds.
    static func mask(_ wholes: [Int64], _ sign: ComparisonOperator, _ numbers: [Double]) -> Mask {
        switch sign {
        case .equal: wholes.paired(numbers) { isEqual($0, $1) ? 1 : 0 }
        case .notEqual: wholes.paired(numbers) { isEqual($0, $1) ? 0 : 1 }
        case .less: wholes.paired(numbers) { isLess($0, $1) ? 1 : 0 }
        case .lessEqual: wholes.paired(numbers) { isLess($0, $1) || isEqual($0, $1) ? 1 : 0 }
        case .greater: wholes.paired(numbers) { isLess($0, $1) || isEqual($0, $1) ? 0 : 1 }
        case .greaterEqual: wholes.paired(numbers) { isLess($0, $1) ? 0 : 1 }
        }
    }

    /// Whether every whole number is a `Double` of the same value, so that doubles can be compared in their place.
    static func areExact(_ wholes: [Int64]) -> Bool {
        // Unsafe access within the array's own indices: the loop is one over every row that is compared.
        wholes.withUnsafeBufferPointer { wholes in
            var large: UInt64 = 0
            for place in 0..<wholes.count { large |= wholes[place].magnitude }
            return large < 1 << 53
        }
    }

    private static func isEqual(_ whole: Int64, _ number: Double) -> Bool { Int64(exactly: number) == whole }

    private static func isLess(_ whole: Int64, _ number: Double) -> Bool {
        if number >= 0x1p63 { return true }
        guard number >= -0x1p63 else { return false }
        let floor = number.rounded(.down)
        return whole < Int64(floor) || whole == Int64(floor) && floor < number
    }
}
