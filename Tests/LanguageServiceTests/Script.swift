import Engine
import LanguageService
import Model
import Planning
import Syntax

/// A text with a mark `‸` where somebody points, analysed on the standard model as of the end of 2026-06-30 in UTC.
struct Script {
    let analysis: ScriptAnalysis
    /// Of the mark; the end of the text where there is none.
    let offset: Int
    let text: String

    init(_ marked: String, path: String? = nil, files: [String: String] = [:]) throws {
        let parts = marked.split(separator: "‸", maxSplits: 1, omittingEmptySubsequences: false)
        text = parts.joined()
        offset = parts[0].utf8.count
        analysis = ScriptAnalysis(name: "script", bytes: Array(text.utf8), path: path, in: try Script.context(files))
    }

    static func context(_ files: [String: String] = [:]) throws -> LanguageContext {
        let settings = Session.Settings(
            asOf: "2026-06-30", now: Instant(microseconds: 0), importReader: Files(texts: files))
        return LanguageContext(try Session(settings: settings))
    }

    private struct Files: ImportReader {
        let texts: [String: String]

        func read(_ path: String) throws(UnreadableImport) -> [UInt8] {
            guard let text = texts[path] else { throw UnreadableImport(reason: "no such file") }
            return Array(text.utf8)
        }
    }

    func slice(_ range: Range<Int>) -> String { analysis.source.text(range) }

    /// The text of every place, as a person would mark it.
    func slices(_ ranges: [Range<Int>]) -> [String] { ranges.map(slice) }

    var completions: [String] { analysis.completions(at: offset).items.map(\.text) }

    /// The text with an edit made.
    func applying(_ edits: [TextEdit]) -> String {
        String(decoding: edits.applied(to: Array(text.utf8)), as: UTF8.self)
    }
}
