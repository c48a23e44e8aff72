/// The one of some numbers that would come at a place if they were sorted, without sorting them.
enum RadixSelection {
    private static let digitBits = 8
    private static let fewest = 128

    /// - Parameter place: from 0, less than the count.
    /// - Parameter keys: any order; of no account afterwards.
    static func key(at place: Int, of keys: inout [UInt64]) -> UInt64 {
        keys.withUnsafeMutableBufferPointer { key(at: place, of: $0) }
    }

    static func key(at place: Int, of keys: UnsafeMutableBufferPointer<UInt64>) -> UInt64 {
        var rest = keys, place = place
        while rest.count > fewest {
            var least = rest[0], greatest = least
            for key in rest {
                least = min(least, key)
                greatest = max(greatest, key)
            }
            if least == greatest { return least }
            // The highest bits in which they differ, relative to the least.
            let shift = UInt64(max(0, UInt64.bitWidth - (greatest &- least).leadingZeroBitCount - digitBits))
            let kept = withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << digitBits) { counts in
                for digit in counts.indices { counts[digit] = 0 }
                for key in rest { counts[Int(truncatingIfNeeded: (key &- least) &>> shift)] &+= 1 }
                var digit = 0
                while place >= counts[digit] {
                    place -= counts[digit]
                    digit += 1
                }
                // Those with the digit of the one that is looked for, moved to the front.
                var kept = 0
                for index in rest.indices {
                    let key = rest[index]
                    rest[kept] = key
                    kept &+= Int(truncatingIfNeeded: (key &- least) &>> shift) == digit ? 1 : 0
                }
                return kept
            }
            rest = UnsafeMutableBufferPointer(rebasing: rest[0..<kept])
        }
        rest.sort()
        return rest[place]
    }
}
