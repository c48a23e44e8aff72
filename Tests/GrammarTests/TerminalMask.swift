/// A set of terminals by their numbers, of which there are 256 at most.
struct TerminalMask: Sendable, Hashable {
    private var low: UInt128 = 0, high: UInt128 = 0

    static let none = TerminalMask()

    private init() {}

    init(_ terminal: Int) {
        precondition((0..<256).contains(terminal), "more terminals than the set has room for")
        if terminal < 128 { low = 1 << UInt128(terminal) } else { high = 1 << UInt128(terminal - 128) }
    }

    func contains(_ terminal: Int) -> Bool { !isDisjoint(with: TerminalMask(terminal)) }
    func isDisjoint(with other: TerminalMask) -> Bool { low & other.low == 0 && high & other.high == 0 }

    static func | (a: TerminalMask, b: TerminalMask) -> TerminalMask {
        var result = a
        result.low |= b.low
        result.high |= b.high
        return result
    }
}
