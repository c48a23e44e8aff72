internal import Engine
internal import JSON
internal import LanguageService
internal import Syntax

/// Places between the protocol, which counts lines and units, and the language service, which counts bytes.
extension Server {
    /// The text that a request is about.
    func script(_ parameters: JSONValue) throws(ResponseError) -> AnalysedScript {
        guard let uri = parameters["textDocument"]?["uri"]?.string else {
            throw .invalidParameters("`textDocument` has a `uri`")
        }
        if let script = scripts.analysed(uri) { return script }
        // A client may ask about a file that it has not opened.
        guard let path = DocumentURI.path(of: uri), let script = scripts.analysed(path: path) else {
            throw .invalidParameters("\(uri) is not open")
        }
        return script
    }

    /// The text and the byte that a request is about.
    func place(_ parameters: JSONValue) throws(ResponseError) -> (script: AnalysedScript, utf8Offset: Int) {
        let script = try script(parameters)
        guard let position = Position(parameters["position"]) else {
            throw .invalidParameters("`position` has a `line` and a `character`")
        }
        return (script, script.text.utf8Offset(of: position, encoding))
    }

    /// The text and the bytes that a request is about.
    func range(_ parameters: JSONValue) throws(ResponseError) -> (script: AnalysedScript, utf8Range: Range<Int>) {
        let script = try script(parameters)
        guard let range = script.text.utf8Range(parameters["range"], encoding) else {
            throw .invalidParameters("`range` has a `start` and an `end`")
        }
        return (script, range)
    }

    func json(_ edit: TextEdit, _ text: TextLines) -> JSONValue {
        ["range": text.json(edit.utf8Range, encoding), "newText": .string(edit.replacement)]
    }

    /// A place in any text, as the client can open it.
    func json(_ location: Location) -> JSONValue {
        [
            "uri": .string(uri(of: location.origin, location.source)),
            "range": TextLines(location.source.bytes).json(location.utf8Range, encoding)
        ]
    }

    /// A span in a text or in what it was compiled with; nil where that text is not known.
    func location(_ span: SourceSpan, _ script: AnalysedScript) -> JSONValue? {
        guard span.source != script.analysis.source.id else {
            return ["uri": .string(script.uri), "range": script.text.json(span.utf8Range, encoding)]
        }
        guard let source = script.analysis.compilation.sources[span.source] else { return nil }
        return [
            "uri": .string(uri(of: script.analysis.origin(of: span), source)),
            "range": TextLines(source.bytes).json(span.utf8Range, encoding)
        ]
    }

    /// The address of a text; ready-made ones are laid down as files to be looked at.
    func uri(of origin: TextOrigin, _ source: SourceText) -> String {
        switch origin {
        case .own: source.name
        case .file(let path): scripts.uri(ofPath: path)
        case .builtin: builtin.uri(named: "prelude", source.bytes)
        case .model: builtin.uri(named: "model", source.bytes)
        }
    }

    /// Scripts on the disk; where the client says what changes there, they are looked for again only then.
    private func scriptPaths() -> [String] {
        if let knownPaths, client.watchesFiles { return knownPaths }
        let paths = ScriptFiles.paths(in: folders)
        knownPaths = paths
        return paths
    }

    /// The scripts that the editor knows: those that are open, then the files of its folders.
    func workspaceScripts() -> [AnalysedScript] {
        var found = scripts.open.keys.sorted().filter { !builtin.holds($0) }.compactMap { scripts.analysed($0) }
        var bytes = 0
        for path in scriptPaths() where !scripts.isOpen(path: path) {
            guard let size = FileStamp(path: path)?.bytes, size <= ScriptFiles.sizeLimit,
                bytes + size <= ScriptFiles.totalLimit
            else { continue }
            bytes += size
            if let script = scripts.analysed(path: path) { found.append(script) }
        }
        return found
    }
}
