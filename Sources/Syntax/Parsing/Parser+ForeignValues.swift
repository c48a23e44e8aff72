/// Values as other languages write them: `orders.amount.sum()`, `TODAY()`, `IF(a, b, c)`, `CASE WHEN … END`, `DATE
/// '2026-01-01'`.
///
/// Each is one mistake, whose fix rewrites the text; what the fix makes is checked by whoever compiles.
extension Parser {
    /// Behind a path that a bracket touches: a method of another language.
    mutating func parseMethodCall(_ start: Int) {
        guard !isRecovering, at(.leftParenthesis), tokenBefore?.utf8End == current.utf8Start,
            let last = closingOffset(from: 0)
        else { return }
        let path = spanFrom(start)
        let words = source.text(path.utf8Range).split(separator: ".").map(String.init)
        guard let method = words.last, words.count > 1 else { return }
        let arguments = source.text(Int(current.utf8End)..<Int(ahead(last).utf8Start)),
            subject = words.dropLast().joined(separator: ".")
        let whole = path.union(span(of: ahead(last)))
        append(.methodCall(method, writing: ForeignMethod.native(method, of: subject, arguments), at: whole))
        retractLexical(in: whole.utf8Range)
        skip(count: last + 1)
    }

    /// Behind a path: `orders[0].amount`, `orders[-1].amount`.
    mutating func parseSubscript(_ start: Int) {
        guard !isRecovering, let last = closingSubscript(from: 0),
            var number = Int(source.text(ahead(last - 1).utf8Range))
        else { return }
        // The first of other languages has the number 0, the last one -1.
        number = last == 3 ? -number : number + 1
        var end = last, isNested = false
        while true {
            if ahead(end + 1).kind == .dot, isName(ahead(end + 2)) {
                end += 2
            } else if let next = closingSubscript(from: end + 1) {
                (end, isNested) = (next, true)
            } else {
                break
            }
        }
        let path = spanFrom(start), whole = path.union(span(of: ahead(end)))
        let value = source.text(path) + source.text(Int(ahead(last).utf8End)..<Int(ahead(end).utf8End))
        let native = number == 1 ? "first(\(value))" : number == -1 ? "last(\(value))" : "nth(\(number), \(value))"
        append(
            end > last && !isNested
                ? .foreignValue(source.text(whole), write: native, at: whole)
                : .recordByPlace(source.text(whole), path: source.text(path), at: whole))
        retractLexical(in: whole.utf8Range)
        skip(count: end + 1)
    }

    /// Where `[0]` or `[-1]` ends that begins so many tokens ahead; nil where nothing of the kind stands there.
    private func closingSubscript(from offset: Int) -> Int? {
        guard isSign("[", offset) else { return nil }
        let number = ahead(offset + 1).kind == .minus ? offset + 2 : offset + 1
        return ahead(number).kind == .integer && isSign("]", number + 1) ? number + 1 : nil
    }

    private func isSign(_ sign: String, _ offset: Int) -> Bool { source.text(ahead(offset).utf8Range) == sign }

    /// Behind `today`: `TODAY()` as a whole.
    mutating func parseCalledToday(_ word: Token) {
        guard !isRecovering, at(.leftParenthesis), ahead(1).kind == .rightParenthesis else { return }
        let whole = span(of: word).union(span(of: ahead(1)))
        diagnostics(without: .upperCaseKeyword, at: span(of: word))
        append(.foreignValue(source.text(whole), write: "today", at: whole))
        skip(count: 2)
    }

    /// `DATE '2026-01-01'`, `interval '30 days'`: the value in quotes alone is meant.
    mutating func parseTypedText(_ start: Int) -> Bool {
        guard !isRecovering, ahead(1).kind == .string,
            ["date", "timestamp", "interval", "time"].contains(source.text(current.utf8Range).lowercased())
        else { return false }
        let whole = currentSpan.union(span(of: ahead(1))), contents = source.contents(of: ahead(1))
        append(
            .foreignValue(
                source.text(whole),
                write: contents.lowercased().isBareValue ? contents.lowercased() : "\"\(contents)\"", at: whole))
        skip(count: 2)
        return true
    }

    /// `if(CONDITION, A, B)` of spreadsheets.
    mutating func parseSpreadsheetIf(_ start: Int) -> Bool {
        guard !isRecovering, at(.if), ahead(1).kind == .leftParenthesis, let last = closingOffset(from: 1) else {
            return false
        }
        let commas = commaOffsets(from: 2, to: last)
        guard commas.count == 2 else { return false }
        let whole = currentSpan.union(span(of: ahead(last)))
        let head = currentSpan.union(span(of: ahead(1)))
        append(
            .foreignConditional(
                "if(…, …, …)", at: whole,
                edits: [
                    .init(head, "(if "), .init(span(of: ahead(commas[0])), " then"),
                    .init(span(of: ahead(commas[1])), " else"),
                ]))
        skip(count: last + 1)
        finish(.conditional, from: start)
        return true
    }

    /// `case when CONDITION then A else B end`
    mutating func parseCaseWhen(_ start: Int) -> Bool {
        guard !isRecovering, !isInClasses, isWord("case", 0), isWord("when", 1) else { return false }
        var edits: [Diagnostic.Edit] = [.init(currentSpan.union(span(of: ahead(1))), "(if")], place = 2
        while ahead(place).kind != .endOfFile, ahead(place).kind != .pipe, !isWord("end", place) {
            if isWord("when", place) { edits.append(.init(span(of: ahead(place)), "else if")) }
            if ahead(place).foreign == .upperCase {
                edits.append(.init(span(of: ahead(place)), source.text(ahead(place).utf8Range).lowercased()))
            }
            place += 1
        }
        guard isWord("end", place) else { return false }
        edits.append(.init(span(of: ahead(place - 1)).end.union(span(of: ahead(place))), ")"))
        append(.foreignConditional("case when … end", at: currentSpan.union(span(of: ahead(place))), edits: edits))
        skip(count: place + 1)
        finish(.conditional, from: start)
        return true
    }

    // MARK: Brackets ahead

    /// The partner of the opening bracket so many tokens ahead; nil where the stage ends before it.
    private func closingOffset(from offset: Int) -> Int? {
        var depth = 0, place = offset
        while true {
            switch ahead(place).kind {
            case .leftParenthesis: depth += 1
            case .rightParenthesis:
                depth -= 1
                if depth == 0 { return place }
            case .pipe, .endOfFile: return nil
            default: break
            }
            place += 1
        }
    }

    private func commaOffsets(from first: Int, to last: Int) -> [Int] {
        var depth = 0
        return (first..<last).filter { place in
            if ahead(place).kind == .leftParenthesis { depth += 1 }
            if ahead(place).kind == .rightParenthesis { depth -= 1 }
            return depth == 0 && ahead(place).kind == .comma
        }
    }
}

/// Methods of values, and what is written in their place.
private enum ForeignMethod {
    static func native(_ method: String, of subject: String, _ arguments: String) -> String? {
        switch method.lowercased() {
        case "sum", "avg", "min", "max", "median", "first", "last", "count", "abs", "round", "year", "month", "day",
            "quarter", "weekday", "any", "none":
            return arguments.isEmpty ? "\(method.lowercased())(\(subject))" : nil
        case "mean", "average": return "avg(\(subject))"
        case "len", "length", "size": return arguments.isEmpty ? "length(\(subject))" : nil
        case "contains", "includes": return "\(subject) contains \(text(arguments))"
        case "startswith", "starts_with": return "\(subject) starts with \(text(arguments))"
        case "endswith", "ends_with": return "\(subject) ends with \(text(arguments))"
        case "isnull", "isna", "is_null", "is_none": return "\(subject) is missing"
        case "notnull", "notna", "is_not_null": return "\(subject) is known"
        case "isin": return "\(subject) in (\(arguments.filter { $0 != "[" && $0 != "]" }))"
        case "between":
            return arguments.split(separator: ",").count == 2
                ? "\(subject) between \(arguments.split(separator: ",").joined(separator: " and"))" : nil
        case "strip", "trim", "date": return subject
        default: return nil
        }
    }

    private static func text(_ argument: String) -> String {
        argument.hasPrefix("'") && argument.hasSuffix("'") && argument.count > 1 && !argument.contains("\"")
            ? "\"\(argument.dropFirst().dropLast())\"" : argument
    }
}

extension String {
    /// Whether a text in quotes reads like a date, a number or a length of time, which are written bare.
    package var isBareValue: Bool {
        let words = split(separator: " ", omittingEmptySubsequences: false)
        func isNumber(_ text: Substring) -> Bool {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count <= 2
                && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        }
        guard let first = words.first else { return false }
        if words.count == 2 {
            return first.utf8.allSatisfy { (0x30...0x39).contains($0) } && !first.isEmpty
                && Keyword(rawValue: String(words[1]))?.durationUnit != nil
        }
        guard words.count == 1 else { return false }
        if isNumber(first) { return true }
        let tokens = Lexer.lex(SourceText(id: SourceID(0), name: "", text: String(first)))
        return tokens.diagnostics.isEmpty
            && tokens.tokens.first.map { ($0.kind == .date || $0.kind == .time) && Int($0.utf8End) == first.utf8.count }
                ?? false
    }
}

extension Diagnostic {
    static func methodCall(_ method: String, writing native: String?, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unexpectedToken, "values have no methods such as `\(method)()`", at: span,
            label: native.map { "write `\($0)`" } ?? "functions stand before what they look at",
            notes: native != nil
                ? []
                : ["lower", "upper", "casefold"].contains(method.lowercased())
                    ? ["to compare without regard to case, write `ignoring case` behind the comparison"]
                    : ["functions stand before what they look at, as in `sum(orders.amount)`"],
            fixIts: native.map { [FixIt("write `\($0)`", replace: span, with: $0)] } ?? [])
    }

    static func foreignValue(_ text: String, write native: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.unexpectedToken, "`\(text)` is written `\(native)` here", at: span, label: "write `\(native)`",
                   fixIts: [FixIt("write `\(native)`", replace: span, with: native)])
    }

    static func recordByPlace(_ text: String, path: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unexpectedToken, "`\(text)` is a record; what is asked is a value of it", at: span,
            label: "which value of the record?",
            notes: ["write `first(\(path).FIELD)`, `last(\(path).FIELD)` or `nth(3, \(path).FIELD)`"])
    }

    static func foreignConditional(_ form: String, at span: SourceSpan, edits: [Edit]) -> Diagnostic {
        Diagnostic(
            .unexpectedToken, "`\(form)` is written `if … then … else …` here", at: span,
            label: "write `(if … then … else …)`",
            fixIts: [FixIt("write `(if … then … else …)`", edits)])
    }
}
