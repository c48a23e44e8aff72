import Analyses
import Syntax

/// Makes a text that fails smaller, as long as it still fails: statements, stages, conditions, operands and clauses
/// go, or give way to a part of themselves.
struct TextShrinker {
    /// Whether a text, which may not even compile, still fails in the same way.
    let fails: (GeneratedText) -> Bool
    private var remainingTries = 3_000

    init(fails: @escaping (GeneratedText) -> Bool) { self.fails = fails }

    mutating func shrunk(_ text: GeneratedText) -> GeneratedText {
        var text = text
        var hasChanged = true
        while hasChanged, remainingTries > 0 {
            hasChanged = false
            if let smaller = step(
                text.script,
                { script in
                    var other = text
                    other.script = script
                    return other
                })
            {
                text = smaller
                hasChanged = true
            }
            for path in text.files.keys.sorted() {
                var without = text
                without.files[path] = nil
                let smaller =
                    attempt(without)
                    ? without
                    : step(
                        text.files[path] ?? "",
                        { file in
                            var other = text
                            other.files[path] = file
                            return other
                        })
                if let smaller {
                    text = smaller
                    hasChanged = true
                }
            }
            for name in text.arguments.keys.sorted() {
                var without = text
                without.arguments[name] = nil
                if attempt(without) {
                    text = without
                    hasChanged = true
                }
            }
        }
        return text
    }

    private mutating func attempt(_ text: GeneratedText) -> Bool {
        remainingTries -= 1
        return remainingTries > 0 && fails(text)
    }

    /// Every change that makes the script smaller, one after another; nil where none holds.
    private mutating func step(_ script: String, _ whole: (String) -> GeneratedText) -> GeneratedText? {
        var bytes = Array(script.utf8)
        var best: GeneratedText?
        var skipped = 0
        // Behind a change the places of all nodes are others: the walk starts anew, behind those that have been tried.
        while remainingTries > 0 {
            let tree = Parser.parse(SourceText(id: SourceID(0), name: "text", bytes: bytes), analyses: Analyses.forms).tree
            var places = TextShrinker.changes(tree.root)
            guard skipped < places.count else { return best }
            places.removeFirst(skipped)
            var found = false
            for change in places {
                var smaller = bytes
                smaller.replaceSubrange(change.range, with: change.replacement)
                let text = whole(String(decoding: smaller, as: UTF8.self))
                if smaller.count < bytes.count, attempt(text) {
                    (bytes, best, found) = (smaller, text, true)
                    break
                }
                skipped += 1
                if remainingTries <= 0 { break }
            }
            if !found { return best }
        }
        return best
    }

    private struct Change {
        var range: Range<Int>
        var replacement: [UInt8]
    }

    /// Larger pieces first.
    private static func changes(_ root: SyntaxNode) -> [Change] {
        var changes: [Change] = []
        var level = root.nodes.map { (node: $0, parent: root) }
        while !level.isEmpty {
            for (node, parent) in level {
                let range = node.span.utf8Range
                // With the comma, the bar or the word that stands before it or behind it.
                let tokens = parent.tokens.map(\.span.utf8Range)
                if let before = tokens.last(where: { $0.upperBound <= range.lowerBound }) {
                    changes.append(Change(range: before.lowerBound..<range.upperBound, replacement: []))
                }
                if let after = tokens.first(where: { $0.lowerBound >= range.upperBound }) {
                    changes.append(Change(range: range.lowerBound..<after.upperBound, replacement: []))
                }
                changes.append(Change(range: range, replacement: []))
                for child in node.nodes { changes.append(Change(range: range, replacement: Array(child.text.utf8))) }
            }
            level = level.flatMap { item in item.node.nodes.map { (node: $0, parent: item.node) } }
        }
        return changes
    }
}
