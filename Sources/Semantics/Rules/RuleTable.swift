import Model

/// A table of rules that are tried in order: which of them nobody can reach, and which take what an earlier one has
/// taken.
struct RuleTable {
    /// A later rule and an earlier one that share some values while neither takes all of the other's.
    struct Overlap {
        let rule: Int
        let earlier: Int
        /// The values that both take, in the order of the subjects.
        let shared: [(subject: BoundExpression, values: ValueSet)]
    }

    enum Verdict: Equatable {
        case reachable
        /// Earlier rules take every value that this one would.
        case taken
        /// No value fulfils its condition.
        case impossible
    }

    /// Enough for some hundred rules. A table of thousands is checked as far as that goes.
    private static let stepLimit = 800_000

    private struct Rule {
        /// Its boxes, among those of all.
        let boxes: Range<Int>
        let value: String
    }

    private var reader: RuleReader
    private var rules: [Rule] = []
    private var boxes: [RuleBox] = []
    /// The first rule that was not held against those before it, because that would have taken too many steps; nil
    /// where all were.
    private(set) var firstUnchecked: Int?

    init(_ arms: [BoundArm], script: BoundScript, model: DataModel) {
        reader = RuleReader(script: script, model: model, budget: StepBudget(RuleTable.stepLimit))
        for arm in arms {
            let first = boxes.count
            boxes += reader.boxes(arm.condition)
            rules.append(Rule(boxes: first..<boxes.count, value: reader.text(arm.value)))
            if reader.budget.isSpent { break }
        }
        if rules.count < arms.count { firstUnchecked = rules.count }
    }

    /// One for each rule that was checked; what is too tangled to be sure counts as reachable.
    mutating func verdicts() -> [Verdict] {
        var verdicts: [Verdict] = []
        for (index, rule) in rules.enumerated() {
            let isTaken = rule.boxes.allSatisfy { self.isTaken(boxes[$0], before: rule) }
            if reader.budget.isSpent {
                firstUnchecked = index
                break
            }
            verdicts.append(rule.boxes.isEmpty ? .impossible : isTaken ? .taken : .reachable)
        }
        return verdicts
    }

    private mutating func isTaken(_ box: RuleBox, before rule: Rule) -> Bool {
        reader.space.remainder(of: box, without: boxes[..<rule.boxes.lowerBound], &reader.budget)?.isEmpty ?? false
    }

    /// Whether the rules between them take everybody.
    mutating func isComplete() -> Bool {
        firstUnchecked == nil
            && reader.space.remainder(of: .everything, without: boxes[...], &reader.budget)?.isEmpty ?? false
    }

    /// Overlaps that are hardly meant: of rules that are ranges of the same values and have different results. The
    /// first of each rule.
    ///
    /// A rule inside an earlier one is unreachable, and one around it is what an ordered table is made of. Two that
    /// differ in "at least" or in "at most" of each value are steps of one scale, whose order says all.
    mutating func overlaps() -> [Overlap] {
        let ranges = rules.map { rule in rule.boxes.count == 1 ? Ranges(boxes[rule.boxes.lowerBound], reader) : nil }
        var overlaps: [Overlap] = []
        for (index, range) in ranges.enumerated() {
            guard let range else { continue }
            if reader.budget.isSpent {
                firstUnchecked = firstUnchecked ?? index
                break
            }
            reader.budget.spend(index * range.steps)
            guard let (earlier, shared) = firstOverlap(of: range, rules[index].value, with: ranges[..<index]) else {
                continue
            }
            overlaps.append(
                Overlap(
                    rule: index, earlier: earlier,
                    shared: shared.compactMap { subject, values in
                        reader.expressions[subject].map { ($0, values) }
                    }))
        }
        return overlaps
    }

    private func firstOverlap(of range: Ranges, _ value: String, with earlier: ArraySlice<Ranges?>) -> (
        Int, [(Int, ValueSet)]
    )? {
        for (index, other) in earlier.enumerated() {
            if let other, rules[index].value != value, let shared = range.shared(with: other) { return (index, shared) }
        }
        return nil
    }
}

/// A box whose every side is one interval of numbers or days.
private struct Ranges {
    private let sides: [(subject: Int, values: ValueSet)]

    init?(_ box: RuleBox, _ reader: RuleReader) {
        sides = box.sets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let isOrdered = sides.allSatisfy { subject, values in
            guard let type = reader.expressions[subject]?.type, values.span != nil, !values.hasMissing else {
                return false
            }
            return type.isNumeric || type.kind == .date
        }
        guard isOrdered, !sides.isEmpty else { return nil }
    }

    /// How many steps it takes to hold it against another.
    var steps: Int { 2 * sides.count }

    /// The values that both take, where neither takes all of the other's and they are no steps of one scale.
    func shared(with other: Ranges) -> [(Int, ValueSet)]? {
        guard sides.elementsEqual(other.sides, by: { $0.subject == $1.subject }) else { return nil }
        let pairs = zip(sides, other.sides)
        if pairs.contains(where: { $0.values.isDisjoint(from: $1.values) }) { return nil }
        let shared = pairs.map { ($0.subject, $0.values.intersection($1.values)) }
        if pairs.allSatisfy({ $0.values.isSubset(of: $1.values) })
            || pairs.allSatisfy({ $1.values.isSubset(of: $0.values) })
        {
            return nil
        }
        let isScale = pairs.allSatisfy { a, b in
            guard let a = a.values.span, let b = b.values.span else { return false }
            return a.lower == b.lower || a.upper == b.upper
        }
        return isScale ? nil : shared
    }
}
