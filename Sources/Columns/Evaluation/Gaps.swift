/// By how much each day of a run lies behind the one before it.
///
/// Days ascend as the times do, whatever the order of records at one time. Unsafe access throughout: there are fewer
/// gaps than days.
enum Gaps {
    /// - Parameter bounds: of the runs among the days.
    /// - Returns: one gap less than days of each run, none of an empty one.
    static func between(_ days: [Int64], _ bounds: [Int32]) -> (gaps: [Int64], bounds: [Int32]) {
        var ends = [Int32](repeating: 0, count: bounds.count)
        var hasDescents = false
        let gaps = [Int64](unsafeUninitializedCapacity: days.count + step) { gaps, count in
            guard let gaps = gaps.baseAddress else { return }
            days.withUnsafeBufferPointer { days in
                var next = 0, signs: Int64 = 0
                bounds.forEachRun { index, places in
                    var place = places.lowerBound
                    let last = places.upperBound &- 1, start = next
                    // So many at once that most runs are done; what is too much is written over by the next run.
                    while place < last {
                        let target = gaps + (start &+ place &- places.lowerBound)
                        if place &+ step < days.count {
                            for ahead in 0..<step {
                                let gap = days[place &+ ahead &+ 1] &- days[place &+ ahead]
                                target[ahead] = gap
                                signs |= gap & (place &+ ahead < last ? -1 : 0)
                            }
                        } else {
                            for ahead in 0..<last &- place {
                                target[ahead] = days[place &+ ahead &+ 1] &- days[place &+ ahead]
                                signs |= target[ahead]
                            }
                        }
                        place &+= step
                    }
                    next &+= max(0, places.count &- 1)
                    ends[index &+ 1] = Int32(truncatingIfNeeded: next)
                }
                count = next
                hasDescents = signs < 0
            }
        }
        return hasDescents ? between(sorted(days, bounds), bounds) : (gaps, ends)
    }

    /// The same between the different days of each run that are known.
    static func betweenDistinct(_ days: [Int64], _ known: Mask?, _ bounds: [Int32]) -> (gaps: [Int64], bounds: [Int32])
    {
        let (all, ends) = known.map { between(days.at($0.positions), $0.kept(bounds)) } ?? between(days, bounds)
        let isAnother = all.mask { $0 == 0 ? 0 : 1 }
        return (all.at(isAnother.positions), isAnother.kept(ends))
    }

    private static let step = 16

    private static func sorted(_ days: [Int64], _ bounds: [Int32]) -> [Int64] {
        var days = days
        days.withUnsafeMutableBufferPointer { days in
            bounds.forEachRun { _, places in days[places].sort() }
        }
        return days
    }
}
