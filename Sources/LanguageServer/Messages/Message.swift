package import JSON

/// A JSON-RPC 2.0 message from a client.
package enum Message: Sendable, Hashable {
    case request(id: RequestID, method: String, parameters: JSONValue)
    case notification(method: String, parameters: JSONValue)
    /// An answer to a request of the server's own.
    case response(id: RequestID, result: Result<JSONValue, ResponseError>)

    package enum RequestID: Sendable, Hashable {
        case integer(Int)
        case string(String)

        init?(_ value: JSONValue?) {
            if let number = value?.integer {
                self = .integer(number)
            } else if let text = value?.string {
                self = .string(text)
            } else {
                return nil
            }
        }

        package var json: JSONValue {
            switch self {
            case .integer(let number): JSONValue(number)
            case .string(let text): .string(text)
            }
        }
    }

    /// An error in a message, and the request to answer with it; nil where the message does not identify one.
    package struct Problem: Error, Sendable, Hashable {
        package let id: RequestID?
        package let error: ResponseError
    }

    /// - Parameter content: of a frame.
    package static func read(_ content: [UInt8]) throws(Problem) -> Message {
        let value: JSONValue
        do { value = try JSONValue.read(content) } catch {
            throw Problem(id: nil, error: .parseError("\(error.reason) (byte \(error.utf8Offset))"))
        }
        guard let object = value.object else {
            throw Problem(id: nil, error: .invalidRequest("a message is a JSON object"))
        }
        let id = RequestID(object["id"])
        let parameters = object["params"] ?? .null
        if let method = object["method"] {
            guard let method = method.string else {
                throw Problem(id: id, error: .invalidRequest("`method` is a text"))
            }
            if let id { return .request(id: id, method: method, parameters: parameters) }
            if let other = object["id"] {
                throw Problem(
                    id: nil,
                    error: .invalidRequest(
                        "`id` is a whole number or a text, not \(String(decoding: other.bytes, as: UTF8.self))"))
            }
            return .notification(method: method, parameters: parameters)
        }
        guard let id else {
            throw Problem(id: nil, error: .invalidRequest("a message has a `method` or answers an `id`"))
        }
        if let error = object["error"] {
            return .response(
                id: id, result: .failure(ResponseError(error["code"]?.integer ?? 0, error["message"]?.string ?? "")))
        }
        guard let result = object["result"] else {
            throw Problem(id: id, error: .invalidRequest("a message has a `method`, a `result` or an `error`"))
        }
        return .response(id: id, result: .success(result))
    }
}

/// Messages from the server.
enum OutgoingMessage {
    static func response(_ id: Message.RequestID?, _ result: Result<JSONValue, ResponseError>) -> JSONValue {
        switch result {
        case .success(let value): ["jsonrpc": "2.0", "id": id?.json ?? .null, "result": value]
        case .failure(let error): ["jsonrpc": "2.0", "id": id?.json ?? .null, "error": error.json]
        }
    }

    static func notification(_ method: String, _ parameters: JSONValue) -> JSONValue {
        ["jsonrpc": "2.0", "method": .string(method), "params": parameters]
    }

    static func request(_ id: Message.RequestID, _ method: String, _ parameters: JSONValue) -> JSONValue {
        ["jsonrpc": "2.0", "id": id.json, "method": .string(method), "params": parameters]
    }
}
