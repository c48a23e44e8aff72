import Syntax

/// Where the parts of a text that an edit left alone stand behind it.
struct TextShift {
    private let source: SourceID
    /// Bytes before this one are where they were.
    private let unmovedEnd: Int32
    /// Those from this one on have moved.
    private let movedStart: Int32
    private let distance: Int32

    /// From one version of a text to another: what they begin and end with alike is unchanged.
    init(from old: SourceText, to new: SourceText) {
        let (prefix, suffix) = old.bytes.withUnsafeBufferPointer { old in
            new.bytes.withUnsafeBufferPointer { new in
                let shorter = min(old.count, new.count)
                var prefix = 0
                while prefix < shorter, old[prefix] == new[prefix] { prefix += 1 }
                var suffix = 0
                while suffix < shorter - prefix, old[old.count - 1 - suffix] == new[new.count - 1 - suffix] { suffix += 1 }
                return (prefix, suffix)
            }
        }
        source = new.id
        unmovedEnd = Int32(clamping: prefix)
        movedStart = Int32(clamping: old.bytes.count - suffix)
        distance = Int32(clamping: new.bytes.count - old.bytes.count)
    }

    /// A span of the old text in the new one, spans of other texts as they are; nil where it touches what was edited.
    func moved(_ span: SourceSpan) -> SourceSpan? {
        guard span.source == source else { return span }
        if span.utf8End <= unmovedEnd { return span }
        guard span.utf8Start >= movedStart else { return nil }
        var result = span
        result.utf8Start += distance
        result.utf8End += distance
        return result
    }

    func moves(_ start: Int32) -> Bool { distance != 0 && start >= movedStart }
}
