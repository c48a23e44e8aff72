package import Syntax

/// The result of formatting a script.
package enum FormattingResult: Sendable {
    case formatted(FormattedScript)
    /// The text does not parse or is no UTF-8; what is wrong with it.
    case refused([Diagnostic])
    /// The output would not mean the same as the input: a mistake in the formatter, so the text had better stay as it
    /// is.
    case internalError

    package var script: FormattedScript? {
        if case .formatted(let script) = self { script } else { nil }
    }
}

package struct FormattedScript: Sendable {
    /// Ends in one line feed, unless it is empty.
    package let bytes: [UInt8]
    /// The smallest edits that turn the source into `bytes`, in order: only what is between tokens changes. Empty for a
    /// script that is formatted already.
    package let edits: [Diagnostic.Edit]

    package var isChanged: Bool { !edits.isEmpty }
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
