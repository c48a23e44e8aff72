import Model

/// The order of values, as whole numbers that compare as they do.
extension Vector {
    /// Positions in the order of their values; those of equal values stay as they are.
    ///
    /// - Precondition: the values at the positions are known.
    func sorted(_ positions: [Int32], isDescending: Bool = false, _ workers: Workers = Workers(count: 1)) -> [Int32] {
        SortedLine(sortKeys(positions, isDescending: isDescending, workers), workers).order.map { positions[Int($0)] }
    }

    /// Every position in the order of the values; those of equal values stay as they are, and missing values come last
    /// either way.
    func order(isDescending: Bool, _ workers: Workers) -> [Int32] {
        guard let valid else { return SortedLine(sortKeys(nil, isDescending: isDescending, workers), workers).order }
        return sorted(valid.positions, isDescending: isDescending, workers) + valid.complement.positions
    }

    /// Numbers that compare as the values at some positions do, or at all; equal values have equal ones.
    func sortKeys(_ positions: [Int32]?, isDescending: Bool, _ workers: Workers) -> [UInt64] {
        let flip = isDescending ? UInt64.max : 0
        switch values {
        case .integers(let values):
            return Vector.keys(values, positions, workers) { UInt64(bitPattern: $0 ^ .min) ^ flip }
        case .numbers(let values):
            // The bits of a double ascend with it, but for the sign; both zeros are one.
            return Vector.keys(values, positions, workers) { number in
                let bits = (number == 0 ? 0 : number).bitPattern
                return (bits ^ (bits >> 63 == 0 ? 1 << 63 : .max)) ^ flip
            }
        case .texts(let codes, let texts):
            if texts.isSorted {
                return Vector.keys(codes, positions, workers) { UInt64(truncatingIfNeeded: $0) ^ flip }
            }
            return texts.ranks.withUnsafeBufferPointer { ranks in
                // Unsafe, because threads share it; they are done when `keys` returns. Codes are within their list.
                let shared = SharedValues(ranks)
                return Vector.keys(codes, positions, workers) { UInt64(truncatingIfNeeded: shared[Int($0)]) ^ flip }
            }
        }
    }

    /// The whole number that has an ascending sort key.
    static func integer(ofSortKey key: UInt64) -> Int64 { Int64(bitPattern: key) ^ .min }

    /// The number that has an ascending sort key.
    static func number(ofSortKey key: UInt64) -> Double { Double(bitPattern: key >> 63 == 0 ? ~key : key ^ 1 << 63) }

    private static func keys<Element: BitwiseCopyable & Sendable>(
        _ values: [Element], _ positions: [Int32]?, _ workers: Workers,
        _ key: @escaping @Sendable (Element) -> UInt64
    ) -> [UInt64] {
        let pieces = Morsels(positions?.count ?? values.count)
        return values.withShared { values in
            [UInt64](count: pieces.total) { keys in
                guard let positions else {
                    return workers.each(pieces.count) { for place in pieces[$0] { keys[place] = key(values[place]) } }
                }
                positions.withShared { positions in
                    workers.each(pieces.count) {
                        for place in pieces[$0] { keys[place] = key(values[Int(positions[place])]) }
                    }
                }
            }
        }
    }

    /// Whole numbers that compare as the values do; equal values have equal ones. No number is `NaN`: there is no way
    /// to one.
    var ranks: [Int64] {
        switch values {
        case .integers(let values): return values
        case .numbers(let values):
            return values.map { number in
                // The bits of a double ascend with it, but for the sign; both zeros are one.
                let bits = Int64(bitPattern: (number == 0 ? 0 : number).bitPattern)
                return bits < 0 ? Int64.min &- bits : bits
            }
        case .texts(let codes, let texts):
            if texts.isSorted { return codes.map { Int64($0) } }
            let ranks = texts.ranks
            return codes.map { $0 < ranks.count ? ranks[Int($0)] : 0 }
        }
    }
}
