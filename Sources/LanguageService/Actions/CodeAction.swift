import Engine
package import Syntax
import Model
import Semantics

/// A change that an editor offers at a place.
package struct CodeAction: Sendable {
    package enum Kind: Sendable, Hashable { case quickFix, extract, rewrite }

    /// As an order: "write `=`".
    package let title: String
    package let kind: Kind
    package let edits: [TextEdit]
    /// The diagnostic that it fixes; nil where nothing was wrong.
    package var diagnostic: Diagnostic?
    /// The name that the change made up, for the editor to let it be changed at once: where it stands once the edits
    /// are made.
    package var newName: Range<Int>?
}

extension ScriptAnalysis {
    /// Actions for a range: fix its errors, give a part of it a name, make its meaning more explicit.
    ///
    /// - Parameter diagnostics: further ones than the compiler's, such as those of the linter.
    package func codeActions(in range: Range<Int>, diagnostics further: [Diagnostic] = []) -> [CodeAction] {
        fixes(in: range, further)
            + [extractSegment(range), nameAsMetric(range), nameAsParameter(range), addIsKnown(range)].compactMap(\.self)
    }

    private func fixes(in range: Range<Int>, _ further: [Diagnostic]) -> [CodeAction] {
        func isIn(_ diagnostic: Diagnostic) -> Bool {
            diagnostic.primary.span.source == source.id && touches(diagnostic.primary.span.utf8Range, range)
        }
        var own = diagnostics.filter(isIn)
        if !hasCheckedFixes {
            own = context.compilation.checkingFixes(of: own, in: compilation, path: path, recordsNames: true)
        }
        return (own + further.filter(isIn)).flatMap { diagnostic in
            diagnostic.fixIts.compactMap { fix in
                guard fix.edits.allSatisfy({ $0.span.source == source.id }) else { return nil }
                return CodeAction(
                    title: fix.title, kind: .quickFix,
                    edits: fix.edits.map { TextEdit($0.span.utf8Range, $0.replacement) }, diagnostic: diagnostic)
            }
        }
    }

    private func touches(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
        a.lowerBound <= b.upperBound && b.lowerBound <= a.upperBound
    }

    /// The statement that holds a range, and the innermost expression that holds it.
    func expression(holding range: Range<Int>) -> (statement: SyntaxNode, expression: SyntaxNode)? {
        let trimmed = trimmed(range)
        guard
            let statement = tree.root.nodes.first(where: {
                $0.utf8Range.lowerBound <= trimmed.lowerBound && trimmed.upperBound <= $0.utf8Range.upperBound
            }),
              !statement.isDamaged else { return nil }
        var node = statement.innermost(holding: trimmed)
        // A selected list of operands is a part of a chain, which is no node of its own: the whole chain is meant where
        // it is all of it.
        if !trimmed.isEmpty, node.utf8Range != trimmed { return nil }
        if trimmed.isEmpty, let outer = statement.chain(to: trimmed.lowerBound).last(where: { $0.kind.isCondition }) {
            node = outer
        }
        return (statement, node)
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let range = range.clamped(to: 0..<source.bytes.count)
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, blank.contains(source.bytes[start]) { start += 1 }
        while start < end, blank.contains(source.bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    /// A name that nothing has yet: `segment_1`, or the word itself.
    func freshName(_ word: String) -> String {
        func isTaken(_ name: String) -> Bool {
            environment.declaration(named: name) != nil || environment.imports[name] != nil
                || environment.parameters[name] != nil || name == "customer"
                || context.model.entityIndex(named: name) != nil
                || context.model.customerEntity.fieldIndex(named: name) != nil
                || FunctionSignature.named(name) != nil
                || tree.tokens.contains { $0.kind == .identifier && source.text($0.utf8Range) == name }
        }
        if !isTaken(word) { return word }
        return (2...).lazy.map { "\(word)_\($0)" }.first { !isTaken($0) } ?? word
    }

    /// A definition put in front of a statement, and its name put in place of what it defines.
    func extraction(
        _ title: String, of node: SyntaxNode, from statement: SyntaxNode, named name: String,
        defining text: (String) -> String, use: (String) -> String
    ) -> CodeAction {
        let place = rangeWithComments(of: statement).lowerBound
        let definition = text(name) + "\n\n"
        let nameOffset = (definition.range(ofFirst: name) ?? 0) + place
        return CodeAction(
            title: title, kind: .extract,
            edits: [TextEdit(place..<place, definition), TextEdit(node.utf8Range, use(name))],
            newName: nameOffset..<nameOffset + name.utf8.count)
    }
}

extension String {
    /// The UTF-8 offset at which a word stands first.
    func range(ofFirst word: String) -> Int? {
        let bytes = Array(utf8), part = Array(word.utf8)
        guard bytes.count >= part.count else { return nil }
        return (0...bytes.count - part.count).first { bytes[$0..<$0 + part.count].elementsEqual(part) }
    }
}

extension SyntaxKind {
    var isCondition: Bool {
        switch self {
        case .disjunction, .conjunction, .negation, .comparison, .between, .membership, .windowTest, .presence,
            .textMatch, .listTest, .sequence:
            true
        default: false
        }
    }
}
