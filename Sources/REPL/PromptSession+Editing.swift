import EditLine
import LanguageService
import Output

/// What the editor is told of the language.
extension PromptSession {
    func makeEditor() -> LineEditor {
        let isColored = presenter.style.isColored
        let asked = PromptLanguage(self)
        var language = LineEditor.Language(
            isComplete: { text in
                asked.forget() // Enter may change what names mean
                return text.trimmingBlanks.hasPrefix(".") || LanguageService.isComplete(text)
            },
            completions: { [unowned self] in self.completions($0, $1) },
            styles: isColored ? { PromptLanguage.styles($0) } : nil)
        language.hint = { asked.hint($0) }
        language.remarks = { asked.remarks($0) }
        language.idleQuestion = { asked.audience($0) }
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
}
