internal import JSON

/// Which texts' diagnostics the client does not have yet.
struct PublishedDiagnostics {
    /// Edited: said as soon as no further edit waits.
    fileprivate(set) var changed: [String] = []
    /// Not edited, but something around them was: looked at when nothing else is to be done.
    fileprivate var toCheck: [String] = []
    /// Which state of each text the client was told of last.
    fileprivate(set) var told: [String: Int] = [:]
    /// Whether one of the texts checked so far has other diagnostics than before.
    fileprivate var foundOutdated = false

    /// Long texts that the linter has not seen since they were edited.
    fileprivate var toLint: [String] = []

    var isAnythingWaiting: Bool { !toCheck.isEmpty || !changed.isEmpty || !toLint.isEmpty }

    var onlyLintsWait: Bool { toCheck.isEmpty && changed.isEmpty }

    mutating func checkAll(_ uris: some Sequence<String>) {
        for uri in uris.sorted() where !toCheck.contains(uri) { toCheck.append(uri) }
    }
}

extension Server {
    func textChanged(_ uri: String) {
        if !diagnostics.changed.contains(uri) { diagnostics.changed.append(uri) }
        // Others may import it.
        diagnostics.checkAll(scripts.open.keys.filter { $0 != uri })
    }

    /// Nothing is wrong with a text that is not there; what is wrong with the file is the others' business.
    func textClosed(_ uri: String) {
        diagnostics.changed.removeAll { $0 == uri }
        diagnostics.toCheck.removeAll { $0 == uri }
        diagnostics.toLint.removeAll { $0 == uri }
        diagnostics.told[uri] = nil
        values.forget(uri)
        if !client.pullsDiagnostics {
            outbox.notify("textDocument/publishDiagnostics", ["uri": .string(uri), "diagnostics": []])
        }
        diagnostics.checkAll(scripts.open.keys)
    }

    /// Says what is wrong with texts that have been edited. While further edits of one wait, it waits for them.
    func publishChanged() {
        for uri in diagnostics.changed where !inbox.hasChangeWaiting(of: uri) {
            diagnostics.changed.removeAll { $0 == uri }
            publish(uri)
        }
    }

    /// Looks at one text around which something has changed.
    func publishOne() {
        guard let uri = diagnostics.toCheck.popLast() else {
            if let uri = diagnostics.toLint.popLast() { publish(uri, lintsLongText: true) }
            return publishChanged()
        }
        if let script = scripts.analysed(uri), diagnostics.told[uri] != script.edition {
            diagnostics.told[uri] = script.edition
            publish(uri)
            diagnostics.foundOutdated = true
        }
        if diagnostics.toCheck.isEmpty, diagnostics.foundOutdated {
            diagnostics.foundOutdated = false
            diagnosticsMayHaveChanged()
        }
    }

    /// Says what is known by now of a text that has not changed.
    func publishAgain(_ uri: String) {
        if !inbox.hasChangeWaiting(of: uri) { publish(uri) }
    }

    /// Publishes the compiler's diagnostics of a long text before the linter's, which take their time.
    private func publish(_ uri: String, lintsLongText: Bool = false) {
        guard !client.pullsDiagnostics, let script = scripts.analysed(uri) else { return }
        diagnostics.told[uri] = script.edition
        let findings = findings(in: script, evenIfLong: lintsLongText)
        if lintsLongText, findings.isEmpty { return }
        outbox.notify(
            "textDocument/publishDiagnostics",
            [
                "uri": .string(uri), "version": script.version.map { JSONValue($0) },
                "diagnostics": .array(diagnosticItems(script, findings))
            ])
        if !lintsLongText, lints.findings(in: script) == nil, !diagnostics.toLint.contains(uri) {
            diagnostics.toLint.append(uri)
        }
    }
}
