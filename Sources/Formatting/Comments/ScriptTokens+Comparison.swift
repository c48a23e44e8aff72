import Syntax

/// Before and after.
extension ScriptTokens {
    /// The same tokens in the same order, and the same comments in the same order. What a text means depends on nothing
    /// else.
    func meanTheSame(as other: ScriptTokens) -> Bool {
        count == other.count
            && (0..<count).allSatisfy { index in
                let (own, others) = (token(index), other.token(index))
                return own.kind == others.kind && own.keyword == others.keyword && own.foreign == others.foreign
                    && bytes(own.utf8Range).elementsEqual(other.bytes(others.utf8Range))
            }
            && allComments.elementsEqual(other.allComments) { $0.elementsEqual($1) }
    }

    private var allComments: [ArraySlice<UInt8>] {
        (shebang.map { [bytes($0)] } ?? []) + comments.joined().map { bytes($0.range) }
    }

    private func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> { tree.source.bytes[range] }

    /// The edits between the tokens of one text that turn it into the other one. Both have the same tokens.
    func edits(to other: ScriptTokens) -> [Diagnostic.Edit] {
        (0..<min(count, other.count)).compactMap { edit(gap(before: $0), to: other.bytes(other.gap(before: $0))) }
    }

    /// The bytes between the token before it and the token.
    private func gap(before index: Int) -> Range<Int> {
        (index == 0 ? 0 : token(index - 1).utf8Range.upperBound)..<token(index).utf8Range.lowerBound
    }

    private func edit(_ range: Range<Int>, to new: ArraySlice<UInt8>) -> Diagnostic.Edit? {
        var (old, new) = (bytes(range), new)
        guard !old.elementsEqual(new) else { return nil }
        while let first = old.first, first == new.first, first < 0x80, first != UInt8(ascii: "\r") {
            old.removeFirst()
            new.removeFirst()
        }
        // A place between carriage return and line feed is none to an editor.
        while let last = old.last, last == new.last, last < 0x80, old.dropLast().last != UInt8(ascii: "\r") {
            old.removeLast()
            new.removeLast()
        }
        return Diagnostic.Edit(
            SourceSpan(source: tree.source.id, utf8Start: old.startIndex, utf8End: old.endIndex),
            String(decoding: new, as: UTF8.self))
    }
}
