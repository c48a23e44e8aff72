/// A pattern as a tree. Groups have gone: they only order what is in them.
struct PatternNode: Sendable {
    indirect enum Shape: Sendable {
        case empty
        case set(ScalarSet)
        case assertion(PatternAssertion)
        /// At least two.
        case sequence([PatternNode])
        /// At least two.
        case choice([PatternNode])
        /// - most: nil for any number.
        case repetition(PatternNode, least: Int, most: Int?)
    }

    let shape: Shape
    /// Instructions that `PatternProgram` will make of it.
    let stateCount: Int

    static let empty = PatternNode(shape: .empty, stateCount: 0)

    static func set(_ set: ScalarSet) -> PatternNode { PatternNode(shape: .set(set), stateCount: 1) }

    static func assertion(_ assertion: PatternAssertion) -> PatternNode {
        PatternNode(shape: .assertion(assertion), stateCount: 1)
    }

    static func sequence(_ parts: [PatternNode]) -> PatternNode {
        if parts.isEmpty { return .empty }
        if parts.count == 1 { return parts[0] }
        return PatternNode(shape: .sequence(parts), stateCount: parts.reduce(0) { $0 + $1.stateCount })
    }

    static func choice(_ branches: [PatternNode]) -> PatternNode {
        if branches.count == 1 { return branches[0] }
        return PatternNode(
            shape: .choice(branches), stateCount: branches.reduce(branches.count - 1) { $0 + $1.stateCount })
    }

    /// - Parameters:
    ///   - least: 0...`Pattern.Limit.repetition`
    ///   - most: as large as `least` or larger; nil for any number.
    static func repetition(_ body: PatternNode, least: Int, most: Int?) -> PatternNode {
        // Nothing, however often, is nothing.
        if body.stateCount == 0 || most == 0 { return .empty }
        let count = if let most { most * body.stateCount + (most - least) } else { max(least, 1) * body.stateCount + 1 }
        return PatternNode(shape: .repetition(body, least: least, most: most), stateCount: count)
    }
}

/// A condition on a place between two scalars.
enum PatternAssertion: Sendable {
    /// `^`
    case textStart
    /// `$`
    case textEnd
    /// `\b`
    case wordBoundary
    /// `\B`
    case noWordBoundary

    /// - Parameters:
    ///   - previousIsWord: false at the start of the text.
    ///   - nextIsWord: false at its end.
    func holds(atStart: Bool, atEnd: Bool, previousIsWord: Bool, nextIsWord: Bool) -> Bool {
        switch self {
        case .textStart: atStart
        case .textEnd: atEnd
        case .wordBoundary: previousIsWord != nextIsWord
        case .noWordBoundary: previousIsWord == nextIsWord
        }
    }
}
