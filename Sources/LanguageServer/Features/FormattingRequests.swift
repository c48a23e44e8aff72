internal import Engine
internal import Formatting
internal import JSON
internal import LanguageService
internal import Syntax

extension RequestMethod {
    static let formatting = RequestMethod(
        "textDocument/formatting", capabilities: { _ in ["documentFormattingProvider": true] }
    ) { server, parameters, _ throws(ResponseError) in
        let script = try server.script(parameters)
        return server.formatted(script, in: 0..<script.text.bytes.count)
    }

    static let rangeFormatting = RequestMethod(
        "textDocument/rangeFormatting", capabilities: { _ in ["documentRangeFormattingProvider": true] }
    ) { server, parameters, _ throws(ResponseError) in
        let (script, range) = try server.range(parameters)
        return server.formatted(script, in: range)
    }
}

extension Server {
    /// The formatter's edits within a range; null for a text that does not parse, which stays as it is. There is one
    /// style, so the editor's options have no say.
    fileprivate func formatted(_ script: AnalysedScript, in range: Range<Int>) -> JSONValue {
        switch Formatter.format(script.analysis.compilation.parsed) {
        case .formatted(let formatted):
            let edits = formatted.edits.filter {
                range.lowerBound <= $0.span.utf8Range.lowerBound && $0.span.utf8Range.upperBound <= range.upperBound
            }
            return .array(edits.map { json(TextEdit($0.span.utf8Range, $0.replacement), script.text) })
        case .refused: return .null
        case .internalError:
            log("\(script.uri) was not formatted: it would not have meant the same", .error)
            return .null
        }
    }
}
