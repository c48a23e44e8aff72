package import Engine
package import LanguageService
internal import Syntax

/// A text with what the language service knows of it.
package struct AnalysedScript {
    package let uri: String
    /// nil for a file that is not open.
    package let version: Int?
    package let text: TextLines
    package let analysis: ScriptAnalysis
    /// Two of the same number are the same.
    let edition: Int
}

/// The texts that are open in the editor, the scripts beside them on the disk, and what is known of each: an analysis
/// is made when it is asked for and kept as long as the text, what it imports and what it can name are as they were.
package struct Scripts {
    private struct Kept {
        let script: AnalysedScript
        let stamp: Stamp
        let contextEdition: Int
        let imports: BufferedImports
    }

    private enum Stamp: Hashable { case buffer(edition: Int), file(FileStamp) }

    /// By address, as the client spells it.
    package private(set) var open: [String: Document] = [:]
    private var editions: [String: Int] = [:]
    private var lastEdition = 0
    private var kept: [String: Kept] = [:]
    private let disk: any ImportReader

    /// The context in which all texts are analysed.
    var context: LanguageContext { didSet { contextEdition += 1 } }
    private var contextEdition = 0

    package init(context: LanguageContext, disk: any ImportReader) {
        self.context = context
        self.disk = disk
    }

    // MARK: The editor's texts

    package mutating func setOpen(_ document: Document) {
        open[document.uri] = document
        lastEdition += 1
        editions[document.uri] = lastEdition
    }

    package mutating func change(_ uri: String, _ body: (inout Document) throws(ResponseError) -> Void)
        throws(ResponseError)
    {
        guard var document = open.removeValue(forKey: uri) else { throw .invalidParameters("\(uri) is not open") }
        defer { setOpen(document) }
        try body(&document)
    }

    package mutating func close(_ uri: String) {
        open[uri] = nil
        editions[uri] = nil
        kept[uri] = nil
    }

    /// The address of a file, as the client spells it where it is open there.
    func uri(ofPath path: String) -> String {
        open.values.first { $0.path == path }?.uri ?? DocumentURI.uri(ofPath: path)
    }

    func isOpen(path: String) -> Bool { open.values.contains { $0.path == path } }

    private var buffers: [String: BufferedImports.Buffer] {
        var buffers: [String: BufferedImports.Buffer] = [:]
        for document in open.values {
            guard let path = document.path else { continue }
            buffers[disk.identity(of: path)] = BufferedImports.Buffer(
                bytes: document.text.bytes, edition: editions[document.uri] ?? 0)
        }
        return buffers
    }

    // MARK: What is known of them

    /// A text that is open, analysed as it stands; nil where it is not open.
    package mutating func analysed(_ uri: String) -> AnalysedScript? {
        guard let document = open[uri], let edition = editions[uri] else { return nil }
        let buffers = buffers
        let stamp = Stamp.buffer(edition: edition)
        if let kept = current(uri, stamp, buffers) { return kept }
        return analyse(uri, version: document.version, path: document.path, text: document.text, stamp, buffers)
    }

    /// A file of the disk, open or not; nil where it can't be read.
    mutating func analysed(path: String) -> AnalysedScript? {
        if let document = open.values.first(where: { $0.path == path }) { return analysed(document.uri) }
        let uri = DocumentURI.uri(ofPath: path)
        guard let stamp = FileStamp(path: path).map({ Stamp.file($0) }) else { return nil }
        let buffers = buffers
        if let kept = current(uri, stamp, buffers) { return kept }
        guard let bytes = try? disk.read(path), String(validating: bytes, as: UTF8.self) != nil else { return nil }
        return analyse(uri, version: nil, path: path, text: TextLines(bytes), stamp, buffers)
    }

    private func current(_ uri: String, _ stamp: Stamp, _ buffers: [String: BufferedImports.Buffer]) -> AnalysedScript?
    {
        guard let kept = kept[uri], kept.stamp == stamp, kept.contextEdition == contextEdition,
            kept.imports.isCurrent(with: buffers)
        else { return nil }
        return kept.script
    }

    private mutating func analyse(
        _ uri: String, version: Int?, path: String?, text: TextLines, _ stamp: Stamp,
        _ buffers: [String: BufferedImports.Buffer]
    ) -> AnalysedScript {
        let imports = BufferedImports(buffers: buffers, disk: disk)
        var context = context
        context.compilation.importReader = imports
        lastEdition += 1
        let earlier = kept[uri].flatMap { $0.contextEdition == contextEdition ? $0.script.analysis : nil }
        let analysis = ScriptAnalysis(name: path ?? uri, bytes: text.bytes, path: path, in: context, after: earlier)
        let script = AnalysedScript(uri: uri, version: version, text: text, analysis: analysis, edition: lastEdition)
        kept[uri] = Kept(script: script, stamp: stamp, contextEdition: contextEdition, imports: imports)
        return script
    }
}
