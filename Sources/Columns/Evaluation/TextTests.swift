import Model
import Semantics

/// Test results for the texts of lists: each text is tested once, however many rows have it.
struct TextTests {
    struct Test: Hashable {
        enum Kind: Hashable {
            case comparison(ComparisonOperator)
            case match(TextMatchOperator)
        }

        var kind: Kind
        private let exact: ExactText
        /// Whether differences of case are taken out of a text before it is tested.
        var isFolded = false

        var operand: String { exact.text }

        init(kind: Kind, operand: String, isFolded: Bool = false) {
            self.kind = kind
            exact = ExactText(operand)
            self.isFolded = isFolded
        }
    }

    private struct Key: Hashable {
        var texts: ObjectIdentifier
        var test: Test
    }

    private static let unknown: UInt8 = 2

    private var results: [Key: [UInt8]] = [:]
    private var patterns: [ExactText: Pattern] = [:]
    /// Lists stay alive as long as something is known about them: their identity must not be given to another.
    private var kept: [StringDictionary] = []

    mutating func mask(_ codes: [Int32], _ texts: StringDictionary, _ test: Test) -> Mask {
        let key = Key(texts: ObjectIdentifier(texts), test: test)
        if results[key] == nil {
            results[key] = Array(repeating: TextTests.unknown, count: texts.count)
            kept.append(texts)
        }
        let compiled = compile(test)
        // Taken out, so that writing to it copies nothing.
        guard var known = results.removeValue(forKey: key) else { return [] }
        defer { results[key] = known }
        return Mask(unsafeUninitializedCapacity: codes.count) { buffer, initialized in
            for position in codes.indices {
                let code = Int(codes[position])
                var result = known[code]
                if result == TextTests.unknown {
                    result = compiled(texts.text(code)) ? 1 : 0
                    known[code] = result
                }
                buffer.initializeElement(at: position, to: result)
            }
            initialized = codes.count
        }
    }

    private mutating func compile(_ test: Test) -> (String) -> Bool {
        if test.isFolded {
            let holds = compile(Test(kind: test.kind, operand: test.operand))
            return { holds(CaselessText.folded($0)) }
        }
        let operand = test.operand
        switch test.kind {
        case .comparison(let sign): return { TextTests.holds($0, sign, operand) }
        case .match(.contains): return { operand.utf8.isEmpty || TextTests.contains($0, operand) }
        case .match(.startsWith): return { $0.utf8.starts(with: operand.utf8) }
        case .match(.endsWith): return { $0.utf8.reversed().starts(with: operand.utf8.reversed()) }
        case .match(.has(let separator)): return { TextList.contains($0, operand, separator: separator) }
        case .match(.matches):
            let text = ExactText(operand)
            if patterns[text] == nil { patterns[text] = try? Pattern(operand) }
            guard let pattern = patterns[text] else { return { _ in false } }
            return { pattern.matches($0) }
        }
    }

    private static func contains(_ text: String, _ part: String) -> Bool {
        let text = Array(text.utf8), part = Array(part.utf8)
        guard text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0..<($0 + part.count)].elementsEqual(part) }
    }

    static func holds(_ text: String, _ sign: ComparisonOperator, _ other: String) -> Bool {
        switch sign {
        case .equal: text.utf8.elementsEqual(other.utf8)
        case .notEqual: !text.utf8.elementsEqual(other.utf8)
        case .less: text.utf8.lexicographicallyPrecedes(other.utf8)
        case .greaterEqual: !text.utf8.lexicographicallyPrecedes(other.utf8)
        case .greater: other.utf8.lexicographicallyPrecedes(text.utf8)
        case .lessEqual: !other.utf8.lexicographicallyPrecedes(text.utf8)
        }
    }

}
