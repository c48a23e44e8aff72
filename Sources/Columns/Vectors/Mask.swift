/// Conditions over a frame: a byte a position, 1 where it holds and 0 where it does not.
typealias Mask = [UInt8]

extension Mask {
    /// The positions at which it holds.
    var positions: [Int32] {
        let count = holdingCount
        return [Int32](unsafeUninitializedCapacity: count + 1) { buffer, initialized in
            // Written always and kept only where it holds: no branch to guess wrong.
            var place = 0
            for position in indices {
                buffer.initializeElement(at: place, to: Int32(truncatingIfNeeded: position))
                place &+= Int(self[position])
            }
            initialized = count
        }
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
