import Model

/// The order of values, as whole numbers that compare as they do.
extension Vector {
    /// Positions in the order of their values; those of equal values stay as they are.
    ///
    /// - Precondition: the values at the positions are known.
    func sorted(_ positions: [Int32], isDescending: Bool = false) -> [Int32] {
        let ranks = ranks
        guard let first = positions.first else { return [] }
        var least = ranks[Int(first)], greatest = least
        for position in positions {
            least = min(least, ranks[Int(position)])
            greatest = max(greatest, ranks[Int(position)])
        }
        let (width, overflow) = greatest.subtractingReportingOverflow(least)
        guard !overflow, width < Int64(UInt32.max) else { return sortedWide(positions, ranks, isDescending) }
        // Value and place in one number: to sort these compares nothing else and keeps equal values in order.
        var packed = [UInt64](unsafeUninitializedCapacity: positions.count) { buffer, initialized in
            for (place, position) in positions.enumerated() {
                let rank = ranks[Int(position)]
                let key = UInt64(truncatingIfNeeded: isDescending ? greatest &- rank : rank &- least)
                buffer.initializeElement(at: place, to: key << 32 | UInt64(place))
            }
            initialized = positions.count
        }
        packed.sort()
        return packed.map { positions[Int($0 & 0xFFFF_FFFF)] }
    }

    private func sortedWide(_ positions: [Int32], _ ranks: [Int64], _ isDescending: Bool) -> [Int32] {
        struct Entry {
            var rank: Int64
            var place: Int32
        }
        var entries = positions.indices.map { Entry(rank: isDescending ? ~ranks[Int(positions[$0])] : ranks[Int(positions[$0])], place: Int32(truncatingIfNeeded: $0)) }
        entries.sort { $0.rank != $1.rank ? $0.rank < $1.rank : $0.place < $1.place }
        return entries.map { positions[Int($0.place)] }
    }

    /// Whole numbers that compare as the values do; equal values have equal ones. No number is `NaN`: there is no way to one.
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

extension Texts {
    /// The place of each text among the different ones.
    var ranks: [Int64] {
        let list = (0..<count).map { text($0) }
        let order = list.indices.sorted { list[$0].utf8.lexicographicallyPrecedes(list[$1].utf8) }
        var ranks = [Int64](repeating: 0, count: count)
        var rank: Int64 = 0
        for (place, code) in order.enumerated() {
            if place > 0, !list[order[place - 1]].utf8.elementsEqual(list[code].utf8) { rank += 1 }
            ranks[code] = rank
        }
        return ranks
    }
}
