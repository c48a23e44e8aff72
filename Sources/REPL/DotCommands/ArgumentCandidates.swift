import EditLine
import LanguageService

/// Candidates for a place in a command's argument.
enum ArgumentCandidates {
    case none
    /// Those that begin with what is typed.
    case these([Completion])
    /// The names of files and folders.
    case files
    /// From here on, text of the language.
    case statement

    static func words(_ words: some Sequence<String>) -> ArgumentCandidates {
        .these(words.map { Completion(insertText: $0, label: $0) })
    }
}

extension DotCommand {
    /// Names of commands, and what their arguments may be.
    static func completions(_ text: String, _ utf8Offset: Int, in session: PromptSession) -> Completions {
        let typed = String(decoding: Array(text.utf8).prefix(utf8Offset), as: UTF8.self)
        let words = ArgumentWords(typed)
        guard let first = words.complete.first else {
            let names = all.map { Completion(insertText: $0.name, label: $0.name, detail: $0.summary) }
            return Completions(
                replacing: words.openStart..<utf8Offset,
                candidates: names.filter { $0.insertText.hasPrefix(words.open) })
        }
        guard let command = named(first) else { return .none }
        switch command.candidates(session, Array(words.complete.dropFirst())) {
        case .none: return .none
        case .these(let candidates):
            return Completions(
                replacing: words.openStart..<utf8Offset,
                candidates: candidates.filter { $0.insertText.hasPrefix(words.open) })
        case .files:
            let found = FileNames.beginning(with: words.open, home: session.promptEnvironment.home)
            return Completions(replacing: words.openStart..<utf8Offset, candidates: found)
        case .statement:
            // The command's name is no text of the language: what stands before the statement is left out.
            let start = words.statementStart(behind: 1)
            let found = LanguageService(session.session).completions(
                in: String(decoding: Array(text.utf8)[start...], as: UTF8.self), at: utf8Offset - start)
            return Completions(
                replacing: (found.replacing.lowerBound + start)..<(found.replacing.upperBound + start),
                candidates: found.items.map {
                    Completion(insertText: $0.text, label: $0.text, detail: $0.detail)
                })
        }
    }
}
