/// The value below which a share of values lies: type 7 of Hyndman and Fan (1996), the default of R and NumPy. Of n
/// sorted values the one at place (n - 1) p, counted from 0, between two values in proportion.
package enum Quantile {
    /// - Parameter values: any order; in another order afterwards.
    /// - Returns: nil of no values.
    package static func value(of values: inout [Int64], at share: Double) -> Double? {
        guard !values.isEmpty else { return nil }
        let (place, rest) = place(share, count: values.count)
        let (low, high) = select(place, rest > 0, &values)
        return rest == 0 ? Double(low) : between(low, high, rest)
    }

    package static func value(of values: inout [Double], at share: Double) -> Double? {
        guard !values.isEmpty else { return nil }
        let (place, rest) = place(share, count: values.count)
        let (low, high) = select(place, rest > 0, &values)
        return rest == 0 ? low : between(low, high, rest)
    }

    /// The value at a place in sorted order, and the next one (Hoare, 1961). One side of each partition is left as it
    /// is, so the time is proportional to the number of values.
    @inline(__always)
    private static func select<Number: Comparable>(_ place: Int, _ wantsNext: Bool, _ values: inout [Number]) -> (
        Number, Number
    ) {
        // Every access is within the list's own indices; partitions end at values that are not beyond the pivot.
        values.withUnsafeMutableBufferPointer { values in
            var low = 0, high = values.count - 1
            while low < high {
                let pivot = values[low + (high - low) / 2]
                var left = low, right = high
                while left <= right {
                    while values[left] < pivot { left += 1 }
                    while pivot < values[right] { right -= 1 }
                    if left <= right {
                        values.swapAt(left, right)
                        left += 1
                        right -= 1
                    }
                }
                if place <= right { high = right } else if place >= left { low = left } else { break }
            }
            var next = values[place]
            if wantsNext {
                next = values[place + 1]
                for other in place + 1..<values.count where values[other] < next { next = values[other] }
            }
            return (values[place], next)
        }
    }

    /// The same without a list: what would stand at a place, from 0, if the values were sorted, is asked of `value`.
    package static func value(count: Int, at share: Double, _ value: (Int) -> Int64) -> Double? {
        guard count > 0 else { return nil }
        let (place, rest) = place(share, count: count)
        return rest == 0 ? Double(value(place)) : between(value(place), value(place + 1), rest)
    }

    package static func value(count: Int, at share: Double, _ value: (Int) -> Double) -> Double? {
        guard count > 0 else { return nil }
        let (place, rest) = place(share, count: count)
        return rest == 0 ? value(place) : between(value(place), value(place + 1), rest)
    }

    /// The last place that is not behind the quantile, and the share of the way from it to the next, 0 ..< 1; 0 at the
    /// last place.
    package static func place(_ share: Double, count: Int) -> (place: Int, share: Double) {
        let exact = nearestWhole(to: Double(count - 1) * share)
        let place = exact.rounded(.down)
        return (Int(place), exact - place)
    }

    /// By way of the difference, as NumPy does: two fifths of the way from -0.5 to 0.75 is 0, and not 5.6e-17.
    /// Infinities, and numbers that lie too far apart, have none.
    private static func between(_ low: Double, _ high: Double, _ share: Double) -> Double {
        if low == high { return low }
        let difference = high - low
        return difference.isFinite ? low + difference * share : low * (1 - share) + high * share
    }

    /// Exact where the result is whole or a half, as far as a double holds it.
    package static func between(_ low: Int64, _ high: Int64, _ share: Double) -> Double {
        let (sum, overflow) = low.addingReportingOverflow(high)
        if share == 0.5, !overflow, sum.magnitude < 1 << 53 { return Double(sum) / 2 }
        let (first, second) = (Int128(low), Int128(high))
        if share == 0.5 { return (first + second) % 2 == 0 ? Double((first + second) / 2) : Double(first + second) / 2 }
        return nearestWhole(to: Double(low) + Double(second - first) * share)
    }

    /// 100 * 0.29 is 28.999999999999996, because 0.29 is not quite: 29 is meant.
    private static func nearestWhole(to number: Double) -> Double {
        let whole = number.rounded()
        return abs(number - whole) <= 4 * whole.ulp ? whole : number
    }
}
