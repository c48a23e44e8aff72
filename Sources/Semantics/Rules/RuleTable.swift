import Model

/// A table of rules that are tried in order: which of them nobody can reach, and which take what an earlier one has taken.
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

    private var reader: RuleReader
    private var rules: [(boxes: [RuleBox], value: String)] = []

    init(_ arms: [BoundArm], script: BoundScript, model: DataModel) {
        reader = RuleReader(script: script, model: model)
        for arm in arms { rules.append((reader.boxes(arm.condition), reader.text(arm.value))) }
    }

    /// One for each rule; what is too tangled to be sure counts as reachable.
    func verdicts() -> [Verdict] {
        rules.indices.map { index in
            if rules[index].boxes.isEmpty { return .impossible }
            let earlier = rules[..<index].flatMap(\.boxes)
            let isTaken = rules[index].boxes.allSatisfy { reader.space.remainder(of: $0, without: earlier)?.isEmpty ?? false }
            return isTaken ? .taken : .reachable
        }
    }

    /// Whether the rules between them take everybody.
    var isComplete: Bool { reader.space.remainder(of: .everything, without: rules.flatMap(\.boxes))?.isEmpty ?? false }

    /// Overlaps that are hardly meant: of rules that are ranges of the same values and have different results.
    ///
    /// A rule inside an earlier one is unreachable, and one around it is what an ordered table is made of. Two that differ in
    /// "at least" or in "at most" of each value are steps of one scale, whose order says all.
    func overlaps() -> [Overlap] {
        let ranges = rules.map { rule in rule.boxes.count == 1 ? Ranges(rule.boxes[0], reader) : nil }
        return rules.indices.flatMap { index -> [Overlap] in
            guard let range = ranges[index] else { return [] }
            return rules[..<index].indices.compactMap { earlier in
                guard let other = ranges[earlier], rules[earlier].value != rules[index].value, let shared = range.shared(with: other) else { return nil }
                return Overlap(rule: index, earlier: earlier, shared: shared.compactMap { subject, values in
                    reader.expressions[subject].map { ($0, values) }
                })
            }
        }
    }
}

/// A box whose every side is one interval of numbers or days.
private struct Ranges {
    private let sides: [(subject: Int, values: ValueSet)]

    init?(_ box: RuleBox, _ reader: RuleReader) {
        sides = box.sets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let isOrdered = sides.allSatisfy { subject, values in
            guard let type = reader.expressions[subject]?.type, values.span != nil, !values.hasMissing else { return false }
            return type.isNumeric || type.kind == .date
        }
        guard isOrdered, !sides.isEmpty else { return nil }
    }

    /// The values that both take, where neither takes all of the other's and they are no steps of one scale.
    func shared(with other: Ranges) -> [(Int, ValueSet)]? {
        guard sides.map(\.subject) == other.sides.map(\.subject) else { return nil }
        let pairs = zip(sides, other.sides)
        let shared = pairs.map { ($0.subject, $0.values.intersection($1.values)) }
        if shared.contains(where: { $0.1.isEmpty }) { return nil }
        if pairs.allSatisfy({ $0.values.isSubset(of: $1.values) }) || pairs.allSatisfy({ $1.values.isSubset(of: $0.values) }) { return nil }
        let isScale = pairs.allSatisfy { a, b in
            guard let a = a.values.span, let b = b.values.span else { return false }
            return a.lower == b.lower || a.upper == b.upper
        }
        return isScale ? nil : shared
    }
}
