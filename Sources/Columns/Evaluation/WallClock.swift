import Model

/// Wall clocks of many instants in one time zone: instants mostly come near each other, so that the offset of the last
/// one is the next one's.
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
                    if !period.contains(instant) {
                        (offset, period) = zone.offsetInForce(at: Instant(microseconds: instant))
                    }
                    let (local, overflow) = instant.addingReportingOverflow(offset)
                    parts[position] =
                        overflow ? atTheEnds(zone.localTime(of: Instant(microseconds: instant))) : part(local)
                }
                initialized = instants.count
            }
        }
    }

    /// Days since 1970-01-01.
    func days(_ instants: [Int64]) -> [Int64] {
        if let offset = offset(ofAll: instants) {
            return instants.withUnsafeBufferPointer { instants in WallClock.days(instants, offset) }
        }
        return map(instants, { local in
            // A literal, by which no machine has to divide.
            let length: Int64 = 86_400_000_000, day = local / length
            return local &- day &* length < 0 ? day - 1 : day
        }, { Int64($0.date.daysSinceEpoch) })
    }

    /// A division that vectorizes: a floating-point estimate, corrected by the remainder.
    private static func days(_ instants: UnsafeBufferPointer<Int64>, _ offset: Int64) -> [Int64] {
        [Int64](unsafeUninitializedCapacity: instants.count) { days, initialized in
            initialized = instants.count
            guard let days = days.baseAddress else { return }
            let length: Int64 = 86_400_000_000
            // Added to a number below 2^51, it leaves the nearest whole number in the lowest bits.
            let rounding = 6_755_399_441_055_744.0
            for position in 0..<instants.count {
                let local = instants[position] &+ offset
                let near =
                    Int64(bitPattern: (Double(local) * (1 / 86_400_000_000) + rounding).bitPattern)
                    &- Int64(bitPattern: rounding.bitPattern)
                // A day less where the nearest one is still to come.
                days[position] = near &+ ((local &- near &* length) &>> 63)
            }
        }
    }

    /// The offset in force at all of them; nil where there are several, or where they are so far from 1970 that their
    /// wall clock leaves 64 bits.
    private func offset(ofAll instants: [Int64]) -> Int64? {
        var least = Int64.max, greatest = Int64.min
        instants.withUnsafeBufferPointer { instants in
            for position in 0..<instants.count {
                least = min(least, instants[position])
                greatest = max(greatest, instants[position])
            }
        }
        guard least <= greatest, max(least.magnitude, greatest.magnitude) < 1 << 60 else { return nil }
        let (offset, period) = zone.offsetInForce(at: Instant(microseconds: least))
        return period.contains(greatest) ? offset : nil
    }
}
