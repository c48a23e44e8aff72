internal import JSON

/// The place of a result among the several of a text.
package struct ResultPlace: Sendable {
    package var title: String
    package var isFirst: Bool
    package var isLast: Bool
    /// Whether results of a text before it stand above.
    package var followsText: Bool

    package init(title: String, isFirst: Bool, isLast: Bool, followsText: Bool) {
        (self.title, self.isFirst, self.isLast, self.followsText) = (title, isFirst, isLast, followsText)
    }
}

extension ResultPlace {
    /// The text before the result: a title for people, the name of a member in JSON.
    func appendHead(to sink: ByteSink, _ format: OutputFormat, _ style: TableStyle) {
        switch format {
        case .table, .vertical:
            if !isFirst || followsText { sink.bytes.append(UInt8(ascii: "\n")) }
            sink.bytes.append(in: style.isColored ? .bold : nil) { bytes in
                var line = CellBuffer(target: .terminal)
                line.append(title)
                let width = style.maximumWidth ?? line.cells[0].width
                if line.cells[0].width > width {
                    DisplayText.appendShortened(line.bytes, from: 0, to: line.bytes.count, width: width, into: &bytes)
                } else {
                    bytes.append(contentsOf: line.bytes)
                }
            }
            sink.bytes.append(UInt8(ascii: "\n"))
        case .markdown:
            if !isFirst || followsText { sink.bytes.append(UInt8(ascii: "\n")) }
            var line = CellBuffer(target: .markdown)
            line.append(title)
            sink.bytes.append(contentsOf: "## ".utf8)
            sink.bytes.append(contentsOf: line.bytes)
            sink.bytes.append(contentsOf: "\n\n".utf8)
        case .json:
            sink.bytes.append(contentsOf: (isFirst ? "{\n" : "").utf8)
            JSONText.append(title, to: &sink.bytes)
            sink.bytes.append(contentsOf: ": ".utf8)
        default: break
        }
    }

    /// The text behind it.
    func appendEnd(to sink: ByteSink, _ format: OutputFormat) {
        if format == .json { sink.bytes.append(contentsOf: (isLast ? "\n}\n" : ",\n").utf8) }
    }
}
