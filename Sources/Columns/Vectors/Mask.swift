/// Conditions over a frame: a byte a position, 1 where it holds and 0 where it does not.
typealias Mask = [UInt8]

extension Mask {
    /// The positions at which it holds.
    var positions: [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(holdingCount)
        for position in indices where self[position] != 0 { result.append(Int32(truncatingIfNeeded: position)) }
        return result
    }

    var holdingCount: Int {
        var count = 0
        for byte in self { count &+= Int(byte) }
        return count
    }

    var complement: Mask { map { $0 ^ 1 } }

    func and(_ other: Mask?) -> Mask {
        guard let other else { return self }
        return Mask(unsafeUninitializedCapacity: count) { buffer, initialized in
            for position in 0..<count { buffer[position] = self[position] & other[position] }
            initialized = count
        }
    }
}
