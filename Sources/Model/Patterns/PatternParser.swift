/// Recursive descent over the scalars of a pattern. What other dialects write and this one has not is refused by name.
///
///     choice   = sequence { "|" sequence }
///     sequence = { item [ repetition ] }
///     item     = scalar | "." | "^" | "$" | escape | class | "(" [ "?:" ] choice ")"
struct PatternParser {
    let text: String.UnicodeScalarView
    let utf8Count: Int
    private(set) var index: String.UnicodeScalarView.Index
    /// UTF-8 offset of `index`.
    private(set) var utf8Offset = 0
    private(set) var ignoresCase: Bool
    private var depth = 0
    private var literals: [(scalar: Unicode.Scalar, ignoresCase: Bool, set: ScalarSet)] = []

    static func parse(_ text: String, ignoringCase: Bool) throws(Pattern.Problem) -> PatternNode {
        var parser = PatternParser(text, ignoringCase: ignoringCase)
        if parser.utf8Count > Pattern.Limit.utf8Count {
            throw parser.problem(
                from: 0, to: parser.utf8Count, "a pattern is at most \(Pattern.Limit.utf8Count) bytes long")
        }
        while parser.take("(?i)") { parser.ignoresCase = true }
        let node = try parser.choice()
        // Only a parenthesis ends a choice early.
        if parser.peek != nil {
            throw parser.problem(from: parser.utf8Offset, "this `)` closes nothing; the character itself is `\\)`")
        }
        if node.stateCount > Pattern.Limit.states { throw parser.tooLarge(from: 0, to: parser.utf8Count) }
        return node
    }

    private init(_ text: String, ignoringCase: Bool) {
        self.text = text.unicodeScalars
        utf8Count = text.utf8.count
        index = self.text.startIndex
        ignoresCase = ignoringCase
    }

    // MARK: Cursor

    var peek: Unicode.Scalar? { index < text.endIndex ? text[index] : nil }

    mutating func next() -> Unicode.Scalar? {
        guard let scalar = peek else { return nil }
        text.formIndex(after: &index)
        utf8Offset += UTF8.width(scalar)
        return scalar
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        if peek != scalar { return false }
        _ = next()
        return true
    }

    mutating func take(_ word: String) -> Bool {
        // Asked of every scalar for every sign that may stand there: most differ in the first.
        guard peek == word.unicodeScalars.first, text[index...].starts(with: word.unicodeScalars) else { return false }
        for _ in word.unicodeScalars { _ = next() }
        return true
    }

    func sees(_ word: String) -> Bool { text[index...].starts(with: word.unicodeScalars) }

    /// - Parameter end: nil for what has been read so far, or, where nothing has, the next scalar.
    func problem(from start: Int, to end: Int? = nil, _ message: String) -> Pattern.Problem {
        let next = start == utf8Offset ? peek.map { UTF8.width($0) } ?? 0 : 0
        return Pattern.Problem(utf8Range: start..<(end ?? utf8Offset + next), message: message)
    }

    private func tooLarge(from start: Int, to end: Int? = nil) -> Pattern.Problem {
        problem(
            from: start, to: end,
            "with its repetitions written out the pattern has more than \(Pattern.Limit.states) steps")
    }

    // MARK: Structure

    private mutating func choice() throws(Pattern.Problem) -> PatternNode {
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return .choice(branches)
    }

    private mutating func sequence() throws(Pattern.Problem) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            let start = utf8Offset
            let item = try item()
            if case .assertion = item.shape, scalar != "(" {
                if try count() != nil {
                    throw problem(from: start, "this is a place, not a character, and cannot be repeated")
                }
                parts.append(item)
            } else {
                parts.append(try repetition(of: item, writtenFrom: start))
            }
        }
        return .sequence(parts)
    }

    private mutating func item() throws(Pattern.Problem) -> PatternNode {
        let start = utf8Offset
        guard let scalar = next() else { return .empty }
        switch scalar {
        case ".": return .set(.anyButLineFeed)
        case "^": return .assertion(.textStart)
        case "$": return .assertion(.textEnd)
        case "(": return try group(from: start)
        case "[": return .set(try characterClass(from: start))
        case "\\":
            switch try escape(from: start) {
            case .scalar(let scalar): return .set(literal(scalar))
            case .set(let set): return .set(set)
            case .assertion(let assertion): return .assertion(assertion)
            }
        case "*", "+", "?":
            throw problem(
                from: start, "nothing stands before `\(scalar)` to be repeated; the character itself is `\\\(scalar)`")
        case "{":
            throw problem(from: start, "nothing stands before `{` to be repeated; the character itself is `\\{`")
        default: return .set(literal(scalar))
        }
    }

    /// One scalar, or with case ignored all that are the same. Letters come again and again: those of a pattern are
    /// worked out once.
    private mutating func literal(_ scalar: Unicode.Scalar) -> ScalarSet {
        if let known = literals.first(where: { $0.scalar == scalar && $0.ignoresCase == ignoresCase }) {
            return known.set
        }
        let result = set(ScalarRanges([scalar.value...scalar.value]))
        literals.append((scalar, ignoresCase, result))
        return result
    }

    func set(_ ranges: ScalarRanges) -> ScalarSet { ScalarSet(ignoresCase ? CaseVariants.closure(of: ranges) : ranges) }

    /// Behind the opening parenthesis.
    private mutating func group(from start: Int) throws(Pattern.Problem) -> PatternNode {
        if take("?"), !take(":") { throw unknownGroup(from: start) }
        if peek == "*" {
            throw problem(from: start, "`(*` begins a command of another dialect; the character itself is `\\*`")
        }
        if depth == Pattern.Limit.nesting {
            throw problem(from: start, "groups lie within each other more than \(Pattern.Limit.nesting) deep")
        }
        depth += 1
        let node = try choice()
        depth -= 1
        if !take(")") {
            throw problem(from: start, to: start + 1, "this `(` is never closed; the character itself is `\\(`")
        }
        return node
    }

    /// Behind `(?`.
    private mutating func unknownGroup(from start: Int) -> Pattern.Problem {
        for (word, meaning) in [("=", "look-ahead"), ("!", "look-ahead"), ("<=", "look-behind"), ("<!", "look-behind")]
        where take(word) {
            return problem(
                from: start, "\(meaning) is not possible in linear time; join two `matches` with `and`, or `and not`")
        }
        if take(">") {
            return problem(from: start, "groups that keep what they matched are not supported; write `(?:`")
        }
        if take("<") || take("P<") || take("'") { return problem(from: start, "groups have no names here; write `(`") }
        if take("i)") || take("i:") {
            return problem(from: start, "ignoring case holds for the whole pattern; `(?i)` stands at its start")
        }
        _ = next()
        return problem(from: start, "`(?` is followed by `:` here, or, at the start of the pattern, by `i)`")
    }

    // MARK: Repetition

    /// The item with what stands behind it.
    private mutating func repetition(of item: PatternNode, writtenFrom start: Int) throws(Pattern.Problem)
        -> PatternNode
    {
        let sign = utf8Offset
        guard let (least, most) = try count() else { return item }
        // "As few as possible" chooses between matches; whether there is one stays the same.
        if !take("?"), peek == "+" {
            _ = next()
            throw problem(from: sign, "repetitions that give nothing back are not supported; leave the second sign out")
        }
        let again = utf8Offset
        if try count() != nil {
            throw problem(from: again, "a repetition cannot itself be repeated; put it in parentheses")
        }
        let node = PatternNode.repetition(item, least: least, most: most)
        if node.stateCount > Pattern.Limit.states { throw tooLarge(from: start) }
        return node
    }

    /// `* + ? {m} {m,} {m,n}`; nil where there is none.
    private mutating func count() throws(Pattern.Problem) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = utf8Offset
        if !take("{") { return nil }
        if peek == "," { throw problem(from: start, to: utf8Offset + 1, "a count needs its lower end: `{0,3}`") }
        guard let least = try number(from: start) else { throw notACount(from: start) }
        var most: Int? = least
        if take(",") { most = try number(from: start) }
        if !take("}") { throw notACount(from: start) }
        if let most, most < least { throw problem(from: start, "the smaller count comes first: `{\(most),\(least)}`") }
        return (least, most)
    }

    private func notACount(from start: Int) -> Pattern.Problem {
        problem(from: start, "counts are written `{2}`, `{2,}` or `{2,5}`; the character itself is `\\{`")
    }

    private mutating func number(from start: Int) throws(Pattern.Problem) -> Int? {
        var value: Int?
        while let scalar = peek, ("0"..."9").contains(scalar) {
            _ = next()
            value = (value ?? 0) * 10 + Int(scalar.value - 48)
            if let value, value > Pattern.Limit.repetition {
                while let digit = peek, ("0"..."9").contains(digit) { _ = next() }
                throw problem(from: start, "a repetition counts to \(Pattern.Limit.repetition) at most")
            }
        }
        return value
    }
}
