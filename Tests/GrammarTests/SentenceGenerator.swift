import Syntax

/// Random sentences of the grammar, as the texts of their tokens.
struct SentenceGenerator {
    private let grammar: Grammar
    /// The least nesting of rules that a rule can do with.
    private let heights: [String: Int]
    private let characters: [String: [String]]
    var random: SeededRandom
    /// How often each rule was used.
    private(set) var uses: [String: Int] = [:]

    /// Rules within rules; a pair of parentheses is about nine.
    var depthLimit = 40
    /// Tokens from which on a sentence is brought to its end.
    var sizeLimit = 24

    private var lexemes: [String] = []

    init(_ grammar: Grammar, seed: Int) {
        self.grammar = grammar
        random = SeededRandom(seed: seed)
        var heights: [String: Int] = [:]
        var changed = true
        while changed {
            changed = false
            for rule in grammar.rules where heights[rule.name] == nil {
                guard let height = SentenceGenerator.height(rule.expression, heights) else { continue }
                heights[rule.name] = height + 1
                changed = true
            }
        }
        // Rules found later can make one found earlier lower; the bound stays sound, only less tight.
        self.heights = heights
        characters = CharacterClasses.samples
    }

    private static func height(_ expression: Grammar.Expression, _ heights: [String: Int]) -> Int? {
        switch expression {
        case .terminal, .special, .optional, .repeated: 0
        case .rule(let name): Grammar.lexicalClasses.contains(name) ? 0 : heights[name]
        case .choice(let parts): parts.compactMap { height($0, heights) }.min()
        case .sequence(let parts):
            parts.reduce(Int?.some(0)) { highest, part in
                guard let highest, let height = height(part, heights) else { return nil }
                return max(highest, height)
            }
        }
    }

    // MARK: Sentences

    mutating func sentence(_ rule: String = Grammar.start) throws -> [String] {
        // A condition said in words can fail behind a choice already made: such a sentence is dropped.
        for _ in 0..<1000 {
            lexemes = []
            if try write(.rule(rule), depthLimit) { return lexemes }
        }
        throw GrammarError(description: "no sentence of \(rule)")
    }

    /// False where a condition of the grammar does not hold.
    private mutating func write(_ expression: Grammar.Expression, _ depth: Int) throws -> Bool {
        let isFull = lexemes.count >= sizeLimit
        switch expression {
        case .terminal(let text): lexemes.append(text)
        case .rule(let name):
            uses[name, default: 0] += 1
            if Grammar.lexicalClasses.contains(name) {
                lexemes.append(try lexeme(name))
            } else if let body = grammar[name] {
                return try write(body, depth - 1)
            }
        case .special(let words):
            guard words == EarleyRecognizer.unlessNamed else {
                throw GrammarError(description: "unknown condition: \(words)")
            }
            pendingOutputs.append(lexemes.count)
        case .sequence(let parts):
            let outputs = pendingOutputs.count
            for part in parts where try !write(part, depth) { return false }
            let starts = pendingOutputs[outputs...]
            let named = starts.contains { $0 + 1 < lexemes.count && lexemes[$0 + 1] == "=" }
            pendingOutputs.removeSubrange(outputs...)
            return !named
        case .choice(let alternatives):
            let needs = alternatives.map { SentenceGenerator.height($0, heights) ?? Int.max }
            let lowest = needs.min() ?? 0
            let bound = isFull || depth < lowest ? lowest : depth
            let open = alternatives.indices.filter { needs[$0] <= bound }
            return try write(alternatives[random.pick(open)], depth)
        case .optional(let part):
            if !isFull, depth > 0, isUnused(part) || random.chance(35) { return try write(part, depth) }
        case .repeated(let part):
            while lexemes.count < sizeLimit, depth > 0, random.chance(35) {
                guard try write(part, depth) else { return false }
            }
        }
        return true
    }

    /// Whether it is a rule that no sentence has had yet: what is optional and seldom reached comes up all the same.
    private func isUnused(_ part: Grammar.Expression) -> Bool {
        if case .rule(let name) = part { uses[name] == nil } else { false }
    }

    /// Where an output without a name begins.
    private var pendingOutputs: [Int] = []

    // MARK: Tokens

    /// A token of a class, of the kind that people write as well as any that the rule allows.
    mutating func lexeme(_ name: String) throws -> String {
        guard let body = grammar[name] else { throw GrammarError(description: "no rule \(name)") }
        if name == "identifier" {
            if random.chance(12) { return random.pick(Vocabulary.contextualKeywords) }
            if random.chance(70) { return random.pick(Vocabulary.names) }
        }
        for _ in 0..<1000 {
            var text = ""
            try write(body, into: &text)
            if isAllowed(text, name) { return text }
        }
        throw GrammarError(description: "no text for \(name)")
    }

    /// What the grammar's comments ask for on top of its rules.
    private func isAllowed(_ text: String, _ name: String) -> Bool {
        switch name {
        case "identifier":
            let lower = text.lowercased()
            return Keyword(rawValue: lower)?.isReserved != true && lower != "null" && lower != "nil"
        case "date", "time":
            let parts = text.prefix { $0 != "T" }.split(separator: "-").compactMap { Int($0) }
            guard parts.count == 3 else { return true }
            let isLeap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0)
            return parts[2] <= [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][parts[1] - 1]
        default: return true
        }
    }

    private mutating func write(_ expression: Grammar.Expression, into text: inout String) throws {
        switch expression {
        case .terminal(let characters): text += characters
        case .rule(let name):
            uses[name, default: 0] += 1
            guard let body = grammar[name] else { throw GrammarError(description: "no rule \(name)") }
            try write(body, into: &text)
        case .special(let words):
            guard let samples = characters[words] else {
                throw GrammarError(description: "no characters for: \(words)")
            }
            text += random.pick(samples)
        case .sequence(let parts): for part in parts { try write(part, into: &text) }
        case .choice(let alternatives): try write(random.pick(alternatives), into: &text)
        case .optional(let part): if random.chance(50) { try write(part, into: &text) }
        case .repeated(let part): while random.chance(60) { try write(part, into: &text) }
        }
    }

    /// Any token at all.
    mutating func anyLexeme() throws -> String {
        let index = random.below(
            TerminalSet.words.count + 2 * TerminalSet.punctuation.count + 2 * Grammar.classes.count)
        if index < TerminalSet.words.count { return TerminalSet.words[index] }
        let rest = index - TerminalSet.words.count
        if rest < 2 * TerminalSet.punctuation.count { return TerminalSet.punctuation[rest / 2].spelling ?? "" }
        return try lexeme(random.pick(Grammar.classes).name)
    }

    // MARK: Texts

    /// The tokens with white space and comments between them, and none where none is needed.
    mutating func text(_ lexemes: [String]) throws -> String {
        var text = random.chance(5) ? try trivia("shebang") + "\n" : ""
        for (index, lexeme) in lexemes.enumerated() {
            let touches = index == 0 || "(){},".contains(lexeme) || "(){},".contains(lexemes[index - 1])
            if !touches || random.chance(50) { text += try trivia("whitespace") }
            if random.chance(4) { text += try " " + trivia("comment") + "\n" }
            text += lexeme
        }
        return text
    }

    private mutating func trivia(_ name: String) throws -> String {
        var text = ""
        try write(.rule(name), into: &text)
        return text
    }
}
