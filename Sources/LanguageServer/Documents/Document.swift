package import JSON

/// A text that is open in the editor, as the editor has it.
package struct Document: Sendable {
    package let uri: String
    /// Path of its file; nil where it has none yet.
    package let path: String?
    package private(set) var version: Int
    package private(set) var text: TextLines

    package init(uri: String, version: Int, text: String) {
        self.uri = uri
        path = DocumentURI.path(of: uri)
        self.version = version
        self.text = TextLines(Array(text.utf8))
    }

    /// As reports call it.
    package var name: String { path ?? uri }

    /// One notification's changes, in order: each is of the text that the one before left.
    ///
    /// - Throws: where a change can't be understood; those before it have been made.
    package mutating func apply(_ changes: JSONValue?, version: Int, _ encoding: PositionEncoding) throws(ResponseError)
    {
        self.version = version
        for change in changes?.array ?? [] {
            guard let replacement = change["text"]?.string else { throw .invalidParameters("a change has a `text`") }
            guard let range = change["range"], range != .null else {
                text = TextLines(Array(replacement.utf8))
                continue
            }
            guard let bytes = text.utf8Range(range, encoding) else {
                throw .invalidParameters("a change's `range` has a `start` and an `end`")
            }
            text.replace(bytes, with: replacement.utf8)
        }
    }
}
