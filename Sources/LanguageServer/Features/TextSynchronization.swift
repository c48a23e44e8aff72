internal import Concurrency
internal import JSON

/// The texts as the editor has them.
enum TextSynchronization {
    static func didOpen(_ server: Server, _ parameters: JSONValue) throws(ResponseError) {
        guard let item = parameters["textDocument"], let uri = item["uri"]?.string, let text = item["text"]?.string
        else {
            throw .invalidParameters("`textDocument` has a `uri` and a `text`")
        }
        server.cancelWork(on: uri)
        server.scripts.setOpen(Document(uri: uri, version: item["version"]?.integer ?? 0, text: text))
        server.textChanged(uri)
    }

    static func didChange(_ server: Server, _ parameters: JSONValue) throws(ResponseError) {
        guard let item = parameters["textDocument"], let uri = item["uri"]?.string else {
            throw .invalidParameters("`textDocument` has a `uri`")
        }
        server.cancelWork(on: uri)
        defer { server.textChanged(uri) }
        let encoding = server.encoding
        try server.scripts.change(uri) { document throws(ResponseError) in
            try document.apply(
                parameters["contentChanges"], version: item["version"]?.integer ?? document.version + 1, encoding)
        }
    }

    static func didClose(_ server: Server, _ parameters: JSONValue) throws(ResponseError) {
        guard let uri = parameters["textDocument"]?["uri"]?.string else {
            throw .invalidParameters("`textDocument` has a `uri`")
        }
        server.cancelWork(on: uri)
        server.scripts.close(uri)
        server.knownPaths = nil
        server.tokens[uri] = nil
        server.lints.forget(uri)
        server.textClosed(uri)
    }
}

extension Server {
    /// Requested when the text is no longer what it is now.
    func textCancellation(_ uri: String) -> CancellationSource {
        let cancellation = textCancellations[uri] ?? CancellationSource()
        textCancellations[uri] = cancellation
        return cancellation
    }

    /// Cancels questions to the store about a text: their answers are of no use to another version of it.
    fileprivate func cancelWork(on uri: String) { textCancellations.removeValue(forKey: uri)?.cancel() }
}
