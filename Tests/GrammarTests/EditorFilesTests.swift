import Syntax
import Testing

/// The words in the editors' files are those of the language; a message shows the list as a file has to have it.
struct EditorFilesTests {
    private static let reserved = Keyword.allCases.filter(\.isReserved).map(\.rawValue).sorted()
    private static let contextual = Vocabulary.contextualKeywords.sorted()

    private func check(_ path: String, _ written: ([String]) -> String) throws {
        let text = String(decoding: try Repository.bytes(path), as: UTF8.self)
        for words in [EditorFilesTests.reserved, EditorFilesTests.contextual] {
            #expect(text.contains(written(words)), "\(path) lacks \(written(words))")
        }
    }

    @Test func textMateGrammar() throws {
        try check("grammar/vscode/clientele.tmLanguage.json") { "(?:\($0.joined(separator: "|")))(?![" }
    }

    @Test func vimSyntax() throws {
        try check("grammar/neovim/syntax/clientele.vim") { "\\%(\($0.joined(separator: "\\|"))\\)\\>/" }
    }

    @Test func emacsMode() throws {
        try check("grammar/emacs/clientele-mode.el") { "'(\($0.map { "\"\($0)\"" }.joined(separator: " "))))" }
    }
}
