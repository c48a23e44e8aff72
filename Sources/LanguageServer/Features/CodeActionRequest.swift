internal import JSON
internal import LanguageService
internal import Syntax

extension RequestMethod {
    static let codeAction = RequestMethod(
        "textDocument/codeAction",
        capabilities: { client in
            client.codeActionLiterals
                ? ["codeActionProvider": ["codeActionKinds": ["quickfix", "refactor.extract", "refactor.rewrite"]]]
                : [:]
        }
    ) { server, parameters, _ throws(ResponseError) in
        let (script, range) = try server.range(parameters)
        let wanted = parameters["context"]?["only"]?.array?.compactMap(\.string)
        let actions = script.analysis.codeActions(in: range, diagnostics: server.findings(in: script))
        return .array(
            actions.compactMap { action -> JSONValue? in
                let kind = CodeActionKind.name(action.kind)
                // `refactor` asks for `refactor.extract` too.
                if let wanted, !wanted.contains(where: { kind == $0 || kind.hasPrefix($0 + ".") || $0.isEmpty }) {
                    return nil
                }
                let isOnlyFix = action.diagnostic.map { $0.fixIts.count == 1 } ?? false
                return [
                    "title": .string(action.title), "kind": .string(kind),
                    "edit": server.workspaceEdit([(script.uri, script.text, action.edits)]),
                    "diagnostics": action.diagnostic.map { [server.item($0, script)] },
                    "isPreferred": isOnlyFix ? true : nil
                ]
            })
    }
}

private enum CodeActionKind {
    static func name(_ kind: CodeAction.Kind) -> String {
        switch kind {
        case .quickFix: "quickfix"
        case .extract: "refactor.extract"
        case .rewrite: "refactor.rewrite"
        }
    }
}
