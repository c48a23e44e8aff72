internal import JSON
internal import LanguageService

extension RequestMethod {
    static let codeLens = RequestMethod(
        "textDocument/codeLens", capabilities: { _ in ["codeLensProvider": ["resolveProvider": true]] }
    ) { server, parameters, _ throws(ResponseError) in
        let script = try server.script(parameters)
        guard server.hasStore else { return [] }
        return .array(
            script.analysis.lenses.map { lens in
                let range = script.text.json(lens.utf8Range, server.encoding)
                guard case .segment = lens.target, server.usesData else {
                    return ["range": range, "command": RunCommand.command("run", script.uri, lens.target)]
                }
                return ["range": range, "data": RunCommand.arguments(script.uri, lens.target)]
            })
    }

    static let codeLensResolve = RequestMethod("codeLens/resolve") { server, lens, reply throws(ResponseError) in
        guard let (uri, target) = RunCommand.target(lens["data"]), case .segment(let name) = target else { return lens }
        guard server.usesData, let script = server.scripts.analysed(uri) else {
            return resolved(lens, "run", uri, target)
        }
        let analysis = script.analysis, outbox = server.outbox, refreshes = server.client.refreshesLenses
        var job = DataWorker.Job(reply: reply, isInteractive: false, seconds: 1, work: { knowledge, budget in
            guard let size = knowledge.size(ofSegment: name, in: analysis.sound, within: budget) else { return nil }
            return resolved(lens, size == 1 ? "1 customer · run" : "\(size.formatted) customers · run", uri, target)
        }, otherwise: resolved(lens, "run", uri, target))
        job.text = server.textCancellation(uri)
        if refreshes { job.whenKnown = { outbox.request("workspace/codeLens/refresh", .null) } }
        server.data.put(job)
        return nil
    }

    @Sendable private static func resolved(_ lens: JSONValue, _ title: String, _ uri: String, _ target: Lens.Target)
        -> JSONValue
    {
        guard case .object(var object) = lens else { return lens }
        object["command"] = RunCommand.command(title, uri, target)
        return .object(object)
    }
}

extension Int {
    /// `4,110`
    fileprivate var formatted: String {
        let digits = String(self)
        return String(
            digits.enumerated().flatMap { place, digit in
                place > 0 && (digits.count - place) % 3 == 0 ? [",", digit] : [digit]
            })
    }
}
