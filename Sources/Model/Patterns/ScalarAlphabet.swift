/// The letters of an automaton: scalars that no set of the pattern tells apart share one. Letters are numbered from 0.
///
/// Scalars are cut into intervals at the bounds of all sets, and each interval into the seven categories where a set
/// asks for one; such cells are gathered into letters by splitting, set by set, whatever is partly inside.
struct ScalarAlphabet {
    /// Starts of the intervals, ascending from 0; each interval ends before the next begins.
    private let starts: [UInt32]
    /// 1 where no set depends on a scalar's category.
    private let categoryCount: Int
    /// Letters by interval * categoryCount + category.
    private let letters: [Int32]
    /// Letters of the ASCII scalars, for the inner loop.
    let asciiLetters: [Int32]
    /// A cell of each letter, to ask sets about.
    private let examples: [(number: UInt32, category: Int)]

    var letterCount: Int { examples.count }

    init(telling sets: [ScalarSet]) {
        categoryCount = sets.contains(where: \.dependsOnCategory) ? ScalarCategory.allCases.count : 1
        var bounds: [UInt32] = [0]
        for set in sets {
            for range in set.ranges.lazy.flatMap(\.ranges) {
                bounds.append(range.lowerBound)
                if range.upperBound < ScalarRanges.limit { bounds.append(range.upperBound + 1) }
            }
        }
        bounds.sort()
        starts = bounds.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
        var partition = CellPartition(starts: starts, categoryCount: categoryCount)
        for set in sets { partition.split(by: set) }
        (letters, examples) = partition.letters()
        let (intervals, count, all) = (starts, categoryCount, letters)
        asciiLetters = (0..<0x80 as Range<UInt32>).map { number in
            let category = count == 1 ? 0 : Unicode.Scalar(number).map { ScalarCategory($0).rawValue } ?? 0
            return all[ScalarAlphabet.interval(of: number, in: intervals) * count + category]
        }
    }

    func letter(of scalar: Unicode.Scalar) -> Int {
        let interval = ScalarAlphabet.interval(of: scalar.value, in: starts)
        if categoryCount == 1 { return Int(letters[interval]) }
        return Int(letters[interval * categoryCount + ScalarCategory(scalar).rawValue])
    }

    func contains(_ letter: Int, in set: ScalarSet) -> Bool {
        set.contains(examples[letter].number, category: examples[letter].category)
    }

    /// The last interval that does not start behind `number`.
    fileprivate static func interval(of number: UInt32, in starts: [UInt32]) -> Int {
        var low = 0, high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= number { low = middle } else { high = middle }
        }
        return low
    }
}

/// Cells in classes, refined one set after another.
private struct CellPartition {
    let starts: [UInt32]
    let categoryCount: Int
    private var classes: [Int32]
    private var classCount: Int32 = 1

    init(starts: [UInt32], categoryCount: Int) {
        self.starts = starts
        self.categoryCount = categoryCount
        classes = [Int32](repeating: 0, count: starts.count * categoryCount)
    }

    mutating func split(by set: ScalarSet) {
        // Splitting by a set and by its complement is the same; the smaller is the faster.
        var intervals = self.intervals(of: set)
        let count = intervals.joined().reduce(0) { $0 + $1.count }
        if count > classes.count / 2 { intervals = self.intervals(of: set.complement) }
        var successors: [Int32: Int32] = [:]
        for (category, ranges) in intervals.enumerated() {
            for interval in ranges.joined() {
                let cell = interval * categoryCount + category
                let old = classes[cell]
                if let successor = successors[old] {
                    classes[cell] = successor
                } else {
                    successors[old] = classCount
                    classes[cell] = classCount
                    classCount += 1
                }
            }
        }
    }

    /// By category, the runs of intervals that a set consists of.
    private func intervals(of set: ScalarSet) -> [[Range<Int>]] {
        (0..<categoryCount).map { category in
            set.ranges(in: category).ranges.map { range in
                let end = range.upperBound == ScalarRanges.limit ? starts.count
                    : ScalarAlphabet.interval(of: range.upperBound + 1, in: starts)
                return ScalarAlphabet.interval(of: range.lowerBound, in: starts)..<end
            }
        }
    }

    /// Classes numbered anew without the gaps that splitting left, and a cell of each.
    func letters() -> (letters: [Int32], examples: [(number: UInt32, category: Int)]) {
        var numbers: [Int32: Int32] = [:]
        var examples: [(number: UInt32, category: Int)] = []
        let letters = classes.enumerated().map { cell, old -> Int32 in
            if let number = numbers[old] { return number }
            let number = Int32(examples.count)
            numbers[old] = number
            examples.append((starts[cell / categoryCount], cell % categoryCount))
            return number
        }
        return (letters, examples)
    }
}
