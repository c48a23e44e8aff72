/// Which scalars are the same when case is ignored: those with the same lower case, as `ignoring case` has it
/// elsewhere. `İ`, the one scalar whose lower case is two, is only the same as itself.
enum CaseVariants {
    /// Every scalar that is not its own lower case, with its lower case; ascending by the former.
    private static let pairs: [(scalar: UInt32, lower: UInt32)] = {
        // The blocks that hold scripts with case, Unicode 16 and room to spare; asking about all scalars takes 20 times
        // as long.
        let blocks: [ClosedRange<UInt32>] = [
            0x41...0x5FF, 0x1000...0x2FFF, 0xA000...0xABFF, 0xFF00...0xFFFF, 0x10400...0x11FFF,
            0x16E00...0x16FFF, 0x1E900...0x1E9FF
        ]
        var pairs: [(scalar: UInt32, lower: UInt32)] = []
        for block in blocks {
            for value in block {
                guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenLowercased else { continue }
                let lower = scalar.properties.lowercaseMapping.unicodeScalars
                if let first = lower.first, lower.count == 1, first != scalar { pairs.append((value, first.value)) }
            }
        }
        return pairs
    }()

    /// What is given and all that is the same as something in it when case is ignored.
    static func closure(of given: ScalarRanges) -> ScalarRanges {
        if let ascii = asciiClosure(of: given) { return ascii }
        let lowers = given.union(
            ScalarRanges(pairs.lazy.filter { given.contains($0.scalar) }.map { $0.lower...$0.lower }))
        return lowers.union(ScalarRanges(pairs.lazy.filter { lowers.contains($0.lower) }.map { $0.scalar...$0.scalar }))
    }

    /// Without the table, whose making is felt in a process that lives for milliseconds.
    private static func asciiClosure(of given: ScalarRanges) -> ScalarRanges? {
        guard let last = given.ranges.last, last.upperBound < 0x80 else { return given.ranges.isEmpty ? given : nil }
        var ranges = given.ranges
        for range in given.ranges {
            for (letters, distance) in [(UInt32(0x41)...0x5A, 0x20), (UInt32(0x61)...0x7A, -0x20)]
            where letters.overlaps(range) {
                let part = letters.clamped(to: range)
                ranges.append(UInt32(Int(part.lowerBound) + distance)...UInt32(Int(part.upperBound) + distance))
            }
        }
        // K, the sign of kelvins, is the only scalar beyond ASCII whose lower case is in it.
        if given.contains(0x4B) || given.contains(0x6B) { ranges.append(0x212A...0x212A) }
        return ScalarRanges(ranges)
    }
}
