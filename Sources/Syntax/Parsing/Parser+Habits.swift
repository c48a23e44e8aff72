/// Operators as other languages and plain English write them, where a comparison is expected: `less than`, `LIKE 'B%'`,
/// `is "Berlin"`.
///
/// Each is understood and answered with what is written here, as one mistake.
extension Parser {
    /// Behind an operand; false where nothing of the kind stands here.
    mutating func parseForeignComparison(_ start: Int) -> Bool {
        guard !isRecovering else { return false }
        let isNegated = at(.not)
        let first = isNegated ? 1 : 0
        if let like = ["like", "ilike"].first(where: { isWord($0, first) }) {
            reportLike(start, first, ignoresCase: like == "ilike", isNegated: isNegated)
            takeForeignOperator(first + 1)
        } else if let habit = habit(at: first) {
            let words = currentSpan.union(span(of: ahead(first + habit.words - 1)))
            for place in 0..<first + habit.words { retract(at: span(of: ahead(place))) }
            append(
                .foreignOperator(
                    source.text(words), habit.native, at: words, negating: isNegated ? spanFrom(start) : nil))
            takeForeignOperator(first + habit.words)
            guard habit.takesOperand else { finish(.comparison, from: start); return true }
        } else {
            return false
        }
        parseAdditive()
        parseIgnoringCase()
        finish(.comparison, from: start)
        return true
    }

    /// Behind an operand, at `is`: what is no test for a missing value.
    mutating func parseForeignIs(_ start: Int) -> Bool {
        guard !isRecovering else { return false }
        let isNegated = ahead(1).keyword == .not
        let first = isNegated ? 2 : 1
        let next = ahead(first)
        if !isNegated, next.keyword == .true || next.keyword == .false {
            let words = currentSpan.union(span(of: next))
            append(.truthTest(source.text(words), isTrue: next.keyword == .true, of: spanFrom(start), at: words))
            takeForeignOperator(2)
            finish(.comparison, from: start)
            return true
        }
        let native: String, words: Int
        if let habit = habit(at: first), habit.takesOperand {
            (native, words) = (habit.native, first + habit.words)
        } else if [.string, .rawString, .integer, .decimal, .percent, .date, .time, .parameter].contains(next.kind) {
            (native, words) = (isNegated ? "!=" : "=", first)
        } else {
            return false
        }
        let place = currentSpan.union(span(of: ahead(words - 1)))
        let isOuterNegation = isNegated && words > first
        append(
            .foreignOperator(source.text(place), native, at: place, negating: isOuterNegation ? spanFrom(start) : nil))
        takeForeignOperator(words)
        parseAdditive()
        finish(.comparison, from: start)
        return true
    }

    private mutating func takeForeignOperator(_ count: Int) {
        let end = cursor + count
        skip { $0.cursor >= end }
    }

    func isWord(_ word: String, _ offset: Int) -> Bool {
        let token = ahead(offset)
        guard token.kind == .identifier || token.kind == .unknown else { return false }
        let range = token.utf8Range
        return range.count == word.utf8.count && source.text(range).lowercased() == word
    }

    private func habit(at offset: Int) -> ForeignComparison? {
        let token = ahead(offset)
        // Words that mostly stand behind an operand begin no habit: the table need not be made for them.
        guard token.kind == .identifier || token.kind == .unknown, ![.where, .and, .or].contains(token.keyword),
            let found = ForeignComparison.all[source.text(token.utf8Range).lowercased()]
        else { return nil }
        return found.first { habit in
            if habit.native.hasPrefix("in "), isInSequence { return false }
            let fits = habit.further.enumerated().allSatisfy { isWord($0.element, offset + 1 + $0.offset) }
            return fits && (!habit.native.hasPrefix("in ") || ahead(offset + habit.words).kind == .integer)
        }
    }

    /// `city LIKE 'B%'`: what the pattern asks in words, where it has a `%` at an end and no other sign.
    private mutating func reportLike(_ start: Int, _ first: Int, ignoresCase: Bool, isNegated: Bool) {
        let pattern = ahead(first + 1)
        let place = currentSpan.union(span(of: ahead(first)))
        var diagnostic = Diagnostic(
            .foreignOperator, "there is no `\(source.text(place))`", at: place,
            label: "write `contains`, `starts with` or `ends with`")
        if pattern.kind == .string, let words = ForeignComparison.words(forPattern: source.contents(of: pattern)) {
            let whole = place.union(span(of: pattern))
            let text = words + (ignoresCase ? " ignoring case" : "")
            let before = spanFrom(start).beginning
            diagnostic.fixIts = [
                .init("write `\(text)`", (isNegated ? [.init(before, "not ")] : []) + [.init(whole, text)])
            ]
        }
        append(diagnostic)
        // The quotes of the pattern belong to the same mistake.
        if pattern.foreign == .singleQuotes { forgive(pattern) }
    }
}

/// How another language, or English, writes a comparison.
struct ForeignComparison {
    /// Behind the first word.
    let further: [String]
    let native: String
    var takesOperand = true

    var words: Int { 1 + further.count }

    /// By the first word, the longest first.
    static let all: [String: [ForeignComparison]] = {
        var found: [String: [ForeignComparison]] = [:]
        for (phrase, native) in phrases {
            let words = phrase.split(separator: " ").map(String.init)
            let takesOperand = !native.hasPrefix("is ")
            found[words[0], default: []].append(
                ForeignComparison(further: Array(words.dropFirst()), native: native, takesOperand: takesOperand))
        }
        return found.mapValues { $0.sorted { $0.words > $1.words } }
    }()

    private static let phrases = [
        ("equals", "="), ("equal to", "="), ("eq", "="), ("ne", "!="), ("less than or equal to", "<="),
        ("less than", "<"), ("lower than", "<"),
        ("smaller than", "<"), ("fewer than", "<"), ("below", "<"), ("greater than or equal to", ">="),
        ("greater than", ">"), ("more than", ">"),
        ("larger than", ">"), ("bigger than", ">"), ("above", ">"), ("at least", ">="), ("at most", "<="),
        ("after", ">"),
        ("contain", "contains"), ("containing", "contains"), ("includes", "contains"), ("include", "contains"),
        ("startswith", "starts with"), ("start with", "starts with"), ("begins with", "starts with"),
        ("endswith", "ends with"), ("end with", "ends with"),
        ("regexp", "matches"), ("rlike", "matches"), ("~", "matches"),
        ("within last", "in last"), ("within the last", "in last"), ("within", "in last"), ("last", "in last"),
        ("next", "in next"),
        ("isnull", "is missing"), ("notnull", "is known"), ("exists", "is known"),
    ]

    /// nil where a pattern of `LIKE` says more than these words can.
    static func words(forPattern pattern: String) -> String? {
        var text = Substring(pattern)
        let startsOpen = text.hasPrefix("%"), endsOpen = text.count > 1 && text.hasSuffix("%")
        if startsOpen { text.removeFirst() }
        if endsOpen { text.removeLast() }
        guard !text.isEmpty, !text.contains("%"), !text.contains("_") else { return nil }
        let literal = "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
        return switch (startsOpen, endsOpen) {
        case (true, true): "contains \(literal)"
        case (false, true): "starts with \(literal)"
        case (true, false): "ends with \(literal)"
        case (false, false): "= \(literal)"
        }
    }
}

extension Diagnostic {
    /// - Parameter operand: what is compared, where the operator has a `not` of its own, which stands before it here.
    static func foreignOperator(_ text: String, _ native: String, at span: SourceSpan, negating operand: SourceSpan?)
        -> Diagnostic
    {
        guard let operand else { return foreignOperator(text, native, at: span) }
        return Diagnostic(
            .foreignOperator, "`\(text)` is written `not … \(native)` here", at: span,
            label: "`not` stands before the whole condition",
            fixIts: [FixIt("write `not … \(native)`", [Edit(operand.beginning, "not "), Edit(span, native)])])
    }

    /// `vip is true`
    static func truthTest(_ text: String, isTrue: Bool, of operand: SourceSpan, at span: SourceSpan) -> Diagnostic {
        let behind = SourceSpan(source: span.source, utf8Start: Int(operand.utf8End), utf8End: Int(span.utf8End))
        return Diagnostic(
            .foreignOperator, "a condition needs no `\(text)`", at: span,
            label: isTrue ? "leave it out" : "write `not` before the condition",
            fixIts: [
                FixIt(
                    isTrue ? "leave it out" : "write `not` before the condition",
                    (isTrue ? [] : [Edit(operand.beginning, "not ")]) + [Edit(behind, "")])
            ])
    }
}

extension SourceSpan {
    /// An empty span where this one starts.
    package var beginning: SourceSpan {
        SourceSpan(source: source, utf8Start: Int(utf8Start), utf8End: Int(utf8Start))
    }
}
