/// A set of the values that one expression can have: intervals of an order, and perhaps the missing value.
///
/// Kept as the places at which membership changes, so that every operation is one pass over them.
package struct ValueSet: Sendable, Hashable {
    /// A value as far as its place in the order goes. Values of one set are all of one case.
    package enum Point: Sendable, Hashable, Comparable {
        /// Whole: between two neighbours lies nothing.
        case int(Int64)
        case number(Double)
        /// By its UTF-8 bytes.
        case text([UInt8])

        package static func < (a: Point, b: Point) -> Bool {
            switch (a, b) {
            case (.int(let a), .int(let b)): a < b
            case (.number(let a), .number(let b)): a < b
            case (.text(let a), .text(let b)): a.lexicographicallyPrecedes(b)
            default: false
            }
        }
    }

    /// The place just below a value, or just above it.
    struct Cut: Sendable, Hashable, Comparable {
        let point: Point
        let isAbove: Bool

        static func below(_ point: Point) -> Cut { Cut(point: point, isAbove: false) }

        /// Above a whole number is below the next, so that equal sets look equal.
        static func above(_ point: Point) -> Cut {
            if case .int(let value) = point, value < .max { return below(.int(value + 1)) }
            return Cut(point: point, isAbove: true)
        }

        static func < (a: Cut, b: Cut) -> Bool {
            a.point == b.point ? !a.isAbove && b.isAbove : a.point < b.point
        }
    }

    /// Whether the smallest values belong to it.
    private(set) var startsInside: Bool
    /// Where membership changes, in order.
    private(set) var cuts: [Cut]
    package private(set) var hasMissing: Bool

    private init(startsInside: Bool, cuts: [Cut], hasMissing: Bool) {
        self.startsInside = startsInside
        self.cuts = cuts
        self.hasMissing = hasMissing
    }

    package static let none = ValueSet(startsInside: false, cuts: [], hasMissing: false)
    package static let everything = ValueSet(startsInside: true, cuts: [], hasMissing: true)
    package static let missing = ValueSet(startsInside: false, cuts: [], hasMissing: true)
    package static let known = ValueSet(startsInside: true, cuts: [], hasMissing: false)

    package static func below(_ point: Point) -> ValueSet {
        ValueSet(startsInside: true, cuts: [.below(point)], hasMissing: false)
    }
    package static func upTo(_ point: Point) -> ValueSet {
        ValueSet(startsInside: true, cuts: [.above(point)], hasMissing: false)
    }
    package static func from(_ point: Point) -> ValueSet {
        ValueSet(startsInside: false, cuts: [.below(point)], hasMissing: false)
    }
    package static func above(_ point: Point) -> ValueSet {
        ValueSet(startsInside: false, cuts: [.above(point)], hasMissing: false)
    }
    /// Nothing but these.
    package static func anyOf(_ points: [Point]) -> ValueSet {
        var cuts: [Cut] = []
        for point in Set(points).sorted() {
            // Neighbours become one interval.
            if cuts.last == .below(point) { cuts.removeLast() } else { cuts.append(.below(point)) }
            cuts.append(.above(point))
        }
        return ValueSet(startsInside: false, cuts: cuts, hasMissing: false)
    }

    package static func only(_ point: Point) -> ValueSet { from(point).intersection(upTo(point)) }

    package var isEmpty: Bool { !startsInside && cuts.isEmpty && !hasMissing }

    package func contains(_ point: Point) -> Bool {
        // Below as many places as there are below the value.
        let passed = cuts.count { $0 < .above(point) || $0 == .below(point) }
        return startsInside != (passed % 2 == 1)
    }

    package var complement: ValueSet { ValueSet(startsInside: !startsInside, cuts: cuts, hasMissing: !hasMissing) }

    package func intersection(_ other: ValueSet) -> ValueSet { merged(with: other) { $0 && $1 } }

    package func union(_ other: ValueSet) -> ValueSet { merged(with: other) { $0 || $1 } }

    package func subtracting(_ other: ValueSet) -> ValueSet { merged(with: other) { $0 && !$1 } }

    /// Whether the two have nothing in common; no set is made to find out.
    func isDisjoint(from other: ValueSet) -> Bool {
        if startsInside && other.startsInside || hasMissing && other.hasMissing { return false }
        var (inA, inB) = (startsInside, other.startsInside)
        var (a, b) = (0, 0)
        while a < cuts.count || b < other.cuts.count {
            let isOfA = b == other.cuts.count || a < cuts.count && cuts[a] <= other.cuts[b]
            let isOfB = a == cuts.count || b < other.cuts.count && other.cuts[b] <= cuts[a]
            if isOfA {
                inA.toggle()
                a += 1
            }
            if isOfB {
                inB.toggle()
                b += 1
            }
            if inA && inB { return false }
        }
        return true
    }

    package func isSubset(of other: ValueSet) -> Bool { subtracting(other).isEmpty }

    private func merged(with other: ValueSet, _ rule: (Bool, Bool) -> Bool) -> ValueSet {
        var (inA, inB) = (startsInside, other.startsInside)
        var result = ValueSet(startsInside: rule(inA, inB), cuts: [], hasMissing: rule(hasMissing, other.hasMissing))
        var isInside = result.startsInside
        var (a, b) = (cuts[...], other.cuts[...])
        while let next = [a.first, b.first].compactMap(\.self).min() {
            if a.first == next {
                inA.toggle()
                a.removeFirst()
            }
            if b.first == next {
                inB.toggle()
                b.removeFirst()
            }
            if rule(inA, inB) != isInside {
                isInside.toggle()
                result.cuts.append(next)
            }
        }
        return result
    }

    // MARK: As one interval

    /// Whether it is one interval of known values that ends on neither side, on one, or on both; nil where it is none
    /// or several.
    var span: (lower: Cut?, upper: Cut?)? {
        switch (startsInside, cuts.count) {
        case (true, 0): (nil, nil)
        case (true, 1): (nil, cuts[0])
        case (false, 1): (cuts[0], nil)
        case (false, 2): (cuts[0], cuts[1])
        default: nil
        }
    }
}

extension ValueSet.Cut {
    /// The smallest value above the place, and whether it belongs there itself.
    var lowest: (point: ValueSet.Point, isIncluded: Bool) { (point, !isAbove) }

    /// The largest value below the place; of whole numbers always one that belongs there.
    var highest: (point: ValueSet.Point, isIncluded: Bool) {
        if case .int(let value) = point, !isAbove, value > .min { return (.int(value - 1), true) }
        return (point, isAbove)
    }
}
