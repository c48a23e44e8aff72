@testable import Columns
import Model
import Testing

/// Groups and what becomes of their rows, against a dictionary.
struct GroupingTests {
    private static let count = 140_000

    private static func vector(_ range: ClosedRange<Int64>, seed: UInt64, missing: Bool) -> Vector {
        var random = SeededNumbers(state: seed)
        let values = (0..<count).map { _ in Int64.random(in: range, using: &random) }
        return Vector(
            .integers(values),
            valid: missing ? (0..<count).map { _ in UInt8.random(in: 0...3, using: &random) == 0 ? 0 : 1 } : nil)
    }

    private static func key(_ vectors: [Vector], _ row: Int) -> [Int64?] {
        vectors.map { $0.isValid(row) ? $0.value(row, as: .int).integer : nil }
    }

    /// In the order of keys, missing ones last.
    private static func isLess(_ a: [Int64?], _ b: [Int64?]) -> Bool {
        for (x, y) in zip(a, b) where x != y {
            guard let x else { return false }
            guard let y else { return true }
            return x < y
        }
        return false
    }

    @Test(arguments: [
        [vector(0...5, seed: 1, missing: true)],
        [vector(-100...100_000, seed: 2, missing: false), vector(7...8, seed: 3, missing: true)],
        [vector(.min ... .max, seed: 4, missing: true)],
        [
            vector(0...500, seed: 5, missing: true), vector(0...500, seed: 6, missing: false),
            vector(0...500, seed: 7, missing: false)
        ]
    ])
    func rowsAreGroupedAsADictionaryWould(keys: [Vector]) {
        var rows: [[Int64?]: [Int]] = [:]
        for row in 0..<GroupingTests.count { rows[GroupingTests.key(keys, row), default: []].append(row) }
        let expected = rows.keys.sorted(by: GroupingTests.isLess)
        let grouping = Grouping(keys, rowCount: GroupingTests.count, Workers(count: 2))
        #expect(grouping.count == expected.count)
        for (group, key) in expected.enumerated() {
            #expect(Int(grouping.representatives[group]) == rows[key]?.first)
            let isRight = rows[key]?.allSatisfy { grouping.numbers[$0] == group } ?? false
            #expect(isRight)
            if !isRight { return }
        }
    }

    @Test(arguments: [0...6 as ClosedRange<Int64>, 0...9_000], [true, false])
    func groupsAreReducedAsTheirRowsWouldBe(groups: ClosedRange<Int64>, missing: Bool) throws {
        let keys = GroupingTests.vector(groups, seed: 8, missing: false),
            values = GroupingTests.vector(-50_000...50_000, seed: 9, missing: missing)
        let kept: Mask = (0..<GroupingTests.count).map { $0 % 5 == 0 ? 0 : 1 }
        guard case .integers(let numbers) = values.values, case .integers(let keyNumbers) = keys.values else {
            Issue.record("the vectors hold whole numbers")
            return
        }
        var rows: [Int64: [Int64]] = [:]
        for row in 0..<GroupingTests.count where kept[row] != 0 && values.isValid(row) {
            rows[keyNumbers[row], default: []].append(numbers[row])
        }
        for threads in [1, 2] {
            let workers = Workers(count: threads)
            let grouping = Grouping([keys], rowCount: GroupingTests.count, workers)
            let reduction = GroupAggregation(grouping, kept, workers)
            func results(_ function: AggregateFunction, isDistinct: Bool = false) throws -> [Value] {
                let vector = try reduction.reduce(function, values, isDistinct: isDistinct, nil)
                return (0..<grouping.count).map {
                    vector.value($0, as: [.avg, .median].contains(function) ? .number : .int)
                }
            }
            let own = grouping.representatives.map { rows[keyNumbers[Int($0)]] ?? [] }
            #expect(try results(.count) == own.map { .int(Int64($0.count)) })
            #expect(try results(.count, isDistinct: true) == own.map { .int(Int64(Set($0).count)) })
            #expect(try results(.sum) == own.map { .int($0.reduce(0, +)) })
            #expect(try results(.min) == own.map { $0.min().map { .int($0) } ?? .missing })
            #expect(try results(.max) == own.map { $0.max().map { .int($0) } ?? .missing })
            #expect(
                try results(.avg)
                    == own.map { $0.isEmpty ? .missing : .number(Double($0.reduce(0, +)) / Double($0.count)) })
            #expect(try results(.median) == own.map { list in
                var list = list
                return Quantile.value(of: &list, at: 0.5).map { .number($0) } ?? .missing
            })
        }
    }

    @Test func valuesThatAscendAreDifferentWhereTheyChange() throws {
        let keys = GroupingTests.vector(0...3, seed: 10, missing: false)
        let owners = Vector(.integers((0..<GroupingTests.count).map { Int64($0 / 7) }))
        let grouping = Grouping([keys], rowCount: GroupingTests.count, Workers(count: 2))
        let counts = try GroupAggregation(grouping, nil, Workers(count: 2)).reduce(
            .count, owners, isDistinct: true, nil)
        for group in 0..<grouping.count {
            let different = Set((0..<GroupingTests.count).filter { grouping.numbers[$0] == group }.map { $0 / 7 }).count
            #expect(counts.value(group, as: .int) == .int(Int64(different)))
        }
    }

    @Test func sumsOfManyNumbersDoNotDependOnThreads() throws {
        var random = SeededNumbers(state: 11)
        let values = Vector(
            .numbers((0..<GroupingTests.count).map { _ in Double.random(in: -1e9...1e9, using: &random) }))
        let keys = GroupingTests.vector(0...2, seed: 12, missing: false)
        let sums = try [1, 2, 5].map { threads in
            let workers = Workers(count: threads)
            return try GroupAggregation(Grouping([keys], rowCount: GroupingTests.count, workers), nil, workers).reduce(
                .sum, values, isDistinct: false, nil
            ).numbers ?? []
        }
        #expect(sums[0] == sums[1] && sums[0] == sums[2])
    }

    @Test func sumsThatLeave64BitsAreErrors() throws {
        func sum(_ values: [Int64]) throws(ExecutionError) -> Value {
            try GroupAggregation(Grouping(one: values.count), nil, Workers(count: 1)).reduce(
                .sum, Vector(.integers(values)), isDistinct: false, nil
            ).value(0, as: .int)
        }
        #expect(throws: ExecutionError.self) { try sum([.max, 1]) }
        #expect(throws: ExecutionError.self) { try sum([.max, 1, -5]) }
        #expect(try sum([.max, -5, 5]) == .int(.max))
        #expect(try sum([.min, 0]) == .int(.min))
        #expect(try sum([]) == .int(0))
    }
}
