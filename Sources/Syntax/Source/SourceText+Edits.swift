extension SourceText {
    /// The bytes with the edits made.
    ///
    /// - Parameter edits: of this text, in order, none within another.
    package func bytes(applying edits: some Sequence<Diagnostic.Edit>) -> [UInt8] {
        bytes(0..<bytes.count, applying: edits)
    }

    /// A part of the bytes with the edits made, all of which lie in it.
    package func bytes(_ range: Range<Int>, applying edits: some Sequence<Diagnostic.Edit>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var position = range.lowerBound
        for edit in edits {
            let place = edit.span.utf8Range
            guard place.lowerBound >= position, place.upperBound <= range.upperBound else { continue }
            result += bytes[position..<place.lowerBound]
            result += edit.replacement.utf8
            position = place.upperBound
        }
        return result + bytes[position..<max(position, range.upperBound)]
    }
}
