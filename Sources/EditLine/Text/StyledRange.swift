/// The look of a piece of text: the parameters of a select-graphic-rendition sequence, such as `1;34`.
///
/// A background colour must not be used: where a row wraps, some terminals fill the rest of it.
package struct TextStyle: Hashable, Sendable {
    package let parameters: String

    package init(parameters: String) { self.parameters = parameters }
}

package struct StyledRange: Equatable, Sendable {
    /// UTF-8 offsets.
    package var range: Range<Int>
    package var style: TextStyle

    package init(range: Range<Int>, style: TextStyle) {
        self.range = range
        self.style = style
    }

    /// The style of each scalar. Where ranges overlap the later one wins; what lies outside of the text is passed over.
    static func styles(ofScalars scalars: [Unicode.Scalar], from ranges: [StyledRange]) -> [TextStyle?] {
        var byUTF8Offset: [Int] = []
        byUTF8Offset.reserveCapacity(scalars.count)
        for (index, scalar) in scalars.enumerated() {
            for _ in 0..<UTF8.width(scalar) { byUTF8Offset.append(index) }
        }
        var styles = [TextStyle?](repeating: nil, count: scalars.count)
        for styled in ranges {
            for offset in styled.range.clamped(to: 0..<byUTF8Offset.count) {
                styles[byUTF8Offset[offset]] = styled.style
            }
        }
        // A combining mark can't be drawn apart from the character it stands on.
        for index in styles.indices.dropFirst() where Glyph(scalars[index]) == .printable(columns: 0) {
            styles[index] = styles[index - 1]
        }
        return styles
    }
}
