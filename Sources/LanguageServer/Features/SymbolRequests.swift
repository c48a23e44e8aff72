internal import Concurrency
internal import JSON
internal import LanguageService

extension RequestMethod {
    static let documentSymbol = RequestMethod(
        "textDocument/documentSymbol", capabilities: { _ in ["documentSymbolProvider": true] }
    ) { server, parameters, _ throws(ResponseError) in
        let script = try server.script(parameters)
        let symbols = script.analysis.symbols
        if server.client.symbolTree { return .array(symbols.map { SymbolWriter.tree($0, script, server.encoding) }) }
        return .array(symbols.map { SymbolWriter.flat($0, script, server.encoding) })
    }

    static let workspaceSymbol = RequestMethod(
        "workspace/symbol", capabilities: { _ in ["workspaceSymbolProvider": true] }
    ) { server, parameters, reply throws(ResponseError) in
        let query = Array((parameters["query"]?.string ?? "").lowercased())
        var found: [JSONValue] = []
        for script in server.workspaceScripts() {
            if reply.cancellation.isCancelled { throw .requestCancelled }
            for symbol in script.analysis.symbols
            where symbol.kind != .question && SymbolWriter.matches(symbol.name, query) {
                found.append(SymbolWriter.flat(symbol, script, server.encoding))
            }
        }
        return .array(found)
    }
}

private enum SymbolWriter {
    static func tree(_ symbol: DocumentSymbol, _ script: AnalysedScript, _ encoding: PositionEncoding) -> JSONValue {
        [
            "name": .string(symbol.name), "detail": symbol.detail.isEmpty ? nil : .string(symbol.detail),
            "kind": JSONValue(kind(symbol.kind)),
            "range": script.text.json(symbol.utf8Range, encoding),
            "selectionRange": script.text.json(symbol.nameRange, encoding),
            "children": symbol.children.isEmpty ? nil : .array(symbol.children.map { tree($0, script, encoding) })
        ]
    }

    static func flat(_ symbol: DocumentSymbol, _ script: AnalysedScript, _ encoding: PositionEncoding) -> JSONValue {
        [
            "name": .string(symbol.name), "kind": JSONValue(kind(symbol.kind)),
            "location": ["uri": .string(script.uri), "range": script.text.json(symbol.nameRange, encoding)]
        ]
    }

    /// Whether the letters of the query stand in the name, in their order.
    static func matches(_ name: String, _ query: [Character]) -> Bool {
        var rest = query[...]
        for letter in name.lowercased() where letter == rest.first { rest.removeFirst() }
        return rest.isEmpty
    }

    private static func kind(_ kind: DocumentSymbol.Kind) -> Int {
        switch kind {
        case .importedFile: 2
        case .segment: 5
        case .metric: 7
        case .column: 8
        case .classification: 10
        case .parameter: 13
        case .question: 24
        }
    }
}
