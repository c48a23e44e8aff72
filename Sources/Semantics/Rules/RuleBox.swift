/// The values that a rule accepts: a set for each of some subjects, and any value for all the others.
struct RuleBox: Sendable, Hashable {
    /// By subject; a subject that is not there is free.
    private(set) var sets: [Int: ValueSet] = [:]

    static let everything = RuleBox()

    var subjects: [Int] { Array(sets.keys) }

    /// The part in which a subject has one of the values; nil where that is nothing.
    func limited(_ subject: Int, to values: ValueSet) -> RuleBox? {
        var result = self
        let narrowed = sets[subject]?.intersection(values) ?? values
        if narrowed.isEmpty { return nil }
        result.sets[subject] = narrowed
        return result
    }

    func isDisjoint(from other: RuleBox) -> Bool {
        other.sets.contains { subject, values in sets[subject]?.isDisjoint(from: values) ?? false }
    }

    /// How many steps it takes to look at it.
    var steps: Int { sets.values.reduce(1) { $0 + $1.cuts.count } }

    /// nil where the boxes share nothing.
    func intersection(_ other: RuleBox) -> RuleBox? {
        other.sets.reduce(self as RuleBox?) { $0?.limited($1.key, to: $1.value) }
    }

    /// The parts of this box outside the other: disjoint boxes.
    ///
    /// - Parameter universe: the values that a subject can have.
    func subtracting(_ other: RuleBox, universe: (Int) -> ValueSet) -> [RuleBox] {
        if isDisjoint(from: other) { return [self] }
        var parts: [RuleBox] = []
        var rest = self
        for (subject, values) in other.sets.sorted(by: { $0.key < $1.key }) {
            if let part = rest.limited(subject, to: universe(subject).subtracting(values)) { parts.append(part) }
            guard let inside = rest.limited(subject, to: values) else { break }
            rest = inside
        }
        return parts
    }
}

/// The subjects of a table of rules, each with the values that it can have.
struct RuleSpace {
    /// Most boxes that one condition, or what is left of one, may fall into; finer ones are not worth the time.
    static let boxLimit = 512

    private(set) var universes: [ValueSet] = []
    private var ids: [String: Int] = [:]

    mutating func subject(_ key: String, universe: ValueSet) -> Int {
        if let known = ids[key] { return known }
        ids[key] = universes.count
        universes.append(universe)
        return universes.count - 1
    }

    /// A subject's values within those it can have; no boxes where that is nothing.
    func boxes(_ subject: Int, in values: ValueSet) -> [RuleBox] {
        let possible = universes[subject].intersection(values)
        if possible == universes[subject] { return [.everything] }
        return RuleBox.everything.limited(subject, to: possible).map { [$0] } ?? []
    }

    /// The boxes that lie in one of each; nil where that makes too many, or takes too many steps.
    static func boxes(ofAll conditions: [[RuleBox]], _ budget: inout StepBudget) -> [RuleBox]? {
        var result = [RuleBox.everything]
        for boxes in conditions {
            budget.spend(result.count * boxes.reduce(0) { $0 + $1.steps })
            if budget.isSpent { return nil }
            result = result.flatMap { box in boxes.compactMap { box.intersection($0) } }
            if result.count > RuleSpace.boxLimit { return nil }
        }
        return result
    }

    /// The parts of a box that others leave over; nil where there are too many to report, or finding them takes too
    /// many steps.
    func remainder(of box: RuleBox, without others: ArraySlice<RuleBox>, _ budget: inout StepBudget) -> [RuleBox]? {
        var rest = [box]
        for other in others {
            budget.spend(rest.count * other.steps + (rest.first?.steps ?? 0))
            if budget.isSpent { return nil }
            rest = rest.flatMap { $0.subtracting(other) { universes[$0] } }
            if rest.isEmpty { return [] }
            if rest.count > RuleSpace.boxLimit { return nil }
        }
        return rest
    }
}
