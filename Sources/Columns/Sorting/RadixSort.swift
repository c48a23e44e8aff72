/// Sorts whole numbers by their digits: in time that grows with how many there are, whatever they look like.
enum RadixSort {
    /// Below this many, comparing is faster than counting.
    static let fewest = 384
    private static let digitBits = 8
    private static let digits = 1 << digitBits
    /// More than a core's cache holds beside its other work: these are shared out by their highest digit first.
    private static let cached = 1 << 15

    /// Sorts items by the bits of a range.
    ///
    /// - Precondition: the bits above the range are 0, and those below it ascend already: they say where an item came
    ///   from, so that equal ones stay in that order.
    static func sort(_ items: inout [UInt64], by bits: Range<Int>, _ workers: Workers) {
        guard !bits.isEmpty, items.count > 1 else { return }
        guard items.count >= fewest else { return items.sort() }
        let count = items.count
        // Unsafe, because partitions are parts of one array that threads sort at the same time.
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { scratch in
            items.withUnsafeMutableBufferPointer { items in
                guard let from = items.baseAddress, let to = scratch.baseAddress else { return }
                if count <= cached || bits.count <= digitBits {
                    sort(from, to, count, bits)
                } else {
                    share(SharedBuffer(from), SharedBuffer(to), count, bits, workers)
                }
            }
        }
    }

    // MARK: Partitions

    /// Shares items out by their highest digit, then sorts each share by the rest.
    private static func share(
        _ items: SharedBuffer<UInt64>, _ scratch: SharedBuffer<UInt64>, _ count: Int, _ bits: Range<Int>,
        _ workers: Workers
    ) {
        let shift = UInt64(bits.upperBound - digitBits)
        let pieces = Morsels(count)
        var places = [Int](repeating: 0, count: pieces.count * digits)
        places.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            let places = SharedBuffer(start)
            workers.each(pieces.count) { piece in
                let counts = places.part(piece * digits..<(piece + 1) * digits)
                for index in pieces[piece] { counts[Int(truncatingIfNeeded: items[index] &>> shift)] &+= 1 }
            }
            var place = 0
            for digit in 0..<digits {
                for piece in 0..<pieces.count {
                    let count = places[piece * digits + digit]
                    places[piece * digits + digit] = place
                    place += count
                }
            }
            // Where the shares begin is where those of the first piece do.
            let starts = (0..<digits).map { places[$0] } + [count]
            workers.each(pieces.count) { piece in
                let next = places.part(piece * digits..<(piece + 1) * digits)
                for index in pieces[piece] {
                    let item = items[index], digit = Int(truncatingIfNeeded: item &>> shift)
                    scratch[next[digit]] = item
                    next[digit] &+= 1
                }
            }
            workers.each(digits) { digit in
                let share = starts[digit]..<starts[digit + 1]
                guard let from = scratch.part(share).baseAddress, let to = items.part(share).baseAddress else { return }
                sort(from, to, share.count, bits.lowerBound..<bits.upperBound - digitBits, isWantedInScratch: true)
            }
        }
    }

    // MARK: One after another

    /// Sorts what is in `items`; it ends there, or in `scratch` where it is wanted there.
    private static func sort(
        _ items: UnsafeMutablePointer<UInt64>, _ scratch: UnsafeMutablePointer<UInt64>, _ count: Int,
        _ bits: Range<Int>,
        isWantedInScratch: Bool = false
    ) {
        var from = items, to = scratch
        if count < fewest {
            var few = UnsafeMutableBufferPointer(start: from, count: count)
            few.sort()
        } else {
            withUnsafeTemporaryAllocation(of: Int.self, capacity: digits) { places in
                var low = bits.lowerBound
                while low < bits.upperBound {
                    let shift = UInt64(low), mask = UInt64(1) << UInt64(min(digitBits, bits.upperBound - low)) - 1
                    low += digitBits
                    for digit in 0..<digits { places[digit] = 0 }
                    for index in 0..<count { places[Int(truncatingIfNeeded: from[index] &>> shift & mask)] &+= 1 }
                    // Where all have the same digit there is nothing to do.
                    if places[Int(truncatingIfNeeded: from[0] &>> shift & mask)] == count { continue }
                    var place = 0
                    for digit in 0..<digits {
                        let count = places[digit]
                        places[digit] = place
                        place &+= count
                    }
                    for index in 0..<count {
                        let item = from[index], digit = Int(truncatingIfNeeded: item &>> shift & mask)
                        to[places[digit]] = item
                        places[digit] &+= 1
                    }
                    swap(&from, &to)
                }
            }
        }
        let wanted = isWantedInScratch ? scratch : items
        if from != wanted { wanted.update(from: from, count: count) }
    }
}
