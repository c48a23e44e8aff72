internal import JSON
internal import LanguageService

/// Requests about how a text is laid out: what can be folded, what is selected step by step.
extension RequestMethod {
    static let foldingRange = RequestMethod(
        "textDocument/foldingRange", capabilities: { _ in ["foldingRangeProvider": true] }
    ) { server, parameters, _ throws(ResponseError) in
        let script = try server.script(parameters)
        return .array(
            script.analysis.foldingRanges.compactMap { fold -> JSONValue? in
                let start = script.text.position(atUTF8Offset: fold.utf8Range.lowerBound, server.encoding)
                let end = script.text.position(atUTF8Offset: fold.utf8Range.upperBound, server.encoding)
                guard end.line > start.line else { return nil }
                let isExact = !server.client.lineFoldingOnly
                let kind: JSONValue? =
                    switch fold.kind {
                    case .code: nil
                    case .comment: "comment"
                    case .imports: "imports"
                    }
                return [
                    "startLine": JSONValue(start.line), "startCharacter": isExact ? JSONValue(start.character) : nil,
                    "endLine": JSONValue(end.line), "endCharacter": isExact ? JSONValue(end.character) : nil,
                    "kind": kind
                ]
            })
    }

    static let selectionRange = RequestMethod(
        "textDocument/selectionRange", capabilities: { _ in ["selectionRangeProvider": true] }
    ) { server, parameters, _ throws(ResponseError) in
        let script = try server.script(parameters)
        return .array(
            (parameters["positions"]?.array ?? []).compactMap { position -> JSONValue? in
                guard let position = Position(position) else { return nil }
                let ranges = script.analysis.selectionRanges(at: script.text.utf8Offset(of: position, server.encoding))
                return ranges.reversed().reduce(nil as JSONValue?) { outer, range in
                    ["range": script.text.json(range, server.encoding), "parent": outer]
                }
            })
    }

    static let inlayHint = RequestMethod("textDocument/inlayHint", capabilities: { _ in ["inlayHintProvider": true] }) {
        server, parameters, _ throws(ResponseError) in
        let (script, range) = try server.range(parameters)
        return .array(
            script.analysis.inlayHints(in: range).map { hint in
                [
                    "position": script.text.position(atUTF8Offset: hint.utf8Offset, server.encoding).json,
                    "label": .string(hint.text),
                    "kind": hint.kind == .type ? 1 : nil, "paddingLeft": hint.kind == .window ? true : nil
                ]
            })
    }
}
