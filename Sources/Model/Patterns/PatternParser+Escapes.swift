// Backslash escapes, and classes in brackets.

extension PatternParser {
    enum Escape {
        case scalar(Unicode.Scalar)
        case set(ScalarSet)
        case assertion(PatternAssertion)
    }

    /// Behind the backslash.
    mutating func escape(from start: Int) throws(Pattern.Problem) -> Escape {
        guard let scalar = next() else {
            throw problem(from: start, "a `\\` ends the pattern; the character itself is `\\\\`")
        }
        switch scalar {
        case "d": return .set(.digit)
        case "D": return .set(ScalarSet.digit.complement)
        case "w": return .set(.word)
        case "W": return .set(ScalarSet.word.complement)
        case "s": return .set(.space)
        case "S": return .set(ScalarSet.space.complement)
        case "p": return .set(try property(from: start))
        case "P": return .set(try property(from: start).complement)
        case "b": return .assertion(.wordBoundary)
        case "B": return .assertion(.noWordBoundary)
        case "t": return .scalar("\t")
        case "n": return .scalar("\n")
        case "r": return .scalar("\r")
        case "f": return .scalar("\u{0C}")
        case "v": return .scalar("\u{0B}")
        case "x": return .scalar(try hexadecimal(digits: 2, from: start))
        case "u": return .scalar(try hexadecimal(digits: 4, from: start))
        case "A": throw problem(from: start, "the start of the text is `^`")
        case "z", "Z": throw problem(from: start, "the end of the text is `$`")
        case "1"..."9", "k", "g": throw problem(from: start, "back-references are not possible in linear time")
        case "0": throw problem(from: start, "characters by number are written `\\x{…}`, in hexadecimal")
        case "Q", "E":
            throw problem(from: start, "quoting with `\\Q` and `\\E` is not supported; escape each sign by itself")
        case "a"..."z", "A"..."Z": throw problem(from: start, "the escape `\\\(scalar)` is unknown")
        default: return .scalar(scalar)
        }
    }

    /// Behind `\p` or `\P`.
    private mutating func property(from start: Int) throws(Pattern.Problem) -> ScalarSet {
        let known = "L, M, N, P, S, Z and Han"
        guard take("{") else { throw problem(from: start, "a property stands in braces: `\\p{L}`; there are \(known)") }
        var name = ""
        while let scalar = peek, scalar != "}" {
            name.unicodeScalars.append(scalar)
            _ = next()
        }
        if !take("}") { throw problem(from: start, "the `}` behind the property's name is missing") }
        guard let set = ScalarSet.property(name) else {
            throw problem(from: start, "the property `\(name)` is unknown; there are \(known)")
        }
        return set
    }

    /// Behind `\x` or `\u`: so many digits, or any number in braces.
    private mutating func hexadecimal(digits: Int, from start: Int) throws(Pattern.Problem) -> Unicode.Scalar {
        let inBraces = take("{")
        var value: UInt32 = 0
        var count = 0
        while count < (inBraces ? 8 : digits), let digit = peek?.hexadecimalDigit {
            value = value &* 16 &+ digit
            count += 1
            _ = next()
        }
        if inBraces ? count == 0 || !take("}") : count < digits {
            throw problem(
                from: start, "a character by number is \(digits) hexadecimal digits, or up to 8 in braces: `\\x{1F600}`"
            )
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw problem(from: start, "Unicode has no character of this number")
        }
        return scalar
    }

    // MARK: Classes

    /// Behind the opening bracket.
    mutating func characterClass(from start: Int) throws(Pattern.Problem) -> ScalarSet {
        let isNegated = take("^")
        if peek == "]" {
            _ = next()
            throw problem(from: start, "a class needs at least one character; the bracket itself is `\\]`")
        }
        var set = ScalarSet.none
        var ranges: [ClosedRange<UInt32>] = []
        while !take("]") {
            let memberStart = utf8Offset
            let isFirst = memberStart == start + (isNegated ? 2 : 1)
            guard let member = try classMember(isFirst: isFirst) else { throw unclosedClass(from: start) }
            let isRange = peek == "-" && !sees("-]")
            switch member {
            case .set(let member):
                if isRange { throw notARange(from: memberStart, to: utf8Offset + 1) }
                set.formUnion(member)
            case .scalar(let first):
                let last = isRange && take("-") ? try rangeEnd(from: memberStart, classStart: start) : first
                if last < first { throw problem(from: memberStart, to: utf8Offset, "the range runs backwards") }
                ranges.append(first.value...last.value)
                if isRange, peek == "-", !sees("-]") { throw notARange(from: memberStart, to: utf8Offset + 1) }
            }
        }
        set.formUnion(self.set(ScalarRanges(ranges)))
        return isNegated ? set.complement : set
    }

    /// Behind the `-`.
    private mutating func rangeEnd(from start: Int, classStart: Int) throws(Pattern.Problem) -> Unicode.Scalar {
        switch try classMember(isFirst: false) {
        case .scalar(let end): return end
        case .set: throw notARange(from: start, to: utf8Offset)
        case nil: throw unclosedClass(from: classStart)
        }
    }

    private func notARange(from start: Int, to end: Int) -> Pattern.Problem {
        problem(
            from: start, to: end,
            "a range is between two single characters; the character `-` stands last in a class, or is `\\-`")
    }

    private func unclosedClass(from start: Int) -> Pattern.Problem {
        problem(from: start, to: start + 1, "this `[` is never closed; the character itself is `\\[`")
    }

    private enum ClassMember {
        case scalar(Unicode.Scalar)
        case set(ScalarSet)
    }

    /// nil at the end of the pattern.
    private mutating func classMember(isFirst: Bool) throws(Pattern.Problem) -> ClassMember? {
        let start = utf8Offset
        if sees("&&") {
            _ = (next(), next())
            throw problem(from: start, "classes cannot be cut with each other; the character itself is `\\&`")
        }
        guard let scalar = next() else { return nil }
        switch scalar {
        case "[":
            throw peek == ":" ? problem(from: start, "named classes are written `\\d`, `\\w`, `\\s` or `\\p{L}`")
                : problem(from: start, "classes do not lie within each other; the character itself is `\\[`")
        case "\\":
            switch try escape(from: start) {
            case .scalar(let scalar): return .scalar(scalar)
            case .set(let set): return .set(set)
            case .assertion: throw problem(from: start, "a place between characters cannot be in a class")
            }
        case "-" where !isFirst && peek != "]":
            throw problem(from: start, "the character `-` stands first or last in a class, or is `\\-`")
        default: return .scalar(scalar)
        }
    }
}

extension Unicode.Scalar {
    fileprivate var hexadecimalDigit: UInt32? {
        switch self {
        case "0"..."9": value - 0x30
        case "a"..."f": value - 0x61 + 10
        case "A"..."F": value - 0x41 + 10
        default: nil
        }
    }
}
