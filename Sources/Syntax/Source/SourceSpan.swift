/// Which text a position belongs to: the script, an imported file, the prelude, a model.
package struct SourceID: Sendable, Hashable {
    package let index: Int32

    package init(_ index: Int32) { self.index = index }
}

/// A half-open range of UTF-8 bytes in one source text.
package struct SourceSpan: Sendable, Hashable {
    package var source: SourceID
    package var utf8Start: Int32
    package var utf8End: Int32

    package init(source: SourceID, utf8Start: Int, utf8End: Int) {
        self.source = source
        self.utf8Start = Int32(clamping: utf8Start)
        self.utf8End = Int32(clamping: utf8End)
    }

    package var utf8Range: Range<Int> { Int(utf8Start)..<Int(utf8End) }

    /// The smallest span that covers both. The source is this span's.
    package func union(_ other: SourceSpan) -> SourceSpan {
        var result = self
        result.utf8Start = min(utf8Start, other.utf8Start)
        result.utf8End = max(utf8End, other.utf8End)
        return result
    }

    /// An empty span just behind this one: where something missing belongs.
    package var end: SourceSpan {
        SourceSpan(source: source, utf8Start: Int(utf8End), utf8End: Int(utf8End))
    }
}
