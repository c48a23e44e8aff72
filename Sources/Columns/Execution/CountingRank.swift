/// How many have each value, where there are not many different ones: days, counts, scores. Standings that only compare
/// need no sorting then.
struct CountingRank: Sendable {
    private static let most = 1 << 16

    private let least: Int64
    /// How many have a lower value, by value; at the end how many there are.
    private let lower: [Int]

    /// - Parameter known: 1 for the values that count; nil for all.
    /// - Returns: nil where values lie too far apart.
    init?(_ values: [Int64], _ known: Mask?, _ workers: Workers) {
        guard let ends = CountingRank.ends(values, known, workers) else { return nil }
        let (width, overflow) = ends.greatest.subtractingReportingOverflow(ends.least)
        guard !overflow, width < CountingRank.most else { return nil }
        let least = ends.least, places = Int(width) + 1
        // Tables that are not small are not made for each piece.
        let pieces = Morsels(values.count, size: places <= 4_096 ? Morsels.usualSize : max(1, values.count))
        let counts = values.withShared { values in
            (known ?? []).withShared { mask in
                let isAll = known == nil
                return [Int32](count: pieces.count * places) { counts in
                    workers.each(pieces.count) { piece in
                        let counts = counts.part(piece * places..<(piece + 1) * places)
                        for place in counts.indices { counts[place] = 0 }
                        if isAll {
                            for position in pieces[piece] {
                                counts[Int(truncatingIfNeeded: values[position] &- least)] &+= 1
                            }
                        } else {
                            for position in pieces[piece] where mask[position] != 0 {
                                counts[Int(truncatingIfNeeded: values[position] &- least)] &+= 1
                            }
                        }
                    }
                }
            }
        }
        var lower = [0]
        lower.reserveCapacity(places + 1)
        for place in 0..<places {
            var count = lower[place]
            for piece in 0..<pieces.count { count += Int(counts[piece * places + place]) }
            lower.append(count)
        }
        self.least = least
        self.lower = lower
    }

    /// nil where nothing is known.
    private static func ends(_ values: [Int64], _ known: Mask?, _ workers: Workers) -> (least: Int64, greatest: Int64)?
    {
        let pieces = Morsels(values.count)
        let ends = values.withShared { values in
            (known ?? []).withShared { mask in
                let isAll = known == nil
                return [(Int64, Int64)](count: pieces.count) { ends in
                    workers.each(pieces.count) { piece in
                        var least = Int64.max, greatest = Int64.min
                        for position in pieces[piece] {
                            let value = values[position], counts = isAll || mask[position] != 0
                            least = min(least, counts ? value : .max)
                            greatest = max(greatest, counts ? value : .min)
                        }
                        ends[piece] = (least, greatest)
                    }
                }
            }
        }
        let all = ends.reduce((Int64.max, Int64.min)) { (min($0.0, $1.0), max($0.1, $1.1)) }
        return all.0 <= all.1 ? (all.0, all.1) : nil
    }

    /// For each value what `result` says: of how many are lower, and of how many lower or equal.
    func lookedUp<Result: BitwiseCopyable & Sendable>(
        _ values: [Int64], _ known: Mask?, _ none: Result, _ result: (Int, Int) -> Result, _ workers: Workers
    ) -> [Result] {
        let table = (0..<lower.count - 1).map { result(lower[$0], lower[$0 + 1]) }
        let pieces = Morsels(values.count), least = least
        return table.withShared { table in
            values.withShared { values in
                (known ?? []).withShared { mask in
                    let isAll = known == nil
                    return [Result](count: values.count) { results in
                        workers.each(pieces.count) { piece in
                            for position in pieces[piece] {
                                let isKnown = isAll || mask[position] != 0
                                results[position] =
                                    isKnown ? table[Int(truncatingIfNeeded: values[position] &- least)] : none
                            }
                        }
                    }
                }
            }
        }
    }
}
