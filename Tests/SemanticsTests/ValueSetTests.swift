@testable import Semantics
import Testing

/// The algebra of sets of values, by hand and by trying every value out.
struct ValueSetTests {
    private static func int(_ value: Int64) -> ValueSet.Point { .int(value) }

    @Test func wholeNumbersHaveNeighbours() {
        #expect(ValueSet.below(.int(5)) == ValueSet.upTo(.int(4)))
        #expect(ValueSet.below(.int(5)).union(.from(.int(5))) == .known)
        #expect(ValueSet.upTo(.int(4)).intersection(.from(.int(5))).isEmpty)
        #expect(ValueSet.only(.int(4)).union(.only(.int(5))) == ValueSet.from(.int(4)).intersection(.upTo(.int(5))))
        #expect(ValueSet.above(.int(.max)).contains(.int(.max)) == false)
        #expect(ValueSet.upTo(.int(.max)).contains(.int(.max)))
    }

    @Test func numbersAndTextsHaveNone() {
        #expect(ValueSet.below(.number(5)) != ValueSet.upTo(.number(4)))
        #expect(!ValueSet.below(.number(5)).union(.above(.number(5))).contains(.number(5)))
        #expect(ValueSet.below(.number(5)).union(.above(.number(5))).union(.only(.number(5))) == .known)
        let text = ValueSet.from(.text(Array("a".utf8))).intersection(.below(.text(Array("b".utf8))))
        #expect(text.contains(.text(Array("az".utf8))) && !text.contains(.text(Array("b".utf8))))
    }

    @Test func missingIsAValueOfItsOwn() {
        #expect(ValueSet.below(.int(5)).complement.hasMissing)
        #expect(ValueSet.known.union(.missing) == .everything)
        #expect(ValueSet.everything.complement.isEmpty)
        #expect(!ValueSet.missing.isSubset(of: .known))
    }

    @Test func spansAreSingleIntervals() {
        #expect(ValueSet.only(.int(5)).span?.lower == .below(.int(5)))
        #expect(ValueSet.known.span != nil)
        #expect(ValueSet.only(.int(5)).union(.only(.int(7))).span == nil)
        #expect(ValueSet.none.span == nil)
    }

    /// Random sets over a few values against what trying every value says. Half steps show what lies between numbers.
    @Test func everyOperationIsWhatItSaysOfEachValue() {
        var random = SeededRandom(seed: 4711)
        for _ in 0..<3_000 {
            let isWhole = Bool.random(using: &random)
            let points: [ValueSet.Point] = isWhole ? (0...8).map { .int($0) } : (0...16).map { .number(Double($0) / 2) }
            let (a, inA) = ValueSetTests.sample(points, &random)
            let (b, inB) = ValueSetTests.sample(points, &random)
            let pairs: [(ValueSet, (Bool, Bool) -> Bool)] = [
                (a.union(b), { $0 || $1 }), (a.intersection(b), { $0 && $1 }), (a.subtracting(b), { $0 && !$1 }),
                (a.complement, { a, _ in !a })
            ]
            for (set, rule) in pairs {
                for (index, point) in points.enumerated() {
                    #expect(set.contains(point) == rule(inA[index], inB[index]), "\(a) \(b) \(point)")
                }
                #expect(set.hasMissing == rule(a.hasMissing, b.hasMissing))
                // One set has one form.
                #expect(set.complement.complement == set)
            }
            #expect(a.isSubset(of: b) == a.subtracting(b).isEmpty)
            #expect((a == b) == (a.isSubset(of: b) && b.isSubset(of: a)))
            #expect(a.union(b).complement == a.complement.intersection(b.complement))
        }
    }

    /// A set built of a few comparisons, and which of the points fulfil them.
    private static func sample(_ points: [ValueSet.Point], _ random: inout SeededRandom) -> (ValueSet, [Bool]) {
        var set = ValueSet.none
        var inside = points.map { _ in false }
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let index = Int.random(in: 0..<points.count, using: &random)
            let (next, test): (ValueSet, (Int) -> Bool) = switch Int.random(in: 0..<5, using: &random) {
            case 0: (.below(points[index]), { $0 < index })
            case 1: (.upTo(points[index]), { $0 <= index })
            case 2: (.from(points[index]), { $0 >= index })
            case 3: (.above(points[index]), { $0 > index })
            default: (.only(points[index]), { $0 == index })
            }
            let joins = Bool.random(using: &random)
            set = joins ? set.union(next) : set.intersection(next)
            for i in inside.indices { inside[i] = joins ? inside[i] || test(i) : inside[i] && test(i) }
            if Int.random(in: 0..<4, using: &random) == 0 {
                set = set.complement
                inside = inside.map { !$0 }
            }
        }
        return (set, inside)
    }
}
