/// How much a check may still do, in steps: the same text is checked as far on every machine.
///
/// A step is about what it takes to hold two intervals against each other.
struct StepBudget {
    private var left: Int

    init(_ steps: Int) { left = steps }

    var isSpent: Bool { left < 0 }

    mutating func spend(_ steps: Int) { left -= steps }
}
