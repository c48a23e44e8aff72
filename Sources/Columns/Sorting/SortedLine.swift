/// Places in the order of their keys, equal ones as they are.
struct SortedLine: Sendable {
    private(set) var order: [Int32]
    /// 1 for a place in the line whose key is another one than that before it.
    private(set) var firsts: Mask

    var count: Int { order.count }

    init(_ keys: [UInt64], _ workers: Workers) {
        let count = keys.count
        let (least, greatest) = SortedLine.ends(keys, workers)
        let keyBits = UInt64.bitWidth - (greatest &- least).leadingZeroBitCount
        let placeBits = max(1, Int.bitWidth - max(0, count - 1).leadingZeroBitCount)
        if keyBits <= SortedLine.countedBits {
            (order, firsts) = SortedLine.counted(keys, least, 1 << keyBits, workers)
            return
        }
        // A key and its place share 64 bits. Keys that don't fit are sorted by their highest bits, and what that leaves
        // open after that.
        let surplus = max(0, keyBits + placeBits - UInt64.bitWidth)
        let pieces = Morsels(count)
        var packed = keys.withShared { keys in
            [UInt64](count: count) { packed in
                workers.each(pieces.count) { piece in
                    for place in pieces[piece] {
                        packed[place] =
                            ((keys[place] &- least) &>> UInt64(surplus)) &<< UInt64(placeBits)
                            | UInt64(truncatingIfNeeded: place)
                    }
                }
            }
        }
        RadixSort.sort(&packed, by: placeBits..<placeBits + keyBits - surplus, workers)
        let placeMask = UInt64(1) << UInt64(placeBits) - 1
        var firsts: Mask = []
        order = packed.withShared { packed in
            [Int32](count: count) { order in
                firsts = Mask(count: count) { firsts in
                    workers.each(pieces.count) { piece in
                        for place in pieces[piece] {
                            let item = packed[place]
                            order[place] = Int32(truncatingIfNeeded: item & placeMask)
                            firsts[place] =
                                place == 0 || item &>> UInt64(placeBits) != packed[place &- 1] &>> UInt64(placeBits)
                                ? 1 : 0
                        }
                    }
                }
            }
        }
        self.firsts = firsts
        if surplus > 0 { settle(keys, workers) }
    }

    /// Keys of so few bits go where those that are lower leave off.
    private static let countedBits = 11

    private static func counted(_ keys: [UInt64], _ least: UInt64, _ values: Int, _ workers: Workers) -> (
        order: [Int32], firsts: Mask
    ) {
        let pieces = Morsels(keys.count)
        return keys.withShared { keys in
            var next = [Int32](count: pieces.count * values) { next in
                workers.each(pieces.count) { piece in
                    let counts = next.part(piece * values..<(piece + 1) * values)
                    for value in counts.indices { counts[value] = 0 }
                    for place in pieces[piece] { counts[Int(truncatingIfNeeded: keys[place] &- least)] &+= 1 }
                }
            }
            var firsts = Mask(repeating: 0, count: keys.count)
            var place: Int32 = 0
            for value in 0..<values {
                if place < keys.count { firsts[Int(place)] = 1 }
                for piece in 0..<pieces.count {
                    let count = next[piece * values + value]
                    next[piece * values + value] = place
                    place += count
                }
            }
            // Unsafe, because threads write to one table, each in the part of its piece.
            let order = next.withUnsafeMutableBufferPointer { next in
                let all = SharedBuffer(next.baseAddress)
                return [Int32](count: keys.count) { order in
                    workers.each(pieces.count) { piece in
                        let next = all.part(piece * values..<(piece + 1) * values)
                        for place in pieces[piece] {
                            let value = Int(truncatingIfNeeded: keys[place] &- least)
                            order[Int(next[value])] = Int32(truncatingIfNeeded: place)
                            next[value] &+= 1
                        }
                    }
                }
            }
            return (order, firsts)
        }
    }

    private static func ends(_ keys: [UInt64], _ workers: Workers) -> (least: UInt64, greatest: UInt64) {
        let pieces = Morsels(keys.count)
        let ends = keys.withShared { keys in
            [(UInt64, UInt64)](count: pieces.count) { ends in
                workers.each(pieces.count) { piece in
                    var least = UInt64.max, greatest = UInt64.min
                    for place in pieces[piece] {
                        least = min(least, keys[place])
                        greatest = max(greatest, keys[place])
                    }
                    ends[piece] = (least, greatest)
                }
            }
        }
        guard let first = ends.first else { return (0, 0) }
        return ends.dropFirst().reduce(first) { (min($0.0, $1.0), max($0.1, $1.1)) }
    }

    /// Sorts the stretches in which only the highest bits of keys are equal by all of their bits.
    private mutating func settle(_ keys: [UInt64], _ workers: Workers) {
        var start = 0
        while start < count {
            var end = start + 1
            while end < count, firsts[end] == 0 { end += 1 }
            let stretch = order[start..<end]
            if end - start > 1, stretch.contains(where: { keys[Int($0)] != keys[Int(stretch[start])] }) {
                let places = Array(stretch)
                let line = SortedLine(places.map { keys[Int($0)] }, workers)
                for (index, place) in line.order.enumerated() {
                    order[start + index] = places[Int(place)]
                    firsts[start + index] = line.firsts[index]
                }
            }
            start = end
        }
    }
}
