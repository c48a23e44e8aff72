internal import JSON
internal import LanguageService

extension RequestMethod {
    static let hover = RequestMethod(
        "textDocument/hover", outlivesChanges: true, capabilities: { _ in ["hoverProvider": true] }
    ) { server, parameters, reply throws(ResponseError) in
        let (script, offset) = try server.place(parameters)
        guard let hover = script.analysis.hover(at: offset) else { return .null }
        let range = script.text.json(hover.utf8Range, server.encoding), format = server.client.hover,
            description = hover.description
        @Sendable func content(_ facts: [String]) -> JSONValue {
            let text = format == .markdown ? description.markdown(facts: facts) : description.plainText(facts: facts)
            return ["contents": ["kind": .string(format.rawValue), "value": .string(text)], "range": range]
        }
        guard let subject = description.subject, server.usesData else { return content([]) }
        let analysis = script.analysis
        var job = DataWorker.Job(reply: reply, isInteractive: true, seconds: 0.3, work: { knowledge, budget in
            knowledge.facts(about: subject, in: analysis.sound ?? analysis, within: budget).map(content)
        }, otherwise: content([]))
        job.text = server.textCancellation(script.uri)
        server.data.put(job)
        return nil
    }
}
