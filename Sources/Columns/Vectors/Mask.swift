/// Conditions over a frame: a byte a position, 1 where it holds and 0 where it does not.
///
/// Loops over masks use unsafe access throughout: they run over every row of a question, all masks of a frame are as
/// long as it is, and without bounds to check they become vector instructions.
typealias Mask = [UInt8]

extension Mask {
    /// A byte for each place.
    @inline(__always)
    init(count: Int, _ byte: (Int) -> UInt8) {
        self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let buffer = buffer.baseAddress else { return }
            for place in 0..<count { buffer[place] = byte(place) }
            initialized = count
        }
    }

    /// The positions at which it holds.
    var positions: [Int32] { positions(from: 0) }

    var holdingCount: Int {
        withUnsafeBufferPointer { mask in
            var count = 0
            for position in 0..<mask.count { count &+= Int(mask[position]) }
            return count
        }
    }

    var complement: Mask {
        withUnsafeBufferPointer { mask in Mask(count: mask.count) { mask[$0] ^ 1 } }
    }

    func and(_ other: Mask?) -> Mask {
        guard let other else { return self }
        return withUnsafeBufferPointer { mask in
            other.withUnsafeBufferPointer { other in Mask(count: mask.count) { mask[$0] & other[$0] } }
        }
    }

    func or(_ other: Mask) -> Mask {
        withUnsafeBufferPointer { mask in
            other.withUnsafeBufferPointer { other in Mask(count: mask.count) { mask[$0] | other[$0] } }
        }
    }

    /// These bytes at some positions of another mask.
    func scattered(_ positions: [Int32], over other: Mask) -> Mask {
        var result = other
        result.withUnsafeMutableBufferPointer { result in
            withUnsafeBufferPointer { mask in
                positions.withUnsafeBufferPointer { positions in
                    for place in 0..<positions.count { result[Int(positions[place])] = mask[place] }
                }
            }
        }
        return result
    }

    /// Where runs that stand one after another begin and end once only what holds is left.
    func kept(_ bounds: [Int32]) -> [Int32] {
        withUnsafeBufferPointer { mask in
            bounds.withUnsafeBufferPointer { bounds in
                [Int32](unsafeUninitializedCapacity: bounds.count) { buffer, initialized in
                    guard let buffer = buffer.baseAddress else { return }
                    var kept: Int32 = 0, place = 0
                    for index in 0..<bounds.count {
                        while place < Int(bounds[index]) {
                            kept &+= Int32(truncatingIfNeeded: mask[place])
                            place &+= 1
                        }
                        buffer[index] = kept
                    }
                    initialized = bounds.count
                }
            }
        }
    }
}

extension Array where Element: BitwiseCopyable {
    /// Where a test holds of the elements.
    @inline(__always)
    func mask(_ test: (Element) -> UInt8) -> Mask {
        withUnsafeBufferPointer { elements in Mask(count: elements.count) { test(elements[$0]) } }
    }

    /// Where a test holds of the elements of two arrays that are as long.
    @inline(__always)
    func mask(_ others: [Element], _ test: (Element, Element) -> UInt8) -> Mask {
        withUnsafeBufferPointer { elements in
            others.withUnsafeBufferPointer { others in Mask(count: elements.count) { test(elements[$0], others[$0]) } }
        }
    }
}
