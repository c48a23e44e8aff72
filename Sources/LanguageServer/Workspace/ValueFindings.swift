internal import Concurrency
internal import JSON
internal import LanguageService
internal import Syntax

/// Texts in open scripts that no record has, which only the store can tell: asked for once for each state of a script,
/// on the data thread.
struct ValueFindings {
    private var known: [String: (edition: Int, findings: [Diagnostic])] = [:]
    private var asked: [String: Int] = [:]

    func findings(in script: AnalysedScript) -> [Diagnostic] {
        known[script.uri].flatMap { $0.edition == script.edition ? $0.findings : nil } ?? []
    }

    /// Whether nobody has asked about the text as it is; from now on, somebody has.
    mutating func mustAsk(_ script: AnalysedScript) -> Bool {
        defer { asked[script.uri] = script.edition }
        return asked[script.uri] != script.edition
    }

    mutating func learn(_ findings: [Diagnostic], in script: AnalysedScript) {
        known[script.uri] = (script.edition, findings)
    }

    mutating func forget(_ uri: String) { (known[uri], asked[uri]) = (nil, nil) }
}

extension Server {
    /// The store's findings so far; where it was never asked about the text as it is, it is asked now.
    func valueFindings(in script: AnalysedScript) -> [Diagnostic] {
        guard usesData, !script.isModel, scripts.open[script.uri] != nil else { return [] }
        if values.mustAsk(script) { askForValues(script) }
        return values.findings(in: script)
    }

    private func askForValues(_ script: AnalysedScript) {
        let analysis = script.analysis, uri = script.uri, edition = script.edition, inbox = inbox
        var job = DataWorker.Job(reply: nil, isInteractive: false, seconds: 2, work: { knowledge, budget in
            guard let sound = analysis.sound else { return .null }
            let found = knowledge.unknownValues(in: sound.compilation, within: budget)
            if budget.cancellation.isCancelled { return nil }
            if !found.isEmpty { inbox.put(found, of: uri, edition: edition) }
            return .null
        }, otherwise: .null)
        job.text = textCancellation(uri)
        data.put(job)
    }

    /// The store has told: said again with that, unless the text is another one by now.
    func valuesAreKnown(_ findings: [Diagnostic], of uri: String, edition: Int) {
        guard let script = scripts.analysed(uri), script.edition == edition else { return }
        values.learn(findings, in: script)
        if client.pullsDiagnostics { diagnosticsMayHaveChanged() } else { publishAgain(uri) }
    }
}
