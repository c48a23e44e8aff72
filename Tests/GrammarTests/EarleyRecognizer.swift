/// Whether a sequence of tokens is a sentence of the grammar, by Earley's algorithm: any context-free grammar, no
/// preference among readings. An oracle that shares nothing with the parser.
///
/// After Aycock and Horspool (2002) for rules that can be empty; a prediction is made only if it can start with the
/// token.
struct EarleyRecognizer {
    private typealias Mask = TerminalSet.Mask

    private enum Symbol {
        case nonterminal(Int)
        case terminal(Int)
        /// Holds where no name with `=` behind it stands.
        case unlessNamed
        /// The end of a production of this nonterminal.
        case end(Int)
    }

    static let unlessNamed = "no name with \"=\" behind it"

    /// Of all productions one behind another, each closed by `end`: a state is a place in this list.
    private var symbols: [Symbol] = []
    /// By nonterminal: where its productions start, and what they can start with.
    private var productions: [[(start: Int, first: Mask)]] = []
    private var isNullable: [Bool] = []
    private var indexByRule: [String: Int] = [:]

    /// All sets one behind another; an item is its state and the set it began in.
    private var items: [(state: Int, origin: Int)] = []
    private var setStarts: [Int] = []
    /// By state and origin: the stamp of the last set that holds the item.
    private var seen: [Int32] = []
    private var predicted: [Int32] = []
    private var stamp: Int32 = 0

    init(_ grammar: Grammar) throws {
        for rule in grammar.rules where grammar.syntacticRules.contains(rule.name) {
            indexByRule[rule.name] = declareNonterminal()
        }
        var bodies: [(lhs: Int, body: [Symbol])] = []
        for rule in grammar.rules {
            if let lhs = indexByRule[rule.name] { try compile(rule.expression, as: lhs, into: &bodies) }
        }
        let first = firstSets(bodies)
        for (index, production) in bodies.enumerated() {
            productions[production.lhs].append((symbols.count, first[index]))
            symbols += production.body + [.end(production.lhs)]
        }
        predicted = Array(repeating: 0, count: productions.count)
    }

    // MARK: Compiling

    private mutating func declareNonterminal() -> Int {
        productions.append([])
        isNullable.append(false)
        return productions.count - 1
    }

    private mutating func compile(
        _ expression: Grammar.Expression, as lhs: Int, into bodies: inout [(lhs: Int, body: [Symbol])]
    ) throws {
        switch expression {
        case .choice(let alternatives):
            for alternative in alternatives { try compile(alternative, as: lhs, into: &bodies) }
        case .sequence(let parts): bodies.append((lhs, try parts.map { try symbol($0, &bodies) }))
        default: bodies.append((lhs, [try symbol(expression, &bodies)]))
        }
    }

    private mutating func symbol(_ expression: Grammar.Expression, _ bodies: inout [(lhs: Int, body: [Symbol])]) throws
        -> Symbol
    {
        switch expression {
        case .terminal(let text):
            guard let index = TerminalSet.indexByText[text] else {
                throw GrammarError(description: "no token is spelt \(text)")
            }
            return .terminal(index)
        case .rule(let name):
            if let index = TerminalSet.indexByClass[name] { return .terminal(index) }
            guard let index = indexByRule[name] else { throw GrammarError(description: "\(name) is no rule of tokens") }
            return .nonterminal(index)
        case .special(let words):
            guard words == EarleyRecognizer.unlessNamed else {
                throw GrammarError(description: "unknown condition: \(words)")
            }
            return .unlessNamed
        case .sequence, .choice:
            let inner = declareNonterminal()
            try compile(expression, as: inner, into: &bodies)
            return .nonterminal(inner)
        case .optional(let part):
            let inner = declareNonterminal()
            try compile(part, as: inner, into: &bodies)
            bodies.append((inner, []))
            return .nonterminal(inner)
        case .repeated(let part):
            // Left-recursive, which Earley's algorithm reads in linear time.
            let inner = declareNonterminal()
            bodies.append((inner, []))
            bodies.append((inner, [.nonterminal(inner), try symbol(part, &bodies)]))
            return .nonterminal(inner)
        }
    }

    /// The terminals that each production can start with; fills `isNullable` in passing.
    private mutating func firstSets(_ bodies: [(lhs: Int, body: [Symbol])]) -> [Mask] {
        var ofNonterminal = [Mask](repeating: .none, count: productions.count)
        var ofBody = [Mask](repeating: .none, count: bodies.count)
        var changed = true
        while changed {
            changed = false
            for (index, production) in bodies.enumerated() {
                var first = Mask.none, empty = true
                for symbol in production.body where empty {
                    switch symbol {
                    case .terminal(let terminal): (first, empty) = (first | Mask(terminal), false)
                    case .nonterminal(let inner): (first, empty) = (first | ofNonterminal[inner], isNullable[inner])
                    case .unlessNamed, .end: continue
                    }
                }
                ofBody[index] = first
                let lhs = production.lhs
                if ofNonterminal[lhs] | first != ofNonterminal[lhs] || (empty && !isNullable[lhs]) { changed = true }
                ofNonterminal[lhs] = ofNonterminal[lhs] | first
                isNullable[lhs] = isNullable[lhs] || empty
            }
        }
        return ofBody
    }

    // MARK: Recognising

    mutating func recognizes(_ tokens: [TerminalSet.Mask], as rule: String = Grammar.start) -> Bool {
        guard let start = indexByRule[rule] else { return false }
        let width = tokens.count + 1
        if seen.count < symbols.count * width { seen = Array(repeating: 0, count: symbols.count * width) }
        items.removeAll(keepingCapacity: true)
        setStarts.removeAll(keepingCapacity: true)

        var kernel: [(state: Int, origin: Int)] = productions[start].map { ($0.start, 0) }
        for index in 0...tokens.count {
            stamp += 1
            setStarts.append(items.count)
            for item in kernel { add(item.state, item.origin, width) }
            kernel.removeAll(keepingCapacity: true)
            guard index == tokens.count || items.count > setStarts[index] else { return false }
            closeSet(index, tokens, width, &kernel)
        }
        return items[setStarts[tokens.count]...].contains { item in
            if item.origin == 0, case .end(start) = symbols[item.state] { true } else { false }
        }
    }

    private mutating func closeSet(
        _ index: Int, _ tokens: [TerminalSet.Mask], _ width: Int, _ kernel: inout [(state: Int, origin: Int)]
    ) {
        let token = index < tokens.count ? tokens[index] : .none
        var next = setStarts[index]
        while next < items.count {
            let item = items[next]
            next += 1
            switch symbols[item.state] {
            case .terminal(let terminal):
                if token.contains(terminal) { kernel.append((item.state + 1, item.origin)) }
            case .nonterminal(let inner):
                if isNullable[inner] { add(item.state + 1, item.origin, width) }
                guard predicted[inner] != stamp else { continue }
                predicted[inner] = stamp
                for production in productions[inner] where !production.first.isDisjoint(with: token) {
                    add(production.start, index, width)
                }
            case .unlessNamed:
                let isNamed =
                    !token.isDisjoint(with: TerminalSet.nameMask) && index + 1 < tokens.count
                    && !tokens[index + 1].isDisjoint(with: TerminalSet.equalMask)
                if !isNamed { add(item.state + 1, item.origin, width) }
            case .end(let lhs):
                let end = item.origin == index ? items.count : setStarts[item.origin + 1]
                for waiting in setStarts[item.origin]..<end {
                    let candidate = items[waiting]
                    if case .nonterminal(lhs) = symbols[candidate.state] {
                        add(candidate.state + 1, candidate.origin, width)
                    }
                }
            }
        }
    }

    private mutating func add(_ state: Int, _ origin: Int, _ width: Int) {
        let place = state * width + origin
        guard seen[place] != stamp else { return }
        seen[place] = stamp
        items.append((state, origin))
    }
}
