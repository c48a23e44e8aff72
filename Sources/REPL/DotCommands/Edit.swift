import Engine
import Glibc
import Output

extension DotCommand {
    static let edit = DotCommand(
        name: ".edit", argument: "[NAME]", summary: "the last statement, or a definition, in your editor",
        group: .scripts,
        details: """
            Opens $VISUAL, or else $EDITOR. What you save and leave comes back to the prompt as if you had typed it:
            nothing runs before you press Enter.
            """,
        examples: [(".edit", "what was typed last"), (".edit vip", "what the session has defined as vip")],
        candidates: { session, words in words.isEmpty ? .words(session.memory.definitions.keys.sorted()) : .none }
    ) { session, argument in
        guard session.isInteractive else { throw CommandError("an editor needs a terminal to type at") }
        let text: String
        if argument.isEmpty {
            text = session.memory.typed ?? ""
        } else if let definition = session.memory.definitions[argument] {
            text = definition
        } else {
            throw CommandError("this session has defined no `\(argument)`")
        }
        guard let editor = session.promptEnvironment.editor else {
            throw CommandError("there is no editor: set $VISUAL or $EDITOR")
        }
        session.keepTypedAhead()
        let edited = try EditedText.edit(text, with: editor, in: session.promptEnvironment.temporaryFolder)
        if !edited.trimmingBlanks.isEmpty { session.prefilled = edited }
    }
}

/// A text in an editor of the user's choice, by way of a file that nobody else can read.
enum EditedText {
    /// - Throws: `CommandError`: the file can't be made, or the editor failed.
    static func edit(_ text: String, with editor: String, in folder: String) throws -> String {
        var template = Array("\(folder)/clientele-XXXXXX.cq".utf8CString)
        let descriptor = mkstemps(&template, 3)
        guard descriptor >= 0 else {
            throw CommandError("can't make a file in \(folder): \(String(cString: strerror(errno)))")
        }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { close(descriptor) }
        try ByteSink.write(Array((text.trimmingBlanks + "\n").utf8), to: descriptor)

        let modes = TerminalModes.current()
        let ending = try Interruption.ignored {
            try ShellProcess(editor + " \"$1\"", arguments: [path], readsFromUs: false).wait()
        }
        modes.restore()

        let edited = (try? InputFile.read(path: path)).map { String(decoding: $0, as: UTF8.self) }
        if let complaint = ending.complaint {
            // Text saved before an editor died is not lost.
            if case .killed = ending, let edited, edited.trimmingBlanks != text.trimmingBlanks {
                throw CommandError("the editor `\(editor)` failed: \(complaint). What it had saved is in \(path)")
            }
            unlink(path)
            throw CommandError("the editor `\(editor)` failed: \(complaint). Nothing has changed")
        }
        unlink(path)
        return edited?.trimmingBlanks ?? ""
    }
}
