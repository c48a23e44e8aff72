internal import Concurrency
internal import Engine
internal import JSON
internal import LanguageService
internal import Semantics
internal import Syntax

extension RequestMethod {
    static let documentDiagnostic = RequestMethod(
        "textDocument/diagnostic",
        capabilities: { client in
            guard client.pullsDiagnostics else { return [:] }
            return [
                "diagnosticProvider": [
                    "identifier": "clientele", "interFileDependencies": true, "workspaceDiagnostics": true
                ]
            ]
        }
    ) { server, parameters, _ throws(ResponseError) in
        let script = try server.script(parameters)
        return server.report(
            script, server.findings(in: script, evenIfLong: true), previous: parameters["previousResultId"]?.string)
    }

    static let workspaceDiagnostic = RequestMethod("workspace/diagnostic") {
        server, parameters, reply throws(ResponseError) in
        var previous: [String: String] = [:]
        for item in parameters["previousResultIds"]?.array ?? [] {
            if let uri = item["uri"]?.string, let value = item["value"]?.string { previous[uri] = value }
        }
        var reports: [JSONValue] = []
        for script in server.workspaceScripts() {
            if reply.cancellation.isCancelled { throw .requestCancelled }
            guard
                case .object(var report) = server.report(
                    script, server.findings(in: script, evenIfLong: true), previous: previous[script.uri])
            else { continue }
            report["uri"] = .string(script.uri)
            report["version"] = script.version.map { JSONValue($0) } ?? .null
            reports.append(.object(report))
        }
        return ["items": .array(reports)]
    }
}

extension Server {
    /// The report of a text's diagnostics, full or unchanged.
    func report(_ script: AnalysedScript, _ findings: [Diagnostic], previous: String?) -> JSONValue {
        let id = String(script.edition)
        if id == previous { return ["kind": "unchanged", "resultId": .string(id)] }
        return ["kind": "full", "resultId": .string(id), "items": .array(diagnosticItems(script, findings))]
    }

    /// The diagnostics of a text as the protocol has them: what is wrong with a file that it imports is said at the
    /// import.
    ///
    /// - Parameter findings: the linter's.
    func diagnosticItems(_ script: AnalysedScript, _ findings: [Diagnostic]) -> [JSONValue] {
        if builtin.holds(script.uri) { return [] }
        if script.isModel { return ModelText.diagnostics(script).map { item($0, script) } }
        let (own, others) = script.analysis.diagnostics.partitioned {
            $0.primary.span.source == script.analysis.source.id
        }
        return importedProblems(others, script) + (own + findings).map { item($0, script) }
    }

    func item(_ diagnostic: Diagnostic, _ script: AnalysedScript) -> JSONValue {
        var message = diagnostic.message
        if !diagnostic.primary.text.isEmpty { message += "\n" + diagnostic.primary.text }
        for note in diagnostic.notes { message += "\nnote: " + note }
        var related: [JSONValue] = []
        for label in diagnostic.secondary {
            if client.relatedInformation, let location = location(label.span, script) {
                related.append(["location": location, "message": .string(label.text)])
            } else {
                message += "\n" + label.text
            }
        }
        // Those of a long text are not checked before they are asked for.
        let offered = script.analysis.hasCheckedFixes ? diagnostic.fixIts : []
        let fixes = offered.map { fix -> JSONValue in
            let edits = fix.edits.filter { $0.span.source == script.analysis.source.id }
            return [
                "title": .string(fix.title),
                "edits": .array(edits.map { json(TextEdit($0.span.utf8Range, $0.replacement), script.text) })
            ]
        }
        return [
            "range": script.text.json(diagnostic.primary.span.utf8Range, encoding),
            "severity": JSONValue(Server.severity(diagnostic.severity)),
            "code": .string(diagnostic.code.id), "source": "clientele", "message": .string(message),
            "tags": tags(diagnostic), "relatedInformation": related.isEmpty ? nil : .array(related),
            "data": client.diagnosticData && !fixes.isEmpty ? ["fixes": .array(fixes)] : nil
        ]
    }

    private static func severity(_ severity: Diagnostic.Severity) -> Int {
        switch severity {
        case .error: 1
        case .warning: 2
        case .note: 3
        }
    }

    /// The tag for unneeded code, which clients that support it show pale.
    private func tags(_ diagnostic: Diagnostic) -> JSONValue? {
        let unnecessary = 1
        return Server.unused.contains(diagnostic.code.id) && client.diagnosticTags.contains(unnecessary)
            ? [JSONValue(unnecessary)] : nil
    }

    /// Parameters, imports and definitions that nothing uses.
    private static let unused: Set<String> = ["L0101", "L0102", "L0103"]

    /// One line for each file: its first error, at the import that leads to it.
    private func importedProblems(_ diagnostics: [Diagnostic], _ script: AnalysedScript) -> [JSONValue] {
        let imports = ImportStatement.all(in: script.analysis.compilation.parsed)
        var seen: Set<String> = []
        return diagnostics.filter { $0.severity == .error }.compactMap { diagnostic -> JSONValue? in
            let span = diagnostic.primary.span
            guard case .file(let path) = script.analysis.origin(of: span), seen.insert(path).inserted,
                let location = location(span, script)
            else { return nil }
            let files = script.analysis.compilation.environment.imports
            guard
                let statement = imports.first(where: { files[$0.alias]?.path == path }) ?? imports.first(where: {
                    files[$0.alias]?.hasErrors == true
                }) ?? imports.first
            else { return nil }
            let count = diagnostics.count { $0.severity == .error && $0.primary.span.source == span.source }
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let message = "\(name) has \(count == 1 ? "an error" : "\(count) errors"): \(diagnostic.message)"
            let related: JSONValue = [["location": location, "message": .string(diagnostic.message)]]
            return [
                "range": script.text.json(statement.pathSpan.utf8Range, encoding), "severity": 1,
                "code": .string(diagnostic.code.id),
                "source": "clientele", "message": .string(message),
                "relatedInformation": client.relatedInformation ? related : nil
            ]
        }
    }
}

extension Sequence {
    /// The elements that meet a condition, and the rest.
    fileprivate func partitioned(_ condition: (Element) -> Bool) -> (those: [Element], rest: [Element]) {
        var those: [Element] = [], rest: [Element] = []
        for element in self { if condition(element) { those.append(element) } else { rest.append(element) } }
        return (those, rest)
    }
}
