import Syntax

/// `-- lint: allow L0104 L0203`: findings that somebody has looked at and wants as they are, from the comments above a
/// statement or within it.
struct Suppressions {
    private static let opening = "lint: allow "

    /// From the end of the statement before to the end of the statement, and the codes that are allowed there.
    private var allowed: [(range: Range<Int32>, codes: Set<String>)] = []

    init(in parsed: ParsedSource) {
        let comments = parsed.tree.tokens.filter { $0.kind == .comment }
        guard !comments.isEmpty else { return }
        var start: Int32 = 0
        for statement in parsed.tree.root.nodes {
            let range = start..<max(start, statement.span.utf8End)
            start = range.upperBound
            let codes = comments.filter { range.contains($0.utf8Start) }.flatMap {
                Suppressions.codes(parsed.tree.source.text($0.utf8Range))
            }
            if !codes.isEmpty { allowed.append((range, Set(codes))) }
        }
    }

    func allow(_ finding: Diagnostic) -> Bool {
        allowed.contains { $0.range.contains(finding.primary.span.utf8Start) && $0.codes.contains(finding.code.id) }
    }

    private static func codes(_ comment: String) -> [String] {
        let text = comment.drop { $0 == "-" || $0 == " " }
        guard text.hasPrefix(opening) else { return [] }
        // A reason may follow the codes.
        return text.dropFirst(opening.count).split { $0 == " " || $0 == "," }.map { $0.uppercased() }.prefix {
            isCode($0)
        }
    }

    private static func isCode(_ word: String) -> Bool {
        word.utf8.count == 5 && (word.hasPrefix("L") || word.hasPrefix("E"))
            && word.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }
}
