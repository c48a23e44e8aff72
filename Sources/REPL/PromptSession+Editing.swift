import EditLine
import LanguageService
import Output

/// The language, as passed to the editor.
extension PromptSession {
    func makeEditor() -> LineEditor {
        let isColored = presenter.style.isColored
        let asked = PromptLanguage(self)
        var language = LineEditor.Language(
            isComplete: { text in
                asked.forget()  // Enter may change what names mean
                return PromptLanguage.isCommand(text) || asked.isComplete(text)
            },
            completions: { [unowned self] in
                PromptLanguage.isCommand($0) ? DotCommand.completions($0, $1, in: self) : asked.completions($0, $1)
            },
            styles: isColored ? { PromptLanguage.styles($0) } : nil)
        language.isCommand = { PromptLanguage.isCommand($0) }
        language.hint = { asked.hint($0) }
        language.isWorthOffering = { asked.isWorthOffering($0) }
        language.inlineDiagnostics = { asked.inlineDiagnostics($0) }
        language.idleQuestion = { asked.audience($0) }
        let prompt = Prompt("clientele> ", style: isColored ? TextStyle(parameters: "1;36") : nil)
        let reporter = reporter // for what the history has to say, which may be before the first statement
        return LineEditor(
            program: "clientele", prompt: prompt, language: language, history: historyPath.map { HistoryFile(path: $0) }
        ) { error in
            reporter.remark("history: \(error.description)")
        }
    }
}
