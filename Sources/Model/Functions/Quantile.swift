/// The value below which a share of values lies: type 7 of Hyndman and Fan (1996), the default of R and NumPy. Of n sorted values the
/// one at place (n - 1) p, counted from 0, between two values in proportion.
package enum Quantile {
    /// - Parameter values: any order; sorted afterwards.
    /// - Returns: nil of no values.
    package static func value(of values: inout [Int64], at share: Double) -> Double? {
        sort(&values)
        guard !values.isEmpty else { return nil }
        let (place, rest) = place(share, count: values.count)
        return rest == 0 ? Double(values[place]) : between(values[place], values[place + 1], rest)
    }

    package static func value(of values: inout [Double], at share: Double) -> Double? {
        sort(&values)
        guard !values.isEmpty else { return nil }
        let (place, rest) = place(share, count: values.count)
        return rest == 0 ? values[place] : between(values[place], values[place + 1], rest)
    }

    /// A customer's values are few: then to insert each where it belongs is the fastest.
    @inline(__always)
    private static func sort<Number: Comparable>(_ values: inout [Number]) {
        guard values.count <= 48 else { return values.sort() }
        // Every access is within the list's own indices.
        values.withUnsafeMutableBufferPointer { values in
            for place in 1..<max(1, values.count) {
                let value = values[place]
                var hole = place
                while hole > 0, value < values[hole - 1] {
                    values[hole] = values[hole - 1]
                    hole -= 1
                }
                values[hole] = value
            }
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

    /// The last place that is not behind the quantile, and the share of the way from it to the next, 0 ..< 1; 0 at the last place.
    private static func place(_ share: Double, count: Int) -> (place: Int, share: Double) {
        let exact = nearestWhole(to: Double(count - 1) * share)
        let place = exact.rounded(.down)
        return (Int(place), exact - place)
    }

    /// Between equal values nothing is to be rounded, and infinities have no difference.
    private static func between(_ low: Double, _ high: Double, _ share: Double) -> Double {
        low == high ? low : low * (1 - share) + high * share
    }

    /// Exact where the result is whole or a half, as far as a double holds it.
    private static func between(_ low: Int64, _ high: Int64, _ share: Double) -> Double {
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
