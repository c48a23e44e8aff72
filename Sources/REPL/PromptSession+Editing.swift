import EditLine
import LanguageService
import Output

/// What the editor is told of the language.
extension PromptSession {
    func makeEditor() -> LineEditor {
        let isColored = presenter.style.isColored
        let language = LineEditor.Language(
            isComplete: { $0.trimmingBlanks.hasPrefix(".") || LanguageService.isComplete($0) },
            completions: { [unowned self] in self.completions($0, $1) },
            styles: isColored ? { PromptSession.styles($0) } : nil)
        let prompt = Prompt("clientele> ", style: isColored ? TextStyle(parameters: "1;36") : nil)
        let reporter = reporter // for what the history has to say, which may be before the first statement
        return LineEditor(program: "clientele", prompt: prompt, language: language, history: historyPath.map { HistoryFile(path: $0) }) { error in
            reporter.remark("history: \(error.description)")
        }
    }

    private func completions(_ text: String, _ utf8Offset: Int) -> Completions {
        if text.trimmingBlanks.hasPrefix(".") { return DotCommand.completions(text, utf8Offset, in: self) }
        let found = LanguageService(session).completions(in: text, at: utf8Offset)
        return Completions(replacing: found.replacing, candidates: found.items.map {
            Completion(insertText: $0.text, label: $0.text, detail: $0.detail)
        })
    }

    private static func styles(_ text: String) -> [StyledRange] {
        LanguageService.classify(text).compactMap { token in
            let parameters: String? = switch token.tokenClass {
            case .keyword: "1;34"
            case .function: "34"
            case .number, .date: "33"
            case .text: "32"
            case .parameter: "35"
            case .comment: "2"
            case .error: "31"
            case .name, .operation: nil
            }
            return parameters.map { StyledRange(range: token.utf8Range, style: TextStyle(parameters: $0)) }
        }
    }
}
