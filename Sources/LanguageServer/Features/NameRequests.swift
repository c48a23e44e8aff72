internal import JSON
internal import LanguageService
internal import Syntax

/// Requests about the name at a place: where it is declared and used, and giving it another.
extension RequestMethod {
    static let definition = RequestMethod(
        "textDocument/definition", outlivesChanges: true, capabilities: { _ in ["definitionProvider": true] }
    ) { server, parameters, _ throws(ResponseError) in
        let (script, offset) = try server.place(parameters)
        return script.analysis.definition(at: offset).map { server.json($0) } ?? .null
    }

    static let references = RequestMethod(
        "textDocument/references", outlivesChanges: true, capabilities: { _ in ["referencesProvider": true] }
    ) { server, parameters, _ throws(ResponseError) in
        let (script, offset) = try server.place(parameters)
        guard let occurrence = script.analysis.occurrence(at: offset) else { return .null }
        let found = server.workspace(from: script).references(
            to: occurrence.identity, includingDeclarations: parameters["context"]?["includeDeclaration"]?.bool ?? true)
        return .array(found.map { server.json($0.location) })
    }

    static let documentHighlight = RequestMethod(
        "textDocument/documentHighlight", capabilities: { _ in ["documentHighlightProvider": true] }
    ) { server, parameters, _ throws(ResponseError) in
        let (script, offset) = try server.place(parameters)
        guard let occurrence = script.analysis.occurrence(at: offset) else { return .null }
        let found = Workspace([script.analysis]).references(to: occurrence.identity, includingDeclarations: true)
        // 2: read, 3: written.
        return .array(
            found.map {
                ["range": script.text.json($0.location.utf8Range, server.encoding), "kind": $0.isDeclaration ? 3 : 2]
            })
    }

    static let prepareRename = RequestMethod("textDocument/prepareRename") {
        server, parameters, _ throws(ResponseError) in
        let (script, offset) = try server.place(parameters)
        do throws(RenameRefusal) {
            guard let found = try script.analysis.renameable(at: offset) else { return .null }
            return ["range": script.text.json(found.utf8Range, server.encoding), "placeholder": .string(found.name)]
        } catch { throw .requestFailed(error.reason) }
    }

    static let rename = RequestMethod(
        "textDocument/rename", capabilities: { _ in ["renameProvider": ["prepareProvider": true]] }
    ) { server, parameters, _ throws(ResponseError) in
        let (script, offset) = try server.place(parameters)
        guard let name = parameters["newName"]?.string else { throw .invalidParameters("`newName` is a text") }
        do throws(RenameRefusal) {
            let changes = try server.workspace(from: script).rename(at: offset, to: name)
            return server.workspaceEdit(
                changes.map { (server.uri(of: $0.origin, $0.source), TextLines($0.source.bytes), $0.edits) })
        } catch { throw .requestFailed(error.reason) }
    }
}

extension Server {
    /// Every script that the editor knows, the one that is asked about first.
    func workspace(from script: AnalysedScript) -> Workspace {
        Workspace([script.analysis] + workspaceScripts().filter { $0.uri != script.uri }.map(\.analysis))
    }

    /// Changes of several texts; of those that are open, of the version that they have here.
    func workspaceEdit(_ changes: [(uri: String, text: TextLines, edits: [TextEdit])]) -> JSONValue {
        let written = changes.map { change in
            (uri: change.uri, edits: JSONValue.array(change.edits.map { json($0, change.text) }))
        }
        guard client.documentChanges else {
            return ["changes": .object(JSONObject(written.map { .init($0.uri, $0.edits) }))]
        }
        return [
            "documentChanges": .array(
                written.map { uri, edits in
                    [
                        "textDocument": [
                            "uri": .string(uri), "version": scripts.open[uri].map { JSONValue($0.version) } ?? .null
                        ], "edits": edits
                    ]
                })
        ]
    }
}
