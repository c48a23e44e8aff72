package import Syntax

/// What formatting a script gives.
package enum FormattingResult: Sendable {
    case formatted(FormattedScript)
    /// The text does not parse or is no UTF-8; what is wrong with it.
    case refused([Diagnostic])
    /// What came out would not mean what went in: a mistake of the formatter's, so that the text had better stay as it
    /// is.
    case internalError

    package var script: FormattedScript? {
        if case .formatted(let script) = self { script } else { nil }
    }
}

package struct FormattedScript: Sendable {
    /// Ends in one line feed, unless it is empty.
    package let bytes: [UInt8]
    /// What makes the source into `bytes`, in order, as little as possible: only what is between tokens changes. Empty
    /// for a script that is formatted already.
    package let edits: [Diagnostic.Edit]

    package var isChanged: Bool { !edits.isEmpty }
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
