@testable import Columns
import Testing

/// Numbers that do not change from one run to the next.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// Sorting by digits against sorting by comparison.
struct SortingTests {
    /// Of each the largest, so that few different ones, many, and all 64 bits occur; one far away leaves the others
    /// with few bits.
    static let ranges: [ClosedRange<Int64>] = [
        0...0, 0...3, -1_000...1_000, -40_000...4_000_000, -9_000_000_000_000...9_000_000_000_000, .min ... .max
    ]

    static func values(_ range: ClosedRange<Int64>, _ count: Int) -> [Int64] {
        var random = SeededNumbers(state: UInt64(count))
        var values = (0..<count).map { _ in Int64.random(in: range, using: &random) }
        if count > 10 { (values[3], values[7]) = (range.lowerBound, range.upperBound) }
        return values
    }

    @Test(arguments: ranges, [0, 1, 2, 383, 384, 5_000, 150_000])
    func ordersAreStable(range: ClosedRange<Int64>, count: Int) {
        let values = SortingTests.values(range, count)
        for threads in [1, 3] {
            for isDescending in [false, true] {
                let order = Vector(.integers(values)).order(isDescending: isDescending, Workers(count: threads))
                let expected = (0..<Int32(count)).sorted { a, b in
                    let (x, y) = (values[Int(a)], values[Int(b)])
                    return x != y ? (x < y) != isDescending : a < b
                }
                #expect(order == expected)
            }
        }
    }

    @Test func keysFarApartAreSettled() {
        // One value far away leaves the others equal in their highest bits.
        var values = SortingTests.values(-1_000...1_000, 70_000)
        (values[5], values[6]) = (.min, .max)
        let line = SortedLine(
            Vector(.integers(values)).sortKeys(nil, isDescending: false, Workers(count: 2)), Workers(count: 2))
        let expected = (0..<Int32(values.count)).sorted { (values[Int($0)], $0) < (values[Int($1)], $1) }
        #expect(line.order == expected)
        let firsts: Mask = expected.indices.map {
            $0 == 0 || values[Int(expected[$0])] != values[Int(expected[$0 - 1])] ? 1 : 0
        }
        #expect(line.firsts == firsts)
    }

    @Test func missingValuesComeLastBothWays() {
        let vector = Vector(.numbers([2, 0, -0.0, -.infinity, 1, .infinity]), valid: [1, 1, 1, 1, 0, 1])
        #expect(vector.order(isDescending: false, Workers(count: 1)) == [3, 1, 2, 0, 5, 4])
        #expect(vector.order(isDescending: true, Workers(count: 1)) == [5, 0, 1, 2, 3, 4])
    }

    @Test func textsAreOrderedByTheirBytes() {
        let vector = Vector(.texts([0, 1, 2, 3, 1], StringDictionary(["b", "a", "ä", "b"])))
        #expect(vector.order(isDescending: false, Workers(count: 1)) == [1, 4, 0, 3, 2])
    }

    @Test func numbersComeBackFromTheirKeys() {
        let numbers = [-Double.infinity, -2.5, 0, 1e-300, 7]
        #expect(
            Vector(.numbers(numbers)).sortKeys(nil, isDescending: false, Workers(count: 1)).map(Vector.number)
                == numbers)
        let whole = [Int64.min, -1, 0, .max]
        #expect(
            Vector(.integers(whole)).sortKeys(nil, isDescending: false, Workers(count: 1)).map(Vector.integer) == whole)
    }

    @Test(arguments: ranges)
    func selectionFindsWhatSortingWould(range: ClosedRange<Int64>) {
        let keys = Vector(.integers(SortingTests.values(range, 3_000))).sortKeys(
            nil, isDescending: false, Workers(count: 1))
        let sorted = keys.sorted()
        for place in [0, 1, 127, 1_500, 2_998, 2_999] {
            var copy = keys
            #expect(RadixSelection.key(at: place, of: &copy) == sorted[place])
        }
    }

    @Test func theFirstFewAreAmongTheCandidates() {
        let vector = Vector(.integers([5, 9, 9, 1, 9, 7, 2]), valid: [1, 1, 1, 1, 1, 0, 1])
        #expect(
            vector.candidates(forFirst: 2, isDescending: true, Workers(count: 1)) == [1, 2, 4],
            "all with the value of the last")
        #expect(vector.candidates(forFirst: 2, isDescending: false, Workers(count: 1)) == [3, 6])
        #expect(
            vector.candidates(forFirst: 6, isDescending: true, Workers(count: 1)).count == 7,
            "missing values come where known ones do not suffice")
    }
}
