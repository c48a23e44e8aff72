/// Something that is wrong with the statement, for a row below it.
package struct InlineDiagnostic: Equatable, Sendable {
    package enum Severity: Sendable { case error, warning }

    /// UTF-8 offsets of the part it is about.
    package var range: Range<Int>
    package var severity: Severity
    /// One row.
    package var message: String
    package var correction: Correction?
    /// Whether the part can become a right one by typing on behind it.
    package var mayBecomeRight: Bool

    package init(
        range: Range<Int>, severity: Severity, message: String, correction: Correction? = nil,
        mayBecomeRight: Bool = false
    ) {
        self.range = range
        self.severity = severity
        self.message = message
        self.correction = correction
        self.mayBecomeRight = mayBecomeRight
    }

    /// Whether it may be spoken of while the statement is still being typed: the word at the cursor is half a word, and
    /// what is behind it was right before.
    package func isBehindUs(in buffer: EditBuffer) -> Bool {
        range.upperBound <= buffer.utf8Offset(ofScalar: buffer.wordStart)
    }
}

/// A change of the statement that removes the cause of a diagnostic.
package struct Correction: Equatable, Sendable {
    /// Its effect, as an imperative.
    package var title: String
    package var edits: [Edit]

    package struct Edit: Equatable, Sendable {
        /// UTF-8 offsets.
        package var range: Range<Int>
        package var replacement: String

        package init(_ range: Range<Int>, _ replacement: String) {
            self.range = range
            self.replacement = replacement
        }
    }

    package init(_ title: String, _ edits: [Edit]) {
        self.title = title
        self.edits = edits
    }

    /// The statement after it, with the cursor at the same place of the text, or behind what was put there instead. Nil
    /// where the edits overlap or lie outside of the text.
    package func applied(to buffer: EditBuffer) -> EditBuffer? {
        var bytes = Array(buffer.text.utf8)
        var cursor = buffer.cursorUTF8Offset
        var limit = bytes.count
        for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            guard edit.range.lowerBound >= 0, edit.range.upperBound <= limit else { return nil }
            bytes.replaceSubrange(edit.range, with: edit.replacement.utf8)
            let growth = edit.replacement.utf8.count - edit.range.count
            if cursor >= edit.range.upperBound {
                cursor += growth
            } else if cursor > edit.range.lowerBound {
                cursor = edit.range.lowerBound + edit.replacement.utf8.count
            }
            limit = edit.range.lowerBound
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let corrected = EditBuffer(text, cursor: 0)
        return EditBuffer(scalars: corrected.scalars, cursor: corrected.scalarIndex(atUTF8Offset: cursor))
    }
}
