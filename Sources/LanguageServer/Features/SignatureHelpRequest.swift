internal import JSON
internal import LanguageService

extension RequestMethod {
    static let signatureHelp = RequestMethod("textDocument/signatureHelp", outlivesChanges: true, capabilities: { _ in
        ["signatureHelpProvider": ["triggerCharacters": ["(", ","]]]
    }) { server, parameters, _ throws(ResponseError) in
        let (script, offset) = try server.place(parameters)
        guard let help = script.analysis.signatureHelp(at: offset) else { return .null }
        let signature = help.signature
        var start = signature.name.utf16.count + 1
        let parameters = signature.parameters.map { parameter -> JSONValue in
            let end = start + parameter.label.utf16.count
            defer { start = end + ", ".utf16.count }
            let label: JSONValue =
                server.client.labelOffsets ? [JSONValue(start), JSONValue(end)] : .string(parameter.label)
            return ["label": label, "documentation": .string(parameter.documentation)]
        }
        let isMarkdown = server.client.signatureDocumentation == .markdown
        let text =
            signature.documentation
            + (isMarkdown ? "\n\nFor example `\(signature.example)`" : "\nFor example " + signature.example)
        return [
            "signatures": [
                [
                    "label": .string(signature.label), "parameters": .array(parameters),
                    "documentation": [
                        "kind": .string(server.client.signatureDocumentation.rawValue), "value": .string(text)
                    ]
                ]
            ],
            "activeSignature": 0, "activeParameter": JSONValue(help.activeParameter ?? signature.parameters.count)
        ]
    }
}
