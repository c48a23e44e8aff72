internal import JSON

/// Why a request has no answer.
package struct ResponseError: Error, Sendable, Hashable {
    package let code: Int
    package let message: String

    package init(_ code: Int, _ message: String) {
        self.code = code
        self.message = message
    }

    // JSON-RPC 2.0.
    package static func parseError(_ reason: String) -> ResponseError {
        ResponseError(-32700, "this is no JSON message: \(reason)")
    }
    package static func invalidRequest(_ reason: String) -> ResponseError { ResponseError(-32600, reason) }
    package static func methodNotFound(_ method: String) -> ResponseError {
        ResponseError(-32601, "there is no method `\(method)`")
    }
    package static func invalidParameters(_ reason: String) -> ResponseError { ResponseError(-32602, reason) }

    // The language server protocol.
    package static let notInitialized = ResponseError(-32002, "the server waits for `initialize`")
    package static let requestCancelled = ResponseError(-32800, "the request was cancelled")
    package static let contentModified = ResponseError(-32801, "the text has changed since")
    /// Understood, and can't be done: a new name that is none, a text that does not parse.
    package static func requestFailed(_ reason: String) -> ResponseError { ResponseError(-32803, reason) }

    var json: JSONValue { ["code": JSONValue(code), "message": .string(message)] }
}
