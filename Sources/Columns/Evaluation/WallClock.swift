import Model

/// Wall clocks of many instants in one time zone: instants mostly come near each other, so that the offset of the last one is the next one's.
struct WallClock {
    private let zone: TimeZoneRules

    init(_ zone: TimeZoneRules) { self.zone = zone }

    /// - Parameter part: of the wall clock in microseconds since 1970-01-01T00:00.
    /// - Parameter atTheEnds: the same where the wall clock's microseconds leave 64 bits.
    @inline(__always)
    func map(_ instants: [Int64], _ part: (Int64) -> Int64, _ atTheEnds: (LocalTime) -> Int64) -> [Int64] {
        var (offset, period) = zone.offsetInForce(at: Instant(microseconds: instants.first ?? 0))
        // Unsafe access within the array's own indices, in a loop over every record.
        return instants.withUnsafeBufferPointer { instants in
            [Int64](unsafeUninitializedCapacity: instants.count) { parts, initialized in
                for position in 0..<instants.count {
                    let instant = instants[position]
                    if !period.contains(instant) { (offset, period) = zone.offsetInForce(at: Instant(microseconds: instant)) }
                    let (local, overflow) = instant.addingReportingOverflow(offset)
                    parts[position] = overflow ? atTheEnds(zone.localTime(of: Instant(microseconds: instant))) : part(local)
                }
                initialized = instants.count
            }
        }
    }
}
