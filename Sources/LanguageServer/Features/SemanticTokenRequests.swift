internal import JSON
internal import LanguageService

extension RequestMethod {
    static let semanticTokens = RequestMethod(
        "textDocument/semanticTokens/full",
        capabilities: { _ in
            [
                "semanticTokensProvider": [
                    "legend": [
                        "tokenTypes": .array(TokenWriter.types.map { .string($0) }),
                        "tokenModifiers": .array(TokenWriter.modifiers.map { .string($0) })
                    ],
                    "full": ["delta": true], "range": true
                ]
            ]
        }
    ) { server, parameters, _ throws(ResponseError) in
        let script = try server.script(parameters)
        let data = TokenWriter.data(script, 0..<script.text.bytes.count, server.encoding)
        return ["resultId": .string(server.remember(data, of: script)), "data": .array(data.map { JSONValue($0) })]
    }

    static let semanticTokensDelta = RequestMethod("textDocument/semanticTokens/full/delta") {
        server, parameters, _ throws(ResponseError) in
        let script = try server.script(parameters)
        let former = server.tokens[script.uri]
        let data = TokenWriter.data(script, 0..<script.text.bytes.count, server.encoding)
        let id = server.remember(data, of: script)
        guard let former, parameters["previousResultId"]?.string == former.id else {
            return ["resultId": .string(id), "data": .array(data.map { JSONValue($0) })]
        }
        // An edit changes what lies between a beginning and an end that stay.
        let same = zip(former.data, data).prefix { $0 == $1 }.count
        let rest = min(former.data.count, data.count) - same
        let sameAtEnd = zip(former.data.suffix(rest).reversed(), data.suffix(rest).reversed()).prefix { $0 == $1 }.count
        let removed = former.data.count - same - sameAtEnd, inserted = data[same..<data.count - sameAtEnd]
        if removed == 0, inserted.isEmpty { return ["resultId": .string(id), "edits": []] }
        return [
            "resultId": .string(id),
            "edits": [
                [
                    "start": JSONValue(same), "deleteCount": JSONValue(removed),
                    "data": .array(inserted.map { JSONValue($0) })
                ]
            ]
        ]
    }

    static let semanticTokensRange = RequestMethod("textDocument/semanticTokens/range") {
        server, parameters, _ throws(ResponseError) in
        let (script, range) = try server.range(parameters)
        return ["data": .array(TokenWriter.data(script, range, server.encoding).map { JSONValue($0) })]
    }
}

/// The tokens that a client was told of last.
struct LastSentTokens {
    let id: String
    let data: [Int]
}

extension Server {
    func remember(_ data: [Int], of script: AnalysedScript) -> String {
        let id = String(script.edition)
        tokens[script.uri] = LastSentTokens(id: id, data: data)
        return id
    }
}

private enum TokenWriter {
    /// The protocol's own names, which every theme has a colour for.
    static let types = [
        "keyword", "comment", "string", "number", "operator", "parameter", "function", "type", "property", "variable",
        "class", "namespace"
    ]
    static let modifiers = ["declaration", "defaultLibrary"]

    private static func type(_ tokenClass: SemanticToken.Class) -> String {
        switch tokenClass {
        case .keyword: "keyword"
        case .comment: "comment"
        case .string: "string"
        case .number, .date: "number"
        case .operation: "operator"
        case .parameter: "parameter"
        case .function: "function"
        case .entity: "type"
        case .field, .column: "property"
        case .metric, .name: "variable"
        case .segment: "class"
        case .importName: "namespace"
        }
    }

    private static let numbers = SemanticToken.Class.allCases.map { tokenClass in
        types.firstIndex(of: type(tokenClass)) ?? 0
    }

    /// Five numbers a token: lines and units from the one before, length, type, modifiers.
    static func data(_ script: AnalysedScript, _ range: Range<Int>, _ encoding: PositionEncoding) -> [Int] {
        var data: [Int] = []
        var before = Position(line: 0, character: 0)
        for token in script.analysis.semanticTokens(in: range) {
            let start = script.text.position(atUTF8Offset: token.utf8Range.lowerBound, encoding)
            let length = encoding.length(of: script.text.bytes[token.utf8Range])
            data += [
                start.line - before.line,
                start.line == before.line ? start.character - before.character : start.character, length,
                numbers[token.tokenClass.rawValue], (token.isDeclaration ? 1 : 0) | (token.isGiven ? 2 : 0)
            ]
            before = start
        }
        return data
    }
}
