import Analyses
import Formatting
import Semantics
import Syntax

/// A statement that is put into a script: what it becomes there, and the whole script with it.
///
/// Pure: reads no file and writes none.
struct SavedStatement {
    /// As it stands in the script, comments included.
    let text: String
    /// The name it defines; nil for a question.
    let definedName: String?

    /// - Parameter name: what a segment without a name is called from now on, and what a comment calls a question;
    ///   empty for a definition that has a name.
    /// - Throws: `CommandError`
    init(_ statement: StatementText, name: String) throws(CommandError) {
        let text = StatementFormatting.formatted(statement.text)
        if let own = statement.definedName {
            guard name.isEmpty || name == own else {
                throw CommandError("the last statement defines `\(own)`: `.save \(own)` saves it")
            }
            (self.text, definedName) = (text, own)
            return
        }
        guard !name.isEmpty else { throw CommandError("under which name? write `.save NAME`") }
        guard statement.node.kind == .segmentDeclaration, let keyword = statement.node.firstToken else {
            // A question has no name; a comment tells what it is.
            (self.text, definedName) = ("-- \(name)\n" + text, nil)
            return
        }
        let spelling = try SavedStatement.spelling(of: name)
        var bytes = Array(statement.text.utf8)
        bytes.insert(
            contentsOf: " \(spelling)".utf8, at: keyword.span.utf8Range.upperBound - statement.utf8Range.lowerBound)
        (self.text, definedName) = (StatementFormatting.formatted(String(decoding: bytes, as: UTF8.self)), name)
    }

    /// A name as a definition spells it: in backticks where it is no plain word.
    private static func spelling(of name: String) throws(CommandError) -> String {
        for spelling in [name, "`\(name)`"] {
            let parsed = Parser.parse(
                SourceText(id: SourceID(0), name: "", text: "segment \(spelling) where true"), analyses: [])
            if parsed.diagnostics.isEmpty, parsed.tree.root.nodes.count == 1,
                parsed.tree.root.nodes[0].first(.declaredName)?.dottedName == name
            {
                return spelling
            }
        }
        throw CommandError("`\(name)` can't be the name of a segment")
    }

    /// Whether a script has the statement, however it is laid out there.
    private func isSame(_ other: StatementText) -> Bool {
        StatementFormatting.formatted(other.source.text(other.closeRange)) == text
    }

    /// The script with the statement and what it needs.
    ///
    /// - Parameters:
    ///   - needed: definitions of the session that the statement names, in order, with what they define; those that the
    ///     script has already are left out.
    ///   - replaces: a definition of the same name gives way.
    /// - Throws: `CommandError` where there is a definition of the same name.
    func added(to script: String, at path: String, needed: [(name: String, text: String)], replaces: Bool)
        throws(CommandError) -> String
    {
        let present = StatementText.all(in: script)
        let names = Set(present.compactMap(\.definedName))
        let missing = needed.filter { !names.contains($0.name) }.map(\.text)
        if let definedName, let old = present.first(where: { $0.definedName == definedName }) {
            if isSame(old) { throw CommandError("`\(definedName)` is in \(path) already, as it is") }
            guard replaces else {
                throw CommandError(
                    "\(path):\(old.line) defines `\(definedName)` already: `.save! \(definedName)` replaces it")
            }
            var bytes = Array(script.utf8)
            bytes.replaceSubrange(old.closeRange, with: (missing + [text]).joined(separator: "\n\n").utf8)
            return String(decoding: bytes, as: UTF8.self)
        }
        if definedName == nil, present.contains(where: isSame) {
            throw CommandError("\(path) has it already, as it is")
        }
        var blocks = missing + [text]
        let head = script.trimmingTrailingBlanks
        if !head.isEmpty { blocks.insert(head, at: 0) }
        return blocks.joined(separator: "\n\n") + "\n"
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        var view = Substring(self)
        while let last = view.last, last.isWhitespace { view.removeLast() }
        return String(view)
    }
}

/// How a statement is laid out in a script.
enum StatementFormatting {
    /// In the one style that there is; as it was typed where the formatter will not have it.
    static func formatted(_ text: String) -> String {
        (Formatter.format(text, analyses: Analyses.forms).script?.text ?? text).trimmingBlanks
    }
}
